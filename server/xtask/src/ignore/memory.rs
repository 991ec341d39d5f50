//! The workspace of a case, in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyward_engine::files::{Entry, Files};

use super::made::Made;

/// A workspace that is nowhere else.
pub(crate) struct Memory(BTreeMap<PathBuf, String>);

impl Memory {
    /// Its root.
    pub(crate) const ROOT: &str = "/work";

    /// A workspace with one empty file.
    pub(crate) fn with(name: &str) -> Self {
        let path = Path::new(Self::ROOT).join(name);
        Self([(path, String::new())].into())
    }

    /// The files of a case, and an empty one at each of its paths.
    pub(super) fn of(one: &Made) -> Self {
        let root = Path::new(Self::ROOT);
        let paths = one
            .paths
            .iter()
            .map(|path| (root.join(path), String::new()));
        let files = one.files.iter();
        let files = files.map(|(path, text)| (root.join(path), text.clone()));
        Self(paths.chain(files).collect())
    }
}

impl Files for Memory {
    fn entry(&self, path: &Path) -> Entry {
        if let Some(text) = self.0.get(path) {
            return Entry::File {
                len: text.len() as u64,
                mode: None,
            };
        }
        if self.0.keys().any(|file| file.starts_with(path)) {
            Entry::Directory
        } else {
            Entry::Absent
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        Ok(self.0.get(path).cloned())
    }

    fn list(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn tracked(&self, _: &Path) -> Option<bool> {
        Some(false)
    }

    fn git_root(&self, _: &Path) -> Option<PathBuf> {
        Some(PathBuf::from(Self::ROOT))
    }

    fn git_excludes(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn is_open(&self, _: &Path) -> bool {
        false
    }
}
