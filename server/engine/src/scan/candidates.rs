//! Where to look: one pass over the text for the literals of all rules.
//!
//! This is the only place that knows how candidates are found. Nothing is made at the start:
//! the tables are written by the build step.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::front::{Front, Literal};
use crate::rule::{self, Kind, Rule};

/// What a literal in the text may be the start of; rules by their place in [`rule::all`], words
/// and bodies by theirs in the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// Lane A: a literal of a body, which begins so many bytes before it.
    Token { rule: u16, body: u8, before: u16 },
    /// Lane B: the first part of a word of a sink.
    Assigned { rule: u16, word: u8 },
    /// Lane C: the first part of a word before a run.
    Near { rule: u16, word: u8 },
    /// Lane D: a begin marker.
    Block { rule: u16 },
    /// Lane E: `://`.
    Url,
    /// Lane B for any provider: a word that says secret or password; the rule's place is that
    /// in [`rule::generic`].
    Unshaped { rule: u16 },
}

impl Lead {
    /// The rule that is led to.
    fn rule(self) -> Option<&'static Rule> {
        match self {
            Self::Token { rule, .. }
            | Self::Assigned { rule, .. }
            | Self::Near { rule, .. }
            | Self::Block { rule } => rule::all().get(usize::from(rule)),
            Self::Unshaped { rule } => rule::generic().get(usize::from(rule)),
            Self::Url => None,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/front.rs"));

static BUILT_IN: Candidates = Candidates {
    front: Front {
        literals: Cow::Borrowed(&LITERALS),
        keys: Cow::Borrowed(&KEYS),
        grams: Cow::Borrowed(&GRAMS_TABLE),
        slots: Cow::Borrowed(&SLOTS_TABLE),
        seen: Cow::Borrowed(&SEEN),
    },
    leads: Cow::Borrowed(&LEADS),
    long_tail: LongTail::Whole,
};

/// The literals of some rules, and what each may start.
#[derive(Clone, Debug)]
pub(super) struct Candidates {
    front: Front,
    leads: Cow<'static, [Lead]>,
    pub(super) long_tail: LongTail,
}

/// The rules that have nothing to be found by but a name that says secret.
#[derive(Clone, Debug)]
pub(super) enum LongTail {
    /// All of them.
    Whole,
    /// Those at these places in [`rule::all`], in order.
    Part(Vec<u16>),
}

impl LongTail {
    /// Whether the rule at this place is one that is asked for.
    pub(super) fn has(&self, rule: u16) -> bool {
        match self {
            Self::Whole => true,
            Self::Part(rules) => rules.binary_search(&rule).is_ok(),
        }
    }

    /// Whether there is nothing to ask for.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Part(rules) if rules.is_empty())
    }
}

impl Candidates {
    /// The candidates of the built-in rules.
    pub(super) fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Those of the built-in rules that `keep` wants, and `://`.
    pub(super) fn of(keep: impl Fn(&Rule) -> bool) -> Self {
        let mut leads = Vec::new();
        let mut literals = Vec::new();
        for literal in &LITERALS {
            let from = leads.len() as u16;
            let all = BUILT_IN.leads(literal).iter().copied();
            leads.extend(all.filter(|lead| lead.rule().is_none_or(&keep)));
            let to = leads.len() as u16;
            if from < to {
                let leads = (from, to);
                literals.push(Literal {
                    leads,
                    ..literal.clone()
                });
            }
        }
        Self {
            front: Front::new(literals),
            leads: Cow::Owned(leads),
            long_tail: LongTail::Part(
                (0..)
                    .zip(rule::all())
                    .filter(|(_, rule)| matches!(rule.kind, Kind::Named { .. }) && keep(rule))
                    .map(|(place, _)| place)
                    .collect(),
            ),
        }
    }

    /// Calls `found` with every literal in the text and what it may start, more or less in
    /// order, until it says that it has seen enough.
    pub(super) fn search(
        &self,
        text: &[u8],
        mut found: impl FnMut(Range<usize>, &[Lead]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let search = |range, literal: &Literal| found(range, self.leads(literal));
        self.front.search(text, search)
    }

    fn leads(&self, literal: &Literal) -> &[Lead] {
        let (from, to) = literal.leads;
        &self.leads[usize::from(from)..usize::from(to)]
    }
}

#[cfg(test)]
mod tests;
