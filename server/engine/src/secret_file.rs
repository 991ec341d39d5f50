//! Which files bear secrets: those that git should ignore and assistants should not read.
//!
//! What is known about names is `rules/secret-files.toml`. A name often says it all; where it
//! does not, as for `.npmrc`, the text decides: by a pattern, or by what the scanner finds.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::finding::Confidence;
use crate::rule::{ends_as, glance_of, like};
use crate::scan::{FileContext, role_of, scan};
use crate::suppress::Reason;
use crate::{Role, dotenv};

include!(concat!(env!("OUT_DIR"), "/secret_files.rs"));

/// What a name has to have, a mask of what counts, and the end of a path.
type Pattern = (u32, u32, &'static str);

/// A kind of file that bears secrets.
#[derive(Debug)]
pub struct SecretFile {
    /// Stable id of the class: `dotenv`, `private-key`. Several kinds may be of one class.
    pub class: &'static str,
    /// What it is, in words that follow "is": `an environment file`.
    pub name: &'static str,
    files: &'static [Pattern],
    by_role: bool,
    text: Option<&'static LazyLock<Regex>>,
    secret: bool,
}

impl PartialEq for SecretFile {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for SecretFile {}

impl SecretFile {
    /// Whether the name is enough.
    #[must_use]
    pub fn is_by_name(&self) -> bool {
        self.text.is_none() && !self.secret
    }

    /// The largest text that is worth reading for [`bears_secret`], in bytes.
    #[must_use]
    pub fn longest(&self) -> u64 {
        if self.secret { 256 * 1024 } else { 64 * 1024 }
    }
}

/// The kind of a file by its path alone, relative to its workspace: what it may be. Whether it
/// is, [`bears_secret`] says.
#[must_use]
pub fn class_of(path: &Path) -> Option<&'static SecretFile> {
    candidates(path).into_iter().next()
}

/// The kind of a file that bears a secret. `path` is relative to its workspace; above it, a
/// folder may speak for the file. `text` is asked for at most once, and only where it decides;
/// without it, the name has to do.
#[must_use]
pub fn bears_secret<T: AsRef<str>>(
    path: &Path,
    text: impl FnOnce() -> Option<T>,
) -> Option<&'static SecretFile> {
    let candidates = candidates(path);
    let first = *candidates.first()?;
    let Some(text) = text() else {
        return first.is_by_name().then_some(first);
    };
    let text = text.as_ref();
    if ENCRYPTED.is_match(text) {
        return None;
    }
    candidates.into_iter().find(|kind| holds(kind, path, text))
}

/// Whether a folder of this name holds what was fetched or made by programs: nobody keeps
/// secrets there, and there is much of it.
#[must_use]
pub fn is_elsewhere(folder: &str) -> bool {
    FOLDERS.iter().any(|name| folder.eq_ignore_ascii_case(name))
}

/// Files that say of their folder what [`is_elsewhere`] says by its name.
#[must_use]
pub fn marks_elsewhere() -> &'static [&'static str] {
    MARKS
}

/// Whether the scanner finds a secret in the text of a file, be it accepted or not.
#[must_use]
pub fn holds_secret(path: &Path, text: &str) -> bool {
    has_finding(path, text)
}

/// Whether a framework's convention is that the file is committed, with settings that everybody
/// shares: the ids of these frameworks, none for any.
#[must_use]
pub fn committed_by_convention(path: &Path) -> Option<&'static [&'static str]> {
    let path = lower(path);
    let fits = |row: &&(&'static [Pattern], &[&str])| is_named(&path, row.0);
    COMMITTED.iter().find(fits).map(|row| row.1)
}

fn candidates(path: &Path) -> Vec<&'static SecretFile> {
    let path = lower(path);
    let mut found: Vec<&SecretFile> = KINDS
        .iter()
        .filter(|kind| is_named(&path, kind.files))
        .collect();
    // Nearly every path ends here.
    if found.is_empty() || is_named(&path, NEVER) {
        return Vec::new();
    }
    let role = role_of(&path);
    if NEVER_ROLES.contains(&role) {
        return Vec::new();
    }
    if matches!(role, Role::Test | Role::Docs) {
        found.retain(|kind| kind.by_role);
    }
    found
}

fn lower(path: &Path) -> String {
    let path = path.to_string_lossy().to_ascii_lowercase();
    path.replace('\\', "/")
}

fn is_named(path: &str, files: &[Pattern]) -> bool {
    let glance = glance_of(path.rsplit('/').next().unwrap_or(path));
    files
        .iter()
        .any(|(key, mask, pattern)| glance & mask == *key && ends_as(path, pattern))
}

/// Whether the text makes the file one of this kind.
fn holds(kind: &SecretFile, path: &Path, text: &str) -> bool {
    if kind.by_role {
        return !refers(text);
    }
    kind.is_by_name()
        || kind.text.is_some_and(|pattern| pattern.is_match(text))
        || (kind.secret && has_finding(path, text))
}

/// Whether there are values, and all are kept somewhere else.
fn refers(text: &str) -> bool {
    let layout = dotenv::parse(text);
    let mut values = layout
        .entries
        .iter()
        .map(|entry| (&text[entry.key.clone()], &text[entry.value.clone()]))
        .map(|(name, value)| (name, value.trim().trim_matches(['"', '\'', '`'])))
        .filter(|(name, value)| {
            !value.is_empty() && !NO_SECRET_NAMES.iter().any(|one| like(name, one))
        })
        .peekable();
    values.peek().is_some() && values.all(|(_, value)| NO_SECRET.is_match(value))
}

/// Whether the scanner finds a secret, one that a comment or a list accepts included: that
/// keeps nobody from reading it.
fn has_finding(path: &Path, text: &str) -> bool {
    let found = scan(text, &FileContext::of(path, None));
    let accepted = |reason| {
        matches!(
            reason,
            Reason::DotEnv | Reason::Allowed | Reason::Comment(_) | Reason::Listed(_)
        )
    };
    found
        .findings
        .iter()
        .any(|one| one.confidence >= Confidence::Likely)
        || found.suppressed.iter().any(|one| accepted(one.reason))
}

#[cfg(test)]
mod tests;
