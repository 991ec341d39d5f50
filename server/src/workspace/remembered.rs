//! A file system that is asked once for everything: who looks at many secret files for many
//! assistants asks for the same few settings again and again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use keyward_engine::files::{Committed, Entry, Files};

/// What was asked before is answered from memory, as it was then.
pub struct Remembered<'a> {
    files: &'a dyn Files,
    entries: RefCell<HashMap<PathBuf, Entry>>,
    texts: RefCell<HashMap<PathBuf, Result<Option<String>, String>>>,
    lists: RefCell<HashMap<PathBuf, Vec<String>>>,
    tops: RefCell<HashMap<PathBuf, Option<PathBuf>>>,
    excludes: RefCell<HashMap<PathBuf, Vec<String>>>,
}

impl std::fmt::Debug for Remembered<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remembered").finish_non_exhaustive()
    }
}

impl<'a> Remembered<'a> {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            entries: RefCell::default(),
            texts: RefCell::default(),
            lists: RefCell::default(),
            tops: RefCell::default(),
            excludes: RefCell::default(),
        }
    }
}

fn once<T: Clone>(known: &RefCell<HashMap<PathBuf, T>>, path: &Path, ask: impl FnOnce() -> T) -> T {
    if let Some(found) = known.borrow().get(path) {
        return found.clone();
    }
    let found = ask();
    known.borrow_mut().insert(path.to_owned(), found.clone());
    found
}

impl Files for Remembered<'_> {
    fn entry(&self, path: &Path) -> Entry {
        once(&self.entries, path, || self.files.entry(path))
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        once(&self.texts, path, || self.files.read(path))
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        once(&self.lists, dir, || self.files.list(dir))
    }

    fn tracked(&self, path: &Path) -> Option<bool> {
        self.files.tracked(path)
    }

    fn git_root(&self, path: &Path) -> Option<PathBuf> {
        let folder = path.parent().unwrap_or(path);
        once(&self.tops, folder, || self.files.git_root(path))
    }

    fn git_excludes(&self, git_root: &Path) -> Vec<String> {
        once(&self.excludes, git_root, || {
            self.files.git_excludes(git_root)
        })
    }

    fn committed(&self, path: &Path, value: &[u8]) -> Option<Committed> {
        self.files.committed(path, value)
    }

    fn is_open(&self, path: &Path) -> bool {
        self.files.is_open(path)
    }
}
