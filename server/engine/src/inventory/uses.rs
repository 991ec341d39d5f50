//! Where variables are read in code: their names behind what reads the environment.

use std::collections::BTreeSet;

use super::Place;
use crate::lang::{self, Language, pattern};
use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;

/// The longest text before a name that is looked at.
const HEAD: usize = 64;

mod table {
    include!(concat!(env!("OUT_DIR"), "/inventory.rs"));
}

/// Finds the places where names are read.
pub struct Uses {
    names: Vec<String>,
    search: Option<AhoCorasick>,
    /// What reads a variable in any language, at the end of what stands before its name.
    reads: Option<Regex>,
    found: Vec<BTreeSet<Place>>,
}

impl Uses {
    /// A search for these names.
    #[must_use]
    pub fn of(names: Vec<String>) -> Self {
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&names);
        Self {
            search: search.ok().filter(|_| !names.is_empty()),
            reads: pattern(table::READS),
            found: vec![BTreeSet::new(); names.len()],
            names,
        }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.search.is_none()
    }

    /// Looks through a file. `language` is an id of `rules/languages/`, empty for settings.
    pub fn look(&mut self, path: &str, text: &str, language: &str) {
        let Some(search) = &self.search else {
            return;
        };
        let language = lang::by_id(language).filter(|it| it.lookup.is_some());
        let mut line = (0, 1);
        for one in search.find_iter(text) {
            if !is_word(text, one.start(), one.end())
                || !is_read(text, one.start(), language, self.reads.as_ref())
            {
                continue;
            }
            line.1 += text[line.0..one.start()].matches('\n').count();
            line.0 = one.start();
            self.found[one.pattern().as_usize()].insert(Place {
                path: path.to_owned(),
                line: line.1,
            });
        }
    }

    /// The places of a name, in order.
    #[must_use]
    pub fn places(&self, name: &str) -> Vec<Place> {
        let at = self.names.iter().position(|it| it == name);
        at.map_or_else(Vec::new, |at| self.found[at].iter().cloned().collect())
    }
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text[..start].ends_with(part) && !text[end..].starts_with(part)
}

/// Whether what stands before a name reads the environment: as the language's own lookups do, or
/// by words that say so anywhere.
fn is_read(
    text: &str,
    at: usize,
    language: Option<&'static Language>,
    reads: Option<&Regex>,
) -> bool {
    let mut start = at.saturating_sub(HEAD);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let head = &text[start..at];
    let head = head.rsplit('\n').next().unwrap_or(head);
    let plain = |c: char| if c == '\'' { '"' } else { c };
    let same: String = head.chars().map(plain).collect();
    let own = language
        .and_then(|it| it.lookup.as_ref())
        .is_some_and(|lookup| {
            let quiet = lookup.quiet.map_or("", |it| it.loud);
            [lookup.loud, lookup.inside, lookup.other_quotes, quiet]
                .into_iter()
                .flat_map(heads)
                .any(|own| same.ends_with(&own.chars().map(plain).collect::<String>()))
        });
    own || reads.is_some_and(|it| it.is_match(head.as_bytes()))
}

/// What stands before the name in a lookup: `os.environ["` of `os.environ["NAME"]`.
fn heads(lookup: &'static str) -> impl Iterator<Item = &'static str> {
    lookup.match_indices("NAME").filter_map(|(at, _)| {
        let before = &lookup[..at];
        let quoted = before.ends_with(['"', '\'']);
        let bare = before
            .trim_end_matches(['"', '\''])
            .trim_end_matches(['(', '[', '{', '@']);
        let start = bare
            .rfind(|c: char| !(c.is_alphanumeric() || "_.:$!%>-?".contains(c)))
            .map_or(0, |at| at + 1);
        let head = &before[start..];
        // `throw new Error("NAME is not set")` reads nothing.
        let says = head.contains(['.', '$', '%', ':']) || head.to_ascii_lowercase().contains("env");
        (says && (quoted || head.len() > 1 || head == "$" || head == "%")).then_some(head)
    })
}
