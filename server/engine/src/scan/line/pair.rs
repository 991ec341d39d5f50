//! A name and the value behind it, in the notations of configuration files.

use std::ops::Range;

use super::{Found, begins, blanks, has_shape, line_start, spaces, value};
use crate::rule::{Ends, Reader, like};

/// Most bytes of a name on either side of the word.
const NAME: usize = 64;
/// Most bytes of the attributes of an element.
const ATTRIBUTES: usize = 96;

/// Reads the pair whose name holds the word.
pub(super) fn around(text: &[u8], word: Range<usize>, reader: &Reader) -> Option<Found> {
    let Reader::Pair {
        keys,
        but,
        blank,
        first,
        ends,
        bodies,
    } = reader
    else {
        return None;
    };
    let name = name_around(text, word);
    let key = std::str::from_utf8(&text[name.clone()]).ok()?;
    let named = keys.iter().any(|one| like(key, one)) && !but.iter().any(|one| like(key, one));
    if !named {
        return None;
    }
    let blank = *blank && is_statement(text, &name, *first);
    let (secret, quoted) = behind(text, &name, blank, *ends)?;
    let fits = secret.len() >= SHORTEST && has_shape(text, &secret, bodies);
    fits.then_some(Found {
        start: name.start,
        secret,
        sink: Some(name),
        quoted,
    })
}

/// Shorter ones are flags and numbers.
const SHORTEST: usize = 3;

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$')
}

fn name_around(text: &[u8], word: Range<usize>) -> Range<usize> {
    let before = &text[word.start.saturating_sub(NAME)..word.start];
    let left = before.iter().rev().take_while(|&&b| is_name(b)).count();
    let right = text[word.end..]
        .iter()
        .take(NAME)
        .take_while(|&&b| is_name(b))
        .count();
    let (mut start, mut end) = (word.start - left, word.end + right);
    while start < word.start && matches!(text[start], b'-' | b'.' | b'$') {
        start += 1;
    }
    while end > word.end && matches!(text[end - 1], b'-' | b'.' | b'$') {
        end -= 1;
    }
    start..end
}

/// The value that belongs to a name.
fn behind(
    text: &[u8],
    name: &Range<usize>,
    blank: bool,
    ends: Ends,
) -> Option<(Range<usize>, bool)> {
    if name.start > 0 && text[name.start - 1] == b'<' {
        return element(text, name.end);
    }
    // A shell writes an assignment without blanks, and what has a `$` is read.
    let shell = ends == Ends::Shell;
    if shell && matches!(text[..name.start].last(), Some(b'$' | b'{')) {
        return None;
    }
    let (mut at, mut closed) = (name.end, false);
    for _ in 0..4 {
        match text.get(at) {
            Some(b'"' | b'\'' | b'`') => closed = true,
            Some(b'\\') if text.get(at + 1) == Some(&b'"') => {}
            Some(b']') => {}
            _ => break,
        }
        at += 1;
    }
    let blanks_behind = blanks(text, at);
    at += blanks_behind;
    if !closed && let Some(quote) = opening(text, name.start) {
        return in_literal(text, at, quote, ends);
    }
    if !closed && is_listed(text, name.start) {
        return listed_pair(text, at);
    }
    match text.get(at..)? {
        [b'<', b'/', ..] => next_element(text, at),
        [b'>', ..] if closed => content(text, at + 1),
        [b'=', b'=' | b'~', ..] | [b'!', b'=', ..] => None,
        [b'=', ..] if shell && blanks_behind > 0 => None,
        [b':', ..] if closed && holds_more(text, at + 1) => None,
        [b'=', b'>', ..] | [b':' | b'?' | b'+', b'=', ..] => assigned(text, at + 2, ends),
        [b'=' | b':', ..] => assigned(text, at + 1, ends),
        [b',', ..] if closed => listed(text, name.start, at + 1),
        [b'(', ..] if ends == Ends::Quoted => value::quoted(text, at + 1).map(|it| (it, true)),
        [b'\n' | b'\r', ..] if is_entry(text, name.start) => {
            value_entry(text, at + spaces(text, at), ends)
        }
        _ if closed && begins(text, at, b"value") => value_entry(text, at, ends),
        [b'-', b'-', ..] => None,
        _ if blank && blanks_behind > 0 => value::at(text, at, ends),
        _ => None,
    }
}

/// The quote before a name, but not one that closes a text before it.
fn opening(text: &[u8], at: usize) -> Option<u8> {
    let quote = text[at.checked_sub(1)?];
    let before = at.checked_sub(2).map(|at| text[at]);
    let opens =
        matches!(quote, b'"' | b'\'' | b'`') && !before.is_some_and(|b| b.is_ascii_alphanumeric());
    opens.then_some(quote)
}

/// The value of a pair that is one literal with its name: `"NAME=value"`.
fn in_literal(text: &[u8], at: usize, quote: u8, ends: Ends) -> Option<(Range<usize>, bool)> {
    let sign =
        matches!(text.get(at), Some(b'=')) || ends != Ends::Quoted && text.get(at) == Some(&b':');
    if !sign {
        return None;
    }
    let start = at + 1 + blanks(text, at + 1);
    // A literal in a literal: code in JSON, a shell's word in quotes.
    if let Some(inner) = value::quoted(text, start) {
        return Some((inner, true));
    }
    let rest = &text[start.min(text.len())..text.len().min(start + value::VALUE)];
    let end = |byte: &u8| *byte == quote || matches!(byte, b'\n' | b'\\' | b';');
    let len = rest.iter().position(end)?;
    let call = rest[..len].ends_with(b"(") || rest[..len].ends_with(b"[");
    (!call && rest[len] != b'\n').then_some((start..start + len, true))
}

/// Whether a pair follows another one of a connection string: `…;name=value`.
fn is_listed(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(2)..at];
    matches!(before, [byte, b';'] if !byte.is_ascii_whitespace())
}

/// The value of a pair of a connection string, up to the next one.
fn listed_pair(text: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    if text.get(at) != Some(&b'=') {
        return None;
    }
    let start = at + 1 + blanks(text, at + 1);
    let rest = &text[start.min(text.len())..text.len().min(start + value::VALUE)];
    let end =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'"' | b'\'' | b'<' | b'&');
    let len = rest.iter().position(end).unwrap_or(rest.len());
    (len < value::VALUE).then_some((start..start + len, true))
}

/// Whether an object or a list stands where a value would.
fn holds_more(text: &[u8], at: usize) -> bool {
    matches!(text.get(at + blanks(text, at)), Some(b'{' | b'['))
}

fn assigned(text: &[u8], at: usize, ends: Ends) -> Option<(Range<usize>, bool)> {
    value::at(text, at + blanks(text, at), ends)
}

/// `set('name', 'value')`, and `"key": "name", "value": "…"` of a list of pairs.
fn listed(text: &[u8], name: usize, at: usize) -> Option<(Range<usize>, bool)> {
    let at = at + spaces(text, at);
    if let Some(found) = value_entry(text, at, Ends::Quoted) {
        return Some(found);
    }
    let value = value::quoted(text, at)?;
    let behind = value.end + 1;
    let last = text.get(behind + spaces(text, behind)) == Some(&b')');
    (last && is_set(text, name)).then_some((value, true))
}

/// Whether the quoted name at `name` is the first argument of a call that gives it a value.
fn is_set(text: &[u8], name: usize) -> bool {
    const SETTERS: &[&[u8]] = &[b"define", b"env", b"set", b"default", b"property"];
    let before = text[name.saturating_sub(40)..name.saturating_sub(1)].trim_ascii_end();
    let Some(callee) = before.strip_suffix(b"(") else {
        return false;
    };
    let callee = callee.trim_ascii_end().to_ascii_lowercase();
    SETTERS.iter().any(|setter| callee.ends_with(setter))
}

/// The `value` entry behind a name: `value: x`, `"value": "x"`, `value="x"`.
fn value_entry(text: &[u8], at: usize, ends: Ends) -> Option<(Range<usize>, bool)> {
    let at = at + usize::from(matches!(text.get(at), Some(b'"' | b'\'')));
    if !begins(text, at, b"value") {
        return None;
    }
    let at = at + "value".len();
    let at = at + usize::from(matches!(text.get(at), Some(b'"' | b'\'')));
    let at = at + blanks(text, at);
    matches!(text.get(at), Some(b'=' | b':'))
        .then(|| assigned(text, at + 1, ends))
        .flatten()
}

/// The text of the element whose name ends at `at`.
fn element(text: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    let rest = &text[at..text.len().min(at + ATTRIBUTES)];
    let close = rest
        .iter()
        .position(|&b| matches!(b, b'>' | b'<' | b'\n'))?;
    let opens = rest[close] == b'>'
        && !rest[..close].ends_with(b"/")
        && (close == 0 || rest[0].is_ascii_whitespace());
    opens.then(|| content(text, at + close + 1)).flatten()
}

/// The text of the element behind the one that is closed at `at`: `<key>…</key><string>…`.
fn next_element(text: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    let rest = &text[at..text.len().min(at + ATTRIBUTES)];
    let at = at + rest.iter().position(|&b| b == b'>')? + 1;
    let at = at + spaces(text, at);
    let rest = text.get(at..text.len().min(at + ATTRIBUTES))?;
    let opens = rest.first() == Some(&b'<') && rest.get(1).is_some_and(u8::is_ascii_alphabetic);
    let close = rest.iter().position(|&b| b == b'>')?;
    (opens && !rest[..close].ends_with(b"/"))
        .then(|| content(text, at + close + 1))
        .flatten()
}

/// The text up to the end of its element, blanks around it and `CDATA` left out.
fn content(text: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    const CDATA: &[u8] = b"<![CDATA[";
    let at = at + spaces(text, at);
    let cdata = begins(text, at, CDATA);
    let start = at + if cdata { CDATA.len() } else { 0 };
    let rest = &text[start..text.len().min(start + value::VALUE)];
    let close: &[u8] = if cdata { b"]]>" } else { b"</" };
    let len = rest.windows(close.len()).position(|part| part == close)?;
    let inner = &rest[..len];
    let kept = inner.trim_ascii_end().len();
    let plain = cdata || !inner.contains(&b'<');
    (plain && !inner[..kept].contains(&b'\n')).then_some((start..start + kept, true))
}

/// Whether a name is the value of an entry: `- name: NAME`, with `value: …` on the next line.
fn is_entry(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(24)..at];
    let before = before
        .strip_suffix(b"\"")
        .unwrap_or(before)
        .trim_ascii_end();
    before.ends_with(b":")
}

/// Whether a name stands where a file without signs has one: not in a comment, and at the
/// beginning of its line (behind `set` at most) where the reader wants that.
fn is_statement(text: &[u8], name: &Range<usize>, first: bool) -> bool {
    let Some(start) = line_start(text, name.start) else {
        return false;
    };
    let before = text[start..name.start].trim_ascii();
    let comment = matches!(before.first(), Some(b'#' | b';' | b'/' | b'*' | b'!'));
    let declares = before.len() <= 10
        && (before.starts_with(b"set") || matches!(before, b"ENV" | b"ARG" | b"export"));
    !comment && (!first || before.is_empty() || declares)
}
