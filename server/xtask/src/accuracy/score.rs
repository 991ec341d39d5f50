//! Counts what is found against what is true.

use std::collections::BTreeMap;
use std::ops::Range;

use keyward_engine::{Confidence, FileContext, Scan, scan};

use super::lines::{Half, Line};

/// True and false alarms and misses, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) lines: usize,
    pub(super) found: usize,
    pub(super) false_alarms: usize,
    pub(super) missed: usize,
}

impl Counts {
    pub(super) fn add(&mut self, is_secret: bool, reported: bool) {
        self.lines += 1;
        match (is_secret, reported) {
            (true, true) => self.found += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.false_alarms += 1,
            (false, false) => {}
        }
    }

    /// How many of the reported lines are right; 1 when none is reported.
    pub(super) fn precision(self) -> f64 {
        ratio(self.found, self.found + self.false_alarms)
    }

    /// How many of the lines with a credential are reported.
    pub(super) fn recall(self) -> f64 {
        ratio(self.found, self.found + self.missed)
    }

    /// The harmonic mean of the two.
    pub(super) fn f1(self) -> f64 {
        let sum = self.precision() + self.recall();
        if sum > 0.0 {
            2.0 * self.precision() * self.recall() / sum
        } else {
            0.0
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// What a scanner made of one line.
pub(super) struct Outcome<'a> {
    pub(super) line: &'a Line,
    pub(super) reported: bool,
    /// The rules that reported it, or why it is quiet.
    pub(super) why: String,
}

impl Outcome<'_> {
    pub(super) fn is_right(&self) -> bool {
        self.reported != self.line.secrets.is_empty()
    }
}

/// Scans each line as Keyward does by default.
pub(super) fn judge(lines: &[Line]) -> Vec<Outcome<'_>> {
    lines.iter().map(judge_one).collect()
}

fn judge_one(line: &Line) -> Outcome<'_> {
    let outcome = scan(&line.text, &FileContext::of(&line.path, None));
    let rules: Vec<&str> = outcome
        .findings
        .iter()
        .filter(|found| found.confidence >= Confidence::Likely && meet(&found.range, &line.own))
        .map(|found| found.rule.id)
        .collect();
    let reported = !rules.is_empty();
    let why = if reported {
        rules.join(", ")
    } else {
        silence(&outcome, line)
    };
    Outcome {
        line,
        reported,
        why,
    }
}

/// Why nothing is reported on a line.
fn silence(outcome: &Scan, line: &Line) -> String {
    let places = if line.secrets.is_empty() {
        std::slice::from_ref(&line.own)
    } else {
        &line.secrets
    };
    let over = |range: &Range<usize>| places.iter().any(|place| meet(range, place));
    let less = outcome.findings.iter().filter(|found| over(&found.range));
    let quiet = outcome.suppressed.iter().filter(|quiet| over(&quiet.range));
    let mut reasons: Vec<String> = less
        .map(|found| format!("less certain ({})", found.rule.id))
        .chain(quiet.map(|quiet| format!("{} ({})", quiet.reason.id(), quiet.rule.id)))
        .collect();
    reasons.dedup();
    reasons
        .into_iter()
        .next()
        .unwrap_or_else(|| "no candidate".to_owned())
}

/// Whether two ranges share a byte.
pub(super) fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The counts of one half.
pub(super) fn of_half(outcomes: &[Outcome<'_>], half: Half) -> Counts {
    let mut counts = Counts::default();
    for one in outcomes.iter().filter(|one| one.line.half == half) {
        counts.add(!one.line.secrets.is_empty(), one.reported);
    }
    counts
}

/// The counts by something that lines have, most lines first.
pub(super) fn by<'a>(
    outcomes: &'a [Outcome<'a>],
    key: impl Fn(&'a Line) -> &'a str,
) -> Vec<(&'a str, Counts)> {
    let mut groups: BTreeMap<&str, Counts> = BTreeMap::new();
    for one in outcomes {
        let counts = groups.entry(key(one.line)).or_default();
        counts.add(!one.line.secrets.is_empty(), one.reported);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.lines));
    groups
}

/// How often each reason stands behind a miss, or each rule behind a false alarm.
pub(super) fn reasons<'a>(outcomes: &'a [Outcome<'a>], of_secrets: bool) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let wrong = outcomes
        .iter()
        .filter(|one| !one.is_right() && one.line.secrets.is_empty() != of_secrets);
    for one in wrong {
        *counts.entry(&one.why).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
