//! Rules of the user's own beside the built-in ones.
//!
//! They look at whole lines, so an edit changes nothing but what they say of the lines it
//! touches; of a line only the first [`LINE`] bytes count, so that is bounded, too.

use std::ops::Range;

use super::hit::sink_before;
use super::{FileContext, Scan};
use crate::finding::{Confidence, Finding, Proof, Role, Signal, Suppressed};
use crate::own::{ForFile, Hit, LINE, Required, is_line_end};
use crate::rule::Rule;
use crate::suppress::Reason;
use crate::text::Text;

const MATCHES: Signal = Signal {
    id: "own-rule",
    text: "matches a rule of your own",
    weight: 300,
};

/// Every match of the user's rules in a text that begins where a line does.
pub(super) fn hits(text: &[u8], context: &FileContext) -> Vec<Hit> {
    let Some(own) = &context.own else {
        return Vec::new();
    };
    let mut hits = own.hits(text);
    for hit in &mut hits {
        // A name on the line above is another line's.
        let line = text[..hit.range.start]
            .iter()
            .rposition(|&byte| is_line_end(byte));
        let line = line.map_or(0, |end| end + 1);
        let sink = sink_before(&text[line..], hit.range.start - line);
        hit.sink = sink.map(|sink| sink.start + line..sink.end + line);
    }
    hits
}

/// The part of a text whose lines an edit can have changed, and from where on they are to be
/// read: later when the first of them is so long that the edit is beyond what counts of it.
pub(super) fn touched(text: &Text, dirty: &Range<usize>) -> (Range<usize>, usize) {
    let is_end = |byte: &u8| is_line_end(*byte);
    let floor = dirty.start.saturating_sub(LINE);
    let before = text.bytes(floor..dirty.start);
    let limit = (dirty.end + LINE).min(text.len());
    let behind = text.bytes(dirty.end..limit);
    let end = behind.iter().position(is_end);
    let end = end.map_or(limit, |at| dirty.end + at);
    let start = match before.iter().rposition(is_end) {
        Some(at) => floor + at + 1,
        None if floor == 0 => 0,
        None => {
            let inside = text.bytes(dirty.clone());
            let first = inside.iter().position(is_end);
            let read = first.map_or(end, |at| dirty.start + at + 1);
            return (dirty.start..end, read.min(end));
        }
    };
    (start..end, start)
}

/// Puts the matches among what the built-in rules found. A match gives way to a certain
/// finding, and takes the place of any other, since its author knows better.
pub(super) fn merge(
    scan: &mut Scan,
    hits: &[Hit],
    context: &FileContext,
    slice: &impl Fn(Range<usize>) -> String,
) {
    let Some(own) = &context.own else {
        return;
    };
    scan.findings
        .extend(own.of_file().map(|rule| found(rule, 0..0, None, context)));
    let mut end = 0;
    let mut kept = Vec::new();
    for hit in hits {
        let in_dotenv = (context.role == Role::DotEnv).then_some(Reason::DotEnv);
        if let Some(reason) = hit.quiet.or(in_dotenv) {
            scan.suppressed.push(quiet(own, hit, reason));
        } else if hit.range.start >= end && counts(hit, hits, own, &scan.findings, slice) {
            end = hit.range.end;
            kept.push(hit);
        }
    }
    scan.findings.retain(|finding| {
        let before = kept.partition_point(|hit| hit.range.end <= finding.range.start);
        kept.get(before)
            .is_none_or(|hit| hit.range.start >= finding.range.end)
    });
    for hit in kept {
        let sink = hit.sink.clone();
        scan.findings
            .push(found(own.rule(hit), hit.range.clone(), sink, context));
    }
    scan.findings.sort_by_key(|finding| finding.range.start);
    scan.suppressed
        .sort_by_key(|one| (one.range.start, one.range.end));
}

/// Whether a match is reported: its rule is, nothing certain stands there, and what it requires
/// is near.
fn counts(
    hit: &Hit,
    hits: &[Hit],
    own: &ForFile,
    findings: &[Finding],
    slice: &impl Fn(Range<usize>) -> String,
) -> bool {
    let spec = own.spec(hit);
    let mut required = spec.required.iter();
    spec.report
        && !overlaps_certain(findings, &hit.range)
        && required.all(|it| is_near(it, hit, hits, own, slice))
}

fn quiet(own: &ForFile, hit: &Hit, reason: Reason) -> Suppressed {
    Suppressed {
        rule: own.rule(hit),
        range: hit.range.clone(),
        reason,
        layers: Vec::new(),
    }
}

fn found(
    rule: &'static Rule,
    range: Range<usize>,
    sink: Option<Range<usize>>,
    context: &FileContext,
) -> Finding {
    Finding {
        rule,
        range,
        sink,
        confidence: Confidence::Likely,
        severity: context.severity(rule.severity),
        proof: Proof::None,
        reasons: vec![MATCHES],
        layers: Vec::new(),
        companions: Vec::new(),
    }
}

fn overlaps_certain(findings: &[Finding], range: &Range<usize>) -> bool {
    let from = findings.partition_point(|finding| finding.range.end <= range.start);
    findings[from..]
        .iter()
        .take_while(|finding| finding.range.start < range.end)
        .any(|finding| finding.confidence == Confidence::Certain)
}

/// Most matches of a required rule that are looked at.
const CANDIDATES: usize = 64;

/// Whether the rule that this one requires matches near by.
fn is_near(
    required: &Required,
    hit: &Hit,
    hits: &[Hit],
    own: &ForFile,
    slice: &impl Fn(Range<usize>) -> String,
) -> bool {
    let of_rule = |other: &&Hit| other.quiet.is_none() && own.spec(other).id == required.id;
    let column = |hit: &Hit| {
        let before = slice(hit.whole.start.saturating_sub(LINE)..hit.whole.start);
        before.len() - before.rfind(['\n', '\r']).map_or(0, |end| end + 1)
    };
    let near = |other: &Hit| {
        let (first, last) = if other.whole.start < hit.whole.start {
            (other, hit)
        } else {
            (hit, other)
        };
        let lines = || {
            let between = slice(first.whole.start..last.whole.start);
            between.bytes().filter(|&byte| byte == b'\n').count()
        };
        required.within_lines.is_none_or(|most| lines() <= most)
            && required
                .within_columns
                .is_none_or(|most| column(other).abs_diff(column(hit)) <= most)
    };
    hits.iter().filter(of_rule).take(CANDIDATES).any(near)
}
