//! Plans edits. Pure: reads through [`crate::files::Files`], writes nothing.

mod allow;
mod committed;
mod constant;
mod copy;
mod env_file;
mod expression;
mod framework;
mod header;
mod home;
mod import;
mod manager;
mod many;
mod move_to_env;
mod name;
mod notebook;
mod occurrences;
mod pieces;
mod place;
mod reason;
mod scope;
pub mod settings;
mod sign;
mod source;
mod stand_in;
mod template;
#[cfg(test)]
mod tests;
mod tidy;
mod written;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::finding::Finding;

/// Text of an edit. It may hold a secret, so it prints its length only and clears itself.
#[derive(Clone, PartialEq, Eq)]
pub struct NewText(pub Zeroizing<String>);

impl fmt::Debug for NewText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewText({} bytes)", self.0.len())
    }
}

/// One replacement in a file, in bytes of its text before the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub range: Range<usize>,
    /// What takes its place.
    pub text: NewText,
}

/// What a step is for; also the order in which steps are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// An entry in `.gitignore` or an assistant's ignore or settings file.
    Ignore,
    /// The `.env`.
    DotEnv,
    /// The `.env.example`.
    Template,
    /// The module that declares the project's variables.
    Module,
    /// The source file.
    Source,
}

/// The state of a file that a plan was made against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// There was no file.
    Absent,
    /// There was this text, by its length and a hash of it.
    Text {
        /// Bytes.
        len: usize,
        /// [`text_hash`] of it.
        hash: u64,
    },
}

/// One file's part of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// Absolute path.
    pub path: PathBuf,
    /// What for.
    pub purpose: Purpose,
    /// What the edits were computed against: anything else stops the plan.
    pub before: Before,
    /// Replacements, ascending and not overlapping.
    pub edits: Vec<TextEdit>,
    /// Create with owner-only rights (0600).
    pub owner_only: bool,
}

/// Everything one fix does, in order. Nothing after a failed step happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditPlan {
    /// For the light bulb: `Move to environment variable GITHUB_TOKEN (writes .env)`. Holds no value.
    pub title: String,
    /// The variable's name; empty for plans that move nothing.
    pub name: String,
    /// File edits, ascending by purpose.
    pub files: Vec<FileEdit>,
    /// Sentences for the user: what else to do (load the `.env`, rotate, tighten the mode).
    pub notes: Vec<String>,
}

/// Why a fix is not offered or was stopped. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Stable, kebab case: `env-is-a-link`, `env-is-tracked`, `constant-context`.
    pub code: &'static str,
    /// One sentence that names the file and the way out.
    pub message: String,
}

/// What a fix is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The workspace folder that the file belongs to; nothing is written outside it.
    pub root: &'a Path,
    /// The source file, absolute; `None` for an untitled document.
    pub path: Option<&'a Path>,
    /// Its text as it stands.
    pub text: &'a str,
    /// Its language, an id of `rules/languages/`; empty when unknown.
    pub language: &'a str,
    /// The finding.
    pub finding: &'a Finding,
}

/// How a fix is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The `.env`, relative to the workspace folder; the nearest one above the source when absent.
    pub env_file: Option<&'a str>,
    /// The variable's name, as the user typed it; chosen when absent.
    pub name: Option<&'a str>,
    /// The secrets manager that the value is meant for; none but the environment when absent.
    pub manager: Option<&'static Manager>,
    /// Whether the program goes on with an empty text where the variable is missing.
    pub quiet: bool,
}

/// A hash to recognise a text by within one run. Not for storing.
#[must_use]
pub fn text_hash(text: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

pub use allow::{allow, allow_at};
pub use committed::{committed_message, response_steps};
pub use copy::copy_as;
pub use env_file::ignore_env;
pub use framework::{Framework, frameworks};
pub(crate) use framework::{client_code, framework_ids};
pub use manager::{Manager, manager, managers, managers_for, store_in};
pub use many::{Left, Many, Place, move_many};
pub use move_to_env::{move_as, move_to, move_to_env};
pub use name::{placeholder, sanitised};
pub use occurrences::{at_occurrence, occurrences};
pub use reason::{REASONS, Reason};
pub use stand_in::stand_in;
pub use template::sync_template;
pub use tidy::remove_unused;

pub(crate) fn refusal(code: &'static str, message: &str) -> Refusal {
    Refusal {
        code,
        message: message.to_owned(),
    }
}

impl Before {
    /// The state of a file with this text, or without any.
    #[must_use]
    pub fn of(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text {
            len: text.len(),
            hash: text_hash(text),
        })
    }
}

impl FileEdit {
    /// The part of a plan that changes the source.
    pub(crate) fn source(path: &Path, text: &str, edits: Vec<TextEdit>) -> Self {
        Self {
            path: path.to_path_buf(),
            purpose: Purpose::Source,
            before: Before::of(Some(text)),
            edits,
            owner_only: false,
        }
    }

    /// The file's text after the edits; `None` when they do not fit into `before`.
    #[must_use]
    pub fn applied_to(&self, before: &str) -> Option<Zeroizing<String>> {
        applied(before, &self.edits)
    }
}

/// A text after edits that are ascending and do not overlap; `None` when they do not fit.
pub(crate) fn applied(before: &str, edits: &[TextEdit]) -> Option<Zeroizing<String>> {
    let added: usize = edits.iter().map(|edit| edit.text.0.len()).sum();
    let mut out = Zeroizing::new(String::with_capacity(before.len() + added));
    let mut at = 0;
    for edit in edits {
        out.push_str(before.get(at..edit.range.start)?);
        out.push_str(&edit.text.0);
        at = edit.range.end;
    }
    out.push_str(before.get(at..)?);
    Some(out)
}
