//! Strings that are put together from literals: `"ghp_" + "…"`, literals side by side, a
//! literal that a backslash carries over a line end.
//!
//! What is looked for are cuts: places where one literal ends and the next goes on without a
//! blank on either side, as a value that was cut in two does and a sentence does not. A join
//! goes from the first byte of the run before its first cut to the last byte behind its last.

use std::ops::Range;

use memchr::memchr3_iter;
use zeroize::Zeroizing;

use super::context::FileContext;
use super::hit::Hit;
use super::layer::Reading;
use super::limits::{LEFT, SHORT};
use crate::finding::Layer;
use crate::rule::{self, Joins};

/// Most blanks and line ends on one side of an operator.
const BLANKS: usize = 48;
/// Most bytes of a cut: quotes, blanks on both sides, an operator, a prefix.
const CUT: usize = 2 * BLANKS + 8;
/// Shortest text that is worth a look.
const SHORTEST: usize = 10;

const _: () = assert!(CUT + 16 <= LEFT, "the window rule's left reach");

/// The candidates in literals that are put together, and in those that go on over one of the
/// line ends that follow a backslash.
pub(super) fn hits(
    text: &[u8],
    line_ends: &[usize],
    context: &FileContext,
    depth: usize,
    hits: &mut Vec<Hit>,
) {
    let joins = rule::joins(context.language);
    let mut read = |at: usize| {
        if let Some(reading) = first_cut(text, at, joins).and_then(|it| reading(text, it, joins)) {
            hits.extend(reading.hits(text, context, depth));
        }
    };
    if !joins.operators.is_empty() {
        // Most quotes stand before something else, and that is told at once.
        let behind = behind(joins);
        memchr3_iter(b'"', b'\'', b'`', text)
            .filter(|&at| {
                text.get(at + 1)
                    .is_some_and(|&next| behind[usize::from(next)])
            })
            .for_each(&mut read);
    }
    line_ends.iter().copied().for_each(read);
}

/// What may stand behind a literal that is joined to another.
fn behind(joins: &Joins) -> [bool; 256] {
    let mut behind = [false; 256];
    let operators = joins.operators.iter();
    let first = operators.filter_map(|operator| operator.bytes().next());
    for byte in first.chain(*b" \t\r\n") {
        behind[usize::from(byte)] = true;
    }
    behind
}

/// The run before the cut at `at`, if no other cut comes before it.
fn first_cut(text: &[u8], at: usize, joins: &Joins) -> Option<Range<usize>> {
    cut(text, at, joins)?;
    let floor = at.saturating_sub(SHORT);
    let run = text[floor..at]
        .iter()
        .rev()
        .take_while(|&&byte| goes_on(byte));
    let start = at - run.count();
    let earlier = start.saturating_sub(CUT)..start;
    let is_first = start > floor || floor == 0;
    // The nearest first: in a chain it is the one.
    let follows = earlier.rev().any(|at| cut(text, at, joins) == Some(start));
    (is_first && !follows).then_some(start..at)
}

/// All that is put together behind the run `first`; nothing where that is longer than a
/// candidate may be.
fn reading(text: &[u8], first: Range<usize>, joins: &Joins) -> Option<Reading> {
    let mut source = first.clone();
    let mut plain = Zeroizing::new(Vec::with_capacity(SHORT));
    let mut places = Vec::new();
    let mut piece = first;
    loop {
        plain.extend_from_slice(&text[piece.clone()]);
        places.extend(piece.clone().map(|at| at..at + 1));
        source.end = piece.end;
        let Some(next) = cut(text, piece.end, joins) else {
            break;
        };
        let len = text[next..]
            .iter()
            .take(SHORT)
            .take_while(|&&byte| goes_on(byte))
            .count();
        piece = next..next + len;
        if piece.end - source.start > SHORT {
            return None;
        }
    }
    (plain.len() >= SHORTEST).then_some(Reading {
        layer: Layer::Joined,
        source,
        text: plain,
        places: Some(places),
    })
}

/// Where a string goes on whose literal, or whose line of one, ends at `at`.
fn cut(text: &[u8], at: usize, joins: &Joins) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| text[before])?;
    let next = match *text.get(at)? {
        _ if !goes_on(before) => return None,
        b'"' | b'\'' | b'`' => other_literal(text, at + 1, joins)?,
        b'\\' => next_line(text, at + 1, joins)?,
        _ => return None,
    };
    text.get(next)
        .is_some_and(|&byte| goes_on(byte))
        .then_some(next)
}

/// The content of the literal behind an operator, or side by side with one that ends at `at`.
fn other_literal(text: &[u8], at: usize, joins: &Joins) -> Option<usize> {
    let gap = at + blanks(text, at);
    joins.operators.iter().find_map(|operator| {
        let behind = gap + operator.len();
        if !text[gap..].starts_with(operator.as_bytes()) {
            return None;
        }
        let open = behind + blanks(text, behind);
        // Without a blank between them two quotes are an escaped one.
        (open > at).then(|| opened(text, open)).flatten()
    })
}

/// The content of the literal that opens at `at`, behind a letter of a prefix or none.
fn opened(text: &[u8], at: usize) -> Option<usize> {
    let prefix = usize::from(text.get(at)?.is_ascii_alphabetic());
    matches!(text.get(at + prefix)?, b'"' | b'\'' | b'`').then_some(at + prefix + 1)
}

/// Where the next line goes on with a literal.
fn next_line(text: &[u8], at: usize, joins: &Joins) -> Option<usize> {
    let start = match text.get(at..)? {
        [b'\n', ..] => at + 1,
        [b'\r', b'\n', ..] => at + 2,
        _ => return None,
    };
    let indent = blanks(text, start);
    if joins.continued && indent == 0 {
        Some(start)
    } else {
        joins.continued_indented.then_some(start + indent)
    }
}

fn blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .take(BLANKS)
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// A byte over which a value may be cut: no blank, and nothing that ends or fills a literal.
fn goes_on(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'`' | b'\\')
}
