//! Values that stand in a `.env` of the workspace too: whatever they look like, they are secrets.
//!
//! What is said of a place depends on the next [`LONGEST`] bytes and on the one before, so an edit
//! is followed by a look at that much around it.

mod values;

use std::ops::Range;

pub use values::Known;
pub(crate) use values::says_secret;
pub(crate) use values::secret_values;
use values::{LONGEST, Value};

use super::hit::sink_before;
use super::limits::LEFT;
use super::{FileContext, Scan};
use crate::finding::{Confidence, Finding, Proof, Role, Signal};
use crate::own::is_line_end;
use crate::rule::{self, Kind, Rule};
use crate::suppress::Reason;
use crate::text::Text;

/// The name of the observation.
pub(crate) const SIGNAL: &str = "env-value";

/// A place where a known value stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    pub(super) range: Range<usize>,
    sink: Option<Range<usize>>,
    text: &'static str,
}

impl Match {
    pub(super) fn ranges_mut(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        std::iter::once(&mut self.range).chain(&mut self.sink)
    }
}

/// The known values in a text.
pub(super) fn matches(text: &[u8], context: &FileContext) -> Vec<Match> {
    // In a `.env` they are at home, and a list of digests holds nothing that opens anything.
    let known = context.known.as_ref().filter(|known| !known.is_empty());
    let Some(known) = known.filter(|_| !matches!(context.role, Role::DotEnv | Role::Lock)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        // Whatever stands before: an edit there must not change what is said here.
        if let Some((range, value)) = known.at(text, at).filter(|it| counts(it.1, context.role)) {
            found.push(matched(text, range, value));
        }
        at += 1;
    }
    found
}

/// Templates, tests and documents share their defaults with the `.env` that was copied from them:
/// there only what is a secret by itself counts.
fn counts(value: &Value, role: Role) -> bool {
    value.random || !matches!(role, Role::Template | Role::Test | Role::Docs)
}

fn matched(text: &[u8], range: Range<usize>, value: &Value) -> Match {
    let line = text[..range.start]
        .iter()
        .rposition(|&byte| is_line_end(byte));
    let line = line.map_or(0, |end| end + 1);
    let sink = sink_before(&text[line..], range.start - line);
    Match {
        sink: sink.map(|sink| sink.start + line..sink.end + line),
        range,
        text: value.text,
    }
}

/// Where matches begin that an edit can have changed, and what has to be read to tell.
pub(super) fn touched(text: &Text, dirty: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let start = dirty.start.saturating_sub(LONGEST + 1);
    let end = (dirty.end + 2 + AROUND).min(text.len() + 1);
    let read = start.saturating_sub(AROUND)..(end + LONGEST + 1).min(text.len());
    (start..end, read)
}

/// How far the name before a value is sought, in bytes.
const AROUND: usize = LEFT;

/// Makes what stands at the matches certain.
pub(super) fn merge(scan: &mut Scan, matches: &[Match], context: &FileContext) {
    for one in matches {
        let overlaps =
            |range: &Range<usize>| range.start < one.range.end && one.range.start < range.end;
        let findings = &mut scan.findings;
        let from = findings.partition_point(|it| it.range.end <= one.range.start);
        if let Some(finding) = findings.get_mut(from).filter(|it| overlaps(&it.range)) {
            if !finding.rule.publishable {
                raise(finding, one);
            }
            continue;
        }
        let quiet = scan.suppressed.iter().position(|it| overlaps(&it.range));
        let rule = match quiet.map(|at| &scan.suppressed[at]) {
            Some(quiet) if stays_quiet(quiet.reason) => continue,
            Some(quiet) => Some(quiet.rule),
            None => None,
        };
        if let Some(at) = quiet {
            scan.suppressed.remove(at);
        }
        if let Some(rule) = rule.or_else(secret) {
            let mut finding = found(rule, one, context);
            raise(&mut finding, one);
            scan.findings.insert(from, finding);
        }
    }
}

/// What is meant to be seen, is no value, or has been looked at stays quiet.
fn stays_quiet(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Publishable
            | Reason::PublicExample
            | Reason::Reference
            | Reason::Encrypted
            | Reason::Companion
            | Reason::Configured
            | Reason::Listed(_)
    )
}

fn raise(finding: &mut Finding, one: &Match) {
    if finding.reasons.iter().any(|it| it.id == SIGNAL) {
        return; // Two values, one of which begins in the other.
    }
    finding.confidence = Confidence::Certain;
    finding.reasons.insert(
        0,
        Signal {
            id: SIGNAL,
            text: one.text,
            weight: 0,
        },
    );
}

/// The rule for a value that none has reported.
fn secret() -> Option<&'static Rule> {
    rule::generic().iter().find(|it| it.kind == Kind::Generic)
}

fn found(rule: &'static Rule, one: &Match, context: &FileContext) -> Finding {
    Finding {
        rule,
        range: one.range.clone(),
        sink: one.sink.clone(),
        confidence: Confidence::Certain,
        severity: context.severity(rule.severity),
        proof: Proof::None,
        reasons: Vec::new(),
        layers: Vec::new(),
        companions: Vec::new(),
    }
}
