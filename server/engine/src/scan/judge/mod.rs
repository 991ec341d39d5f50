//! From a shaped candidate to a finding with a confidence, or to a reason to stay quiet.
//!
//! Looks at the value, the name it is assigned to and the kind of file; nothing farther away.

mod comment;
mod generic;
mod line;
mod shaped;
mod url;

use std::ops::Range;

use super::context::FileContext;
use super::hidden;
use super::hit::Hit;
use super::score::{self, Score};
use crate::finding::{Confidence, Finding, Role, Severity, Suppressed};
use crate::rule::{Kind, Rule};
use crate::suppress::Reason;
use crate::suppress::placeholder::{digest16, public_example};

/// What became of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// Reported.
    Finding(Finding),
    /// Looked at and not reported.
    Suppressed(Suppressed),
}

impl Verdict {
    /// The candidate's place.
    pub(super) fn range(&self) -> &Range<usize> {
        match self {
            Self::Finding(finding) => &finding.range,
            Self::Suppressed(suppressed) => &suppressed.range,
        }
    }

    /// The rule that speaks.
    pub(super) fn rule(&self) -> &'static Rule {
        match self {
            Self::Finding(finding) => finding.rule,
            Self::Suppressed(suppressed) => suppressed.rule,
        }
    }

    /// The candidate's place and its name's, to be moved.
    pub(super) fn ranges_mut(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        let (range, sink) = match self {
            Self::Finding(finding) => (&mut finding.range, finding.sink.as_mut()),
            Self::Suppressed(suppressed) => (&mut suppressed.range, None),
        };
        std::iter::once(range).chain(sink)
    }
}

/// Everything about a candidate that the judges look at.
pub(super) struct Case<'a> {
    pub(super) hit: &'a Hit,
    pub(super) value: &'a str,
    pub(super) sink: &'a str,
    pub(super) context: &'a FileContext,
    /// Whether the line begins as a comment does.
    pub(super) in_comment: bool,
    /// Whether another argument stands between the name and the value.
    pub(super) second: bool,
}

/// Judges a candidate. `None` when it is not worth a word: ordinary text of code.
pub(super) fn judge(text: &[u8], hit: &Hit, context: &FileContext) -> Option<Verdict> {
    if hit.verdict.is_some() {
        return hit.verdict.clone();
    }
    let raw = &text[hit.range.clone()];
    let plain = hidden::plain(raw);
    let value = String::from_utf8_lossy(&plain);
    let sink = hit
        .sink
        .clone()
        .map(|sink| String::from_utf8_lossy(&text[sink]));
    let case = Case {
        hit,
        value: &value,
        sink: sink.as_deref().unwrap_or_default(),
        context,
        in_comment: comment::holds(text, hit.start),
        second: hit
            .sink
            .as_ref()
            .and_then(|sink| text.get(sink.end..hit.range.start))
            .is_some_and(|gap| gap.contains(&b',')),
    };
    let mut rule = hit.rule;
    let outcome = match rule.kind {
        Kind::Token { .. } | Kind::Assigned { .. } | Kind::Named { .. } | Kind::Near { .. } => {
            Some(shaped::judge(&case))
        }
        Kind::Block { .. } => Some(shaped::block(&case)),
        Kind::Url { .. } => Some(url::judge(&case, text)),
        Kind::Line { accept, weight, .. } => Some(line::judge(&case, accept, weight)),
        Kind::Generic | Kind::Password => {
            let (of, outcome) = generic::judge(&case);
            rule = of;
            outcome
        }
        // Users' rules have a way of their own.
        Kind::Custom { .. } => None,
    };
    Some(match outcome? {
        Ok(mut score) => {
            if plain.len() < raw.len() {
                score.add(score::HIDDEN);
            }
            judged(hit, rule, score, context)
        }
        Err(reason) => Verdict::Suppressed(Suppressed {
            rule,
            range: hit.range.clone(),
            reason,
            layers: Vec::new(),
        }),
    })
}

/// Whether a candidate by a word or in a URL comes to nothing that says there is no secret: a
/// known file may know better.
pub(super) fn is_weak(text: &[u8], hit: &Hit, context: &FileContext) -> bool {
    let by_word = matches!(
        hit.rule.kind,
        Kind::Assigned { .. } | Kind::Named { .. } | Kind::Near { .. } | Kind::Url { .. }
    );
    by_word
        && hit.verdict.is_none()
        && match judge(text, hit, context) {
            Some(Verdict::Finding(finding)) => finding.confidence == Confidence::Possible,
            Some(Verdict::Suppressed(quiet)) => matches!(
                quiet.reason,
                Reason::NotRandom | Reason::KnownShape | Reason::BelowThreshold
            ),
            None => true,
        }
}

fn judged(hit: &Hit, rule: &'static Rule, score: Score, context: &FileContext) -> Verdict {
    // What no provider's form speaks for opens less where it stands for tests.
    let guessed = matches!(rule.kind, Kind::Url { .. } | Kind::Generic | Kind::Password);
    let lowered =
        guessed && matches!(context.role, Role::Test | Role::Docs) && context.agent.is_none();
    let severity = if lowered {
        rule.severity.min(Severity::Low)
    } else {
        context.severity(rule.severity)
    };
    Verdict::Finding(Finding {
        rule,
        range: hit.range.clone(),
        sink: hit.sink.clone(),
        confidence: score.confidence(),
        severity,
        proof: score.proof,
        reasons: score.signals,
        layers: Vec::new(),
        companions: Vec::new(),
    })
}

/// `None`: nothing to say. `Err`: quiet for this reason.
type Outcome = Option<Judgement>;

/// A score, or the reason to stay quiet.
type Judgement = Result<Score, Reason>;

/// What every kind of value is checked for before it is weighed.
fn common(case: &Case<'_>) -> Result<(), Reason> {
    let rule = case.hit.rule;
    let published = || {
        public_example(case.value)
            || !rule.public_examples.is_empty()
                && rule
                    .public_examples
                    .contains(&digest16(case.value).as_str())
    };
    if rule.publishable {
        Err(Reason::Publishable)
    } else if published() {
        Err(Reason::PublicExample)
    } else if case.context.role == Role::DotEnv {
        Err(Reason::DotEnv)
    } else {
        Ok(())
    }
}
