//! A document's text: a rope, positions in three encodings, and edits.

mod position;

use std::fmt;
use std::ops::Range;

pub use position::{Encoding, Position};

/// One replacement, in bytes of the text before it.
#[derive(Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub range: Range<usize>,
    /// What takes its place.
    pub text: String,
}

impl fmt::Debug for Edit {
    /// Prints the length only: the text may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edit({:?}, {} bytes)", self.range, self.text.len())
    }
}

/// The text of one document.
#[derive(Clone, Default)]
pub struct Text {
    rope: crop::Rope,
    /// Offsets of CR bytes that no LF follows: line ends to the protocol, not to the rope.
    lone_cr: Vec<usize>,
}

impl fmt::Debug for Text {
    /// Prints the length only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.len())
    }
}

impl Text {
    /// A document of this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            rope: crop::Rope::from(text),
            lone_cr: lone_crs(text.as_bytes(), 0, None),
        }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rope.byte_len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rope.is_empty()
    }

    /// A copy of these bytes. Ends inside a character move down to its start.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> String {
        let range = self.floor(range.start)..self.floor(range.end);
        let mut out = String::with_capacity(range.len());
        for chunk in self.rope.byte_slice(range).chunks() {
            out.push_str(chunk);
        }
        out
    }

    /// A copy of everything.
    #[must_use]
    pub fn full(&self) -> String {
        self.slice(0..self.len())
    }

    /// The byte at `offset`, or `None` past the end.
    #[must_use]
    pub fn byte(&self, offset: usize) -> Option<u8> {
        (offset < self.len()).then(|| self.rope.byte(offset))
    }

    /// The nearest character boundary at or before `offset`, at most the length.
    #[must_use]
    pub fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.len());
        while !self.rope.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Replaces a range. Ends inside a character move down to its start.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        let range = self.floor(range.start)..self.floor(range.end);
        self.rope.replace(range.clone(), text);
        self.update_lone_crs(&range, text);
    }

    fn update_lone_crs(&mut self, range: &Range<usize>, text: &str) {
        // Only the inserted bytes and one neighbour on either side can change.
        let end = range.start + text.len();
        let from = range.start.saturating_sub(1);
        let kept_to = self.lone_cr.partition_point(|&at| at < from);
        let kept_from = self.lone_cr.partition_point(|&at| at < range.end);
        let tail: Vec<usize> = self.lone_cr[kept_from..]
            .iter()
            .map(|&at| at - range.end + end)
            .collect();
        self.lone_cr.truncate(kept_to);
        let fresh = self.bytes(from..end);
        self.lone_cr.extend(lone_crs(&fresh, from, self.byte(end)));
        self.lone_cr.extend(tail);
    }

    /// A copy of these bytes, which need not end at characters.
    #[must_use]
    pub fn bytes(&self, range: Range<usize>) -> Vec<u8> {
        let range = range.start.min(self.len())..range.end.min(self.len());
        let start = self.floor(range.start);
        let mut end = self.floor(range.end);
        if end < range.end {
            // Round up to the end of the character.
            end = (range.end..=self.len())
                .find(|&at| self.rope.is_char_boundary(at))
                .unwrap_or(self.len());
        }
        let mut text = self.slice(start..end).into_bytes();
        text.truncate(range.end - start);
        text.split_off(range.start - start)
    }
}

/// Offsets of CRs in `bytes` with no LF behind them; `next` is the byte after the slice.
fn lone_crs(bytes: &[u8], base: usize, next: Option<u8>) -> Vec<usize> {
    bytes
        .iter()
        .enumerate()
        .filter(|&(at, &byte)| byte == b'\r' && bytes.get(at + 1).copied().or(next) != Some(b'\n'))
        .map(|(at, _)| base + at)
        .collect()
}
