//! The rules of one workspace, and what they say of a line.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use regex::bytes::Captures;

use super::intern;
use super::spec::{Allow, Condition, CustomRule, Group, Target};
use crate::rule::Rule;
use crate::suppress::randomness::entropy;
use crate::suppress::{Reason, Source};

/// Of a line this many bytes are looked at.
pub(crate) const LINE: usize = 16 * 1024;
/// Of one rule at most this many matches on a line count, so that a line costs what it is long.
const MATCHES: usize = 64;

/// The rules of one workspace.
#[derive(Default)]
pub struct RuleSet {
    rules: Vec<One>,
    keywords: OnceLock<Keywords>,
}

struct One {
    spec: CustomRule,
    rule: &'static Rule,
    source: Source,
}

/// Finds the keywords of all rules in one pass.
struct Keywords {
    automaton: Option<AhoCorasick>,
    /// The rules that have each word.
    owners: Vec<Vec<usize>>,
    /// Rules without any keyword: every line is theirs.
    always: Vec<usize>,
}

/// A match of a user's rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    /// The rule, by its place in the set.
    pub(crate) index: usize,
    /// All of the match; a hit belongs to its start.
    pub(crate) whole: Range<usize>,
    /// The secret.
    pub(crate) range: Range<usize>,
    /// The name that the secret is assigned to.
    pub(crate) sink: Option<Range<usize>>,
    /// Why it is quiet, if it is.
    pub(crate) quiet: Option<Reason>,
}

impl RuleSet {
    /// A set of rules, each with where it comes from. Of two with one id the later counts.
    #[must_use]
    pub fn new(specs: Vec<(CustomRule, Source)>) -> Self {
        let mut rules: Vec<One> = Vec::new();
        for (spec, source) in specs {
            rules.retain(|one| one.spec.id != spec.id);
            let rule = intern::rule(&spec);
            rules.push(One { spec, rule, source });
        }
        Self {
            rules,
            keywords: OnceLock::new(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules as findings name them, with what settings say of them.
    pub fn rules(&self) -> impl Iterator<Item = (&'static Rule, &CustomRule)> {
        self.rules.iter().map(|one| (one.rule, &one.spec))
    }

    fn keywords(&self) -> &Keywords {
        self.keywords.get_or_init(|| {
            let mut words: Vec<String> = Vec::new();
            let mut owners: Vec<Vec<usize>> = Vec::new();
            let mut always = Vec::new();
            for (index, one) in self.rules.iter().enumerate() {
                let own = one.spec.keywords.iter().filter(|word| !word.is_empty());
                let own: BTreeSet<String> = own.map(|word| word.to_ascii_lowercase()).collect();
                if own.is_empty() {
                    always.push(index);
                }
                for word in own {
                    match words.iter().position(|known| *known == word) {
                        Some(at) => owners[at].push(index),
                        None => {
                            words.push(word);
                            owners.push(vec![index]);
                        }
                    }
                }
            }
            let automaton = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(&words);
            Keywords {
                // Cannot fail for so few words; without it every rule looks at every line.
                automaton: automaton.ok().filter(|_| !words.is_empty()),
                owners,
                always,
            }
        })
    }
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.rules.iter().map(|one| one.rule.id);
        f.debug_list().entries(ids).finish()
    }
}

impl PartialEq for RuleSet {
    fn eq(&self, other: &Self) -> bool {
        let specs = |set: &Self| -> Vec<CustomRule> {
            set.rules.iter().map(|one| one.spec.clone()).collect()
        };
        specs(self) == specs(other)
    }
}

/// The rules that are about one file.
#[derive(Clone, Debug)]
pub struct ForFile {
    set: Arc<RuleSet>,
    /// By place in the set: which look at the text.
    wanted: Vec<bool>,
    path: String,
}

impl PartialEq for ForFile {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && (Arc::ptr_eq(&self.set, &other.set) || self.set == other.set)
    }
}

impl Eq for ForFile {}

impl ForFile {
    /// Those of a set that are about the file at `path`, relative to the workspace and with `/`.
    /// `None` when there is none.
    #[must_use]
    pub fn new(set: &Arc<RuleSet>, path: &str) -> Option<Arc<Self>> {
        let wanted: Vec<bool> = set
            .rules
            .iter()
            .map(|one| one.spec.regex.is_some() && is_about(&one.spec, path))
            .collect();
        let any = wanted.iter().any(|&it| it) || set.rules.iter().any(|one| one.names_file(path));
        any.then(|| {
            Arc::new(Self {
                set: Arc::clone(set),
                wanted,
                path: path.to_owned(),
            })
        })
    }

    /// The rule of a hit, as findings name it.
    pub(crate) fn rule(&self, hit: &Hit) -> &'static Rule {
        self.set.rules[hit.index].rule
    }

    /// What settings say of the rule of a hit.
    pub(crate) fn spec(&self, hit: &Hit) -> &CustomRule {
        &self.set.rules[hit.index].spec
    }

    /// The rules for which the file itself is the finding.
    pub(crate) fn of_file(&self) -> impl Iterator<Item = &'static Rule> {
        let rules = self.set.rules.iter();
        rules
            .filter(|one| one.names_file(&self.path) && one.spec.report)
            .map(|one| one.rule)
    }

    /// Every match in whole lines of a text, by start. `text` begins where a line does.
    pub(crate) fn hits(&self, text: &[u8]) -> Vec<Hit> {
        let mut looks: BTreeSet<(usize, usize)> = BTreeSet::new();
        let keywords = self.set.keywords();
        let mut line = 0..0;
        let found = keywords.automaton.as_ref();
        for found in found
            .into_iter()
            .flat_map(|it| it.find_overlapping_iter(text))
        {
            if !line.contains(&found.start()) {
                line = line_around(text, found.start());
            }
            if found.end() <= line.end.min(line.start + LINE) {
                let owners = keywords.owners[found.pattern().as_usize()].iter();
                looks.extend(owners.map(|&index| (line.start, index)));
            }
        }
        let always = keywords.always.iter().filter(|&&index| self.wanted[index]);
        let always: Vec<usize> = always.copied().collect();
        if !always.is_empty() {
            for start in line_starts(text) {
                looks.extend(always.iter().map(|&index| (start, index)));
            }
        }
        let mut hits = Vec::new();
        for (start, index) in looks {
            if self.wanted[index] {
                let line = line_around(text, start);
                let line = start..line.end.min(start + LINE);
                self.look(text, line, index, &mut hits);
            }
        }
        hits.sort_by_key(|hit| {
            (
                hit.whole.start,
                std::cmp::Reverse(hit.range.len()),
                hit.index,
            )
        });
        hits
    }

    /// What one rule says of one line.
    fn look(&self, text: &[u8], line: Range<usize>, index: usize, into: &mut Vec<Hit>) {
        let one = &self.set.rules[index];
        let Some(pattern) = &one.spec.regex else {
            return;
        };
        let bytes = &text[line.clone()];
        for captures in pattern.regex().captures_iter(bytes).take(MATCHES) {
            let (Some(whole), Some(secret)) = (captures.get(0), secret(&captures, &one.spec))
            else {
                continue;
            };
            let whole = at_characters(bytes, whole.range());
            let secret = at_characters(bytes, secret);
            let texts = Texts {
                value: &String::from_utf8_lossy(&bytes[secret.clone()]),
                whole: &String::from_utf8_lossy(&bytes[whole.clone()]),
                line: &String::from_utf8_lossy(bytes),
            };
            into.push(Hit {
                index,
                whole: whole.start + line.start..whole.end + line.start,
                range: secret.start + line.start..secret.end + line.start,
                sink: None,
                quiet: one.quiet(&texts, &self.path),
            });
        }
    }
}

impl One {
    /// Whether the file itself is the finding.
    fn names_file(&self, path: &str) -> bool {
        self.spec.regex.is_none() && is_about(&self.spec, path)
    }

    fn quiet(&self, texts: &Texts<'_>, path: &str) -> Option<Reason> {
        let spec = &self.spec;
        // Other scanners ask for more than the limit, not for the limit.
        if spec
            .entropy
            .is_some_and(|least| f64::from(entropy(texts.value)) <= least)
        {
            return Some(Reason::NotRandom);
        }
        let allowed = contains_word(texts.value, &spec.stopwords)
            || spec.allow.iter().any(|allow| allow.covers(path, texts));
        allowed.then_some(Reason::Listed(self.source))
    }
}

impl Hit {
    /// Everything of it that has a place, to be moved.
    pub(crate) fn ranges_mut(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        [&mut self.whole, &mut self.range]
            .into_iter()
            .chain(self.sink.as_mut())
    }
}

/// What the conditions of an allow entry look at.
pub(crate) struct Texts<'a> {
    pub(crate) value: &'a str,
    pub(crate) whole: &'a str,
    pub(crate) line: &'a str,
}

impl Allow {
    /// Whether the conditions hold for a match in a file. Fingerprints are not among them.
    pub(crate) fn covers(&self, path: &str, texts: &Texts<'_>) -> bool {
        let target = match self.target {
            Target::Value => texts.value,
            Target::Match => texts.whole,
            Target::Line => texts.line,
        };
        let conditions = [
            self.has_paths().then(|| self.names(path)),
            (!self.regexes.is_empty()).then(|| self.regexes.iter().any(|it| it.is_match(target))),
            (!self.stopwords.is_empty()).then(|| contains_word(texts.value, &self.stopwords)),
        ];
        let mut given = conditions.into_iter().flatten().peekable();
        match self.condition {
            Condition::Any => given.any(|holds| holds),
            Condition::All => given.peek().is_some() && given.all(|holds| holds),
        }
    }
}

/// Whether a value contains one of the words, in any case.
pub(crate) fn contains_word(value: &str, words: &[String]) -> bool {
    if words.is_empty() {
        return false;
    }
    let lower = value.to_lowercase();
    words
        .iter()
        .any(|word| lower.contains(&word.to_lowercase()))
}

fn is_about(spec: &CustomRule, path: &str) -> bool {
    let glob = spec.path.as_ref().is_none_or(|it| it.0.is_match(path));
    glob && spec.path_regex.as_ref().is_none_or(|it| it.is_match(path))
}

/// The group that is the secret: the one that the rule names, else the first that matched
/// something, else all of the match.
fn secret(captures: &Captures<'_>, spec: &CustomRule) -> Option<Range<usize>> {
    let found = match &spec.secret_group {
        Some(Group::Number(number)) => captures.get(*number),
        Some(Group::Name(name)) => captures.name(name),
        None => captures
            .iter()
            .skip(1)
            .flatten()
            .find(|group| !group.is_empty())
            .or_else(|| captures.get(0)),
    };
    found
        .filter(|group| !group.is_empty())
        .map(|group| group.range())
}

/// The range with ends that fall into a character moved out of it.
fn at_characters(text: &[u8], range: Range<usize>) -> Range<usize> {
    let inside = |at: usize| text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let (mut start, mut end) = (range.start, range.end);
    while start > 0 && inside(start) {
        start -= 1;
    }
    while inside(end) {
        end += 1;
    }
    start..end
}

pub(crate) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let start = text[..at].iter().rposition(|&byte| is_line_end(byte));
    let start = start.map_or(0, |end| end + 1);
    let end = text[at..].iter().position(|&byte| is_line_end(byte));
    start..end.map_or(text.len(), |end| at + end)
}

/// Where the lines that hold anything begin.
fn line_starts(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let begins = |at: usize| at == 0 || is_line_end(text[at - 1]);
    (0..text.len()).filter(move |&at| begins(at) && !is_line_end(text[at]))
}
