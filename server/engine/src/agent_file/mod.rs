//! Files that go to a model as they are, and records of what was said to one.
//!
//! The lists are `rules/agent-files.toml`. A secret in a file of the first kind leaves the machine
//! whatever an ignore file says, so the way out is to remove it; the second kind belongs out of git.

mod imports;
mod records;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::rule::like;

pub use imports::{Import, imports_of_secrets};
pub use records::{Found, ignore, record_message, record_of, records_in};

include!(concat!(env!("OUT_DIR"), "/agent_files.rs"));

/// What is reported of these files beside secrets.
pub const CHECKS: &[&str] = &["assistant-import", "assistant-record"];

/// A kind of file that is sent to a model.
#[derive(Debug)]
pub struct Instructions {
    files: &'static [&'static str],
    /// Who reads it.
    pub by: &'static str,
    /// When it is sent.
    pub sent: Sent,
    /// Whether `@path` in the text brings that file along.
    pub imports: bool,
}

impl PartialEq for Instructions {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Instructions {}

/// When a file is sent to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// With every request.
    Always,
    /// With requests that it applies to.
    OnMatch,
    /// When somebody uses it.
    OnUse,
    /// Where a tool is told to read it.
    Configured,
    /// It is published for models.
    Public,
}

impl Sent {
    /// What follows "this file" in a message.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Always => "is sent to a model with every request",
            Self::OnMatch => "is sent to a model with every request that it applies to",
            Self::OnUse => "is sent to a model whenever it is used",
            Self::Configured => "is sent to a model wherever a tool is told to read it",
            Self::Public => "is published for models to read",
        }
    }
}

/// Something that is written down while one works with an assistant.
#[derive(Debug)]
pub struct Record {
    files: &'static [&'static str],
    /// Who writes it.
    pub by: &'static str,
    /// What it holds.
    pub what: &'static str,
    /// The lines for `.gitignore`.
    pub ignore: &'static str,
    /// Whether teams commit it on purpose.
    pub doubtful: bool,
}

/// Records at home. Nothing looks there unless the user asks for it.
#[derive(Debug)]
pub struct Home {
    /// Where, `~` being the user's folder.
    pub paths: &'static [&'static str],
    /// Who writes them.
    pub by: &'static str,
    /// How less is kept; empty where nothing is known.
    pub less: &'static str,
}

/// What an assistant's file is, by its path, which may be relative to its workspace.
#[must_use]
pub fn instructions(path: &Path) -> Option<&'static Instructions> {
    let path = path.to_string_lossy().replace('\\', "/");
    of_lower(&path.to_ascii_lowercase())
}

/// The same for a path in lower case, with `/`.
pub(crate) fn of_lower(path: &str) -> Option<&'static Instructions> {
    INSTRUCTIONS
        .iter()
        .find(|row| row.files.iter().any(|file| ends_like(path, file)))
}

/// What to do about a secret in this file, by its path in lower case, where the usual advice does
/// not fit; empty elsewhere.
pub(crate) fn advice(path: &str) -> &'static str {
    let mut rows = ADVICE.iter();
    let row = rows.find(|(files, _)| files.iter().any(|file| ends_like(path, file)));
    row.map_or("", |(_, todo)| todo)
}

/// Every kind of file that is sent to a model.
#[must_use]
pub fn all_instructions() -> &'static [Instructions] {
    INSTRUCTIONS
}

/// Every kind of record in a project.
#[must_use]
pub fn all_records() -> &'static [Record] {
    RECORDS
}

/// Every kind of record at home.
#[must_use]
pub fn all_home() -> &'static [Home] {
    HOME
}

/// Whether a path ends as a pattern says; `**` stands for one part or more.
fn ends_like(path: &str, pattern: &str) -> bool {
    if !pattern.contains("**") {
        return crate::rule::ends_as(path, pattern);
    }
    // Nearly every path lacks the first folder: look for that before anything is put together.
    let head = pattern.split('/').next().unwrap_or(pattern);
    let mut starts = path
        .split('/')
        .enumerate()
        .filter(|(_, part)| like(part, head));
    starts.any(|(at, _)| {
        let parts: Vec<&str> = path.split('/').skip(at).collect();
        let wanted: Vec<&str> = pattern.split('/').collect();
        is_like(&parts, &wanted)
    })
}

fn is_like(parts: &[&str], wanted: &[&str]) -> bool {
    match (wanted.split_first(), parts.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), Some(_)) => {
            (0..=parts.len()).any(|skipped| {
                // Before a name it may be nothing, at the end it is something.
                (skipped > 0 || !rest.is_empty()) && is_like(&parts[skipped..], rest)
            })
        }
        (Some((want, rest)), Some((part, parts))) => like(part, want) && is_like(parts, rest),
        _ => false,
    }
}
