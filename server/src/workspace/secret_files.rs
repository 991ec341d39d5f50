//! Finds the files of a tree that bear secrets, those that git ignores included: they are the
//! ones to look at. What was fetched or made by programs is left out, links are not followed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use keyward_engine::secret_file::{self, SecretFile, bears_secret, class_of};
use zeroize::Zeroizing;

use super::read::{self, Skip};
use super::walk::{MAX_ENTRIES, explain};

/// A file that bears a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// As the walk came to it.
    pub path: PathBuf,
    /// What it is.
    pub kind: &'static SecretFile,
}

/// What a walk has met.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, in order of their paths.
    pub files: Vec<Found>,
    /// What could not be looked at.
    pub skipped: Vec<(PathBuf, Skip)>,
}

/// Looks through a folder. `root` is the workspace that paths are judged in.
#[must_use]
pub fn find(folder: &Path, root: &Path, jobs: usize) -> Tree {
    find_among(folder, root, jobs, MAX_ENTRIES)
}

/// The same for so many entries at most.
#[must_use]
pub fn find_among(folder: &Path, root: &Path, jobs: usize, most: usize) -> Tree {
    let tree = Mutex::new(Tree::default());
    let visited = AtomicUsize::new(0);
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .follow_links(false)
        .threads(jobs)
        .filter_entry(|entry| entry.depth() == 0 || !is_elsewhere(entry))
        .build_parallel();
    walk.run(|| {
        let (tree, visited) = (&tree, &visited);
        let mut buffer = Zeroizing::new(Vec::new());
        Box::new(move |entry| {
            let found = match entry {
                Ok(entry) if visited.fetch_add(1, Ordering::Relaxed) >= most => {
                    Err((entry.into_path(), Skip::TooMany))
                }
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    Ok(look(entry.path(), root, &mut buffer))
                }
                Ok(_) => Ok(None),
                Err(error) => Err(explain(&error)),
            };
            let mut tree = tree.lock().unwrap_or_else(PoisonError::into_inner);
            match found {
                Ok(found) => tree.files.extend(found),
                Err(skipped) => {
                    let quit = skipped.1 == Skip::TooMany;
                    tree.skipped.push(skipped);
                    if quit {
                        return WalkState::Quit;
                    }
                }
            }
            WalkState::Continue
        })
    });
    let mut tree = tree.into_inner().unwrap_or_else(PoisonError::into_inner);
    tree.files.sort_by(|one, other| one.path.cmp(&other.path));
    tree
}

/// The kind of one file, when it bears a secret.
#[must_use]
pub fn look(path: &Path, root: &Path, buffer: &mut Vec<u8>) -> Option<Found> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let longest = class_of(relative)?.longest();
    let text = || {
        let small = path.metadata().is_ok_and(|meta| meta.len() <= longest);
        (small && read::read_into(path, buffer).is_ok())
            .then(|| {
                read::decode(path, buffer)
                    .ok()
                    .map(|text| Zeroizing::new(text.into_owned()))
            })
            .flatten()
    };
    let kind = bears_secret(relative, text)?;
    Some(Found {
        path: path.to_owned(),
        kind,
    })
}

fn is_elsewhere(entry: &DirEntry) -> bool {
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return false;
    }
    let marked = || {
        let mut marks = secret_file::marks_elsewhere().iter();
        marks.any(|mark| entry.path().join(mark).symlink_metadata().is_ok())
    };
    secret_file::is_elsewhere(&entry.file_name().to_string_lossy()) || marked()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ignored_files_are_found_and_fetched_ones_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write(".gitignore", ".env\nbuild/\n");
        write(".git/HEAD", "ref: refs/heads/main\n");
        write(".env", "A=1\n");
        write(".env.example", "A=\n");
        write("build/.env", "A=1\n");
        write("node_modules/x/.env", "A=1\n");
        write("target/CACHEDIR.TAG", "");
        write("target/.env", "A=1\n");
        write("env/pyvenv.cfg", "");
        write("env/.env", "A=1\n");
        write(".npmrc", "save-exact=true\n");
        write("infra/prod.tfvars", "region = \"eu\"\n");
        write("refs.env", "A=op://vault/item/field\n");
        let tree = find(root, root, 2);
        let names: Vec<_> = tree
            .files
            .iter()
            .map(|one| {
                let path = one.path.strip_prefix(root).expect("inside");
                (
                    path.to_str().expect("plain").replace('\\', "/"),
                    one.kind.class,
                )
            })
            .collect();
        let names: Vec<_> = names
            .iter()
            .map(|(path, class)| (path.as_str(), *class))
            .collect();
        assert_eq!(
            names,
            [
                (".env", "dotenv"),
                ("build/.env", "dotenv"),
                ("infra/prod.tfvars", "tfvars")
            ]
        );
        assert_eq!(tree.skipped, []);
    }
}
