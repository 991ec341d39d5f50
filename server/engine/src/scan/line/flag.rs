//! A password among the arguments of a command.

use std::ops::Range;

use super::{Found, value};
use crate::scan::body::is_word;
use crate::scan::limits::SHORT;

/// Most words of a command that are looked at.
const WORDS: usize = 48;

/// Reads the arguments of the command at `word`.
pub(super) fn behind(text: &[u8], word: Range<usize>, flags: &[&str]) -> Vec<Found> {
    let glued = |byte: u8| is_word(byte) || matches!(byte, b'-' | b'.' | b'@');
    let before = word.start.checked_sub(1).map(|at| text[at]);
    if before.is_some_and(glued) || !ends_word(text.get(word.end).copied()) {
        return Vec::new();
    }
    let words = words(text, word.end, word.start + SHORT);
    let mut found = Vec::new();
    for at in 0..words.len() {
        for flag in flags {
            if let Some(secret) = fits(text, &words[at..], flag) {
                found.push(Found {
                    start: word.start,
                    secret,
                    sink: None,
                    quoted: false,
                });
            }
        }
    }
    found
}

fn ends_word(byte: Option<u8>) -> bool {
    byte.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''))
}

/// The words of a command line as they stand, up to what ends the command. An incomplete one at
/// the limit is left out.
fn words(text: &[u8], from: usize, limit: usize) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    // In a list of strings the command's own quote is closed first.
    let mut at = from + usize::from(matches!(text.get(from), Some(b'"' | b'\'')));
    while words.len() < WORDS && at < limit {
        match text.get(at..) {
            Some([b' ' | b'\t' | b',' | b'[', ..]) => at += 1,
            Some([b'\\', b'\n', ..]) => at += 2,
            Some([b'\\', b'\r', b'\n', ..]) => at += 3,
            None
            | Some(
                []
                | [
                    b'\n' | b'\r' | b';' | b'|' | b'&' | b')' | b'#' | b'`' | b']',
                    ..,
                ],
            ) => break,
            Some(_) => match word_end(text, at, limit) {
                Some(end) => {
                    words.push(at..end);
                    at = end.max(at + 1);
                }
                None => break,
            },
        }
    }
    words
}

/// Where the word at `at` ends, quoted parts and all.
fn word_end(text: &[u8], mut at: usize, limit: usize) -> Option<usize> {
    while at < limit {
        match text.get(at) {
            Some(b'"' | b'\'') => match value::quoted(text, at) {
                Some(inner) => at = inner.end + 1,
                // The quote around the whole command.
                None => return Some(at),
            },
            Some(b'\\') if !matches!(text.get(at + 1), Some(b'\n' | b'\r')) => at += 2,
            Some(byte)
                if !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'|' | b'`' | b'\\') =>
            {
                at += 1
            }
            _ => return Some(at),
        }
    }
    None
}

/// Whether words are those of a flag; where the secret stands.
fn fits(text: &[u8], words: &[Range<usize>], flag: &str) -> Option<Range<usize>> {
    let mut words = words.iter();
    for wanted in flag.split(' ') {
        let word = unquoted(text, words.next()?.clone());
        let Some(before) = wanted.strip_suffix("{}") else {
            let same = wanted == "*" || &text[word] == wanted.as_bytes();
            if !same {
                return None;
            }
            continue;
        };
        return secret(text, word, before);
    }
    None
}

/// What follows `before` in a word: a literal, or `*` and a separator.
fn secret(text: &[u8], word: Range<usize>, before: &str) -> Option<Range<usize>> {
    let bytes = &text[word.clone()];
    let skip = match before.strip_prefix('*') {
        None => bytes
            .starts_with(before.as_bytes())
            .then_some(before.len())?,
        Some(separator) => {
            let separator = separator.as_bytes();
            let at = bytes
                .windows(separator.len().max(1))
                .position(|part| part == separator)?;
            (at > 0).then_some(at + separator.len())?
        }
    };
    let start = word.start + skip;
    let value = unquoted(text, start..word.end);
    let plain = text.get(value.start) != Some(&b'-') || skip > 0;
    (plain && value.len() >= 3).then_some(value)
}

/// A word without the quotes around all of it.
fn unquoted(text: &[u8], word: Range<usize>) -> Range<usize> {
    match value::quoted(text, word.start) {
        Some(inner) if inner.end + 1 == word.end => inner,
        _ => word,
    }
}
