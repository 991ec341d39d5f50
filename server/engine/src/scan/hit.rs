//! Candidates that have the right shape, before they are judged.

use std::ops::{ControlFlow, Range};
use std::sync::LazyLock;

use super::assigned::{self, Assignment};
use super::candidates::{Candidates, Lead, LongTail};
use super::judge::Verdict;
use super::limits::{LEFT, RIGHT, SHORT};
use super::work::{JUDGING, READING, READING_URL, Work};
use super::{block, body, named, spelling, url};
use crate::rule::{self, Body, Kind, Part, Rule};

const _: () = assert!(
    assigned::REACH <= LEFT && url::REACH <= LEFT,
    "the window rule's left reach"
);
const _: () = assert!(
    assigned::VALUE + 16 <= SHORT,
    "the window rule's longest short match"
);
const _: () = assert!(url::HOST < RIGHT, "the window rule's right reach");

/// A shaped candidate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// Where it belongs: the start of its match, which is what the window rule counts.
    pub(super) start: usize,
    /// The secret.
    pub(super) range: Range<usize>,
    /// The name it is assigned to.
    pub(super) sink: Option<Range<usize>>,
    /// The host of a URL.
    pub(super) host: Option<Range<usize>>,
    /// Whether it is no finding by itself, so that the line of a known file says more.
    pub(super) weak: bool,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
    /// What was said already, of text that is decoded or put together.
    pub(super) verdict: Option<Verdict>,
}

impl Hit {
    /// A candidate at `start`, with what the name before it says.
    fn new(text: &[u8], rule: &'static Rule, start: usize, range: Range<usize>) -> Self {
        Self {
            rule,
            start,
            range,
            sink: sink_before(text, start),
            weak: false,
            host: None,
            quoted: false,
            verdict: None,
        }
    }

    /// A candidate that was found in another reading of the text, and judged there.
    pub(super) fn read(
        start: usize,
        range: Range<usize>,
        sink: Option<Range<usize>>,
        verdict: Verdict,
    ) -> Self {
        Self {
            rule: verdict.rule(),
            start,
            range,
            sink,
            weak: false,
            host: None,
            quoted: false,
            verdict: Some(verdict),
        }
    }

    /// A candidate at the start of an assigned value.
    fn assigned(rule: &'static Rule, range: Range<usize>, assignment: Assignment) -> Self {
        Self {
            rule,
            start: assignment.value.start,
            range,
            sink: Some(assignment.sink),
            weak: false,
            host: None,
            quoted: assignment.quoted,
            verdict: None,
        }
    }
}

/// What the lanes find.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The shaped candidates of the lanes A, B, C and E.
    pub(super) hits: Vec<Hit>,
    /// Where begin markers of blocks stand, in order.
    pub(super) anchors: Vec<usize>,
    /// Whether the steps ran out before the text did.
    pub(super) truncated: bool,
}

/// What the lanes find of some of the rules, for so much work.
pub(super) fn of(candidates: &Candidates, text: &[u8], work: &mut Work) -> Found {
    let mut found = Found::default();
    let mut reader = Reader {
        long_tail: &candidates.long_tail,
        assignment: None,
        asked: None,
    };
    let search = candidates.search(text, |literal, leads| {
        reader.assignment = None;
        for lead in leads {
            follow(*lead, text, &literal, &mut reader, &mut found, work);
        }
        if work.is_spent() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    found.truncated = search.is_break();
    found.anchors.sort_unstable();
    found.anchors.dedup();
    found
}

/// Reads assignments once for all that ask.
struct Reader<'c> {
    /// That around the word at hand, once read.
    assignment: Option<Option<Assignment>>,
    /// The last one that the long tail's rules were asked about: several words of one name lead
    /// to the same.
    asked: Option<Assignment>,
    /// Which of them are asked.
    long_tail: &'c LongTail,
}

impl Reader<'_> {
    fn read(&mut self, text: &[u8], word: &Range<usize>, work: &mut Work) -> Option<Assignment> {
        let read = || {
            work.spend(READING);
            assigned::around(text, word.clone())
        };
        self.assignment.get_or_insert_with(read).clone()
    }
}

/// Looks for what the literal may be the start of.
fn follow(
    lead: Lead,
    text: &[u8],
    literal: &Range<usize>,
    reader: &mut Reader,
    found: &mut Found,
    work: &mut Work,
) {
    let before = found.hits.len();
    match lead {
        Lead::Token { rule, body, before } => {
            work.spend(1);
            // A literal within a word is the most common case by far, and quick to see.
            if before > 0 || body::starts_well(text, literal.start) {
                let at = literal.start.checked_sub(usize::from(before));
                let hit = at.and_then(|at| token(text, at, by_place(rule), body, work));
                found.hits.extend(hit);
            }
        }
        // Nothing is assigned here, as another rule with this word has seen.
        Lead::Assigned { .. } if reader.assignment == Some(None) => {}
        Lead::Assigned { rule, word } => {
            let rule = by_place(rule);
            let word = words(rule)[usize::from(word)];
            if spelling::end_of(word, text, literal.start).is_some() {
                let assignment = reader.read(text, literal, work);
                let hit = assignment.and_then(|it| value(text, rule, it, work));
                found.hits.extend(hit);
            }
        }
        Lead::Near { rule, word } => {
            let rule = by_place(rule);
            let word = words(rule)[usize::from(word)];
            let end = spelling::end_of(word, text, literal.start);
            let hit = end.and_then(|end| near(text, end, rule, work));
            found.hits.extend(hit);
        }
        Lead::Block { .. } => found.anchors.push(literal.start),
        Lead::Url => {
            work.spend(READING_URL);
            found.hits.extend(url_at(text, literal.clone()));
        }
        Lead::Unshaped { rule } => {
            if let Some(assignment) = reader.read(text, literal, work) {
                let rule = &rule::generic()[usize::from(rule)];
                if !reader.long_tail.is_empty() && reader.asked.as_ref() != Some(&assignment) {
                    found
                        .hits
                        .extend(named(text, &assignment, reader.long_tail, work));
                    reader.asked = Some(assignment.clone());
                }
                let value = assignment.value.clone();
                found.hits.push(Hit::assigned(rule, value, assignment));
            }
        }
    }
    work.spend(JUDGING * (found.hits.len() - before) as u64);
}

fn by_place(rule: u16) -> &'static Rule {
    &rule::all()[usize::from(rule)]
}

fn words(rule: &Rule) -> &'static [&'static str] {
    match rule.kind {
        Kind::Assigned { words, .. } | Kind::Near { words, .. } => words,
        _ => &[],
    }
}

fn begins(text: &[u8], at: usize, rule: &Rule) -> bool {
    matches!(rule.kind, Kind::Block { begin, .. } if text[at..].starts_with(begin.as_bytes()))
}

fn token(text: &[u8], at: usize, rule: &'static Rule, body: u8, work: &mut Work) -> Option<Hit> {
    let body = &bodies(rule)[usize::from(body)];
    let inside = matches!(body.parts.first(), Some(Part::Run { .. }));
    if inside && !starts_run(text, at) {
        return None;
    }
    let matched = body::counted(body, text, at, work)?;
    Some(Hit::new(text, rule, at, matched.secret))
}

/// The ways in which the credential of a shaped rule is written.
pub(super) fn bodies(rule: &Rule) -> &'static [Body] {
    match rule.kind {
        Kind::Token { bodies }
        | Kind::Assigned { bodies, .. }
        | Kind::Named { bodies, .. }
        | Kind::Near { bodies, .. } => bodies,
        _ => &[],
    }
}

fn value(text: &[u8], rule: &'static Rule, assignment: Assignment, work: &mut Work) -> Option<Hit> {
    let value = &assignment.value;
    let matched = bodies(rule)
        .iter()
        .find_map(|body| body::counted(body, text, value.start, work))?;
    // An unquoted value may run on into punctuation that the shape does not have.
    if assignment.quoted && matched.whole.end != value.end {
        return None;
    }
    Some(Hit::assigned(rule, matched.secret, assignment))
}

/// The first run of the rule's shape behind a word.
fn near(text: &[u8], word_end: usize, rule: &'static Rule, work: &mut Work) -> Option<Hit> {
    let Kind::Near { within, bodies, .. } = rule.kind else {
        return None;
    };
    let end = text.len().min(word_end + usize::from(within) + 1);
    work.spend(u64::from(within));
    let least = body::least_run(bodies);
    let mut at = word_end;
    while at < end {
        // All places fail whose run would have to hold this byte.
        if least > 0 && !body::in_first_run(bodies, text, at + least - 1) {
            at += least;
            continue;
        }
        let begins = at == word_end || text[at].is_ascii_alphanumeric();
        if begins && starts_run(text, at) {
            let mut matches = bodies
                .iter()
                .filter_map(|body| body::counted(body, text, at, work));
            if let Some(matched) = matches.next() {
                return Some(Hit::new(text, rule, at, matched.secret));
            }
        }
        at += 1;
    }
    None
}

/// Whether a run starts here: no byte of a word or of base64 stands before it.
fn starts_run(text: &[u8], at: usize) -> bool {
    at == 0
        || !(body::is_word(text[at - 1]) || matches!(text[at - 1], b'+' | b'/' | b'-'))
        || (at >= 2 && text[at - 2] == b'\\' && matches!(text[at - 1], b'n' | b't' | b'r'))
}

/// The blocks that the begin marker at `at` opens, one per rule.
pub(super) fn blocks_at(text: &[u8], at: usize) -> Vec<Hit> {
    let hit = |rule: &'static Rule| {
        let Kind::Block {
            begin,
            end,
            sink: wanted,
        } = rule.kind
        else {
            return None;
        };
        if !begins(text, at, rule) {
            return None;
        }
        let range = block::at(text, at, begin, end)?;
        let hit = Hit::new(text, rule, at, range);
        let name = hit
            .sink
            .clone()
            .map_or(&[][..], |sink| &text[sink])
            .to_ascii_lowercase();
        let named = wanted.is_empty()
            || name
                .windows(wanted.len())
                .any(|part| part == wanted.as_bytes());
        named.then_some(hit)
    };
    BLOCKS.iter().copied().filter_map(hit).collect()
}

static BLOCKS: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
    let blocks = rule::all().iter();
    blocks
        .filter(|rule| matches!(rule.kind, Kind::Block { .. }))
        .collect()
});

static URLS: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
    let urls = rule::all().iter();
    urls.filter(|rule| matches!(rule.kind, Kind::Url { .. }))
        .collect()
});

fn url_at(text: &[u8], mark: Range<usize>) -> Option<Hit> {
    let found = url::around(text, mark)?;
    let scheme = text[found.scheme.clone()].to_ascii_lowercase();
    let rule = url_rule(&scheme)?;
    Some(Hit {
        rule,
        start: found.password.start,
        range: found.password,
        sink: sink_before(text, found.whole.start),
        weak: false,
        host: Some(found.host),
        quoted: false,
        verdict: None,
    })
}

fn url_rule(scheme: &[u8]) -> Option<&'static Rule> {
    let mut any = None;
    for &rule in URLS.iter() {
        if let Kind::Url { schemes } = rule.kind {
            if schemes.is_empty() {
                any = Some(rule);
            } else if schemes.iter().any(|known| known.as_bytes() == scheme) {
                return Some(rule);
            }
        }
    }
    any
}

/// The value as the long tail's rules see it.
fn named(text: &[u8], assignment: &Assignment, asked: &LongTail, work: &mut Work) -> Vec<Hit> {
    if !rule::may_be_named(&text[assignment.value.clone()]) {
        return Vec::new();
    }
    work.spend(READING);
    let hits: Vec<(named::Nearness, Hit)> = named::rules(text, assignment, asked)
        .into_iter()
        .filter_map(|(nearness, rule)| {
            let end = assignment.value.end;
            let hit = value(text, rule, assignment.clone(), work)?;
            (hit.range.end == end).then_some((nearness, hit))
        })
        .collect();
    let nearest = hits.iter().map(|&(nearness, _)| nearness).max();
    let own = hits
        .into_iter()
        .filter(|&(nearness, _)| Some(nearness) == nearest);
    own.map(|(_, hit)| hit).collect()
}

/// The name in front of a value, read backwards: `name = "` or `"name": "`.
pub(super) fn sink_before(text: &[u8], at: usize) -> Option<Range<usize>> {
    let floor = at.saturating_sub(LEFT - 16);
    let mut end = at;
    let mut operator = false;
    while end > floor {
        match text[end - 1] {
            b'=' | b':' | b'(' | b',' | b'>' => operator = true,
            b'"' | b'\'' | b'`' | b' ' | b'\t' | b'[' | b']' | b'\\' | b'&' | b'@' => {}
            _ => break,
        }
        end -= 1;
    }
    let name = text[floor..end]
        .iter()
        .rev()
        .take(64)
        .take_while(|&&byte| body::is_word(byte) || byte == b'-' || byte == b'.')
        .count();
    (operator && name > 0 && at - end <= 24).then(|| end - name..end)
}
