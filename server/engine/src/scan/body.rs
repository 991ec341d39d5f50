//! Runs a shape's pieces at a place: the stand-in for a regex engine.

use std::ops::Range;

use super::limits::PIECES;
use super::work::{PLACE, PLACED, Work};
use crate::rule::{Body, Part};

/// Where a body matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Matched {
    /// All of it.
    pub(super) whole: Range<usize>,
    /// The secret in it.
    pub(super) secret: Range<usize>,
}

/// Matches a body that starts at `at`, longest first, so that it ends at a boundary.
pub(super) fn at(body: &Body, text: &[u8], at: usize) -> Option<Matched> {
    counted(body, text, at, &mut Work::default())
}

/// The same, with what it costs.
pub(super) fn counted(body: &Body, text: &[u8], at: usize, work: &mut Work) -> Option<Matched> {
    work.spend(PLACED);
    if !begins(body, text, at) {
        return None;
    }
    let mut starts = [0; PIECES + 1];
    let mut steps = 0;
    let end = parts(body.parts, 0, text, at, &mut starts, &mut steps);
    work.spend(u64::from(steps));
    let end = end?;
    starts[body.parts.len()] = end;
    let secret = starts[usize::from(body.secret.0)]..starts[usize::from(body.secret.1)];
    Some(Matched {
        whole: at..end,
        secret,
    })
}

/// Whether the first byte is one that the body can begin with, and the last one that its first
/// run needs belongs to that run. Nearly every place fails at one of the two.
fn begins(body: &Body, text: &[u8], at: usize) -> bool {
    let run = |run: Option<&Part>, at: usize| match run {
        Some(Part::Run { class, min, .. }) => match usize::from(*min).checked_sub(1) {
            Some(last) => text.get(at + last).is_some_and(|&byte| class.has(byte)),
            None => true,
        },
        _ => true,
    };
    let has_first = match body.parts.first() {
        Some(Part::Literal(bytes)) => {
            bytes.first() == text.get(at) && run(body.parts.get(1), at + bytes.len())
        }
        Some(Part::Run { class, min, .. }) => {
            *min == 0 || text.get(at).is_some_and(|&byte| class.has(byte))
        }
        None => true,
    };
    has_first && run(body.parts.first(), at)
}

/// The fewest bytes that the first runs of the bodies need, zero if one begins otherwise.
pub(super) fn least_run(bodies: &[Body]) -> usize {
    let least = bodies.iter().map(|body| match body.parts.first() {
        Some(Part::Run { min, .. }) => usize::from(*min),
        _ => 0,
    });
    least.min().unwrap_or_default()
}

/// Whether the byte at `at` is of a first run of one of the bodies.
pub(super) fn in_first_run(bodies: &[Body], text: &[u8], at: usize) -> bool {
    let has = |body: &Body, byte| matches!(body.parts.first(), Some(Part::Run { class, .. }) if class.has(byte));
    text.get(at)
        .is_some_and(|&byte| bodies.iter().any(|body| has(body, byte)))
}

fn parts(
    all: &[Part],
    index: usize,
    text: &[u8],
    at: usize,
    starts: &mut [usize; PIECES + 1],
    steps: &mut u32,
) -> Option<usize> {
    starts[index] = at;
    *steps += 1;
    if *steps > PLACE {
        return None;
    }
    let rest = text.get(at..)?;
    match all.get(index) {
        None => ends_well(all.last(), text, at).then_some(at),
        Some(Part::Literal(bytes)) => {
            if !rest.starts_with(bytes) {
                return None;
            }
            parts(all, index + 1, text, at + bytes.len(), starts, steps)
        }
        Some(Part::Run { class, min, max }) => {
            let (min, max) = (usize::from(*min), usize::from(*max));
            let most = rest
                .iter()
                .take(max)
                .take_while(|&&byte| class.has(byte))
                .count();
            *steps += 2 * most as u32;
            if most < min {
                return None;
            }
            // A run at the end either ends at a boundary or not at all.
            let least = if index + 1 == all.len() { most } else { min };
            let next = match all.get(index + 1) {
                Some(Part::Literal(bytes)) => Some(*bytes),
                _ => None,
            };
            (least..=most).rev().find_map(|count| {
                // Most places fail at the first byte already.
                let fails = |bytes: &[u8]| {
                    bytes.first() != rest.get(count) || !rest[count..].starts_with(bytes)
                };
                if next.is_some_and(fails) {
                    return None;
                }
                parts(all, index + 1, text, at + count, starts, steps)
            })
        }
    }
}

/// Whether a token may end here: the next byte neither belongs to its last run nor to a word.
fn ends_well(last: Option<&Part>, text: &[u8], at: usize) -> bool {
    let Some(&next) = text.get(at) else {
        return true;
    };
    match last {
        Some(Part::Run { class, .. }) if class.has(next) => false,
        // Padding ends base64: a letter behind it is another text glued on.
        Some(Part::Literal(bytes)) if !bytes.last().is_some_and(|&b| is_word(b) || b == b'=') => {
            true
        }
        _ => !is_word(next),
    }
}

/// Whether a token may start here: not within a word, but an escape (`\n`, `%3D`) may stand before.
pub(super) fn starts_well(text: &[u8], at: usize) -> bool {
    if at == 0 || !is_word(text[at]) || !is_word(text[at - 1]) {
        return true;
    }
    match &text[at.saturating_sub(3)..at] {
        [.., b'\\', b'n' | b't' | b'r'] => true,
        [b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// A byte of a word.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
