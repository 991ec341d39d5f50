//! Sources to measure whole-tree figures on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::sh;

/// Enough to measure, and little enough for the slowest program to read, in bytes.
const ENOUGH: u64 = 128 << 20;

/// Packages of Cargo's registry from A to Z until there is enough, linked into the target folder.
///
/// # Errors
/// When there is no registry, or the folder cannot be made.
pub(crate) fn gathered() -> Result<PathBuf> {
    let sources =
        registry().context("no sources in Cargo's registry: name a folder with --corpus")?;
    let corpus = sh::target().join("bench/corpus");
    if corpus.is_dir() {
        fs::remove_dir_all(&corpus)?;
    }
    let mut bytes = 0;
    let walk = ignore::WalkBuilder::new(&sources)
        .standard_filters(false)
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk.flatten() {
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        bytes += entry.metadata()?.len();
        if bytes > ENOUGH {
            break;
        }
        link(
            entry.path(),
            &corpus.join(entry.path().strip_prefix(&sources)?),
        )?;
    }
    Ok(corpus)
}

/// The file under another name; a copy where the file system has no links.
fn link(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file in a folder")?)?;
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).with_context(|| format!("can't copy {}", from.display()))?;
    }
    Ok(())
}

fn registry() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))?;
    let sources = home.join("registry").join("src");
    sources.is_dir().then_some(sources)
}
