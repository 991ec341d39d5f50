//! Gets what tests need: Debian's packages where we may, those of npm and PyPI into the target folder.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::sh;

/// A folder for packages of npm and PyPI.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder of this name among what is built.
    pub(crate) fn named(name: &str) -> Self {
        Self(sh::target().join(name))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The folder in which programs find the packages of npm.
    pub(crate) fn npm_top(&self) -> PathBuf {
        self.0.join("npm")
    }

    /// Installs packages of npm, those with other versions than before again.
    pub(crate) fn npm(&self, names: &[String]) {
        let Some(tool) = sh::find("npm") else { return };
        self.once(names, "npm", |names| {
            let to = ["install", "--no-audit", "--no-fund", "--prefix"];
            quiet(Command::new(&tool).args(to).arg(self.npm_top()).args(names))
        });
    }

    /// Installs packages of PyPI.
    pub(crate) fn pip(&self, names: &[String]) {
        let Some(tool) = sh::find("python3") else {
            return;
        };
        self.once(names, "pip", |names| {
            let to = ["-m", "pip", "install", "--quiet", "--target"];
            quiet(
                Command::new(&tool)
                    .args(to)
                    .arg(self.0.join("pip"))
                    .args(names),
            )
        });
    }

    /// Installs packages of PyPI that are programs, with a Python of their own.
    pub(crate) fn venv(&self, names: &[String]) {
        let Some(tool) = sh::find("python3") else {
            return;
        };
        self.once(names, "venv", |names| {
            let own = self.0.join("venv");
            quiet(Command::new(&tool).args(["-m", "venv"]).arg(&own))
                && quiet(
                    Command::new(own.join("bin/python3"))
                        .args(["-m", "pip", "install", "--quiet"])
                        .args(names),
                )
        });
    }

    /// Installs those packages that were not installed yet.
    fn once(&self, names: &[String], kind: &str, install: impl Fn(&[&String]) -> bool) {
        let folder = self.0.join(kind);
        let mark = |name: &str| folder.join(format!(".done-{}", name.replace('/', "-")));
        let missing: Vec<&String> = names.iter().filter(|name| !mark(name).is_file()).collect();
        if missing.is_empty() {
            return;
        }
        println!("installing {missing:?} from {kind}");
        if fs::create_dir_all(&folder).is_ok() && install(&missing) {
            for name in missing {
                // Without the mark it is installed again, which does no harm.
                let _ = fs::write(mark(name), "");
            }
        } else {
            println!("can't install {missing:?} from {kind}");
        }
    }

    /// The environment in which programs find what was installed.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let modules = self.npm_top().join("node_modules");
        vec![
            ("NODE_PATH", modules.into_os_string()),
            ("PYTHONPATH", self.0.join("pip").into_os_string()),
            ("PATH", self.before(&path())),
        ]
    }

    /// `PATH` with the programs that were installed here before those that it names.
    pub(crate) fn before(&self, path: &OsStr) -> OsString {
        let own = ["npm/node_modules/.bin", "pip/bin", "venv/bin"].map(|at| self.0.join(at));
        let all = std::env::join_paths(own.into_iter().chain(std::env::split_paths(path)));
        all.unwrap_or_else(|_| path.to_owned())
    }
}

/// `PATH`, as it is.
pub(crate) fn path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

/// Installs Debian's packages where we may. What can't be had shows when it is used.
pub(crate) fn debian(names: &[String]) {
    let missing: Vec<_> = names.iter().filter(|name| !has_debian(name)).collect();
    if missing.is_empty() || sh::find("apt-get").is_none() || !is_root() {
        return;
    }
    println!("installing {missing:?}");
    if !apt(&missing) && quiet(Command::new("apt-get").args(["update", "-q"])) {
        apt(&missing);
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
