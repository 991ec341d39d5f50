//! Secrets that stand in several `.env` files. Values are compared by keyed hashes and never kept.

use std::ops::Range;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::check::say;
use super::dotenv::short;
use super::name::Environment;
use super::{Issue, Subject, shown, table};
use crate::files::{Entry, Files};
use crate::scan::known::secret_values;

/// Folders beside one another that are looked into.
const FOLDERS: usize = 64;
/// Of one folder so many `.env` files are read.
const FILES: usize = 16;

/// One secret of a file: its name, where that stands, and the hash of the value.
type Value = (String, Range<usize>, u64);

pub(super) fn look(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    let own = secret_values(subject.text);
    if own.is_empty() {
        return Vec::new();
    }
    let mut issues = environments(subject, &own, files);
    issues.extend(services(subject, &own, files));
    issues
}

/// The environment that a file's name stands for, and what it is a part of: `api.env` and `.env` are two services.
fn environment(name: &str) -> Option<&'static Environment> {
    let rest = name.strip_prefix(".env")?;
    let rest = rest.strip_suffix(".local").unwrap_or(rest);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    table::ENVIRONMENTS
        .iter()
        .find(|one| one.names.contains(&rest))
}

/// Said in the file that less depends on: that is where the value should change.
fn environments(subject: &Subject<'_>, own: &[Value], files: &dyn Files) -> Vec<Issue> {
    const ID: &str = "env-same-in-environments";
    let Some(here) = environment(subject.name()) else {
        return Vec::new();
    };
    let mut names = files.list(subject.folder());
    names.sort();
    let above = names
        .iter()
        .filter(|name| environment(name).is_some_and(|there| there.rank > here.rank));
    let mut issues: Vec<Issue> = Vec::new();
    for name in above.take(FILES) {
        let theirs = values_of(&subject.folder().join(name), files);
        for (key, range, hash) in own {
            let same = theirs
                .iter()
                .any(|(other, _, it)| it == hash && other == key);
            let told = issues.iter().any(|issue| issue.range == *range);
            if same && !told {
                let message = say(ID, "same", &[("name", &short(key)), ("other", name)]);
                issues.push(Issue::new(ID, range.clone(), key, message));
            }
        }
    }
    issues
}

/// The same file in the folders beside this one: `apps/a/.env` and `apps/b/.env`. Said in the later of two.
fn services(subject: &Subject<'_>, own: &[Value], files: &dyn Files) -> Vec<Issue> {
    const ID: &str = "env-same-in-services";
    let folder = subject.folder();
    let inside = folder != subject.root && folder.starts_with(subject.root);
    let Some(parent) = folder.parent().filter(|_| inside) else {
        return Vec::new();
    };
    let mut names = files.list(parent);
    names.retain(|name| {
        !name.starts_with('.') && name != "node_modules" && parent.join(name).as_path() < folder
    });
    names.sort();
    let mut issues: Vec<Issue> = Vec::new();
    for name in names.iter().take(FOLDERS) {
        let path: PathBuf = parent.join(name).join(subject.name());
        let theirs = values_of(&path, files);
        for (key, range, hash) in own {
            let same = theirs.iter().find(|(_, _, it)| it == hash);
            let told = issues.iter().any(|issue| issue.range == *range);
            if let (Some((other, ..)), false) = (same, told) {
                let place = shown(&path, subject.root);
                let blanks: [(&str, &dyn std::fmt::Display); 3] = [
                    ("name", &short(key)),
                    ("theirs", &short(other)),
                    ("other", &place),
                ];
                issues.push(Issue::new(ID, range.clone(), key, say(ID, "same", &blanks)));
            }
        }
    }
    issues
}

fn values_of(path: &Path, files: &dyn Files) -> Vec<Value> {
    if !matches!(files.entry(path), Entry::File { .. }) {
        return Vec::new();
    }
    let text = files.read(path).ok().flatten().map(Zeroizing::new);
    text.map(|text| secret_values(&text)).unwrap_or_default()
}
