//! Lane F: lines of known files. The path says what the file is, a row of `rules/formats/` says
//! where such a file keeps a secret, and the readers here find the place.
//!
//! Bound by the window rule like every lane: a hit starts where its reader began to read, looks
//! back [`LEFT`](super::limits::LEFT) at most, and ends within [`SHORT`] of its start.

mod call;
mod flag;
mod pair;
mod plan;
mod row;
mod under;
mod value;

use std::ops::Range;

use super::body;
use super::hit::Hit;
use super::limits::{LEFT, RIGHT, SHORT};
use crate::rule::{Body, Format, Kind, Reader, Rule};
use plan::Plan;

/// Where a reader found a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    /// Where it began to read.
    start: usize,
    /// The secret.
    secret: Range<usize>,
    /// The name it has there.
    sink: Option<Range<usize>>,
    /// Whether it stands in quotes.
    quoted: bool,
}

impl Found {
    fn hit(self, rule: &'static Rule) -> Option<Hit> {
        let fits = !self.secret.is_empty() && self.secret.end <= self.start + SHORT;
        fits.then_some(Hit {
            rule,
            start: self.start,
            range: self.secret,
            sink: self.sink,
            weak: false,
            host: None,
            quoted: self.quoted,
            verdict: None,
        })
    }
}

/// Every place in a text of these formats where a secret stands.
pub(super) fn hits(text: &[u8], formats: &[&'static Format]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for format in formats {
        let plan = Plan::of(format);
        plan.words(text, |word, rules| {
            for rule in rules {
                let found = at(text, word.clone(), rule);
                hits.extend(found.into_iter().filter_map(|found| found.hit(rule)));
            }
        });
        if !plan.whole_lines().is_empty() {
            whole_lines(text, plan.whole_lines(), &mut hits);
        }
    }
    hits.sort_by_key(|hit| (hit.range.start, hit.range.end, hit.start));
    hits.dedup_by(|later, first| later.range == first.range && later.rule == first.rule);
    hits
}

/// What the reader of a rule finds at one of its words.
fn at(text: &[u8], word: Range<usize>, rule: &'static Rule) -> Vec<Found> {
    let Kind::Line { reader, .. } = &rule.kind else {
        return Vec::new();
    };
    match reader {
        Reader::Pair { .. } => pair::around(text, word, reader).into_iter().collect(),
        Reader::Shape { bodies, any_case } => shape(text, word.start, bodies, *any_case)
            .into_iter()
            .collect(),
        Reader::Call {
            names,
            argument,
            literal,
        } => call::at(text, word, names, usize::from(*argument), *literal)
            .into_iter()
            .collect(),
        Reader::Flag { flags, .. } => flag::behind(text, word, flags),
        Reader::Under { parents, near, but } => under::at(text, word, parents, near, but),
        Reader::Row {
            columns,
            tables,
            bodies,
        } => row::at(text, word, columns, tables, bodies),
        Reader::Line { .. } => Vec::new(),
    }
}

fn shape(text: &[u8], at: usize, bodies: &'static [Body], any_case: bool) -> Option<Found> {
    if !body::starts_well(text, at) {
        return None;
    }
    let lower;
    let (window, base) = if any_case {
        lower = text[at..text.len().min(at + SHORT + 1)].to_ascii_lowercase();
        (lower.as_slice(), at)
    } else {
        (text, 0)
    };
    let matched = bodies
        .iter()
        .find_map(|one| body::at(one, window, at - base))?;
    let secret = matched.secret.start + base..matched.secret.end + base;
    Some(Found {
        start: at,
        secret,
        sink: None,
        quoted: false,
    })
}

/// Lines all of which have a shape.
fn whole_lines(text: &[u8], rules: &[&'static Rule], hits: &mut Vec<Hit>) {
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let end = start + rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        let blanks = text[start..end]
            .iter()
            .take(LEFT)
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        let found = rules
            .iter()
            .filter_map(|rule| whole_line(text, start + blanks, end, rule)?.hit(rule));
        hits.extend(found);
        start = end + 1;
    }
}

fn whole_line(text: &[u8], start: usize, end: usize, rule: &'static Rule) -> Option<Found> {
    let Kind::Line {
        reader: Reader::Line { bodies },
        ..
    } = &rule.kind
    else {
        return None;
    };
    let secret = bodies.iter().find_map(|one| {
        let matched = body::at(one, text, start)?;
        let rest = text.get(matched.whole.end..end)?;
        let blank = rest.len() < RIGHT && rest.iter().all(u8::is_ascii_whitespace);
        blank.then_some(matched.secret)
    })?;
    Some(Found {
        start,
        secret,
        sink: None,
        quoted: false,
    })
}

/// Whether the whole value has one of these shapes; any has where there are none.
fn has_shape(text: &[u8], value: &Range<usize>, bodies: &'static [Body]) -> bool {
    bodies.is_empty()
        || bodies.iter().any(|one| {
            body::at(one, text, value.start).is_some_and(|matched| matched.whole.end == value.end)
        })
}

/// How many bytes at `at` are blanks and tabs.
fn blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .take(RIGHT)
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

/// How many bytes at `at` are blanks, tabs and line ends.
fn spaces(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .take(RIGHT)
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// Whether the text at `at` begins with a lower-case word, in any case.
fn begins(text: &[u8], at: usize, word: &[u8]) -> bool {
    text.get(at..at + word.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}

/// Where the line of `at` starts, if it does within reach.
fn line_start(text: &[u8], at: usize) -> Option<usize> {
    let floor = at.saturating_sub(LEFT - 1);
    match text[floor..at].iter().rposition(|&byte| byte == b'\n') {
        Some(place) => Some(floor + place + 1),
        None => (floor == 0).then_some(0),
    }
}
