//! Gets languages: Debian's packages where we may, those of npm and PyPI into the target folder.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::row::{Install, Row};
use crate::sh;

/// Where packages of npm and PyPI go.
pub(super) fn folder() -> PathBuf {
    sh::target().join("languages")
}

/// Installs what a row asks for. What can't be had shows when the language is asked for its version.
pub(super) fn install(row: &Row, debian: bool) {
    let Install {
        debian: system,
        npm,
        pip,
    } = &row.install;
    let missing: Vec<_> = system.iter().filter(|name| !has_debian(name)).collect();
    if debian && !missing.is_empty() && sh::find("apt-get").is_some() && is_root() {
        println!("installing {missing:?}");
        if !apt(&missing) && quiet(Command::new("apt-get").args(["update", "-q"])) {
            apt(&missing);
        }
    }
    if let Some(tool) = sh::find("npm") {
        each(npm, "npm", |name| {
            let prefix = folder().join("npm");
            let to = ["install", "--no-audit", "--no-fund", "--prefix"];
            quiet(Command::new(&tool).args(to).arg(prefix).arg(name))
        });
    }
    if let Some(tool) = sh::find("python3") {
        each(pip, "pip", |name| {
            let to = ["-m", "pip", "install", "--quiet", "--target"];
            quiet(
                Command::new(&tool)
                    .args(to)
                    .arg(folder().join("pip"))
                    .arg(name),
            )
        });
    }
}

/// Installs those packages that were not installed yet.
fn each(names: &[String], kind: &str, install: impl Fn(&str) -> bool) {
    for name in names {
        let done = folder()
            .join(kind)
            .join(format!(".done-{}", name.replace('/', "-")));
        if done.is_file() {
            continue;
        }
        println!("installing {name} from {kind}");
        if fs::create_dir_all(folder().join(kind)).is_ok() && install(name) {
            // Without the mark it is installed again, which does no harm.
            let _ = fs::write(done, "");
        } else {
            println!("can't install {name} from {kind}");
        }
    }
}

fn has_debian(name: &str) -> bool {
    let query = ["-W", "-f", "${db:Status-Status}", name];
    sh::output(Command::new("dpkg-query").args(query)).is_some_and(|status| status == "installed")
}

fn is_root() -> bool {
    sh::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn apt(names: &[&String]) -> bool {
    let options = [
        "install",
        "-y",
        "-q",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=600",
    ];
    quiet(
        Command::new("apt-get")
            .args(options)
            .args(names)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// Runs a noisy command; its words are shown only if it fails.
fn quiet(command: &mut Command) -> bool {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => true,
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let end: Vec<_> = said.lines().rev().take(5).collect();
            end.iter().rev().for_each(|line| println!("  {line}"));
            false
        }
        Err(error) => {
            println!("  {error}");
            false
        }
    }
}

/// The environment in which programs find what was installed.
pub(super) fn variables() -> Vec<(&'static str, OsString)> {
    let modules = folder().join("npm/node_modules");
    let pip = folder().join("pip");
    let own = [modules.join(".bin"), pip.join("bin")];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path)));
    let mut all = vec![
        ("NODE_PATH", modules.into_os_string()),
        ("PYTHONPATH", pip.into_os_string()),
    ];
    all.extend(path.ok().map(|path| ("PATH", path)));
    all
}
