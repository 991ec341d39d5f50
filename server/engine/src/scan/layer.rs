//! Texts that are written in another way: decoded, or put together.
//!
//! `decode`, `escape` and `join` make a [`Reading`] of a stretch of text. It is scanned like
//! any other text, and what is found in it is reported where the user sees it: over the whole
//! of an encoded run, or from the first to the last byte where each byte has a place of its own.

use std::ops::Range;

use zeroize::Zeroizing;

use super::candidates::Candidates;
use super::context::FileContext;
use super::hit::{self, Hit};
use super::judge::Verdict;
use super::score;
use super::{Block, Judged, compose, decode, escape, join, outside_blocks, read_block};
use crate::finding::{Finding, Layer, Signal, Suppressed};
use crate::suppress::Reason;

/// How many layers are taken off. One more is a miss that the README tells of: each layer costs
/// another pass, and who wraps a key three times hides it on purpose.
pub(super) const DEPTH: usize = 2;

/// The candidates of a text in its other readings, and where long runs start.
pub(super) fn hits(
    text: &[u8],
    context: &FileContext,
    depth: usize,
    hits: &mut Vec<Hit>,
    anchors: &mut Vec<usize>,
) {
    if depth < DEPTH {
        decode::hits(text, context, depth, hits, anchors);
        let line_ends = escape::hits(text, context, depth, hits);
        join::hits(text, &line_ends, context, depth, hits);
    }
}

/// A stretch of text as it reads without one layer.
pub(super) struct Reading {
    pub(super) layer: Layer,
    /// What it is made from.
    pub(super) source: Range<usize>,
    pub(super) text: Zeroizing<Vec<u8>>,
    /// Where each byte of the text stands; `None` where only all of the source can be shown.
    pub(super) places: Option<Vec<Range<usize>>>,
}

impl Reading {
    /// What the reading says, as candidates of the text that it was made from.
    pub(super) fn hits(self, outer: &[u8], context: &FileContext, depth: usize) -> Vec<Hit> {
        let sink = hit::sink_before(outer, self.source.start);
        let (inner, lead) = self.named(sink.clone().map(|sink| &outer[sink]));
        let verdicts = verdicts(&inner, &inside(context), depth + 1);
        let end = lead + self.text.len();
        let within = verdicts
            .into_iter()
            .filter(|verdict| verdict.range().start >= lead && verdict.range().end <= end);
        let Some(places) = &self.places else {
            let strongest = within.max_by_key(strength);
            let hit = strongest.map(|verdict| self.placed(verdict, self.source.clone(), sink));
            return hit.into_iter().collect();
        };
        within
            .filter_map(|verdict| {
                let inner = verdict.range();
                let first = places.get(inner.start - lead)?;
                let last = places.get((inner.end - lead).checked_sub(1)?)?;
                let range = first.start..last.end;
                // What reads the same either way is found without us.
                let altered = range.len() != inner.len();
                altered.then(|| self.placed(verdict, range, sink.clone()))
            })
            .collect()
    }

    /// The text as the value of the name that it is assigned to, so that the name counts for what
    /// is inside, and where it starts in that.
    fn named(&self, name: Option<&[u8]>) -> (Zeroizing<Vec<u8>>, usize) {
        let value = trimmed(&self.text);
        let plain = |byte: &u8| !matches!(byte, b'"' | b'\'' | b'`' | b'\\') && *byte >= b' ';
        match name {
            Some(name) if value.iter().all(plain) => {
                let mut inner = Zeroizing::new(Vec::with_capacity(name.len() + value.len() + 8));
                inner.extend_from_slice(name);
                inner.extend_from_slice(b" = \"");
                let lead = inner.len();
                inner.extend_from_slice(value);
                inner.extend_from_slice(b"\"\n");
                (inner, lead)
            }
            _ => (self.text.clone(), 0),
        }
    }

    /// A verdict on the reading as a candidate of the text around it.
    fn placed(&self, verdict: Verdict, range: Range<usize>, sink: Option<Range<usize>>) -> Hit {
        let verdict = match verdict {
            Verdict::Finding(finding) => Verdict::Finding(self.finding(finding, &range, &sink)),
            Verdict::Suppressed(quiet) => Verdict::Suppressed(Suppressed {
                range: range.clone(),
                layers: self.layers(&quiet.layers),
                ..quiet
            }),
        };
        Hit::read(self.source.start, range, sink, verdict)
    }

    fn finding(
        &self,
        mut finding: Finding,
        range: &Range<usize>,
        sink: &Option<Range<usize>>,
    ) -> Finding {
        finding.reasons.push(signal(self.layer));
        Finding {
            range: range.clone(),
            sink: sink.clone(),
            layers: self.layers(&finding.layers),
            companions: Vec::new(),
            ..finding
        }
    }

    fn layers(&self, inner: &[Layer]) -> Vec<Layer> {
        std::iter::once(self.layer)
            .chain(inner.iter().copied())
            .collect()
    }
}

/// Everything that a text says, blocks included.
fn verdicts(text: &[u8], context: &FileContext, depth: usize) -> Vec<Verdict> {
    let (judged, anchors, _) = outside_blocks(Candidates::built_in(), text, context, depth);
    let blocks: Vec<Block> = anchors
        .into_iter()
        .map(|anchor| read_block(text, anchor, context, depth))
        .collect();
    let scan = compose(judged.iter().map(|Judged { verdict, .. }| verdict), &blocks);
    let findings = scan.findings.into_iter().map(Verdict::Finding);
    findings
        .chain(scan.suppressed.into_iter().map(Verdict::Suppressed))
        .collect()
}

/// What is wrapped is data: a value needs no quotes in it as it would in code.
fn inside(context: &FileContext) -> FileContext {
    FileContext {
        role: context.role,
        language: "",
        formats: Vec::new(),
        bare: true,
        own: None,
        agent: context.agent,
        advice: context.advice,
        known: None,
    }
}

/// The text without the line ends behind it, which `echo` puts there.
fn trimmed(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .rposition(|byte| !matches!(byte, b'\n' | b'\r'))
        .map_or(0, |at| at + 1);
    &text[..end]
}

/// The one verdict of many that stands for all of them.
fn strength(verdict: &Verdict) -> (u8, u8, u8) {
    match verdict {
        Verdict::Finding(finding) => (2, finding.confidence as u8, finding.severity as u8),
        Verdict::Suppressed(quiet) => (u8::from(tells(quiet.reason)), 0, 0),
    }
}

/// Whether a reason that is found inside says that the text around it is no secret either.
pub(super) fn tells(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Placeholder
            | Reason::Reference
            | Reason::PublicExample
            | Reason::Publishable
            | Reason::LikeItsName
            | Reason::LocalDefault
            | Reason::DotEnv
    )
}

const fn signal(layer: Layer) -> Signal {
    match layer {
        Layer::Base64 => score::IN_BASE64,
        Layer::Hex => score::IN_HEX,
        Layer::Percent => score::IN_PERCENT,
        Layer::Escapes => score::IN_ESCAPES,
        Layer::Joined => score::IN_PARTS,
    }
}
