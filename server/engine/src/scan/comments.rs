//! Comments that have to be known wherever they stand: Keyward's own, which are reported when
//! they are of no use, and those that are about all the lines up to another.
//!
//! A document keeps their places like those of blocks, and looks again where an edit is near.

use std::ops::Range;

use memchr::memmem;

use crate::suppress::inline::{self, OURS};
use crate::suppress::region::{self, MARK, Region};
use crate::text::Text;

/// Of a text so many comments are looked at: no person writes more.
const MOST: usize = 2000;
/// How far before and behind its marker a comment is read, in bytes.
const AROUND: usize = 1024;
/// Longer than each marker, in bytes.
const MARKER: usize = 16;

/// Something to say about one of Keyward's comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The comment from its marker on.
    pub range: Range<usize>,
    /// What there is to say.
    pub kind: RemarkKind,
}

/// What there is to say about a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemarkKind {
    /// It allows nothing.
    Unused,
    /// It does not say why.
    NoReason,
}

impl RemarkKind {
    /// Its name in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Unused => "unused-allow",
            Self::NoReason => "allow-without-reason",
        }
    }

    /// What to tell, and what to do.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Unused => "This comment allows nothing any more: remove it.",
            Self::NoReason => "This comment does not say why: write `keyward:allow RULE: reason`.",
        }
    }
}

/// Where the markers stand in a text.
pub(super) fn places(text: &[u8]) -> Vec<usize> {
    let all = |needle: &'static str| memmem::find_iter(text, needle);
    let mut places: Vec<usize> = all(OURS).chain(all(MARK)).collect();
    places.sort_unstable();
    places
}

/// Where the markers stand that an edit can have made, and where it can have broken some.
pub(super) fn touched(text: &Text, dirty: &Range<usize>) -> (Range<usize>, Vec<usize>) {
    let start = dirty.start.saturating_sub(MARKER);
    let end = (dirty.end + MARKER).min(text.len());
    let mut found = places(&text.bytes(start..end));
    found.iter_mut().for_each(|at| *at += start);
    (start..dirty.end + 1, found)
}

/// The stretches that comments allow.
pub(super) fn regions(places: &[usize], slice: &impl Fn(Range<usize>) -> String) -> Vec<Region> {
    let toggle = |&at: &usize| {
        let before = slice(at.saturating_sub(4)..at);
        let near = before.clone() + &slice(at..at + AROUND);
        Some((at, region::toggle_at(&near, before.len())?))
    };
    let toggles: Vec<_> = places.iter().take(MOST).filter_map(toggle).collect();
    region::regions(&toggles)
}

/// What there is to say about Keyward's own comments. `used` are the places of those that
/// allow something.
pub(super) fn remarks(
    places: &[usize],
    used: &[usize],
    slice: &impl Fn(Range<usize>) -> String,
) -> Vec<Remark> {
    let remark = |&at: &usize| {
        let before = slice(at.saturating_sub(AROUND)..at);
        let near = before.clone() + &slice(at..at + AROUND);
        let marker = inline::marker_at(&near, before.len()).filter(|it| it.ours)?;
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        // A scan does not know what is wrong beside credentials.
        let of_check = |rule: Range<usize>| crate::hygiene::by_id(&near[rule]).is_some();
        if marker.rule.clone().is_some_and(of_check) {
            return None;
        }
        let kind = if used.binary_search(&at).is_err() {
            // Without anything that begins a comment it is only written about.
            is_comment(line).then_some(RemarkKind::Unused)?
        } else if marker.reason.is_none() {
            RemarkKind::NoReason
        } else {
            return None;
        };
        Some(Remark {
            range: at..at + marker.range.len(),
            kind,
        })
    };
    places.iter().take(MOST).filter_map(remark).collect()
}

/// Whether what stands before a marker ends in something that begins a comment.
fn is_comment(before: &str) -> bool {
    const OPENERS: [&str; 12] = [
        "#", "//", "/*", "--", "<!--", ";", "%", "{-", "(*", "*", "'", "!",
    ];
    let before = before.trim_end();
    let words = ["rem", "dnl"];
    OPENERS.iter().any(|opener| before.ends_with(opener))
        || words.iter().any(|word| before.eq_ignore_ascii_case(word))
}
