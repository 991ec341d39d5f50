//! The words by which the secrets of a format are found, made at the first file of the format.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::rule::{self, Format, Kind, Part, Reader, Rule};

/// How the files of one format are searched.
pub(super) struct Plan {
    words: Option<AhoCorasick>,
    rules: Vec<Vec<&'static Rule>>,
    whole_lines: Vec<&'static Rule>,
}

static PLANS: LazyLock<Vec<OnceLock<Plan>>> =
    LazyLock::new(|| rule::formats().iter().map(|_| OnceLock::new()).collect());

impl Plan {
    /// The plan of a format.
    pub(super) fn of(format: &'static Format) -> &'static Self {
        let at = rule::formats().iter().position(|one| one == format);
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
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&words)
            .expect("a few words");
        Self {
            words: (!words.is_empty()).then_some(automaton),
            rules,
            whole_lines,
        }
    }

    /// Every word in a text, with the rules that look around it.
    pub(super) fn words<'t>(
        &'t self,
        text: &'t [u8],
    ) -> impl Iterator<Item = (Range<usize>, &'t [&'static Rule])> + 't {
        let found = self
            .words
            .iter()
            .flat_map(move |words| words.find_overlapping_iter(text));
        found.map(|word| {
            (
                word.range(),
                self.rules[word.pattern().as_usize()].as_slice(),
            )
        })
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
