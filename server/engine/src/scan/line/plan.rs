//! The words by which the secrets of a format are found, made at the first file of the format.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::super::front::{Front, Literal};
use super::super::grams::SHORTEST;
use crate::rule::{self, Format, Kind, Part, Reader, Rule};

/// How the files of one format are searched.
pub(super) struct Plan {
    words: Search,
    rules: Vec<Vec<&'static Rule>>,
    whole_lines: Vec<&'static Rule>,
}

/// How words are searched for.
enum Search {
    /// As the literals of all other rules are.
    Front(Front),
    /// The same for words that are too short for that, which takes three times as long.
    Automaton(AhoCorasick),
}

impl Search {
    fn new(words: Vec<String>) -> Self {
        if words.iter().any(|word| word.len() < SHORTEST) {
            let automaton = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .build(&words);
            return Self::Automaton(automaton.expect("a few words"));
        }
        let literals = (0..).zip(words).map(|(place, word)| Literal {
            text: Cow::Owned(word.into_bytes()),
            exact: false,
            leads: (place, place + 1),
        });
        Self::Front(Front::new(literals.collect()))
    }

    /// Calls `found` with every word in a text and its place among the words.
    fn each(&self, text: &[u8], mut found: impl FnMut(Range<usize>, usize)) {
        match self {
            Self::Front(front) => {
                let _to_the_end = front.search(text, |word, literal| {
                    found(word, usize::from(literal.leads.0));
                    ControlFlow::Continue(())
                });
            }
            Self::Automaton(words) => {
                let all = words.find_overlapping_iter(text);
                all.for_each(|word| found(word.range(), word.pattern().as_usize()));
            }
        }
    }
}

static PLANS: LazyLock<Vec<OnceLock<Plan>>> =
    LazyLock::new(|| rule::formats().iter().map(|_| OnceLock::new()).collect());

impl Plan {
    /// The plan of a format.
    pub(super) fn of(format: &'static Format) -> &'static Self {
        let at = rule::formats()
            .iter()
            .position(|one| std::ptr::eq(one, format));
        PLANS[at.unwrap_or(0)].get_or_init(|| Self::new(format))
    }

    fn new(format: &'static Format) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut rules: Vec<Vec<&'static Rule>> = Vec::new();
        let mut whole_lines = Vec::new();
        for rule in format.rules {
            let Kind::Line { reader, .. } = &rule.kind else {
                continue;
            };
            if matches!(reader, Reader::Line { .. }) {
                whole_lines.push(*rule);
            }
            for word in words_of(reader) {
                let at = words.iter().position(|known| *known == word);
                let at = at.unwrap_or_else(|| {
                    words.push(word);
                    rules.push(Vec::new());
                    rules.len() - 1
                });
                if !rules[at].contains(rule) {
                    rules[at].push(*rule);
                }
            }
        }
        Self {
            words: Search::new(words),
            rules,
            whole_lines,
        }
    }

    /// Calls `found` with every word in a text and the rules that look around it.
    pub(super) fn words(&self, text: &[u8], mut found: impl FnMut(Range<usize>, &[&'static Rule])) {
        self.words
            .each(text, |word, place| found(word, &self.rules[place]));
    }

    /// The rules for whole lines.
    pub(super) fn whole_lines(&self) -> &[&'static Rule] {
        &self.whole_lines
    }
}

/// The words that a reader looks around, lower case.
fn words_of(reader: &Reader) -> Vec<String> {
    let cores = |words: &[&str]| words.iter().map(|word| core(word)).collect();
    match reader {
        Reader::Pair { keys, .. } => cores(keys),
        Reader::Call { names, .. } => cores(names),
        Reader::Flag { commands, .. } => cores(commands),
        Reader::Under { parents, .. } => parents.iter().map(|name| format!("{name}:")).collect(),
        Reader::Row { .. } => vec!["insert into".to_owned(), "copy ".to_owned()],
        Reader::Shape { bodies, .. } => bodies
            .iter()
            .filter_map(|body| match body.parts.first() {
                Some(Part::Literal(bytes)) => {
                    Some(String::from_utf8_lossy(bytes).to_ascii_lowercase())
                }
                _ => None,
            })
            .collect(),
        Reader::Line { .. } => Vec::new(),
    }
}

/// The longest part of a pattern that stands for itself.
fn core(pattern: &str) -> String {
    let parts = pattern.split('*');
    parts
        .max_by_key(|part| part.len())
        .unwrap_or_default()
        .to_owned()
}
