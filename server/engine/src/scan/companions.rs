//! Credentials of several parts: a secret, and the id, the second secret or the user name near
//! by that it is used with. They are one finding, at the secret.
//!
//! Done when everything has been found, on the places of the findings alone: what belongs
//! together is seen from both ends, and an edit of one end must change the other.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::assigned::{self, Assignment};
use super::context::FileContext;
use super::{Scan, body, hit, score, spelling};
use crate::finding::{Companion, Finding, Proof, Signal, Suppressed};
use crate::rule::{self, Body, Kind, Rule};
use crate::suppress::Reason;
use crate::suppress::placeholder::placeholder;
use crate::suppress::shapes::disqualify;

/// Most bytes between a secret and its companion: six lines of configuration.
const NEAR: usize = 256;
/// Most bytes between a secret and the name that is given to its companion.
const NAMED: usize = 192;
/// Most companions of one finding.
const MOST: usize = 4;
/// From this many findings on, a text is a list, and nobody asks whose each one is.
const MANY: usize = 1000;
/// Longest value that names a user or a client.
const VALUE: usize = 128;

/// The rules that each rule is a companion of.
static SECRETS_OF: LazyLock<FxHashMap<&'static str, Vec<&'static Rule>>> = LazyLock::new(|| {
    let mut secrets: FxHashMap<&str, Vec<&Rule>> = FxHashMap::default();
    for secret in rule::all() {
        for id in secret.companions {
            secrets.entry(id).or_default().push(secret);
        }
    }
    secrets
});

/// Gives each secret its companions, and takes away the findings that are companions alone.
/// `bytes` gives a part of the text; a range past the end of it stops there.
pub(super) fn gather(
    scan: &mut Scan,
    context: &FileContext,
    bytes: impl Fn(Range<usize>) -> Vec<u8>,
) {
    let known = Known::of(scan);
    let is_list = scan.findings.len() > MANY;
    let mut taken = Vec::new();
    for finding in &mut scan.findings {
        if let Some(secret) = known.secret_for(finding, &bytes) {
            finding.rule = secret;
            finding.severity = secret.severity;
        }
        let parts = known.companions(finding);
        if !parts.is_empty() {
            raise(finding, score::COMPANION);
        }
        taken.extend(parts.iter().map(|part| part.range.clone()));
        finding.companions = parts;
        let named = (!is_list).then(|| named(finding, context, &bytes));
        if let Some(named) = named.flatten() {
            raise(finding, score::COMPANION_NAME);
            finding.companions.push(named);
        }
    }
    taken.sort_by_key(|range| (range.start, range.end));
    let is_taken = |finding: &Finding| {
        let same = taken.partition_point(|range| range.start < finding.range.start);
        finding.companions.is_empty() && taken.get(same) == Some(&finding.range)
    };
    let (parts, kept) = std::mem::take(&mut scan.findings)
        .into_iter()
        .partition::<Vec<_>, _>(is_taken);
    scan.findings = kept;
    if !parts.is_empty() {
        scan.suppressed.extend(parts.into_iter().map(part));
        scan.suppressed
            .sort_by_key(|one| (one.range.start, one.range.end));
    }
}

fn part(finding: Finding) -> Suppressed {
    Suppressed {
        rule: finding.rule,
        range: finding.range,
        reason: Reason::Companion,
        layers: finding.layers,
    }
}

/// What may be a companion, in order of place.
struct Known(Vec<(&'static Rule, Range<usize>)>);

impl Known {
    fn of(scan: &Scan) -> Self {
        let found = scan.findings.iter().map(|one| (one.rule, &one.range));
        let public = scan
            .suppressed
            .iter()
            .filter(|one| one.reason == Reason::Publishable)
            .map(|one| (one.rule, &one.range));
        let mut known: Vec<_> = found
            .chain(public)
            .filter(|(rule, _)| SECRETS_OF.contains_key(rule.id))
            .map(|(rule, range)| (rule, range.clone()))
            .collect();
        known.sort_by_key(|(_, range)| range.start);
        Self(known)
    }

    /// Those within reach of a place, with the bytes between.
    fn near(
        &self,
        place: &Range<usize>,
    ) -> impl Iterator<Item = (usize, &(&'static Rule, Range<usize>))> {
        // A companion is at most as long as the longest token before a reach.
        let from = place.start.saturating_sub(NEAR + super::limits::LONG);
        let first = self.0.partition_point(|(_, range)| range.start < from);
        self.0[first..]
            .iter()
            .take_while(move |(_, range)| range.start <= place.end + NEAR)
            .map(|it| (gap(place, &it.1), it))
            .filter(|(gap, _)| (1..=NEAR).contains(gap))
    }

    /// For each rule that the finding's rule names, the nearest.
    fn companions(&self, finding: &Finding) -> Vec<Companion> {
        let nearest = finding.rule.companions.iter().filter_map(|id| {
            let (_, (rule, range)) = self
                .near(&finding.range)
                .filter(|(_, (rule, _))| rule.id == *id)
                .min_by_key(|(gap, _)| *gap)?;
            Some(Companion {
                what: rule.name,
                range: range.clone(),
            })
        });
        nearest.take(MOST).collect()
    }

    /// The rule of a value that is known by its name alone, where a companion near by tells it.
    fn secret_for(
        &self,
        finding: &Finding,
        bytes: &impl Fn(Range<usize>) -> Vec<u8>,
    ) -> Option<&'static Rule> {
        if !matches!(finding.rule.kind, Kind::Generic) || !finding.layers.is_empty() {
            return None;
        }
        let (_, (companion, _)) = self.near(&finding.range).min_by_key(|(gap, _)| *gap)?;
        let value = bytes(finding.range.clone());
        let fits = |body: &Body| {
            body::at(body, &value, 0).is_some_and(|matched| matched.whole == (0..value.len()))
        };
        let secrets = SECRETS_OF.get(companion.id)?.iter().copied();
        secrets
            .filter(|secret| !matches!(secret.kind, Kind::Token { .. }))
            .find(|secret| hit::bodies(secret).iter().any(fits))
    }
}

/// Bytes between two places; none where they touch or overlap.
fn gap(a: &Range<usize>, b: &Range<usize>) -> usize {
    if a.end <= b.start {
        b.start - a.end
    } else {
        a.start.saturating_sub(b.end)
    }
}

/// The value near by that is given to one of the names that the rule lists.
fn named(
    finding: &Finding,
    context: &FileContext,
    bytes: &impl Fn(Range<usize>) -> Vec<u8>,
) -> Option<Companion> {
    let words = words(finding.rule);
    if words.is_empty() || finding.companions.len() >= MOST {
        return None;
    }
    let base = finding.range.start.saturating_sub(NAMED);
    let text = bytes(base..finding.range.end + NAMED);
    let secret = finding.range.start - base..finding.range.end - base;
    let found = (0..text.len())
        .filter(|at| !secret.contains(at))
        .filter_map(|at| Some((at, *words.iter().find(|word| names(&text, at, word))?)));
    let values = found.filter_map(|(at, word)| {
        let end = spelling::end_of(word, &text, at)?;
        let assignment = assigned::around(&text, at..end)?;
        let fits = assignment.sink.end == end && says_who(&text, &assignment, context);
        let gap = gap(&secret, &assignment.value);
        (fits && gap > 0).then_some((gap, word, assignment.value))
    });
    let (_, word, value) = values.min_by_key(|(gap, _, _)| *gap)?;
    Some(Companion {
        what: word,
        range: value.start + base..value.end + base,
    })
}

/// The names that go with the rule's secret. A line of a known file holds a password.
fn words(rule: &Rule) -> &'static [&'static str] {
    let password = || {
        rule::generic()
            .iter()
            .find(|rule| rule.kind == Kind::Password)
    };
    match rule.kind {
        Kind::Line { .. } if rule.companion_names.is_empty() => {
            password().map_or(&[], |rule| rule.companion_names)
        }
        _ => rule.companion_names,
    }
}

/// Whether a word of a name begins at `at`.
fn names(text: &[u8], at: usize, word: &str) -> bool {
    let first = text[at].to_ascii_lowercase() == word.as_bytes()[0];
    let starts = at == 0
        || !text[at - 1].is_ascii_alphanumeric()
        || text[at].is_ascii_uppercase() && text[at - 1].is_ascii_lowercase();
    first && starts && spelling::end_of(word, text, at).is_some()
}

/// Whether the value of an assignment is written out, and somebody's.
fn says_who(text: &[u8], assignment: &Assignment, context: &FileContext) -> bool {
    let Ok(value) = std::str::from_utf8(&text[assignment.value.clone()]) else {
        return false;
    };
    let written = assignment.quoted || context.bare;
    let plain = value.len() <= VALUE && value.bytes().all(|byte| byte.is_ascii_graphic());
    written && plain && !placeholder(value) && disqualify(value) != Some(Reason::Reference)
}

/// Makes a finding as certain as one more signal makes it.
fn raise(finding: &mut Finding, signal: Signal) {
    finding.reasons.push(signal);
    if finding.proof != Proof::Failed {
        let sum = finding
            .reasons
            .iter()
            .fold(0, |sum: i16, signal| sum.saturating_add(signal.weight));
        finding.confidence = finding.confidence.max(score::confidence(sum));
    }
}
