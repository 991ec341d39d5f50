//! `cargo xtask dist`: the packages, in `target/dist/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::sh;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Make only the archive with the binary, not the extension for VS Code
    #[arg(long)]
    no_vscode: bool,
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let keyward = sh::build(true)?;
    let dist = sh::target().join("dist");
    fs::create_dir_all(&dist)?;
    let mut made = vec![archive(&keyward, &dist)?];
    if !args.no_vscode {
        made.extend(extensions(&keyward, &dist)?);
    }
    println!();
    for path in made {
        let size = fs::metadata(&path)?.len();
        println!("{} ({:.1} MB)", path.display(), size as f64 / 1e6);
    }
    Ok(())
}

/// The binary with its licences, its readme and its log of changes.
fn archive(keyward: &Path, dist: &Path) -> anyhow::Result<PathBuf> {
    let name = format!("keyward-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let folder = dist.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::copy(
        keyward,
        folder.join(keyward.file_name().context("the binary has no name")?),
    )?;
    for text in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(crate::root().join(text), folder.join(text))
            .with_context(|| format!("no {text}"))?;
    }
    let path = dist.join(format!("{name}.tar.gz"));
    // Every system that Rust builds on has tar, Windows too.
    sh::run(
        Command::new("tar")
            .arg("-czf")
            .arg(&path)
            .arg("-C")
            .arg(dist)
            .arg(&name),
    )?;
    fs::remove_dir_all(&folder)?;
    Ok(path)
}

/// The platform that this compiler builds for, as Rust calls it.
fn host() -> anyhow::Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let told = sh::output(Command::new(rustc).arg("-vV")).context("rustc does not answer")?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}

/// The extension without a server, and with the one for this platform.
fn extensions(keyward: &Path, dist: &Path) -> anyhow::Result<[PathBuf; 2]> {
    let folder = crate::root().join("editors/vscode");
    let path = node_path()?;
    let npm = |arguments: &[&str]| {
        let mut command = Command::new(sh::find_in("npm", &path).unwrap_or_else(|| "npm".into()));
        command
            .args(arguments)
            .current_dir(&folder)
            .env("PATH", &path);
        command
    };
    if !folder.join("node_modules").is_dir() {
        sh::run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    }
    let version = env!("CARGO_PKG_VERSION");
    let target = vscode_target()?;
    let plain = dist.join(format!("keyward-{version}.vsix"));
    let full = dist.join(format!("keyward-{version}-{target}.vsix"));
    sh::run(npm(&["run", "--silent", "package", "--", "--out"]).arg(&plain))?;
    sh::run(
        npm(&[
            "run", "--silent", "package", "--", "--target", target, "--server",
        ])
        .arg(keyward)
        .arg("--out")
        .arg(&full),
    )?;
    Ok([plain, full])
}

/// `PATH` with the Node.js that packaging needs: the one that the editor tests install, if it is there.
fn node_path() -> anyhow::Result<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let own = crate::root().join(".editors/node24/bin");
    let own = own.is_dir().then_some(own);
    Ok(std::env::join_paths(
        own.into_iter().chain(std::env::split_paths(&old)),
    )?)
}

/// This platform, as VS Code calls it.
fn vscode_target() -> anyhow::Result<&'static str> {
    Ok(match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") if cfg!(target_env = "musl") => "alpine-x64",
        ("linux", "aarch64") if cfg!(target_env = "musl") => "alpine-arm64",
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("linux", "arm") => "linux-armhf",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "win32-x64",
        ("windows", "aarch64") => "win32-arm64",
        (os, arch) => bail!("VS Code has no name for {os} on {arch}: use --no-vscode"),
    })
}
