//! The only view of a file system that the engine has.

use std::path::{Path, PathBuf};

/// What stands at a path, without following a link at the last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Absent,
    /// A regular file with one name.
    File {
        /// Size in bytes.
        len: u64,
        /// Unix permission bits (0o777 mask); `None` where there are none.
        mode: Option<u32>,
    },
    /// A directory.
    Directory,
    /// A symbolic link (its target is not followed).
    Link,
    /// A regular file with this many names, more than one.
    HardLinked(u64),
    /// A device, pipe or socket.
    Special,
    /// The path leaves the workspace through a link in one of its parents.
    Outside,
    /// It could not be looked at; the text says why, without the file's content.
    Unreadable(String),
}

/// Where git holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Committed {
    /// In the last commit.
    Head,
    /// In the index only: the next commit will have it.
    Index,
}

/// Who can read a file besides its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Readers {
    /// Nobody, or nobody can tell.
    Nobody,
    /// A group of several.
    Group,
    /// Every account.
    Everybody,
}

/// Reads for planning. Implementations overlay the text of documents that are
/// open in the editor, so that a plan is made against what the user sees.
pub trait Files {
    /// What stands at `path`.
    fn entry(&self, path: &Path) -> Entry;
    /// The text of the file at `path`, `Ok(None)` when there is none.
    ///
    /// # Errors
    /// A sentence that names the problem: not a regular file, not UTF-8, too large.
    fn read(&self, path: &Path) -> Result<Option<String>, String>;
    /// Names of the entries of a directory, in any order; empty when there is none.
    fn list(&self, dir: &Path) -> Vec<String>;
    /// Whether the file is in git's index; `None` when the workspace is no repository.
    fn tracked(&self, path: &Path) -> Option<bool>;
    /// The top of the git work tree that holds `path`, if any.
    fn git_root(&self, path: &Path) -> Option<PathBuf>;
    /// Ignore rules from outside the work tree's own `.gitignore` files, weakest
    /// first: the user's global excludes, then `.git/info/exclude`.
    fn git_excludes(&self, git_root: &Path) -> Vec<String>;
    /// Where git holds the value in what it has of this file: in its last commit, or staged.
    /// `None` when it does not, or nobody can tell.
    fn committed(&self, path: &Path, value: &[u8]) -> Option<Committed> {
        let _ = (path, value);
        None
    }
    /// The path with every link on the way followed; `None` when there is nothing, or nobody looks.
    fn real(&self, path: &Path) -> Option<PathBuf> {
        let _ = path;
        None
    }
    /// Who can read the file besides its owner, as far as that means other people: nobody where a folder on
    /// the way is closed to them, and where rights say nothing.
    fn readers(&self, path: &Path) -> Readers {
        let _ = path;
        Readers::Nobody
    }
    /// Whether `path` is open in the editor.
    fn is_open(&self, path: &Path) -> bool;
}
