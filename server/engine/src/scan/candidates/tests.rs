//! The tables against the rules, and the search against an automaton over the same literals.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use proptest::prelude::*;

use super::*;
use crate::rule::{Body, Kind, Part, sample_line};
use crate::scan::spelling::beginnings;

/// Fewest bytes of a signature inside a body.
const SIGNATURE: usize = 4;

/// A literal, whether case counts, and what it leads to.
type Row = (Vec<u8>, bool, Lead);

/// What the rules ask to be searched for.
fn asked_for() -> BTreeSet<Row> {
    let mut rows = BTreeSet::from([(b"://".to_vec(), false, Lead::Url)]);
    for (rule, one) in (0..).zip(rule::all()) {
        match &one.kind {
            Kind::Token { bodies } => {
                for (body, (literal, before)) in (0..).zip(bodies.iter().map(anchor)) {
                    rows.insert((literal, true, Lead::Token { rule, body, before }));
                }
            }
            Kind::Assigned { words, .. } => {
                rows.extend(of_words(words, |word| Lead::Assigned { rule, word }))
            }
            Kind::Near { words, .. } => {
                rows.extend(of_words(words, |word| Lead::Near { rule, word }))
            }
            Kind::Block { begin, .. } => {
                rows.insert((begin.as_bytes().to_vec(), true, Lead::Block { rule }));
            }
            Kind::Named { .. }
            | Kind::Line { .. }
            | Kind::Url { .. }
            | Kind::Generic
            | Kind::Password
            | Kind::Custom { .. } => {}
        }
    }
    for (rule, one) in (0..).zip(rule::generic()) {
        let words = match one.kind {
            Kind::Password => rule::lists().password_words,
            _ => rule::lists().secret_words,
        };
        let row = |word: &rule::Word| (word.text.into(), false, Lead::Unshaped { rule });
        rows.extend(words.iter().map(row));
    }
    rows
}

fn of_words(words: &[&str], lead: impl Fn(u8) -> Lead) -> Vec<Row> {
    let parts = |(place, word): (u8, &&str)| -> Vec<Row> {
        let row = |part: String| (part.into_bytes(), false, lead(place));
        beginnings(word).into_iter().map(row).collect()
    };
    (0..).zip(words).flat_map(parts).collect()
}

fn anchor(body: &Body) -> (Vec<u8>, u16) {
    let mut before = 0;
    for part in body.parts {
        match *part {
            Part::Literal(bytes) if before == 0 || bytes.len() >= SIGNATURE => {
                return (bytes.to_vec(), before);
            }
            Part::Literal(bytes) => before += bytes.len() as u16,
            Part::Run { min, .. } => before += min,
        }
    }
    panic!("a token has a literal at a fixed place")
}

#[test]
fn the_tables_hold_what_the_rules_ask_for() {
    let rows = LITERALS.iter().flat_map(|literal| {
        let row = |lead: &Lead| (literal.text.to_vec(), literal.exact, *lead);
        BUILT_IN.leads(literal).iter().map(row)
    });
    assert_eq!(rows.collect::<BTreeSet<Row>>(), asked_for());
    assert!(LITERALS.iter().all(|literal| literal.text.len() >= 3));
}

#[test]
fn tables_made_at_run_time_are_those_of_the_build() {
    let all = Candidates::of(|_| true);
    assert_eq!(all.front.keys, BUILT_IN.front.keys);
    assert_eq!(all.front.grams, BUILT_IN.front.grams);
    assert_eq!(all.front.slots, BUILT_IN.front.slots);
    assert_eq!(all.front.seen, BUILT_IN.front.seen);
    let some = Candidates::of(|rule| rule.id == "github-classic-pat");
    assert_eq!(some.leads.len(), 2, "its own, and that of every URL");
}

/// Every literal that stands in a text.
type Found = BTreeSet<(usize, Vec<u8>, bool)>;

fn searched(text: &[u8]) -> Found {
    let mut found = Found::new();
    let all = BUILT_IN.front.search(text, |range, literal| {
        assert_eq!(range.len(), literal.text.len());
        let new = found.insert((range.start, literal.text.to_vec(), literal.exact));
        assert!(new, "found twice");
        ControlFlow::Continue(())
    });
    assert!(all.is_continue());
    found
}

/// The same by an automaton.
struct Reference(AhoCorasick);

impl Reference {
    fn new() -> Self {
        let mut builder = AhoCorasick::builder();
        let texts = LITERALS.iter().map(|literal| &literal.text);
        Self(
            builder
                .ascii_case_insensitive(true)
                .build(texts)
                .expect("few literals"),
        )
    }

    fn found(&self, text: &[u8]) -> Found {
        let row = |one: aho_corasick::Match| {
            let literal = &LITERALS[one.pattern().as_usize()];
            let stands = !literal.exact || text[one.range()] == *literal.text;
            stands.then_some((one.start(), literal.text.to_vec(), literal.exact))
        };
        self.0.find_overlapping_iter(text).filter_map(row).collect()
    }
}

#[test]
fn what_an_automaton_finds_in_samples_is_found() {
    let reference = Reference::new();
    for shift in 0..2 {
        let mut text = " ".repeat(shift);
        for rule in rule::all() {
            text += &sample_line(rule, 2).0;
            text += "\n";
        }
        let found = searched(text.as_bytes());
        assert_eq!(found, reference.found(text.as_bytes()));
        assert!(found.len() > rule::all().len());
    }
}

#[test]
fn every_literal_is_found_at_every_place_of_a_round() {
    for literal in &LITERALS {
        for place in [0, 1, 2, 3, 6, 7, 8, 9, 8180, 8187, 8190, 8191, 8192, 8193] {
            let at = (place, literal.text.to_vec(), literal.exact);
            let mut text = vec![0xff; place];
            text.extend(literal.text.iter());
            assert!(
                searched(&text).contains(&at),
                "{literal:?} at {place}, the last"
            );
            text.extend([0xff; 20]);
            assert!(searched(&text).contains(&at), "{literal:?} at {place}");
        }
    }
}

/// Pieces of literals in either case, between bytes of any kind.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let literal = (0..LITERALS.len(), 0..4_usize, any::<bool>()).prop_map(|(place, cut, upper)| {
        let text = &LITERALS[place].text;
        let text = &text[..text.len().saturating_sub(cut).max(1)];
        if upper {
            text.to_ascii_uppercase()
        } else {
            text.to_vec()
        }
    });
    let other = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        "[ =:\"'._-]{0,3}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(prop_oneof![2 => literal, 1 => other], 0..60).prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn what_an_automaton_finds_is_found(text in pieces()) {
        thread_local!(static REFERENCE: Reference = Reference::new());
        let expected = REFERENCE.with(|reference| reference.found(&text));
        prop_assert_eq!(searched(&text), expected);
    }
}
