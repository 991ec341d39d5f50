//! Running programs.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    pub(crate) code: Option<i32>,
    /// The last lines of both streams that were caught, oldest first.
    pub(crate) tail: Vec<String>,
}

/// Cargo, as it runs this task.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root());
    command
}

/// Runs a program with the terminal of this one; an error unless it succeeds.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let name = shown(command);
    let status = command
        .status()
        .with_context(|| format!("can't run {name}"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Runs a program, shows what it says and keeps the end of it.
pub(crate) fn watch(command: &mut Command) -> anyhow::Result<Outcome> {
    let name = shown(command);
    let (reader, writer) = std::io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut child = command
        .spawn()
        .with_context(|| format!("can't run {name}"))?;
    // The command holds the writing end; only the child may keep it open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut tail = Vec::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        tail.push(line);
        if tail.len() > 200 {
            tail.remove(0);
        }
    }
    let status = child.wait()?;
    Ok(Outcome {
        ok: status.success(),
        code: status.code(),
        tail,
    })
}

/// What a program prints, or nothing when it is not there or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    out.status
        .success()
        .then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Where a program is, by `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    find_in(name, &std::env::var_os("PATH")?)
}

/// Where a program is, by a list of folders like `PATH`.
pub(crate) fn find_in(name: &str, path: &OsStr) -> Option<PathBuf> {
    let with_ending = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path)
        .flat_map(|folder| {
            [
                folder.join(&with_ending),
                folder.join(format!("{name}.cmd")),
            ]
        })
        .find(|path| path.is_file())
}

/// Builds the `keyward` binary and tells where it is.
pub(crate) fn build(release: bool) -> anyhow::Result<PathBuf> {
    let mut command = cargo();
    command.args([
        "build",
        "--quiet",
        "--package",
        "keyward",
        "--bin",
        "keyward",
    ]);
    if release {
        command.arg("--release");
    }
    run(&mut command)?;
    let profile = if release { "release" } else { "debug" };
    Ok(target()
        .join(profile)
        .join(format!("keyward{}", std::env::consts::EXE_SUFFIX)))
}

/// The folder that builds go to.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(set) => crate::root().join(set),
        None => crate::root().join("target"),
    }
}

/// A program in the repository, as an argument for an interpreter.
pub(crate) fn script(interpreter: &str, path: &Path) -> Command {
    let mut command = Command::new(interpreter);
    command.arg(path).current_dir(crate::root());
    command
}

fn shown(command: &Command) -> String {
    let parts = std::iter::once(command.get_program()).chain(command.get_args());
    let parts: Vec<_> = parts.map(OsStr::to_string_lossy).collect();
    format!("`{}`", parts.join(" "))
}
