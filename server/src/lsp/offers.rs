//! What was offered in a menu, kept until it is taken up.
//!
//! The client holds a number only. Whether an offer still fits is decided from the
//! document as it stands when it is taken up, never from what the client sends back.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::Range;

use keyward_engine::Finding;
use keyward_engine::text::Text;

use super::uri::DocUri;

/// Offers kept; older ones belong to menus that are long closed.
const KEPT: usize = 512;

/// What an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Move the secret to the environment.
    Move,
    /// Move the secret to the secrets manager of this id.
    Store(&'static str),
    /// Move everything that is found in the document.
    MoveAll,
    /// Move the secret wherever it stands in the workspace.
    Everywhere,
    /// Copy the secret to the `.env`, and leave the source alone.
    Copy,
    /// Put a placeholder in the place of the secret.
    Placeholder,
    /// Remove the comments that allow nothing.
    Tidy,
    /// Tell how to replace a secret that git has already.
    Rotate,
    /// Write the comment that allows the finding.
    Allow,
    /// Open the page where the credential is revoked.
    Revoke,
    /// Make git ignore this `.env`.
    IgnoreEnv,
    /// Make git ignore this one of the records that the document is about.
    IgnoreRecord(usize),
    /// Bring the names of this `.env` into its template.
    Template,
    /// Note that the key of this number was rotated today.
    MarkRotated(usize),
    /// Tell how a tracked `.env` leaves the index.
    Untrack,
    /// Ask this assistant to skip this file.
    Close(&'static str),
    /// Ask all assistants in use that can read this file to skip it.
    CloseAll,
    /// Put in order what in an assistant's file does not do what it looks like: its code, and
    /// where it begins.
    Mend(&'static str, usize),
    /// Mend an issue: its check, and where it begins.
    MendIssue(&'static str, usize),
    /// Write the comment that allows an issue.
    AllowIssue(&'static str, usize),
    /// Tell who can read this file.
    TellExposure,
}

/// What the user typed for an offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The name of the variable.
    pub(super) name: Option<String>,
    /// Why a finding is allowed.
    pub(super) reason: Option<String>,
}

/// A finding as it was when something was offered for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    rule: &'static str,
    range: Range<usize>,
    /// Of the value, with a key that dies with the process.
    hash: u64,
}

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) kind: Kind,
    pub(super) uri: DocUri,
    pub(super) version: i32,
    pub(super) seen: Option<Seen>,
}

/// The offers of late.
#[derive(Default)]
pub(super) struct Offers {
    kept: VecDeque<Offer>,
    /// The number of the first one kept.
    first: u64,
    hashes: RandomState,
}

impl Offers {
    /// Remembers an offer; the same one keeps its number.
    pub(super) fn make(&mut self, offer: Offer) -> u64 {
        if let Some(at) = self.kept.iter().position(|known| *known == offer) {
            return self.first + at as u64;
        }
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.first += 1;
        }
        self.kept.push_back(offer);
        self.first + self.kept.len() as u64 - 1
    }

    /// The offer of this number.
    pub(super) fn get(&self, number: u64) -> Option<&Offer> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.kept.get(at)
    }

    /// A finding, to be recognised later.
    pub(super) fn see(&self, finding: &Finding, text: &Text) -> Seen {
        Seen {
            rule: finding.rule.id,
            range: finding.range.clone(),
            hash: self.hash(finding, text),
        }
    }

    /// The finding that was seen, where it is now: the same rule and the same value,
    /// the nearest to the old place when there are several.
    pub(super) fn find<'f>(
        &self,
        seen: &Seen,
        all: &'f [Finding],
        text: &Text,
    ) -> Option<&'f Finding> {
        let same = |it: &&Finding| it.rule.id == seen.rule && self.hash(it, text) == seen.hash;
        let distance = |it: &&Finding| it.range.start.abs_diff(seen.range.start);
        all.iter().filter(same).min_by_key(distance)
    }

    fn hash(&self, finding: &Finding, text: &Text) -> u64 {
        let mut hasher = self.hashes.build_hasher();
        hasher.write(text.slice(finding.range.clone()).as_bytes());
        hasher.finish()
    }
}
