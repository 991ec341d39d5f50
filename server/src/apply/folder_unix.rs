//! A folder held open, so that nobody can swap it for another while it is written.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rustix::fs::{self, AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
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
    mode: u32,
    owner: (u32, u32),
}

/// An open folder.
pub(super) struct Folder(OwnedFd);

const DIRECTORY: OFlags = OFlags::DIRECTORY
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);

impl Folder {
    /// Opens a folder below `root`, following no link below it.
    pub(super) fn open(root: &Path, relative: &Path) -> io::Result<Self> {
        let mut folder = fs::open(root, DIRECTORY, Mode::empty())?;
        for part in relative {
            folder = step(&folder, part)?;
        }
        Ok(Self(folder))
    }

    /// As [`Folder::open`], and makes the folders that are missing.
    pub(super) fn make(root: &Path, relative: &Path) -> io::Result<Self> {
        let mut folder = fs::open(root, DIRECTORY, Mode::empty())?;
        for part in relative {
            match fs::mkdirat(&folder, part, Mode::from_raw_mode(0o777)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            folder = step(&folder, part)?;
        }
        Ok(Self(folder))
    }

    /// Keeps other Keyward processes out of this folder until the result is dropped.
    pub(super) fn lock(&self) -> io::Result<Lock> {
        // A lock belongs to an open file: a second handle makes threads wait for each other too.
        let handle = fs::openat(&self.0, ".", DIRECTORY, Mode::empty())?;
        for _ in 0..LOCK_TRIES {
            match fs::flock(&handle, FlockOperation::NonBlockingLockExclusive) {
                // Some network file systems have no locks: the comparison before the rename stays.
                Ok(())
                | Err(
                    Errno::NOLCK | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL | Errno::BADF,
                ) => {
                    return Ok(Lock(handle));
                }
                Err(Errno::WOULDBLOCK | Errno::INTR) => sleep(Duration::from_millis(10)),
                Err(error) => return Err(error.into()),
            }
        }
        Err(Errno::WOULDBLOCK.into())
    }

    /// What stands at a name; links are not followed.
    pub(super) fn look(&self, name: &OsStr) -> io::Result<Option<Look>> {
        let stat = match fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            _ => Kind::Other,
        };
        #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
        // The widths differ by system.
        Ok(Some(Look {
            kind,
            links: stat.st_nlink as u64,
            mode: u32::from(stat.st_mode) & 0o777,
            owner: (stat.st_uid, stat.st_gid),
        }))
    }

    /// The bytes of a regular file; never waits on a pipe, never follows a link.
    pub(super) fn read(&self, name: &OsStr) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let handle = match fs::openat(&self.0, name, flags, Mode::empty()) {
            Ok(handle) => File::from(handle),
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
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

    /// A new file that nobody else has open; `private` for the owner alone.
    pub(super) fn create(&self, name: &str, private: bool) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if private { 0o600 } else { 0o666 });
        let handle = fs::openat(&self.0, name, flags, mode)?;
        if private {
            fs::fchmod(&handle, mode)?;
        }
        Ok(File::from(handle))
    }

    /// Gives a new file the owner of the one that it is about to replace.
    pub(super) fn take_over(handle: &File, old: &Look) -> io::Result<()> {
        let own = fs::fstat(handle)?;
        if (own.st_uid, own.st_gid) != old.owner {
            let uid = (own.st_uid != old.owner.0).then(|| fs::Uid::from_raw(old.owner.0));
            // Only root may give files away; a group that cannot be kept must not get rights.
            fs::fchown(handle, uid, Some(fs::Gid::from_raw(old.owner.1)))?;
        }
        Ok(())
    }

    /// Gives a file the rights of the one that it has replaced.
    pub(super) fn restore_mode(handle: &File, old: &Look) -> io::Result<()> {
        Ok(fs::fchmod(
            handle,
            Mode::from_raw_mode(old.mode as fs::RawMode),
        )?)
    }

    /// Takes the rights of others away from a file.
    pub(super) fn keep_to_owner(&self, name: &OsStr) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let handle = fs::openat(&self.0, name, flags, Mode::empty())?;
        let own = Mode::from_raw_mode(fs::fstat(&handle)?.st_mode) & Mode::RWXU;
        Ok(fs::fchmod(&handle, own)?)
    }

    /// Gives a file another name in the folder; `fresh` fails when that name is taken.
    pub(super) fn rename(&self, from: &str, to: &OsStr, fresh: bool) -> io::Result<()> {
        if fresh {
            match fs::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
                // Not every file system can; the comparison just before has to do.
                Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
                other => return Ok(other?),
            }
        }
        Ok(fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// Removes a file.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Flushes the folder to the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(fs::fsync(&self.0)?)
    }

    /// The names in the folder.
    pub(super) fn names(&self) -> Vec<OsString> {
        let entries = fs::Dir::read_from(&self.0).into_iter().flatten().flatten();
        entries
            .map(|entry| OsStr::from_bytes(entry.file_name().to_bytes()).to_owned())
            .collect()
    }
}

/// Opens a folder in a folder. A link is none.
fn step(folder: &OwnedFd, part: &OsStr) -> io::Result<OwnedFd> {
    fs::openat(folder, part, DIRECTORY | OFlags::NOFOLLOW, Mode::empty()).map_err(|error| {
        match error {
            // Systems disagree on what a link is called here.
            Errno::LOOP | Errno::MLINK => io::ErrorKind::NotADirectory.into(),
            error => error.into(),
        }
    })
}

/// A held lock.
pub(super) struct Lock(#[allow(dead_code)] OwnedFd);
