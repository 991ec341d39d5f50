//! Where to look: one pass of a literal matcher over the text.
//!
//! This is the only place that knows how candidates are found, so that a faster way (byte
//! masks) can take its place and must only give the same candidates.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::spelling;
use crate::rule::{self, Body, Kind, Part, Rule};

/// Fewest bytes of a signature inside a body.
const SIGNATURE: usize = 4;

/// What a literal in the text may be the start of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lead {
    /// Lane A: a literal of a body, and how many bytes the body begins before it.
    Token(&'static Rule, &'static Body, usize),
    /// Lane B: the first part of a word of a sink, and the word.
    Assigned(&'static Rule, &'static str),
    /// Lane C: the first part of a word before a run, and the word.
    Near(&'static Rule, &'static str),
    /// Lane D: a begin marker.
    Block(&'static Rule),
    /// Lane E: `://`.
    Url,
    /// Lane B for any provider: a word that says secret or password.
    Unshaped(&'static Rule),
}

/// From this many bytes of text on, in all, the larger automaton pays for its making.
const WORTH_A_DFA: usize = 192 * 1024;
/// Of a token's literal this much is searched for; its whole shape is checked at the place
/// anyway, and the automaton stays small enough for the cache.
const TOKEN_LITERAL: usize = 5;

/// The literals of all rules, and what each may start.
pub(super) struct Candidates {
    literals: Vec<Vec<u8>>,
    leads: Vec<Vec<Lead>>,
    /// Quick to make, for one file and the first keystrokes.
    small: OnceLock<AhoCorasick>,
    /// Four times as quick to search with, and ten times as long to make.
    large: OnceLock<AhoCorasick>,
    searched: AtomicUsize,
}

impl Candidates {
    /// The candidates of the built-in rules; made at first use.
    pub(super) fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Candidates> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::new(rule::all()))
    }

    fn new(rules: &'static [Rule]) -> Self {
        let mut literals: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
        let mut leads: Vec<Vec<Lead>> = Vec::new();
        let mut add = |literal: &[u8], lead: Lead| {
            let slot = *literals
                .entry(literal.to_ascii_lowercase())
                .or_insert_with(|| {
                    leads.push(Vec::new());
                    leads.len() - 1
                });
            leads[slot].push(lead);
        };
        for rule in rules {
            match &rule.kind {
                Kind::Token { bodies } => {
                    for body in *bodies {
                        if let Some((literal, offset)) = anchor(body) {
                            let literal = &literal[..literal.len().min(TOKEN_LITERAL)];
                            add(literal, Lead::Token(rule, body, offset));
                        }
                    }
                }
                Kind::Assigned { words, .. } => {
                    for word in *words {
                        for part in spelling::beginnings(word) {
                            add(part.as_bytes(), Lead::Assigned(rule, word));
                        }
                    }
                }
                Kind::Near { words, .. } => {
                    for word in *words {
                        for part in spelling::beginnings(word) {
                            add(part.as_bytes(), Lead::Near(rule, word));
                        }
                    }
                }
                Kind::Block { begin, .. } => add(begin.as_bytes(), Lead::Block(rule)),
                // Found where a generic rule reads an assignment.
                Kind::Named { .. } => {}
                // Found by the path of the file.
                Kind::Line { .. } => {}
                Kind::Url { .. } | Kind::Generic | Kind::Password => {}
            }
        }
        add(b"://", Lead::Url);
        for rule in rule::generic() {
            let words = match rule.kind {
                Kind::Password => rule::lists().password_words,
                _ => rule::lists().secret_words,
            };
            for word in words {
                add(word.text.as_bytes(), Lead::Unshaped(rule));
            }
        }
        let mut ordered: Vec<(Vec<u8>, usize)> = literals.into_iter().collect();
        ordered.sort_by_key(|(_, slot)| *slot);
        Self {
            literals: ordered.into_iter().map(|(literal, _)| literal).collect(),
            leads,
            small: OnceLock::new(),
            large: OnceLock::new(),
            searched: AtomicUsize::new(0),
        }
    }

    /// Every literal in the text with what it may start, in order of its end.
    pub(super) fn of<'t>(
        &'t self,
        text: &'t [u8],
    ) -> impl Iterator<Item = (Range<usize>, &'t [Lead])> + 't {
        let before = self.searched.fetch_add(text.len(), Ordering::Relaxed);
        let automaton = if before.saturating_add(text.len()) < WORTH_A_DFA {
            self.small
                .get_or_init(|| self.automaton(AhoCorasickKind::NoncontiguousNFA))
        } else {
            self.large
                .get_or_init(|| self.automaton(AhoCorasickKind::DFA))
        };
        automaton.find_overlapping_iter(text).map(|found| {
            (
                found.range(),
                self.leads[found.pattern().as_usize()].as_slice(),
            )
        })
    }

    fn automaton(&self, kind: AhoCorasickKind) -> AhoCorasick {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .prefilter(false)
            // Dense rows make the small automaton quicker to search and longer to make.
            .dense_depth(1)
            .kind(Some(kind))
            .build(&self.literals)
            .expect("the literals of the rules are far below the automaton's limits")
    }
}

/// The literal by which a body is found and how many bytes stand before it: its beginning, or
/// the signature that some keys carry at a fixed place. The build step holds every token to it.
fn anchor(body: &'static Body) -> Option<(&'static [u8], usize)> {
    let mut offset = 0;
    for part in body.parts {
        match *part {
            Part::Literal(bytes) if offset == 0 || bytes.len() >= SIGNATURE => {
                return Some((bytes, offset));
            }
            Part::Literal(bytes) => offset += bytes.len(),
            Part::Run { min, max, .. } if min == max => offset += usize::from(min),
            Part::Run { .. } => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_automata_find_the_same() {
        let candidates = Candidates::new(rule::all());
        let text: String = rule::all()
            .iter()
            .map(|rule| rule::sample_line(rule, 2).0 + "\n")
            .collect();
        let found = |kind| -> Vec<(Range<usize>, usize)> {
            let automaton = candidates.automaton(kind);
            let all = automaton.find_overlapping_iter(&text);
            let mut all: Vec<_> = all
                .map(|found| (found.range(), found.pattern().as_usize()))
                .collect();
            all.sort_by_key(|(range, pattern)| (range.start, range.end, *pattern));
            all
        };
        assert_eq!(
            found(AhoCorasickKind::NoncontiguousNFA),
            found(AhoCorasickKind::DFA)
        );
        assert!(found(AhoCorasickKind::DFA).len() > rule::all().len());
    }
}
