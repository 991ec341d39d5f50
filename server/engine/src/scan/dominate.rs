//! One report per stretch of text.
//!
//! A candidate gives way to *any* stronger candidate that overlaps it, also to one that gives
//! way itself. Choosing the leftmost and going on from there would let one edit change the
//! outcome arbitrarily far to the right, and a rescan of a window could never be right.

use super::hit::Hit;
use super::judge::Verdict;
use super::layer;
use crate::finding::{Confidence, Layer};
use crate::rule::{Accept, Body, Kind, Part, Reader, Rule};

/// Sorts by position and drops every candidate that a stronger one overlaps.
pub(super) fn strongest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| key(a).cmp(&key(b)));
    hits.dedup_by(|later, first| {
        later.range == first.range
            && later.rule == first.rule
            && later.verdict.is_some() == first.verdict.is_some()
    });
    // How far any of the candidates up to each one reaches: behind that, none before overlaps.
    let mut reach = Vec::with_capacity(hits.len());
    for hit in &hits {
        reach.push(hit.range.end.max(reach.last().copied().unwrap_or(0)));
    }
    let kept: Vec<bool> = (0..hits.len())
        .map(|index| {
            let hit = &hits[index];
            let before = (0..index)
                .rev()
                .take_while(|&other| reach[other] > hit.range.start)
                .map(|other| &hits[other]);
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

/// The strongest kind of evidence: markers.
const BLOCK: u8 = 8;
/// The weakest kind of evidence that is more than a name or the line of a known file.
const SHAPED: u8 = 4;

/// Below the line of a known file, above names.
const WEAK: u8 = 25;

/// What makes a candidate stronger: the kind of evidence, then length, then how much of it is
/// spelled out; ids break ties.
type Rank = (u8, usize, usize, std::cmp::Reverse<(usize, &'static str)>);

fn rank(hit: &Hit) -> Rank {
    let (kind, literal) = evidence(hit.rule);
    (
        hit.verdict
            .as_ref()
            .map_or(direct_rank(hit, kind), |verdict| {
                reading_rank(verdict, kind)
            }),
        hit.range.len(),
        literal,
        std::cmp::Reverse((hit.range.start, hit.rule.id)),
    )
}

/// What the text itself is worth: a shape that is no finding says less than the line it is in.
fn direct_rank(hit: &Hit, kind: u8) -> u8 {
    if hit.weak { WEAK } else { 10 * kind }
}

/// What another reading of the text is worth. Where each byte has its place it is as good as
/// the text itself, and says more. The inside of an encoded run explains a value that is known
/// by its name or its line alone, and no other; what is no finding there says something only
/// if it tells that there is no secret at all.
fn reading_rank(verdict: &Verdict, kind: u8) -> u8 {
    let (found, layers) = match verdict {
        Verdict::Finding(finding) => (finding.confidence > Confidence::Possible, &finding.layers),
        Verdict::Suppressed(quiet) if layer::tells(quiet.reason) => (false, &quiet.layers),
        Verdict::Suppressed(_) => return 0,
    };
    let whole = matches!(layers.first(), Some(Layer::Base64 | Layer::Hex));
    match (whole, found) {
        (false, _) => 10 * kind + 1,
        // A key block says what it is; a run that begins like one is known by that alone.
        (true, true) if kind == BLOCK => 10 * kind,
        (true, true) if kind >= SHAPED => 32 + kind,
        (true, true) => 21 + kind,
        (true, false) => 31,
    }
}

/// The kind of evidence, and how much of it is spelled out.
fn evidence(rule: &Rule) -> (u8, usize) {
    match rule.kind {
        Kind::Block { sink, .. } => (BLOCK, sink.len()),
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
        Kind::Line {
            ref reader,
            accept,
            weight,
            ..
        } => (
            3,
            told_apart(reader, accept) + usize::try_from(weight).unwrap_or(0),
        ),
        Kind::Password => (2, 0),
        Kind::Generic => (1, 0),
        Kind::Custom { .. } => (0, 0),
    }
}

/// How narrowly a place in a known file is described: one value can stand where two formats keep
/// a secret.
fn told_apart(reader: &Reader, accept: Accept) -> usize {
    let by_value = accept != Accept::Text;
    let by_place = !matches!(reader, Reader::Pair { .. });
    2000 * usize::from(by_value) + 1000 * usize::from(by_place)
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
