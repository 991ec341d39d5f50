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
/// the same in every such credential; ids break ties.
fn rank(hit: &Hit) -> (u8, usize, usize, std::cmp::Reverse<(usize, &str)>) {
    let kind = match hit.rule.kind {
        Kind::Block { sink, .. } => 8 + u8::from(!sink.is_empty()),
        // A provider's name beside a prefix that other providers share.
        Kind::Assigned { bodies, .. } if bodies.iter().all(begins_literally) => 7,
        Kind::Token { .. } => 6,
        Kind::Assigned { .. } => 5,
        Kind::Near { .. } => 4,
        Kind::Url { .. } => 3,
        Kind::Password => 2,
        Kind::Generic => 1,
    };
    (
        kind,
        hit.range.len(),
        hit.rule.public_prefix,
        std::cmp::Reverse((hit.range.start, hit.rule.id)),
    )
}

fn begins_literally(body: &Body) -> bool {
    matches!(body.parts.first(), Some(Part::Literal(bytes)) if bytes.len() >= 3)
}

fn key(hit: &Hit) -> (usize, usize, &str, Option<usize>) {
    (
        hit.range.start,
        hit.range.end,
        hit.rule.id,
        hit.sink.as_ref().map(|sink| sink.start),
    )
}
