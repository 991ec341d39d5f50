//! One file's step.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path};

use keyward_engine::fix::{Before, FileEdit, Purpose};

use super::folder::{Folder, Kind, Look};

/// The operations of a step, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Wait for other writers of the folder.
    Lock,
    /// Create the temporary file.
    Create,
    /// Fill it.
    Write,
    /// Flush it to the disk.
    Flush,
    /// Compare the file with what the plan was made against.
    Compare,
    /// Give the temporary file the name.
    Rename,
    /// Flush the folder.
    FlushFolder,
    /// Read the file back.
    ReadBack,
}

/// Why a step failed: `FILE WHAT.` is the sentence.
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) what: String,
}

/// The code of a file that is not as it was when the plan was made.
pub(super) const CHANGED: &str = "changed-on-disk";

/// What this program's temporary files are called; nobody else's are touched.
const TEMPORARY: (&str, &str) = (".keyward-", ".tmp");

fn fault<T>(code: &'static str, what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault {
        code,
        what: what.into(),
    })
}

fn changed<T>() -> Result<T, Fault> {
    fault(
        CHANGED,
        "changed since it was read: nothing was written to it, try again",
    )
}

fn failed(doing: &str, error: &io::Error) -> Fault {
    Fault {
        code: "write-failed",
        what: format!("could not be {doing} and is unchanged: {error}"),
    }
}

/// Whether the file is still what the plan was made against, and may be written.
pub(super) fn check(file: &FileEdit, root: &Path) -> Result<(), Fault> {
    let (parent, name) = split(file, root)?;
    match Folder::open(root, parent) {
        Ok(folder) => read(&folder, name, file).map(drop),
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_make_folders(file) => Ok(()),
        Err(error) => Err(folder_fault(&error)),
    }
}

/// Writes one file. Returns whether its text changed.
pub(super) fn put(
    file: &FileEdit,
    root: &Path,
    probe: &dyn Fn(Step, &Path) -> io::Result<()>,
) -> Result<bool, Fault> {
    let (parent, name) = split(file, root)?;
    let folder = if may_make_folders(file) {
        Folder::make(root, parent)
    } else {
        Folder::open(root, parent)
    };
    let folder = folder.map_err(|error| folder_fault(&error))?;
    let probe = |step| probe(step, &file.path);
    let lock = probe(Step::Lock).and_then(|()| folder.lock());
    let _lock = lock.map_err(|error| Fault {
        code: "locked",
        what: format!("is being written by another program: try again ({error})"),
    })?;
    remove_stale(&folder);

    let before = read(&folder, name, file)?;
    let text = before.as_ref().map_or("", |(text, _)| text.as_str());
    let Some(after) = file.applied_to(text) else {
        return changed();
    };
    if *after == text && before.is_some() {
        // A plan may be about nothing but who can read the file.
        if file.owner_only && file.edits.is_empty() {
            let kept = folder.keep_to_owner(name);
            kept.map_err(|error| failed("kept to its owner", &error))?;
        }
        return Ok(false);
    }
    let temporary = temporary_name();
    if let Err(fault) = replace(&folder, name, file, &temporary, &after, &probe) {
        let _ = folder.remove(&temporary);
        return Err(fault);
    }
    confirm(&folder, name, &after, &probe)?;
    Ok(true)
}

/// Removes a file that is still what it was.
pub(super) fn remove(file: &FileEdit, root: &Path) -> Result<(), Fault> {
    let (parent, name) = split(file, root)?;
    let folder = Folder::open(root, parent).map_err(|error| folder_fault(&error))?;
    let _lock = folder.lock().map_err(|error| failed("removed", &error))?;
    read(&folder, name, file)?;
    let name = name.to_str().unwrap_or_default();
    folder
        .remove(name)
        .map_err(|error| failed("removed", &error))
}

/// Writes the text to the temporary file and gives that the name.
fn replace(
    folder: &Folder,
    name: &OsStr,
    file: &FileEdit,
    temporary: &str,
    after: &str,
    probe: &dyn Fn(Step) -> io::Result<()>,
) -> Result<(), Fault> {
    let written = |error: io::Error| failed("written", &error);
    let replaced = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => Fault {
            code: CHANGED,
            what: "appeared since it was looked for: nothing was written to it, try again"
                .to_owned(),
        },
        _ => failed("replaced", &error),
    };
    probe(Step::Create).map_err(written)?;
    let private = file.owner_only || file.before != Before::Absent;
    let mut handle = folder.create(temporary, private).map_err(written)?;
    probe(Step::Write).map_err(written)?;
    io::Write::write_all(&mut handle, after.as_bytes()).map_err(written)?;
    probe(Step::Flush).map_err(written)?;
    handle.sync_all().map_err(written)?;
    probe(Step::Compare).map_err(|error| failed("compared", &error))?;
    let old = read(folder, name, file)?;
    if let Some((_, old)) = &old {
        Folder::take_over(&handle, old).map_err(replaced)?;
    }
    probe(Step::Rename).map_err(replaced)?;
    folder
        .rename(temporary, name, old.is_none())
        .map_err(replaced)?;
    if let Some((_, old)) = &old {
        // Only now, so that a temporary file that is left behind is the owner's alone. Should
        // this fail, the file is readable by fewer people than before, not by more.
        let _ = Folder::restore_mode(&handle, old);
    }
    Ok(())
}

/// Flushes the folder and reads the file back.
fn confirm(
    folder: &Folder,
    name: &OsStr,
    after: &str,
    probe: &dyn Fn(Step) -> io::Result<()>,
) -> Result<(), Fault> {
    // A folder that cannot be flushed is no reason to call the write undone.
    let _ = probe(Step::FlushFolder).and_then(|()| folder.sync());
    let back = probe(Step::ReadBack).and_then(|()| folder.read(name));
    match back {
        Ok(Some(bytes)) if bytes.as_slice() == after.as_bytes() => Ok(()),
        Ok(_) => fault(
            "read-back-differs",
            "does not read back as it was written: look at it before going on",
        ),
        Err(error) => fault(
            "read-back-failed",
            format!("could not be read back: {error}"),
        ),
    }
}

/// Assistants' settings may need a folder of their own; a `.env` never does.
fn may_make_folders(file: &FileEdit) -> bool {
    file.purpose == Purpose::Ignore
}

/// The folder, relative to the root, and the name of a file that lies inside the root.
fn split<'f>(file: &'f FileEdit, root: &Path) -> Result<(&'f Path, &'f OsStr), Fault> {
    let outside = || {
        fault(
            "outside-workspace",
            "lies outside the workspace: nothing is written there",
        )
    };
    let Ok(relative) = file.path.strip_prefix(root) else {
        return outside();
    };
    if !relative
        .components()
        .all(|part| matches!(part, Component::Normal(name) if is_safe(name)))
    {
        return outside();
    }
    match (relative.parent(), relative.file_name()) {
        (Some(parent), Some(name)) => Ok((parent, name)),
        _ => outside(),
    }
}

/// Whether a name means one file of its folder on every system that this is built for.
fn is_safe(name: &OsStr) -> bool {
    if !cfg!(windows) {
        return true;
    }
    let Some(name) = name.to_str() else {
        return false;
    };
    let stem = name.split('.').next().unwrap_or("").to_ascii_uppercase();
    let numbered = |prefix| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest: &str| rest.len() == 1 && rest != "0")
    };
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || numbered("COM")
        || numbered("LPT");
    !device
        && !name.contains([':', '\\', '/', '<', '>', '|', '?', '*', '"'])
        && !name.ends_with(['.', ' '])
}

fn folder_fault(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotADirectory => Fault {
            code: "outside-workspace",
            what: "lies behind a link or in no folder: nothing is written there".to_owned(),
        },
        _ => Fault {
            code: "write-failed",
            what: format!("cannot be reached: {error}"),
        },
    }
}

/// The file's text and look; an error when it is not what the plan was made against.
fn read(
    folder: &Folder,
    name: &OsStr,
    file: &FileEdit,
) -> Result<Option<(zeroize::Zeroizing<String>, Look)>, Fault> {
    let unreadable = |error: io::Error| Fault {
        code: "unreadable",
        what: format!("cannot be read: {error}"),
    };
    let look = folder.look(name).map_err(unreadable)?;
    let Some(look) = look else {
        return if file.before == Before::Absent {
            Ok(None)
        } else {
            changed()
        };
    };
    match look.kind {
        Kind::File if look.links > 1 => {
            return fault(
                "hard-linked",
                "is one file under several names: make it a file of its own",
            );
        }
        Kind::File => {}
        Kind::Link => return fault("is-a-link", "is a link: replace it with a file of its own"),
        Kind::Folder | Kind::Other => return fault("not-a-file", "is not a regular file"),
    }
    let Some(bytes) = folder.read(name).map_err(unreadable)? else {
        return changed();
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return fault("not-utf-8", "is not UTF-8 text: change its encoding first");
    };
    if Before::of(Some(text)) != file.before {
        return changed();
    }
    Ok(Some((zeroize::Zeroizing::new(text.to_owned()), look)))
}

fn temporary_name() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!(
        "{}{}-{number}{}",
        TEMPORARY.0,
        std::process::id(),
        TEMPORARY.1
    )
}

/// Removes what a killed writer left. The folder is locked, so no other one is at work.
fn remove_stale(folder: &Folder) {
    for name in folder.names() {
        let ours = name.to_str().is_some_and(|name| {
            let number = name
                .strip_prefix(TEMPORARY.0)
                .and_then(|name| name.strip_suffix(TEMPORARY.1));
            number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
        });
        if ours
            && matches!(
                folder.look(&name),
                Ok(Some(Look {
                    kind: Kind::File,
                    ..
                }))
            )
        {
            let _ = folder.remove(name.to_str().unwrap_or_default());
        }
    }
}
