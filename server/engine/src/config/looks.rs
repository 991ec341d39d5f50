//! The parts of a text that settings look at to judge a finding, each taken out when asked for.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use zeroize::Zeroizing;

use crate::finding::Finding;
use crate::fingerprint::Fingerprints;
use crate::own::Texts;

/// Of a line this many bytes on each side of a finding are looked at.
const AROUND: usize = 4096;

/// A text of which all is taken out when something needs it.
pub(super) struct Whole<'a> {
    slice: &'a dyn Fn(Range<usize>) -> String,
    all: OnceCell<String>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(slice: &'a dyn Fn(Range<usize>) -> String) -> Self {
        Self {
            slice,
            all: OnceCell::new(),
        }
    }

    fn all(&self) -> &str {
        self.all.get_or_init(|| (self.slice)(0..usize::MAX))
    }
}

/// A text as settings look at it.
pub(super) struct Looks<'a> {
    path: &'a str,
    text: &'a Whole<'a>,
    /// Made once for all findings: it remembers where things stand.
    names: RefCell<Option<Fingerprints<'a>>>,
}

/// What the conditions of an allow entry look at; clears itself.
pub(super) struct OwnedTexts {
    value: Zeroizing<String>,
    whole: Zeroizing<String>,
    line: Zeroizing<String>,
}

impl OwnedTexts {
    pub(super) fn borrowed(&self) -> Texts<'_> {
        Texts {
            value: &self.value,
            whole: &self.whole,
            line: &self.line,
        }
    }
}

impl<'a> Looks<'a> {
    pub(super) fn new(path: &'a str, text: &'a Whole<'a>) -> Self {
        Self {
            path,
            text,
            names: RefCell::new(None),
        }
    }

    pub(super) fn value(&self, finding: &Finding) -> Zeroizing<String> {
        Zeroizing::new((self.text.slice)(finding.range.clone()))
    }

    /// The secret, with its name, and in its line.
    pub(super) fn texts(&self, finding: &Finding) -> OwnedTexts {
        let range = &finding.range;
        let start = finding
            .sink
            .as_ref()
            .map_or(range.start, |sink| sink.start.min(range.start));
        let ends = ['\n', '\r'];
        let before = (self.text.slice)(range.start.saturating_sub(AROUND)..range.start);
        let before = before.rsplit(ends).next().unwrap_or_default();
        let value = self.value(finding);
        let behind = (self.text.slice)(range.end..range.end.saturating_add(AROUND));
        let behind = behind.split(ends).next().unwrap_or_default();
        OwnedTexts {
            whole: Zeroizing::new((self.text.slice)(start..range.end)),
            line: Zeroizing::new([before, &value, behind].concat()),
            value,
        }
    }

    /// The line that a finding begins on, from 1.
    pub(super) fn line_of(&self, finding: &Finding) -> usize {
        let before = self.text.all().as_bytes();
        let before = &before[..finding.range.start.min(before.len())];
        1 + before.iter().filter(|&&byte| byte == b'\n').count()
    }

    pub(super) fn fingerprint(&self, finding: &Finding) -> String {
        let mut names = self.names.borrow_mut();
        let names = names.get_or_insert_with(|| Fingerprints::new(self.path, self.text.all()));
        names.of(finding)
    }
}
