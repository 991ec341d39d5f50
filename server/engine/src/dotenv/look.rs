//! Whether a `.env` is one that its loaders take, before anything is added to it.

use super::{Duplicates, Profile, parse};

/// Why a loader does not take the file, or not as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It begins with a byte-order mark.
    Mark(&'static Profile),
    /// Its lines end as on Windows, and the loader keeps the carriage returns.
    LineEnds(&'static Profile),
    /// A name is there twice.
    Twice(&'static Profile),
}

impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Profile {}

/// What keeps a loader from reading the file as it stands.
#[must_use]
pub fn trouble(text: &str, profiles: &[&'static Profile]) -> Option<Trouble> {
    let layout = parse(text);
    let twice = layout.entries.iter().enumerate().any(|(at, entry)| {
        let mut others = layout.entries[..at].iter();
        others.any(|other| text[other.key.clone()] == text[entry.key.clone()])
    });
    profiles.iter().find_map(|&profile| {
        if text.starts_with('\u{feff}') && !profile.bom {
            Some(Trouble::Mark(profile))
        } else if layout.eol == "\r\n" && !profile.crlf {
            Some(Trouble::LineEnds(profile))
        } else if twice && profile.duplicates == Duplicates::Refused {
            Some(Trouble::Twice(profile))
        } else {
            None
        }
    })
}
