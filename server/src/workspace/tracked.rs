//! Committed files that the ignore rules name all the same.
//!
//! To git, a file that it tracks is not ignored, whatever the rules say. A walker only knows
//! the rules, so what it leaves out is held against the index.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::git;

/// Files under `paths` that git tracks and that are not among `visited`, written as the walk
/// would write them.
pub fn left_out(paths: &[PathBuf], visited: &HashSet<PathBuf>) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = paths
        .iter()
        .filter(|path| path.is_dir())
        .flat_map(|path| under(path, visited))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn under(path: &Path, visited: &HashSet<PathBuf>) -> Vec<PathBuf> {
    let Ok(folder) = path.canonicalize() else {
        return Vec::new();
    };
    // One step below, so that the folder itself may be the top of a work tree.
    let Some(repository) = git::discover(&folder.join("any")) else {
        return Vec::new();
    };
    let Some(names) = repository.tracked() else {
        return Vec::new();
    };
    names
        .iter()
        .filter(|name| {
            name.components()
                .all(|part| matches!(part, Component::Normal(_)))
        })
        .filter_map(|name| {
            let inside = repository
                .top
                .join(name)
                .strip_prefix(&folder)
                .ok()?
                .to_owned();
            Some(path.join(inside))
        })
        .filter(|file| !visited.contains(file) && is_plain(path, file))
        .collect()
}

/// Whether the file is there, and no link stands on the way to it.
fn is_plain(from: &Path, file: &Path) -> bool {
    let folders = file
        .ancestors()
        .skip(1)
        .take_while(|it| *it != from && !it.as_os_str().is_empty());
    let regular = file.symlink_metadata().is_ok_and(|meta| meta.is_file());
    regular
        && folders
            .into_iter()
            .all(|it| it.symlink_metadata().is_ok_and(|meta| meta.is_dir()))
}
