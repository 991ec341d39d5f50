//! The outcome of a check, free of values: this is all that output formats get to see.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyward_engine::suppress::Reason;
use keyward_engine::{Confidence, Severity};
use serde::Serialize;

use crate::cli::excerpt::Excerpt;
use crate::workspace::read::Skip;
use crate::workspace::roots::slashed;

/// Something that belongs to a finding, placed like one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Beside {
    pub(crate) what: &'static str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// A finding as it is reported. Lines and columns from 1, columns in characters, the end exclusive.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Reported {
    pub(crate) rule: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
    #[serde(serialize_with = "confidence_id")]
    pub(crate) confidence: Confidence,
    #[serde(serialize_with = "severity_id")]
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) redacted: String,
    pub(crate) fingerprint: String,
    pub(crate) proof: &'static str,
    /// How it is written, the outermost layer first.
    pub(crate) layers: Vec<&'static str>,
    pub(crate) companions: Vec<Beside>,
    /// The same for the same value at the same place, in this process only.
    #[serde(skip)]
    pub(crate) identity: u64,
    /// What it hangs on, whatever the path.
    #[serde(skip)]
    pub(crate) context: String,
    /// Its workspace, and its path there.
    #[serde(skip)]
    pub(crate) root: PathBuf,
    #[serde(skip)]
    pub(crate) relative: String,
    /// The line it stands on, for people.
    #[serde(skip)]
    pub(crate) excerpt: Option<Excerpt>,
    /// What the rule is called.
    #[serde(skip)]
    pub(crate) name: &'static str,
}

fn confidence_id<S: serde::Serializer>(value: &Confidence, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(value.id())
}

fn severity_id<S: serde::Serializer>(value: &Severity, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(value.id())
}

/// A file that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Skipped {
    pub(crate) path: String,
    pub(crate) skip: Skip,
}

/// Something about a comment that allows findings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Commented {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) kind: &'static str,
    pub(crate) message: &'static str,
}

/// What one file gave.
#[derive(Debug, Default)]
pub(crate) struct FileReport {
    pub(crate) bytes: u64,
    pub(crate) findings: Vec<Reported>,
    pub(crate) suppressed: BTreeMap<Reason, usize>,
    pub(crate) comments: Vec<Commented>,
    /// Set when not all of it was scanned.
    pub(crate) gap: Option<Skip>,
}

/// What everything gave.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) findings: Vec<Reported>,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) suppressed: BTreeMap<Reason, usize>,
    pub(crate) comments: Vec<Commented>,
    /// What allows more than before, for a comparison.
    pub(crate) suppressions: Vec<Commented>,
    /// Entries that ignore rules left out.
    pub(crate) ignored: usize,
}

impl Report {
    /// Takes in what a file gave.
    pub(crate) fn add(&mut self, file: FileReport) {
        self.files += 1;
        self.bytes += file.bytes;
        self.findings.extend(file.findings);
        self.comments.extend(file.comments);
        for (reason, count) in file.suppressed {
            *self.suppressed.entry(reason).or_default() += count;
        }
    }

    /// Takes in what is wrong with a file that counts already, and why the rest is quiet.
    pub(crate) fn add_issues(&mut self, (found, quiet): (Vec<Reported>, Vec<Reason>)) {
        self.findings.extend(found);
        for reason in quiet {
            *self.suppressed.entry(reason).or_default() += 1;
        }
    }

    /// Notes a file that was left out.
    pub(crate) fn skip(&mut self, path: &Path, skip: Skip) {
        self.skipped.push(Skipped {
            path: slashed(path),
            skip,
        });
    }

    /// Takes in what another thread gathered.
    pub(crate) fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.comments.extend(other.comments);
        self.files += other.files;
        self.bytes += other.bytes;
        self.skipped.extend(other.skipped);
        for (reason, count) in other.suppressed {
            *self.suppressed.entry(reason).or_default() += count;
        }
    }

    /// Puts everything into an order that depends on the input alone.
    pub(crate) fn finish(&mut self) {
        self.findings.sort_by(|a, b| {
            let key = |one: &Reported| (one.line, one.column, one.rule);
            a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b)))
        });
        // A file can be named twice, by itself and by its folder.
        self.findings.dedup_by(|a, b| {
            (&a.path, a.line, a.column, a.rule) == (&b.path, b.line, b.column, b.rule)
        });
        self.comments.sort();
        self.comments.dedup();
        self.skipped.sort();
        self.skipped.dedup();
    }

    /// Whether something was left out that could have held a secret.
    pub(crate) fn has_gaps(&self) -> bool {
        self.skipped.iter().any(|one| one.skip.is_gap())
    }
}
