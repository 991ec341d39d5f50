//! Records of what was said to an assistant: they belong out of git.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{RECORDS, Record};
use crate::files::{Entry, Files};
use crate::fix::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, TextEdit, refusal};
use crate::ignorefile;
use crate::rule::like;

/// A record that lies in a project.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// What it is.
    pub record: &'static Record,
    /// How many bytes of the path that was asked about name it: a file, or a folder without its `/`.
    pub len: usize,
}

/// The record that a path, relative to its workspace and with `/`, is or lies in.
#[must_use]
pub fn record_of(path: &str) -> Option<Found> {
    // All records but two lie in what begins with a dot.
    if !path.contains('.') && !path.contains("memory-bank") {
        return None;
    }
    let mut starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    starts.find_map(|start| {
        RECORDS.iter().find_map(|record| {
            let mut files = record.files.iter();
            let len = files.find_map(|file| begins(&path[start..], file))?;
            Some(Found {
                record,
                len: start + len,
            })
        })
    })
}

/// How much of a path a pattern takes: all of it, or a folder that the rest lies in.
fn begins(path: &str, pattern: &str) -> Option<usize> {
    let (pattern, folder) = match pattern.strip_suffix('/') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut end = 0;
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        let part = parts.next().filter(|part| like(part, wanted))?;
        end += part.len() + 1;
    }
    let end = end - 1;
    (if folder {
        end < path.len()
    } else {
        end == path.len()
    })
    .then_some(end)
}

/// The records at the top of a workspace that exist and that git does not ignore, as paths
/// relative to it.
#[must_use]
pub fn records_in(root: &Path, files: &dyn Files) -> Vec<(&'static Record, String)> {
    let top = files.git_root(root).unwrap_or_else(|| root.to_path_buf());
    let mut found = Vec::new();
    for record in RECORDS {
        for pattern in record.files {
            let folder = pattern.ends_with('/');
            let pattern = pattern.trim_end_matches('/');
            for path in expanded(root, pattern, files) {
                let full = root.join(&path);
                let inside = if folder { full.join("x") } else { full.clone() };
                let there = if folder {
                    files.entry(&full) == Entry::Directory
                } else {
                    matches!(files.entry(&full), Entry::File { .. })
                };
                let kept = !ignorefile::is_ignored(&inside, &top, files, None)
                    || files.tracked(&full) == Some(true);
                if there && kept {
                    found.push((record, path));
                }
            }
        }
    }
    found
}

/// The paths that a pattern stands for: names with `*` are looked up.
fn expanded(root: &Path, pattern: &str, files: &dyn Files) -> Vec<String> {
    if !pattern.contains('*') {
        return vec![pattern.to_owned()];
    }
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let names = files.list(&root.join(folder)).into_iter();
    let names = names.filter(|it| like(it, name));
    names
        .map(|it| format!("{folder}/{it}").trim_start_matches('/').to_owned())
        .collect()
}

/// What is shown of a record that git does not ignore. `path` is relative to its workspace.
#[must_use]
pub fn record_message(record: &Record, path: &str, tracked: bool) -> String {
    let line = record.ignore.lines().next().unwrap_or_default();
    let tracked = if tracked {
        format!(" It is tracked: run `git rm -r --cached {path}` as well, and look for keys in it.")
    } else {
        String::new()
    };
    format!(
        "`{path}` holds {}, written by {}, and git does not ignore it: add `{line}` to .gitignore, and leave it out of packages and images.{tracked}",
        record.what, record.by
    )
}

/// Plans the lines that make git ignore a record, in the `.gitignore` at the top of the workspace.
/// `path` is relative to it.
///
/// # Errors
/// When git ignores it already, or the file cannot be written.
pub fn ignore(root: &Path, path: &str, files: &dyn Files) -> Result<EditPlan, Refusal> {
    let found = record_of(path).or_else(|| record_of(&format!("{path}/x")));
    let Some(found) = found else {
        return Err(refusal("no-record", "This is no record of an assistant."));
    };
    let at = root.join(".gitignore");
    if !matches!(files.entry(&at), Entry::Absent | Entry::File { .. }) {
        let why = ".gitignore is not a regular file of its own: make it one, then try again.";
        return Err(refusal("ignore-file-not-a-file", why));
    }
    let text = match files.read(&at) {
        Ok(text) => text,
        Err(why) => return Err(refusal("ignore-file-not-readable", &why)),
    };
    let before = text.as_deref().unwrap_or_default();
    let has: Vec<&str> = before.lines().map(str::trim).collect();
    let mut added = String::new();
    let end = if before.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    for line in found
        .record
        .ignore
        .lines()
        .filter(|line| !has.contains(line))
    {
        added.push_str(line);
        added.push_str(end);
    }
    if added.is_empty() {
        let why = format!(".gitignore has the line for {path} already.");
        return Err(refusal("already-ignored", &why));
    }
    if !before.is_empty() && !before.ends_with('\n') {
        added.insert_str(0, end);
    }
    let mut notes = packages(root, path, files);
    if files.tracked(&root.join(path)) == Some(true) {
        notes.push(format!(
            "{path} is tracked, so git goes on following it: run `git rm -r --cached {path}`, and revoke what keys are in it."
        ));
    }
    Ok(EditPlan {
        title: format!("Make git ignore {path} (writes .gitignore)"),
        name: String::new(),
        files: vec![FileEdit {
            path: at,
            purpose: Purpose::Ignore,
            before: Before::of(text.as_deref()),
            edits: vec![TextEdit {
                range: before.len()..before.len(),
                text: NewText(Zeroizing::new(added)),
            }],
            owner_only: false,
        }],
        notes,
    })
}

/// What else would take the record along: packages and images have lists of their own.
fn packages(root: &Path, path: &str, files: &dyn Files) -> Vec<String> {
    let has = |name: &str| matches!(files.entry(&root.join(name)), Entry::File { .. });
    let lists: [(&str, PathBuf, &str); 3] = [
        (
            "package.json",
            ".npmignore".into(),
            "npm packages (or name what goes in by `files` of package.json)",
        ),
        ("Dockerfile", ".dockerignore".into(), "images"),
        (".vscodeignore", ".vscodeignore".into(), "the extension"),
    ];
    let lacks = |list: &Path| {
        let text = files.read(&root.join(list)).ok().flatten();
        text.is_none_or(|text| {
            !text
                .lines()
                .any(|line| line.trim().trim_matches('/').ends_with(path))
        })
    };
    let wanted = lists
        .iter()
        .filter(|(sign, list, _)| has(sign) && lacks(list));
    wanted
        .map(|(_, list, what)| {
            format!(
                "Add {path} to {} as well, so that it stays out of {what}.",
                list.display()
            )
        })
        .collect()
}
