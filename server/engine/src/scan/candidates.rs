//! Where to look: one pass of a literal matcher over the text.
//!
//! This is the only place that knows how candidates are found, so that a faster way (byte
//! masks) can take its place and must only give the same candidates.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use crate::rule::{self, Body, Kind, Rule};

/// What a literal in the text may be the start of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lead {
    /// Lane A: the first literal of a body.
    Token(&'static Rule, &'static Body),
    /// Lane B: a word of a sink.
    Assigned(&'static Rule),
    /// Lane C: a word before a run.
    Near(&'static Rule),
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
                        if let Some(rule::Part::Literal(literal)) = body.parts.first() {
                            add(literal, Lead::Token(rule, body));
                        }
                    }
                }
                Kind::Assigned { words, .. } => {
                    words
                        .iter()
                        .for_each(|word| add(word.as_bytes(), Lead::Assigned(rule)));
                }
                Kind::Near { words, .. } => {
                    words
                        .iter()
                        .for_each(|word| add(word.as_bytes(), Lead::Near(rule)));
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
