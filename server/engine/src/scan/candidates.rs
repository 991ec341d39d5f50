//! Where to look: one pass of a literal matcher over the text.
//!
//! This is the only place that knows how candidates are found, so that a faster way (byte
//! masks) can take its place and must only give the same candidates.

use std::sync::OnceLock;

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
    /// Lane B for any provider: a word that says secret.
    Secret,
    /// Lane B for any provider: a word that says password.
    Password,
}

/// The literals of all rules, and what each may start.
pub(super) struct Candidates {
    automaton: AhoCorasick,
    leads: Vec<Vec<Lead>>,
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
                Kind::Url { .. } | Kind::Generic | Kind::Password => {}
            }
        }
        add(b"://", Lead::Url);
        for word in rule::lists().secret_words {
            add(word.text.as_bytes(), Lead::Secret);
        }
        for word in rule::lists().password_words {
            add(word.text.as_bytes(), Lead::Password);
        }
        let mut ordered: Vec<(Vec<u8>, usize)> = literals.into_iter().collect();
        ordered.sort_by_key(|(_, slot)| *slot);
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(ordered.iter().map(|(literal, _)| literal))
            .expect("the literals of the rules are far below the automaton's limits");
        Self { automaton, leads }
    }

    /// Every literal in the text with what it may start, in order of its end.
    pub(super) fn of<'t>(
        &'t self,
        text: &'t [u8],
    ) -> impl Iterator<Item = (std::ops::Range<usize>, &'t [Lead])> + 't {
        self.automaton.find_overlapping_iter(text).map(|found| {
            (
                found.range(),
                self.leads[found.pattern().as_usize()].as_slice(),
            )
        })
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
