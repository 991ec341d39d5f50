//! Findings that somebody has accepted one by one, in files of other scanners.

use std::collections::{BTreeMap, BTreeSet};

use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::finding::Finding;
use crate::rule::Kind;

/// What a file lists as accepted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// Lines from 1, by path with `/`.
    pub places: BTreeMap<String, BTreeSet<usize>>,
    /// SHA-1 of values, by path with `/`. Only ever compared with.
    pub digests: BTreeMap<String, BTreeSet<[u8; 20]>>,
    /// Lines of an ignore file in git's syntax: findings in files that they name.
    pub ignored: String,
}

impl Lists {
    /// Whether the line of a finding is listed.
    pub(super) fn has_line(&self, path: &str, line: impl Fn() -> usize) -> bool {
        self.places
            .get(path)
            .is_some_and(|lines| lines.contains(&line()))
    }

    /// Whether the value of a finding is listed.
    #[must_use]
    pub fn lists_value(&self, path: &str, finding: &Finding, value: &str) -> bool {
        self.has_value(path, finding, || Zeroizing::new(value.to_owned()))
    }

    pub(super) fn has_value(
        &self,
        path: &str,
        finding: &Finding,
        value: impl Fn() -> Zeroizing<String>,
    ) -> bool {
        let Some(known) = self.digests.get(path) else {
            return false;
        };
        let has = |text: &str| known.contains(&<[u8; 20]>::from(Sha1::digest(text.as_bytes())));
        match finding.rule.kind {
            // Of a private key its scanner takes the words of the marker.
            Kind::Block { begin, .. } => has(begin.trim_matches('-')) || has(&value()),
            _ => has(&value()),
        }
    }
}
