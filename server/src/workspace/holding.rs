//! The files of a workspace that hold a value.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use keyward_engine::fix::occurrences;
use keyward_engine::{FileContext, Role};
use zeroize::Zeroizing;

use super::read;
use super::walk::{Visit, walk};

/// Larger files are data, and no fix edits them.
const MAX_FILE: usize = 4 * 1024 * 1024;
/// More files than this are nobody's to change at once.
const MAX_FILES: usize = 200;

/// A file that holds the value.
pub struct Holding {
    /// The file, absolute.
    pub path: PathBuf,
    /// Its text.
    pub text: Zeroizing<String>,
    /// Where the value stands in it.
    pub places: Vec<Range<usize>>,
}

impl std::fmt::Debug for Holding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Holding")
            .field("path", &self.path)
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

/// The files below `root` that git would not ignore and that hold the value, in order; `.env`
/// files are where it belongs. Says whether all of them were looked at.
#[must_use]
pub fn holding(root: &Path, value: &str) -> (Vec<Holding>, bool) {
    let found = Mutex::new((Vec::new(), true));
    walk(&[root.to_path_buf()], 1, || {
        let mut buffer = Zeroizing::new(Vec::new());
        let found = &found;
        move |visit| {
            let seen = match visit {
                Visit::File(path) => look(path, root, value, &mut buffer),
                Visit::DotEnv(_) => Ok(None),
                Visit::Skipped(_, skip) if skip.is_gap() => Err(()),
                Visit::Skipped(..) => Ok(None),
            };
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            match seen {
                Ok(Some(holding)) if found.0.len() < MAX_FILES => found.0.push(holding),
                Ok(None) => {}
                _ => found.1 = false,
            }
        }
    });
    let (mut files, complete) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, complete)
}

/// A file with the places of the value, if it holds it. An error when nobody can tell.
fn look(
    path: &Path,
    root: &Path,
    value: &str,
    buffer: &mut Vec<u8>,
) -> Result<Option<Holding>, ()> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    if FileContext::of(relative, None).role == Role::DotEnv {
        return Ok(None);
    }
    if let Err(skip) = read::read_into(path, buffer) {
        return if skip.is_gap() { Err(()) } else { Ok(None) };
    }
    if memchr::memmem::find(buffer, value.as_bytes()).is_none() {
        return Ok(None);
    }
    // What is no UTF-8 or longer than this is not rewritten, but its places are no secret.
    let text = std::str::from_utf8(buffer)
        .ok()
        .filter(|text| text.len() <= MAX_FILE)
        .ok_or(())?;
    let places = occurrences(text, value);
    Ok((!places.is_empty()).then(|| Holding {
        path: path.to_path_buf(),
        text: Zeroizing::new(text.to_owned()),
        places,
    }))
}
