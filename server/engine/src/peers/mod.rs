//! Files of other scanners, read as they stand.
//!
//! Each becomes settings and lists of Keyward's own kind, so that reading one in place and
//! importing it are the same. What has no counterpart is told with its line.

mod gitleaks;
mod go_regex;
mod ignores;

use std::path::Path;

use crate::config::{Layer, Problem, Trust};
use crate::suppress::Source;

pub use gitleaks::{DEPTH, gitleaks};
pub use ignores::{fingerprints, secrets_baseline};

/// What a file of another scanner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Rules and allowlists of gitleaks and betterleaks, TOML.
    Rules,
    /// Accepted findings of these two, a line each.
    Fingerprints,
    /// Accepted findings of detect-secrets, JSON.
    Baseline,
    /// Files to leave out, in git's syntax.
    Globs,
}

/// A file that another scanner reads.
#[derive(Debug)]
pub struct PeerFile {
    /// Its name, at the top of a workspace.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// How reasons name it.
    pub source: Source,
}

/// Every file that is read, weakest first.
pub const FILES: &[PeerFile] = &[
    PeerFile {
        name: ".gitleaks.toml",
        kind: Kind::Rules,
        source: Source::Gitleaks,
    },
    PeerFile {
        name: ".betterleaks.toml",
        kind: Kind::Rules,
        source: Source::Betterleaks,
    },
    PeerFile {
        name: ".gitleaksignore",
        kind: Kind::Fingerprints,
        source: Source::GitleaksIgnore,
    },
    PeerFile {
        name: ".betterleaksignore",
        kind: Kind::Fingerprints,
        source: Source::BetterleaksIgnore,
    },
    PeerFile {
        name: ".secrets.baseline",
        kind: Kind::Baseline,
        source: Source::SecretsBaseline,
    },
    PeerFile {
        name: ".secretlintignore",
        kind: Kind::Globs,
        source: Source::SecretlintIgnore,
    },
];

/// The file of this name.
#[must_use]
pub fn by_name(path: &Path) -> Option<&'static PeerFile> {
    let name = path.file_name()?;
    FILES.iter().find(|file| name == file.name)
}

/// Reads a file of another scanner. `sibling` reads a file that this one extends, by its path
/// from the top of the workspace.
#[must_use]
pub fn read(
    file: &PeerFile,
    text: &str,
    trust: Trust,
    sibling: &dyn Fn(&str) -> Result<String, String>,
) -> (Layer, Vec<Problem>) {
    let mut layer = Layer::empty(trust);
    layer.source = file.source;
    let mut problems = Vec::new();
    match file.kind {
        Kind::Rules => (layer.settings, problems) = gitleaks(text, sibling),
        Kind::Fingerprints => (layer.lists.places, problems) = fingerprints(text),
        Kind::Baseline => (layer.lists.digests, problems) = secrets_baseline(text),
        Kind::Globs => text.clone_into(&mut layer.lists.ignored),
    }
    problems.sort_by_key(|problem| problem.line);
    (layer, problems)
}
