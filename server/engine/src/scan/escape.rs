//! Text with `%XX`, `\xNN`, `\uXXXX` or `\/` in it, as it reads without them.

use std::ops::Range;

use zeroize::Zeroizing;

use super::context::FileContext;
use super::decode::{hex_byte, without_escape};
use super::hit::Hit;
use super::layer::Reading;
use super::limits::{LONG, SHORT, is_token};
use crate::finding::Layer;

/// Shortest text that is worth a look without its escapes.
const SHORTEST: usize = 12;

/// The candidates in runs with percent signs or escapes. Gives the backslashes at the ends of
/// lines, which go by as well.
pub(super) fn hits(
    text: &[u8],
    context: &FileContext,
    depth: usize,
    hits: &mut Vec<Hit>,
) -> Vec<usize> {
    let mut line_ends = Vec::new();
    let mut done = [0; 2];
    for at in memchr::memchr2_iter(b'%', b'\\', text) {
        if matches!(text[at..], [b'\\', b'\n' | b'\r', ..]) {
            line_ends.push(at);
            continue;
        }
        let style = &STYLES[usize::from(text[at] == b'\\')];
        let done = &mut done[usize::from(text[at] == b'\\')];
        if at < *done || style.escape(&text[at..]).is_none() {
            continue;
        }
        let run = style.run(text, at);
        *done = run.end;
        if let Some(reading) = style.reading(text, run) {
            hits.extend(reading.hits(text, context, depth));
        }
    }
    line_ends
}

/// One way to write single bytes.
struct Style {
    layer: Layer,
    sign: u8,
    /// Longest run that is read, as the window rule has it: percent signs are token bytes.
    most: usize,
}

static STYLES: [Style; 2] = [
    Style {
        layer: Layer::Percent,
        sign: b'%',
        most: LONG,
    },
    Style {
        layer: Layer::Escapes,
        sign: b'\\',
        most: SHORT,
    },
];

impl Style {
    /// The byte that an escape at the start stands for, if it is one of plain text, and the
    /// escape's length.
    fn escape(&self, text: &[u8]) -> Option<(u8, usize)> {
        let (byte, len) = match (self.layer, text) {
            (Layer::Percent, [b'%', pair @ ..]) => (hex_byte(pair)?, 3),
            (_, [b'\\', b'/', ..]) => (b'/', 2),
            (_, [b'\\', b'x', pair @ ..]) => (hex_byte(pair)?, 4),
            (_, [b'\\', b'u', b'0', b'0', pair @ ..]) => (hex_byte(pair)?, 6),
            _ => return None,
        };
        (b' '..=b'~').contains(&byte).then_some((byte, len))
    }

    /// How many bytes the next character of a run takes, and what it stands for.
    fn next(&self, text: &[u8]) -> Option<(u8, usize)> {
        let first = *text.first()?;
        if first == self.sign {
            self.escape(text)
        } else {
            is_token(first).then_some((first, 1))
        }
    }

    /// The run around an escape. It starts at most [`Style::most`] bytes before it.
    fn run(&self, text: &[u8], at: usize) -> Range<usize> {
        let floor = at.saturating_sub(self.most);
        let back = text[floor..at]
            .iter()
            .rev()
            .take_while(|&&byte| is_token(byte) && byte != self.sign);
        let start = without_escape(text, at - back.count()).min(at);
        let mut end = at;
        while let Some((_, len)) = self.next(&text[end..]) {
            end += len;
        }
        start..end
    }

    /// The run as it reads. Of a longer one than the style allows nothing is read, because a
    /// window could not tell where it starts.
    fn reading(&self, text: &[u8], run: Range<usize>) -> Option<Reading> {
        if !(SHORTEST..=self.most).contains(&run.len()) {
            return None;
        }
        let mut plain = Zeroizing::new(Vec::with_capacity(run.len()));
        let mut places = Vec::with_capacity(run.len());
        let mut at = run.start;
        while at < run.end {
            let (byte, len) = self.next(&text[at..])?;
            places.push(at..at + len);
            plain.push(byte);
            at += len;
        }
        (plain.len() >= SHORTEST).then_some(Reading {
            layer: self.layer,
            source: run,
            text: plain,
            places: Some(places),
        })
    }
}
