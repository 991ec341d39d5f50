//! Visits the files of a tree in parallel, as git sees it.
//!
//! Ignored files are left out and counted unless git tracks them, hidden ones are not left
//! out, links are not followed, `.git` is not entered. `.env` files are named even where they are ignored: whether git and
//! assistants can see them is a question of its own.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use keyward_engine::{FileContext, Role};

use crate::workspace::read::Skip;
use crate::workspace::tracked::WorkTrees;

/// The most entries that one walk visits (threat model, section 12).
pub(super) const MAX_ENTRIES: usize = 1_000_000;

/// What the walk met.
#[derive(Debug)]
pub enum Visit<'a> {
    /// A regular file that git would not ignore.
    File(&'a Path),
    /// A `.env` file, ignored or not. The same file may come as a [`Visit::File`] too.
    DotEnv(&'a Path),
    /// Something that could not be looked at.
    Skipped(PathBuf, Skip),
}

/// Walks `paths` with this many threads. Each thread visits with its own `visitor()`.
/// Returns how many entries the ignore rules left out.
pub fn walk<V>(paths: &[PathBuf], jobs: usize, visitor: impl Fn() -> V) -> usize
where
    V: FnMut(Visit<'_>) + Send,
{
    let Some((first, rest)) = paths.split_first() else {
        return 0;
    };
    if paths.iter().all(|path| path.is_file()) {
        files(paths, visitor());
        return 0;
    }
    let mut builder = WalkBuilder::new(first);
    for path in rest {
        builder.add(path);
    }
    builder
        .hidden(false)
        // Only git's rules count: an `.ignore` file tells search tools what to leave out, and
        // would hide committed files here.
        .ignore(false)
        .follow_links(false)
        .threads(jobs)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    let visited = AtomicUsize::new(0);
    let listed = AtomicUsize::new(0);
    let work_trees = WorkTrees::of(paths);
    let files = Mutex::new(HashSet::new());
    builder.build_parallel().run(|| {
        let mut visit = visitor();
        let (visited, listed) = (&visited, &listed);
        let (work_trees, files) = (&work_trees, &files);
        Box::new(move |entry| match entry {
            Ok(entry) => {
                if entry.depth() > 0 && visited.fetch_add(1, Ordering::Relaxed) >= MAX_ENTRIES {
                    visit(Visit::Skipped(entry.into_path(), Skip::TooMany));
                    return WalkState::Quit;
                }
                listed.fetch_add(enter(&entry, &mut visit), Ordering::Relaxed);
                if !work_trees.is_empty() && !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                    let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
                    files.insert(entry.into_path());
                }
                WalkState::Continue
            }
            Err(error) => {
                let (path, skip) = explain(&error);
                visit(Visit::Skipped(path, skip));
                WalkState::Continue
            }
        })
    });
    let ignored = listed
        .into_inner()
        .saturating_sub(visited.into_inner().min(MAX_ENTRIES));
    if ignored > 0 {
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut visit = visitor();
        for path in work_trees.left_out(&files) {
            visit(Visit::File(&path));
        }
    }
    ignored
}

/// Visits files that were asked for by name: there is nothing to walk, and starting threads
/// for one file takes longer than reading it.
fn files(paths: &[PathBuf], mut visit: impl FnMut(Visit<'_>)) {
    for path in paths {
        visit(Visit::File(path));
        if is_dotenv(path) {
            visit(Visit::DotEnv(path));
        }
    }
}

/// Visits one entry; for a folder, returns how many entries it has.
fn enter(entry: &DirEntry, visit: &mut impl FnMut(Visit<'_>)) -> usize {
    let Some(kind) = entry.file_type() else {
        return 0;
    };
    if kind.is_dir() {
        return list(entry.path(), visit);
    }
    if kind.is_file() || entry.depth() == 0 {
        // A path that was asked for by name is looked at whatever it is.
        visit(Visit::File(entry.path()));
        if entry.depth() == 0 && is_dotenv(entry.path()) {
            visit(Visit::DotEnv(entry.path()));
        }
    }
    0
}

/// Names the `.env` files of a folder and counts its entries. The walker does not hand out what
/// is ignored, so the folder is listed once more: folders are few beside files.
fn list(folder: &Path, visit: &mut impl FnMut(Visit<'_>)) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0; // The walker reports it.
    };
    let mut count = 0;
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name == ".git" {
            continue;
        }
        count += 1;
        let path = folder.join(&name);
        if is_dotenv(&path) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            visit(Visit::DotEnv(&path));
        }
    }
    count
}

/// Whether this is a `.env` file by its name, templates left out.
fn is_dotenv(path: &Path) -> bool {
    let Some(name) = path.file_name() else {
        return false;
    };
    let bytes = name.as_encoded_bytes();
    let named = bytes.starts_with(b".env") || bytes.ends_with(b".env");
    named && FileContext::of(Path::new(name), None).role == Role::DotEnv
}

/// Where an error of the walk happened, and what it was.
pub(super) fn explain(error: &ignore::Error) -> (PathBuf, Skip) {
    fn path_of(error: &ignore::Error) -> Option<&Path> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                path_of(err)
            }
            _ => None,
        }
    }
    let path = path_of(error).unwrap_or(Path::new("?")).to_owned();
    let skip = match error.io_error() {
        Some(error) => Skip::from(std::io::Error::from(error.kind())),
        None => Skip::Unreadable("not visited".to_owned()),
    };
    (path, skip)
}
