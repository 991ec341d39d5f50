//! How `.env` files are kept, and where their values go: what is wrong beside the credentials themselves.
//!
//! [`look`] answers for one file. It reads what is around through [`Files`] and is pure otherwise; the date
//! is handed in. What is looked for is data in `rules/hygiene/`. An [`Issue`] holds names and places, never a value.

mod check;
mod client;
mod dated;
mod dotenv;
mod git;
mod mend;
mod name;
mod printing;
mod public;
mod rights;
mod settle;
mod shared;
mod template;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;

pub use check::{Check, all, by_id};
pub use mend::mend;
pub use name::says_secret;
pub use settle::{Settled, settle};

use crate::files::Files;
use crate::finding::{Confidence, Role};
use crate::rule::Rule;
use crate::scan::{FileContext, Scan};
use crate::suppress::Reason;

mod table {
    use super::check::Check;
    use super::name::{Environment, Names, Prefix};
    use super::printing::{Block, Line, Printing};
    use crate::finding::{Confidence, Severity};
    include!(concat!(env!("OUT_DIR"), "/hygiene.rs"));
}

/// Longer texts are data: nobody reads them line by line, in bytes.
pub const LONGEST: usize = 1024 * 1024;

/// Said of one file at most.
const MOST: usize = 100;

/// One thing that is wrong. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What was looked for.
    pub check: &'static Check,
    /// Where it is, as bytes of the text.
    pub range: Range<usize>,
    /// How loudly it is said.
    pub confidence: Confidence,
    /// What is wrong, and what to do.
    pub message: String,
    /// What it hangs on, for its fingerprint: a variable's name, or nothing.
    pub anchor: String,
    /// Whether it is about the file as a whole; then `range` is only the place that makes it matter.
    pub whole_file: bool,
}

impl Issue {
    fn new(check: &'static str, range: Range<usize>, anchor: &str, message: String) -> Self {
        let check = check::must(check);
        Self {
            check,
            range,
            confidence: check.level,
            message,
            anchor: anchor.to_owned(),
            whole_file: false,
        }
    }

    fn at(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    fn of_file(mut self) -> Self {
        self.whole_file = true;
        self
    }
}

/// A file that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Where it is, absolute.
    pub path: &'a Path,
    /// The workspace folder around it.
    pub root: &'a Path,
    /// Its text.
    pub text: &'a str,
    /// What is known about it.
    pub context: &'a FileContext,
    /// What a scan has found in it.
    pub scan: &'a Scan,
    /// Seconds since 1970.
    pub now: i64,
}

impl Subject<'_> {
    /// The file's name.
    fn name(&self) -> &str {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.unwrap_or_default()
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(self.root)
    }

    /// The path below the root, with `/`.
    fn relative(&self) -> String {
        shown(self.path, self.root)
    }

    /// Credentials in it that are no published examples or stand-ins: those that are reported, and
    /// those that are quiet because a `.env` is where they belong.
    fn secrets(&self) -> impl Iterator<Item = (&'static Rule, &Range<usize>)> {
        secrets(self.scan)
    }
}

fn secrets(scan: &Scan) -> impl Iterator<Item = (&'static Rule, &Range<usize>)> {
    let loud = scan.findings.iter().map(|one| (one.rule, &one.range));
    let quiet = scan.suppressed.iter();
    let quiet = quiet.filter(|one| one.reason == Reason::DotEnv);
    loud.chain(quiet.map(|one| (one.rule, &one.range)))
        .filter(|(rule, _)| !rule.publishable)
}

/// Whether a scanned `.env` holds a credential, and not settings only.
#[must_use]
pub fn holds_secret(scan: &Scan) -> bool {
    secrets(scan).next().is_some()
}

/// What is wrong in a file, in order of place.
#[must_use]
pub fn look(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    if subject.text.len() > LONGEST {
        return Vec::new();
    }
    let mut issues = match subject.context.role {
        Role::DotEnv => of_dotenv(subject, files),
        Role::Lock | Role::Generated => Vec::new(),
        Role::Test | Role::Docs | Role::Template => dated::look(subject),
        Role::Source | Role::Config => of_code(subject, files),
    };
    issues.sort_by(|a, b| (a.range.start, a.check.id).cmp(&(b.range.start, b.check.id)));
    issues.dedup_by(|a, b| a.range == b.range && a.check == b.check);
    issues.truncate(MOST);
    issues
}

fn of_dotenv(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    let mut issues: Vec<Issue> = git::look(subject, files).into_iter().collect();
    issues.extend(rights::look(subject, files));
    issues.extend(dated::look(subject));
    // A script or a program has a grammar of its own.
    if !dotenv::is_one(subject) {
        return issues;
    }
    issues.extend(dotenv::look(subject, files));
    issues.extend(template::look(subject, files));
    issues.extend(shared::look(subject, files));
    issues.extend(public::in_dotenv(subject, files));
    issues
}

fn of_code(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    let mut issues = printing::look(subject);
    issues.extend(public::in_code(subject, files));
    issues.extend(client::look(subject, files));
    issues.extend(dated::look(subject));
    issues
}

/// A path below a folder for a sentence: with `/`, and nothing that moves a cursor.
fn shown(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let text = below.to_string_lossy().replace('\\', "/");
    text.chars().flat_map(visible).collect()
}

fn visible(c: char) -> Box<dyn Iterator<Item = char>> {
    if c.is_control() {
        Box::new(c.escape_default())
    } else {
        Box::new(std::iter::once(c))
    }
}
