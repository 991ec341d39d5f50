//! The file system as the engine may see it, with open documents laid over it.

use std::cell::RefCell;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use keyward_engine::files::{Committed, Entry, Files, Readers};

use super::committed::Commits;
use super::git::{Repository, UserFolders, discover};
use super::rights;

/// `.env` files, manifests and ignore files are far smaller.
const MAX_TEXT: u64 = 16 * 1024 * 1024;

/// The text of a document that is open in the editor, by its path.
pub type Overlay<'o> = dyn Fn(&Path) -> Option<String> + 'o;

/// Reads of one workspace folder, for one plan: the repository is looked up once.
pub struct DiskFiles<'o> {
    root: PathBuf,
    open: Box<Overlay<'o>>,
    user: UserFolders,
    repository: RefCell<Option<(PathBuf, Option<Repository>)>>,
    commits: Option<&'o Commits>,
}

impl std::fmt::Debug for DiskFiles<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DiskFiles")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl DiskFiles<'static> {
    /// The disk alone.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self::with_open(root, |_| None)
    }
}

impl<'o> DiskFiles<'o> {
    /// The disk, with the documents that `open` knows in their place.
    #[must_use]
    pub fn with_open(root: &Path, open: impl Fn(&Path) -> Option<String> + 'o) -> Self {
        Self {
            root: root.to_path_buf(),
            open: Box::new(open),
            user: UserFolders::from_env(),
            repository: RefCell::new(None),
            commits: None,
        }
    }

    /// The same, with what is known of git's commits from one plan to the next.
    #[must_use]
    pub fn with_commits(mut self, commits: &'o Commits) -> Self {
        self.commits = Some(commits);
        self
    }

    /// The same with another place for the user's git configuration.
    #[must_use]
    pub fn with_user(mut self, user: UserFolders) -> Self {
        self.user = user;
        self
    }

    fn repository(&self, path: &Path) -> Option<Repository> {
        // One folder's answer is kept: a plan asks for its `.env` many times over.
        let folder = path.parent()?;
        if let Some((known, found)) = self.repository.borrow().as_ref()
            && known == folder
        {
            return found.clone();
        }
        let found = discover(path);
        *self.repository.borrow_mut() = Some((folder.to_path_buf(), found.clone()));
        found
    }

    /// Whether a folder between the root and the path is a link, or the path is not below the root.
    fn is_outside(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.root) else {
            return true;
        };
        let mut at = self.root.clone();
        let parts: Vec<Component<'_>> = relative.components().collect();
        if parts
            .iter()
            .any(|part| !matches!(part, Component::Normal(_)))
        {
            return true;
        }
        parts
            .iter()
            .take(parts.len().saturating_sub(1))
            .any(|part| {
                at.push(part);
                fs::symlink_metadata(&at).is_ok_and(|meta| meta.file_type().is_symlink())
            })
    }
}

impl Files for DiskFiles<'_> {
    fn entry(&self, path: &Path) -> Entry {
        if self.is_outside(path) {
            return Entry::Outside;
        }
        let meta = match fs::symlink_metadata(path) {
            Ok(meta) => meta,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Entry::Absent;
            }
            Err(error) => return Entry::Unreadable(error.kind().to_string()),
        };
        let kind = meta.file_type();
        if kind.is_symlink() {
            Entry::Link
        } else if kind.is_dir() {
            Entry::Directory
        } else if !kind.is_file() {
            Entry::Special
        } else if links(&meta) > 1 {
            Entry::HardLinked(links(&meta))
        } else {
            Entry::File {
                len: meta.len(),
                mode: mode(&meta),
            }
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        if let Some(text) = (self.open)(path) {
            return Ok(Some(text));
        }
        let meta = match fs::symlink_metadata(path) {
            Ok(meta) => meta,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error.kind().to_string()),
        };
        if !meta.is_file() {
            return Err("it is not a regular file".to_owned());
        }
        if meta.len() > MAX_TEXT {
            return Err("it is too large".to_owned());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
        let handle = fs::File::open(path).map_err(|error| error.kind().to_string())?;
        handle
            .take(MAX_TEXT)
            .read_to_end(&mut bytes)
            .map_err(|error| error.kind().to_string())?;
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| "it is not UTF-8 text".to_owned())
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect()
    }

    fn tracked(&self, path: &Path) -> Option<bool> {
        self.repository(path)?.tracks(path)
    }

    fn git_root(&self, path: &Path) -> Option<PathBuf> {
        self.repository(path).map(|repository| repository.top)
    }

    fn git_excludes(&self, git_root: &Path) -> Vec<String> {
        let repository = self.repository(&git_root.join(".git"));
        match repository {
            Some(repository) => repository.excludes(&self.user),
            None => Vec::new(),
        }
    }

    fn committed(&self, path: &Path, value: &[u8]) -> Option<Committed> {
        match self.commits {
            Some(commits) => commits.find(path, value),
            None => Commits::default().find(path, value),
        }
    }

    fn real(&self, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(path).ok()
    }

    fn readers(&self, path: &Path) -> Readers {
        if self.is_outside(path) {
            return Readers::Nobody;
        }
        rights::readers(path)
    }

    fn is_open(&self, path: &Path) -> bool {
        (self.open)(path).is_some()
    }
}

#[cfg(unix)]
fn links(meta: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(meta)
}

#[cfg(not(unix))]
fn links(_: &fs::Metadata) -> u64 {
    1
}

#[cfg(unix)]
fn mode(meta: &fs::Metadata) -> Option<u32> {
    Some(std::os::unix::fs::MetadataExt::mode(meta) & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> Option<u32> {
    None
}
