//! The rows of `rules/hygiene/printing.toml`, and what is made from one once.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use crate::hygiene::table;
use crate::lang::pattern;

/// How languages read variables and print.
#[derive(Debug)]
pub(in crate::hygiene) struct Printing {
    pub(in crate::hygiene) languages: &'static [&'static str],
    pub(in crate::hygiene) gate: &'static [&'static str],
    pub(in crate::hygiene) reads: &'static [&'static str],
    pub(in crate::hygiene) whole: &'static [&'static str],
    pub(in crate::hygiene) sinks: &'static [&'static str],
    pub(in crate::hygiene) passes: &'static [&'static str],
    pub(in crate::hygiene) behind: &'static [&'static str],
    pub(in crate::hygiene) joins: &'static [&'static str],
    pub(in crate::hygiene) inline: &'static [&'static str],
    pub(in crate::hygiene) in_text: bool,
    pub(in crate::hygiene) only_unset: bool,
    pub(in crate::hygiene) piped: &'static [&'static str],
    pub(in crate::hygiene) indented: bool,
}

/// A line that tells by itself.
#[derive(Debug)]
pub(in crate::hygiene) struct Line {
    pub(in crate::hygiene) check: &'static str,
    pub(in crate::hygiene) say: &'static str,
    pub(in crate::hygiene) files: &'static [&'static str],
    pub(in crate::hygiene) gate: &'static str,
    pub(in crate::hygiene) pattern: &'static str,
}

/// A block that shows a value unless it says otherwise.
#[derive(Debug)]
pub(in crate::hygiene) struct Block {
    pub(in crate::hygiene) check: &'static str,
    pub(in crate::hygiene) say: &'static str,
    pub(in crate::hygiene) languages: &'static [&'static str],
    pub(in crate::hygiene) gate: &'static str,
    pub(in crate::hygiene) head: &'static str,
    pub(in crate::hygiene) holds: &'static str,
    pub(in crate::hygiene) unless: &'static str,
}

/// A row with its patterns.
pub(in crate::hygiene) struct Row {
    pub(super) row: &'static Printing,
    pub(super) reads: Vec<Regex>,
    pub(super) whole: Vec<Regex>,
    pub(super) sinks: Vec<Regex>,
}

/// Whether a language has a row.
pub(super) fn is_known(language: &str) -> bool {
    position(language).is_some()
}

/// The row of a language, if a text may read a variable in it: patterns are made for nothing less.
pub(in crate::hygiene) fn of(language: &str, text: &str) -> Option<&'static Row> {
    let at = position(language)?;
    let held = |one: &&str| memchr::memmem::find(text.as_bytes(), one.as_bytes()).is_some();
    table::PRINTING[at].gate.iter().any(held).then(|| ready(at))
}

fn position(language: &str) -> Option<usize> {
    let mut rows = table::PRINTING.iter();
    rows.position(|row| row.languages.contains(&language))
}

fn ready(at: usize) -> &'static Row {
    static ROWS: OnceLock<Vec<OnceLock<Row>>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| table::PRINTING.iter().map(|_| OnceLock::new()).collect());
    rows[at].get_or_init(|| Row::new(&table::PRINTING[at]))
}

/// Whether every template of a language's row makes a pattern.
#[cfg(test)]
pub(super) fn is_whole(language: &str) -> bool {
    position(language).is_some_and(|at| ready(at).is_whole())
}

impl Row {
    fn new(row: &'static Printing) -> Self {
        let all = |list: &[&str]| list.iter().filter_map(|text| template(text, "")).collect();
        Self {
            reads: all(row.reads),
            whole: all(row.whole),
            sinks: all(row.sinks),
            row,
        }
    }

    /// Whether every template has made a pattern.
    #[cfg(test)]
    fn is_whole(&self) -> bool {
        let row = self.row;
        (self.reads.len(), self.whole.len(), self.sinks.len())
            == (row.reads.len(), row.whole.len(), row.sinks.len())
    }

    /// The reads of single variables, with the places of their names.
    pub(super) fn reads<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + 't {
        self.reads
            .iter()
            .flat_map(move |read| {
                read.captures_iter(text.as_bytes())
                    .filter_map(move |found| {
                        let all = found.get(0)?.range();
                        Some((all.clone(), found.name("name")?.range()))
                    })
            })
            .filter(move |(all, _)| begins_word(text, all.start))
    }
}

/// Whether no word goes on at a place, so that what stands there begins one.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let word =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'@' | b'-');
    let first = bytes.get(at).copied().unwrap_or_default();
    let sigil = !first.is_ascii_alphanumeric() && first != b'_';
    at == 0 || sigil && bytes[at - 1] != b'\\' || !sigil && !word(bytes[at - 1])
}

/// The pattern of a template of code. `with` is the name to look for; any when it is empty.
pub(super) fn template(text: &str, with: &str) -> Option<Regex> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("NAME") {
            if with.is_empty() {
                out.push_str(r"(?P<name>[A-Za-z_]\w*)");
            } else {
                out.push_str(&regex::escape(with));
            }
            // A name that ends the template ends there in the code as well.
            if behind.is_empty() {
                out.push_str(r"\b");
            }
            rest = behind;
            continue;
        }
        match c {
            '"' => out.push_str(r#"["'`]"#),
            '*' => out.push_str(r"[A-Za-z_]\w*"),
            ' ' => out.push_str(r"[ \t]+"),
            ')' => out.push_str(r"\s*\)"),
            '(' => out.push_str(r"\s*\(\s*"),
            ',' => out.push_str(r"\s*,"),
            other => out.push_str(&regex::escape(&other.to_string())),
        }
        rest = &rest[c.len_utf8()..];
    }
    pattern(&out)
}
