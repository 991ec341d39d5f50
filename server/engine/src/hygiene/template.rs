//! A `.env` and its template: whether there is one, and whether both name the same variables.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::check::say;
use super::dotenv::short;
use super::{Issue, Subject};
use crate::dotenv::{self, parse};
use crate::files::{Entry, Files};
use crate::ignorefile::is_ignored;

/// Names told in one sentence.
const TOLD: usize = 3;

pub(super) fn look(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    if !is_main(subject.name()) {
        return Vec::new();
    }
    let layout = parse(subject.text);
    let Some(first) = layout.entries.first() else {
        return Vec::new();
    };
    let Some((template, text)) = template_of(subject, files) else {
        return missing(subject, first.key.clone(), files)
            .into_iter()
            .collect();
    };
    let known = names(&text);
    let mut issues = Vec::new();
    let mut seen = BTreeSet::new();
    let new = layout.entries.iter().filter(|entry| {
        let name = &subject.text[entry.key.clone()];
        !known.contains(name) && seen.insert(name)
    });
    let new: Vec<_> = new.collect();
    if let Some(entry) = new.first() {
        let told = told(new.iter().map(|entry| &subject.text[entry.key.clone()]));
        let message = say(
            DRIFT,
            "template",
            &[("template", &template), ("names", &told)],
        );
        issues.push(Issue::new(DRIFT, entry.key.clone(), "template", message));
    }
    let unset = unset(subject, &text, files);
    if !unset.is_empty() {
        let told = told(unset.iter().map(String::as_str));
        let message = say(
            DRIFT,
            "file",
            &[
                ("template", &template),
                ("names", &told),
                ("file", &subject.name()),
            ],
        );
        issues.push(Issue::new(DRIFT, first.key.clone(), "file", message).of_file());
    }
    issues
}

pub(super) const DRIFT: &str = "env-template-drift";
pub(super) const MISSING: &str = "env-template-missing";

/// Whether a template is a template of this file: those of single environments override parts.
fn is_main(name: &str) -> bool {
    matches!(name, ".env" | ".env.local" | ".dev.vars")
}

fn missing(subject: &Subject<'_>, at: std::ops::Range<usize>, files: &dyn Files) -> Option<Issue> {
    // Where nobody else gets the folder, nobody misses a template; a file in git is its own.
    let top = files.git_root(subject.path)?;
    let remote = files.read(&top.join(".git/config")).ok().flatten();
    let remote = remote.is_some_and(|text| text.contains("[remote "));
    let shared = remote
        && files.tracked(subject.path) == Some(false)
        && is_ignored(subject.path, &top, files, None);
    let template = template_name(subject.name());
    let blanks: [(&str, &dyn std::fmt::Display); 2] =
        [("template", &template), ("file", &subject.name())];
    let beside =
        subject.name() != ".env" && files.entry(&subject.folder().join(".env")) != Entry::Absent;
    (shared && !beside)
        .then(|| Issue::new(MISSING, at, "", say(MISSING, "missing", &blanks)).of_file())
}

/// What a new template is called.
pub(super) fn template_name(name: &str) -> String {
    match name {
        ".env" | ".env.local" => dotenv::templates()
            .first()
            .copied()
            .unwrap_or_default()
            .to_owned(),
        other => format!("{other}.example"),
    }
}

/// The template beside the file, and its text.
pub(super) fn template_of(subject: &Subject<'_>, files: &dyn Files) -> Option<(String, String)> {
    let folder = subject.folder();
    let own = format!("{}.example", subject.name());
    let names =
        std::iter::once(own).chain(dotenv::templates().iter().map(|name| (*name).to_owned()));
    names.into_iter().find_map(|name| {
        let path: PathBuf = folder.join(&name);
        matches!(files.entry(&path), Entry::File { .. }).then_some(())?;
        Some((name, files.read(&path).ok().flatten()?))
    })
}

/// The names that a text sets.
pub(super) fn names(text: &str) -> BTreeSet<String> {
    let layout = parse(text);
    let entries = layout.entries.iter();
    entries
        .map(|entry| text[entry.key.clone()].to_owned())
        .collect()
}

/// Names that a template has and that nothing here sets.
pub(super) fn unset(subject: &Subject<'_>, template: &str, files: &dyn Files) -> BTreeSet<String> {
    let (own, set) = (names(subject.text), beside(subject, files));
    let mut known = names(template);
    known.retain(|name| !own.contains(name) && !set.contains(name));
    known
}

/// Names that the other files of the folder set, of those that are read together with this one.
fn beside(subject: &Subject<'_>, files: &dyn Files) -> BTreeSet<String> {
    let others = [
        ".env",
        ".env.local",
        ".env.development",
        ".env.development.local",
    ];
    let others = others.iter().filter(|name| **name != subject.name());
    let texts = others.filter_map(|name| {
        let path = subject.folder().join(name);
        matches!(files.entry(&path), Entry::File { .. }).then_some(())?;
        files.read(&path).ok().flatten()
    });
    texts.flat_map(|text| names(&text)).collect()
}

/// A few names for a sentence.
fn told<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown: Vec<String> = names
        .iter()
        .take(TOLD)
        .map(|name| format!("`{}`", short(name)))
        .collect();
    match names.len().checked_sub(TOLD) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => shown.concat(),
        },
    }
}
