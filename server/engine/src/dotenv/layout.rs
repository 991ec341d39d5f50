//! Where things stand in a `.env`. Tolerant: a line that is nothing is kept as it is.

use std::ops::Range;

use super::{Profile, Single};

/// One assignment, as bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line or lines, without the last line end.
    pub line: Range<usize>,
    /// Whether `export ` stands before it.
    pub export: bool,
    /// The name.
    pub key: Range<usize>,
    /// The value, with its quotes, without the comment behind it.
    pub value: Range<usize>,
    /// Everything behind the `=` on its line.
    rest: Range<usize>,
}

impl Entry {
    /// Everything behind the `=` on its line.
    pub(super) fn rest(&self) -> Range<usize> {
        self.rest.clone()
    }

    /// The text that a loader takes for the value: some know neither comments nor line ends in quotes.
    #[must_use]
    pub fn raw<'t>(&self, text: &'t str, profile: &Profile) -> &'t str {
        let value = &text[self.value.clone()];
        match profile.single {
            Single::None if value.starts_with('"') && profile.takes('"') => value,
            Single::None => &text[self.rest.clone()],
            _ if !profile.comments && !profile.spaces => &text[self.rest.clone()],
            _ if !profile.comments => text[self.rest.clone()].trim_matches([' ', '\t']),
            Single::Strip => text[self.rest.clone()].trim_matches([' ', '\t']),
            _ => value,
        }
    }
}

/// A `.env`'s entries and habits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The assignments in order.
    pub entries: Vec<Entry>,
    /// How lines end: the first line end of the file, LF when it has none.
    pub eol: &'static str,
    /// Whether the last line is ended.
    pub final_newline: bool,
}

impl Layout {
    /// Whether every entry is exported.
    pub(super) fn exports(&self) -> bool {
        !self.entries.is_empty() && self.entries.iter().all(|entry| entry.export)
    }

    /// Whether blanks stand around every `=`; once is no habit.
    pub(super) fn is_spaced(&self, text: &str) -> bool {
        let spaced = |entry: &Entry| {
            text[..entry.rest.start].ends_with(" =") && text[entry.rest.clone()].starts_with(' ')
        };
        self.entries.len() > 1 && self.entries.iter().all(spaced)
    }

    /// The quote that stands around every value; once is no habit.
    #[must_use]
    pub fn quote(&self, text: &str) -> Option<char> {
        let values = self.entries.iter().map(|entry| &text[entry.value.clone()]);
        let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
        let quote = values
            .first()?
            .chars()
            .next()
            .filter(|c| matches!(c, '\'' | '"'))?;
        let same =
            |value: &&str| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
        (values.len() > 1 && values.iter().all(same)).then_some(quote)
    }
}

/// Finds the entries.
#[must_use]
pub fn parse(text: &str) -> Layout {
    let mut entries = Vec::new();
    let mut at = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    while at < text.len() {
        let line_end = end_of_line(text, at);
        let next = match entry(text, at, line_end) {
            Some(entry) => {
                let end = end_of_line(text, entry.line.end);
                entries.push(entry);
                end
            }
            None => line_end,
        };
        at = next + 1;
    }
    let first = text.find('\n');
    let crlf = first.is_some_and(|found| text[..found].ends_with('\r'));
    Layout {
        entries,
        eol: if crlf { "\r\n" } else { "\n" },
        final_newline: text.ends_with('\n'),
    }
}

/// Where the line feed of the line around `at` stands, or the end of the text.
fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found)
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn entry(text: &str, start: usize, line_end: usize) -> Option<Entry> {
    let line = text[start..line_end].trim_end_matches('\r');
    let mut at = blanks(line);
    let export = line[at..]
        .strip_prefix("export")
        .is_some_and(|rest| rest.starts_with([' ', '\t']));
    if export {
        at += "export".len();
        at += blanks(&line[at..]);
    }
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let key_len = line[at..].len() - line[at..].trim_start_matches(is_key).len();
    let key = start + at..start + at + key_len;
    at += key_len;
    at += blanks(&line[at..]);
    if key_len == 0 || !line[at..].starts_with('=') {
        return None;
    }
    at += 1;
    let rest = start + at..start + line.len();
    at += blanks(&line[at..]);
    let value = value(text, start + at, start + line.len());
    Some(Entry {
        line: start..value.end.max(start + line.len()),
        export,
        key,
        value,
        rest,
    })
}

/// The value that begins at `at`, on a line that ends at `line_end`; a quoted one may run on.
fn value(text: &str, at: usize, line_end: usize) -> Range<usize> {
    let raw = at..at + raw_len(&text[at..line_end]);
    let Some(quote) = text[at..line_end]
        .chars()
        .next()
        .filter(|c| "'\"`".contains(*c))
    else {
        return raw;
    };
    let mut end = at;
    let mut open = Some(quote);
    // Pieces side by side are one value, as in a shell; an open quote makes it a raw line.
    while let Some(quote) = open {
        let Some(closed) = closing(text, end + 1, quote) else {
            return raw;
        };
        let rest = &text[closed..end_of_line(text, closed)];
        // A quote behind a backslash stands for itself, and a new piece follows.
        let escaped = if rest.starts_with('\\') {
            2.min(rest.len())
        } else {
            0
        };
        let len = rest
            .get(escaped..)
            .and_then(|rest| rest.find(['\'', '"', ' ', '\t', '\r']));
        let len = len.map_or(rest.len(), |len| len + escaped);
        end = closed + len;
        open = rest[len..].chars().next().filter(|c| "'\"".contains(*c));
    }
    let rest = text[end..end_of_line(text, end)].trim_end_matches('\r');
    let behind = rest.trim_start_matches([' ', '\t']);
    if behind.is_empty() || behind.starts_with('#') {
        at..end
    } else {
        at..end + raw_len(rest)
    }
}

/// Behind the quote that closes. A backslash hides a double quote or a backtick, and a
/// single quote only where that is no longer the end of the line.
fn closing(text: &str, start: usize, quote: char) -> Option<usize> {
    let mut skip = false;
    for (found, character) in text[start..].char_indices() {
        if skip {
            skip = false;
        } else if character == '\\' && quote != '\'' {
            skip = true;
        } else if character == quote {
            return Some(start + found + 1);
        }
    }
    None
}

/// How long a raw value is: up to a comment or trailing blanks.
fn raw_len(line: &str) -> usize {
    let comment = line
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|&at| at == 0 || line[..at].ends_with([' ', '\t']));
    line[..comment.unwrap_or(line.len())]
        .trim_end_matches([' ', '\t'])
        .len()
}
