//! Committed files that the ignore rules name all the same.
//!
//! To git, a file that it tracks is not ignored, whatever the rules say. A walker only knows
//! the rules, so what it leaves out is held against the index.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::git::{self, Repository};

/// The work trees of the folders that are walked.
pub struct WorkTrees<'p>(Vec<WorkTree<'p>>);

struct WorkTree<'p> {
    /// As it was asked for.
    path: &'p Path,
    /// The same folder, without links on the way.
    folder: PathBuf,
    repository: Repository,
}

impl<'p> WorkTrees<'p> {
    /// The folders among `paths` that lie in a work tree.
    #[must_use]
    pub fn of(paths: &'p [PathBuf]) -> Self {
        Self(paths.iter().filter_map(|path| WorkTree::of(path)).collect())
    }

    /// Whether there is nothing to hold a walk against.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Files that git tracks and that are not among `visited`, written as the walk would
    /// write them.
    #[must_use]
    pub fn left_out(&self, visited: &HashSet<PathBuf>) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = self
            .0
            .iter()
            .flat_map(|tree| tree.left_out(visited))
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

impl<'p> WorkTree<'p> {
    fn of(path: &'p Path) -> Option<Self> {
        let folder = path.canonicalize().ok().filter(|it| it.is_dir())?;
        // One step below, so that the folder itself may be the top of a work tree.
        let repository = git::discover(&folder.join("any"))?;
        Some(Self {
            path,
            folder,
            repository,
        })
    }

    fn left_out(&self, visited: &HashSet<PathBuf>) -> Vec<PathBuf> {
        let names = self.repository.tracked().unwrap_or_default();
        let plain = |name: &&PathBuf| {
            name.components()
                .all(|part| matches!(part, Component::Normal(_)))
        };
        names
            .iter()
            .filter(plain)
            .filter_map(|name| {
                let file = self.repository.top.join(name);
                Some(self.path.join(file.strip_prefix(&self.folder).ok()?))
            })
            .filter(|file| !visited.contains(file) && is_plain(self.path, file))
            .collect()
    }
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
