//! Reads the labelled lines of `tests/accuracy/real`.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use keyward_engine::FileContext;
use keyward_engine::rule::Random;
use sha2::{Digest, Sha256};

use super::fill;

/// Which half of the packages a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Half {
    /// Weights and words are chosen by looking at it.
    Dev,
    /// Only measured.
    Test,
}

impl Half {
    /// The half of a package: by the first byte of the digest of its name, so nobody chooses.
    fn of(package: &str) -> Self {
        if Sha256::digest(package)[0] % 2 == 0 {
            Self::Dev
        } else {
            Self::Test
        }
    }

    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

/// One labelled line.
pub(super) struct Line {
    /// The file and the line in it where the label stands, to find it again.
    pub(super) label: String,
    pub(super) half: Half,
    /// In its package.
    pub(super) path: PathBuf,
    /// The kind of place that it was chosen for.
    pub(super) kind: String,
    /// The lines before it and the line itself, with made-up values.
    pub(super) text: String,
    /// The line itself; more than one line where a key stands in it.
    pub(super) own: Range<usize>,
    /// Its credentials.
    pub(super) secrets: Vec<Range<usize>>,
}

impl Line {
    /// The language that its path tells, in a word for tables.
    pub(super) fn language(&self) -> &'static str {
        match FileContext::of(&self.path, None).language {
            "" => "other",
            language => language,
        }
    }
}

/// Reads all files of a folder, in order of name.
///
/// # Errors
/// When a file cannot be read or a line of it is not as the format wants it.
pub(super) fn read(folder: &Path) -> Result<Vec<Line>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut lines = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        read_file(&name, &text, &mut lines)?;
    }
    Ok(lines)
}

fn read_file(name: &str, text: &str, lines: &mut Vec<Line>) -> Result<()> {
    let mut numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    let head = numbered.next().map_or("", |(_, line)| line);
    let fields: Vec<&str> = head.split(' ').collect();
    let ["#", package, _version, _registry, _licence, half] = fields[..] else {
        bail!("{name}:1: write `# package version registry licence half`");
    };
    let right = Half::of(package);
    ensure!(
        half == right.id(),
        "{name}:1: by its name this package is {}",
        right.id()
    );
    let mut at: Option<(PathBuf, String)> = None;
    let mut context = String::new();
    for (number, line) in numbered {
        let label = format!("{name}:{number}");
        if let Some(place) = line.strip_prefix("@ ") {
            at = Some(
                place_of(place).with_context(|| format!("{label}: write `@ path:line kind`"))?,
            );
            context.clear();
        } else if let Some(before) = line.strip_prefix("  | ") {
            context += &fill::fill(before, &mut seeded(package, number))
                .with_context(|| label.clone())?
                .text;
            context.push('\n');
        } else if let Some(own) = line.strip_prefix("    ") {
            let (path, kind) = at
                .take()
                .with_context(|| format!("{label}: no `@` before"))?;
            let filled =
                fill::fill(own, &mut seeded(package, number)).with_context(|| label.clone())?;
            let start = context.len();
            let text = std::mem::take(&mut context) + &filled.text + "\n";
            lines.push(Line {
                label,
                half: right,
                path,
                kind,
                own: start..text.len(),
                text,
                secrets: filled
                    .secrets
                    .iter()
                    .map(|at| at.start + start..at.end + start)
                    .collect(),
            });
        } else {
            bail!("{label}: begin with `@ `, `  | ` or four spaces");
        }
    }
    Ok(())
}

fn place_of(place: &str) -> Option<(PathBuf, String)> {
    let (place, kind) = place.rsplit_once(' ')?;
    let (path, line) = place.rsplit_once(':')?;
    line.parse::<u32>().ok()?;
    Some((PathBuf::from(path), kind.to_owned()))
}

/// The numbers that fill a line: the same in every run, others for every line.
fn seeded(package: &str, number: usize) -> Random {
    let digest = Sha256::digest(format!("{package}:{number}"));
    let first = digest
        .iter()
        .take(8)
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte));
    Random::new(first)
}
