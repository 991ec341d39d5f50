//! One report per stretch of text.
//!
//! A candidate gives way to *any* stronger candidate that overlaps it, also to one that gives
//! way itself. Choosing the leftmost and going on from there would let one edit change the
//! outcome arbitrarily far to the right, and a rescan of a window could never be right.

use super::hit::Hit;
use crate::rule::{Body, Kind, Part};

/// Sorts by position and drops every candidate that a stronger one overlaps.
pub(super) fn strongest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| key(a).cmp(&key(b)));
    hits.dedup_by(|later, first| later.range == first.range && later.rule == first.rule);
    let longest = hits.iter().map(|hit| hit.range.len()).max().unwrap_or(0);
    let kept: Vec<bool> = (0..hits.len())
        .map(|index| {
            let hit = &hits[index];
            let before = hits[..index]
                .iter()
                .rev()
                .take_while(|other| other.range.start + longest >= hit.range.start);
            let after = hits[index + 1..]
                .iter()
                .take_while(|other| other.range.start < hit.range.end);
            !before.chain(after).any(|other| {
                other.range.start < hit.range.end
                    && hit.range.start < other.range.end
                    && rank(other) > rank(hit)
            })
        })
        .collect();
    let mut kept = kept.into_iter();
    hits.retain(|_| kept.next().unwrap_or(true));
    hits
}

/// What makes a candidate stronger: the kind of evidence, then length, then how much of it is
/// spelled out; ids break ties.
type Rank = (u8, usize, usize, std::cmp::Reverse<(usize, &'static str)>);

fn rank(hit: &Hit) -> Rank {
    let (kind, literal) = match hit.rule.kind {
        Kind::Block { sink, .. } => (8, sink.len()),
        Kind::Token { bodies } => (7, longest_literal(bodies)),
        // A token that needs its provider's name beside it, because two share a prefix.
        Kind::Assigned { bodies, .. } | Kind::Named { bodies, .. } | Kind::Near { bodies, .. }
            if longest_literal(bodies) >= 3 =>
        {
            (7, 256 + longest_literal(bodies))
        }
        Kind::Assigned { .. } => (6, 0),
        Kind::Named { .. } | Kind::Near { .. } => (5, 0),
        Kind::Url { .. } => (4, 0),
        Kind::Line { .. } => (3, 0),
        Kind::Password => (2, 0),
        Kind::Generic => (1, 0),
    };
    (
        kind,
        hit.range.len(),
        literal,
        std::cmp::Reverse((hit.range.start, hit.rule.id)),
    )
}

/// The longest literal that a secret begins with, in bytes. What stands before it, as the
/// scheme of a header, says nothing about the secret.
fn longest_literal(bodies: &[Body]) -> usize {
    let first = |body: &Body| match body.parts.get(usize::from(body.secret.0)) {
        Some(Part::Literal(bytes)) => bytes.len(),
        _ => 0,
    };
    bodies.iter().map(first).max().unwrap_or(0)
}

fn key(hit: &Hit) -> (usize, usize, &str, Option<usize>) {
    (
        hit.range.start,
        hit.range.end,
        hit.rule.id,
        hit.sink.as_ref().map(|sink| sink.start),
    )
}
