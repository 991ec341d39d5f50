//! A folder by its path, for systems without handles to folders in `std`.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use zeroize::Zeroizing;

/// Files that a fix edits are far smaller.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// How long another writer is waited for, in steps of 10 ms.
const LOCK_TRIES: u32 = 300;

/// What stands at a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    Other,
}

/// What is known about a file without opening it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) kind: Kind,
    pub(super) links: u64,
}

/// A folder that was reached without a link.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Checks that every part below `root` is a folder and no link.
    pub(super) fn open(root: &Path, relative: &Path) -> io::Result<Self> {
        Self::walk(root, relative, false)
    }

    /// As [`Folder::open`], and makes the folders that are missing.
    pub(super) fn make(root: &Path, relative: &Path) -> io::Result<Self> {
        Self::walk(root, relative, true)
    }

    fn walk(root: &Path, relative: &Path, make: bool) -> io::Result<Self> {
        let mut path = root.to_path_buf();
        for part in relative {
            path.push(part);
            if make && !path.exists() {
                fs::create_dir(&path)?;
            }
            if !fs::symlink_metadata(&path)?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        Ok(Self(path))
    }

    /// Keeps other Keyward processes out of this folder until the result is dropped.
    pub(super) fn lock(&self) -> io::Result<Lock> {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        let path = std::env::temp_dir().join(format!("keyward-{:016x}.lock", hasher.finish()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(windows)]
        std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 0);
        for _ in 0..LOCK_TRIES {
            match options.open(&path) {
                Ok(handle) => return Ok(Lock(handle)),
                Err(_) => sleep(Duration::from_millis(10)),
            }
        }
        Err(io::ErrorKind::WouldBlock.into())
    }

    /// What stands at a name; links are not followed.
    pub(super) fn look(&self, name: &OsStr) -> io::Result<Option<Look>> {
        let meta = match fs::symlink_metadata(self.0.join(name)) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let kind = match meta.file_type() {
            kind if kind.is_symlink() => Kind::Link,
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            _ => Kind::Other,
        };
        Ok(Some(Look { kind, links: 1 }))
    }

    /// The bytes of a regular file.
    pub(super) fn read(&self, name: &OsStr) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let handle = match File::open(self.0.join(name)) {
            Ok(handle) => handle,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let meta = handle.metadata()?;
        if !meta.is_file() || meta.len() > MAX_FILE {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file, or too large",
            ));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(
            usize::try_from(meta.len()).unwrap_or(0) + 1,
        ));
        handle.take(MAX_FILE).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// A new file. It gets the access list of its folder, which is the owner's own under a
    /// user's profile; `std` cannot set another.
    pub(super) fn create(&self, name: &str, _private: bool) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(self.0.join(name))
    }

    /// Access lists come from the folder.
    pub(super) fn take_over(_handle: &File, _old: &Look) -> io::Result<()> {
        Ok(())
    }

    /// The same.
    pub(super) fn restore_mode(_handle: &File, _old: &Look) -> io::Result<()> {
        Ok(())
    }

    /// Gives a file another name in the folder; `fresh` fails when that name is taken.
    pub(super) fn keep_to_owner(&self, _name: &OsStr) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn rename(&self, from: &str, to: &OsStr, fresh: bool) -> io::Result<()> {
        if fresh && self.look(to)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(self.0.join(from), self.0.join(to))
    }

    /// Removes a file.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Folders cannot be flushed here.
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// The names in the folder.
    pub(super) fn names(&self) -> Vec<OsString> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name()).collect()
    }
}

/// A held lock.
pub(super) struct Lock(#[allow(dead_code)] File);
