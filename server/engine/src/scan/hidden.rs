//! Characters that nobody sees, or that look like others.
//!
//! A zero-width space, a direction control or a Cyrillic `о` inside a key would hide it from
//! the lanes while it still works after a paste. A text that has any is read without them.

use std::borrow::Cow;

use super::candidates::Candidates;
use super::hit::{self, Found, Hit};
use super::line;
use super::work::Work;
use crate::rule::Format;

/// Letters of other scripts that look like an ASCII letter (Unicode Technical Standard 39,
/// confusables): those of two bytes in UTF-8, which cover Cyrillic and Greek.
const LOOKALIKES: &[(char, u8)] = &[
    ('а', b'a'),
    ('с', b'c'),
    ('ԁ', b'd'),
    ('е', b'e'),
    ('һ', b'h'),
    ('і', b'i'),
    ('ј', b'j'),
    ('ӏ', b'l'),
    ('ο', b'o'),
    ('о', b'o'),
    ('р', b'p'),
    ('ѕ', b's'),
    ('υ', b'u'),
    ('ν', b'v'),
    ('ѡ', b'w'),
    ('х', b'x'),
    ('у', b'y'),
    ('А', b'A'),
    ('Α', b'A'),
    ('В', b'B'),
    ('Β', b'B'),
    ('С', b'C'),
    ('Е', b'E'),
    ('Ε', b'E'),
    ('Н', b'H'),
    ('Η', b'H'),
    ('І', b'I'),
    ('Ι', b'I'),
    ('Ј', b'J'),
    ('К', b'K'),
    ('Κ', b'K'),
    ('М', b'M'),
    ('Μ', b'M'),
    ('Ν', b'N'),
    ('О', b'O'),
    ('Ο', b'O'),
    ('Р', b'P'),
    ('Ρ', b'P'),
    ('Ѕ', b'S'),
    ('Т', b'T'),
    ('Τ', b'T'),
    ('Х', b'X'),
    ('Χ', b'X'),
    ('Υ', b'Y'),
    ('Ζ', b'Z'),
];

/// Every candidate of a text, its places those of the text as it stands.
pub(super) fn hits(candidates: &Candidates, text: &[u8], formats: &[&'static Format]) -> Found {
    let (plain, removed) = strip(text);
    let mut found = hit::of(candidates, &plain, &mut Work::default());
    found.hits.extend(line::hits(&plain, formats));
    if !removed.until.is_empty() {
        found.hits.iter_mut().for_each(|hit| restore(hit, &removed));
        found
            .anchors
            .iter_mut()
            .for_each(|anchor| *anchor = removed.restored(*anchor, true));
    }
    found
}

/// The text as it reads once nothing is hidden in it.
pub(super) fn plain(text: &[u8]) -> Cow<'_, [u8]> {
    strip(text).0
}

/// What was taken out of a text.
#[derive(Default)]
struct Removed {
    /// A place in the text that is left, and how much was removed before it in all; in order.
    until: Vec<(usize, usize)>,
}

impl Removed {
    fn add(&mut self, place: usize, len: usize) {
        let before = self.until.last().map_or(0, |(_, before)| *before);
        self.until.push((place, before + len));
    }

    /// A place of the stripped text in the text as it stands: a start lies behind what was
    /// removed in front of it, an end before what follows it.
    fn restored(&self, at: usize, start: bool) -> usize {
        let passed = self
            .until
            .partition_point(|(place, _)| if start { *place <= at } else { *place < at });
        at + passed.checked_sub(1).map_or(0, |last| self.until[last].1)
    }
}

/// The text without hidden characters, and what is gone.
fn strip(text: &[u8]) -> (Cow<'_, [u8]>, Removed) {
    let mut plain = Vec::new();
    let mut removed = Removed::default();
    let (mut at, mut copied) = (0, 0);
    while let Some(next) = suspicious(text, at) {
        let (len, instead) = if let Some(letter) = lookalike(text, next) {
            (2, Some(letter))
        } else if hidden(&text[next..]) {
            (3, None)
        } else {
            at = next + 1;
            continue;
        };
        plain.extend_from_slice(&text[copied..next]);
        plain.extend(instead);
        removed.add(plain.len(), len - usize::from(instead.is_some()));
        at = next + len;
        copied = at;
    }
    if copied == 0 {
        return (Cow::Borrowed(text), removed);
    }
    plain.extend_from_slice(&text[copied..]);
    (Cow::Owned(plain), removed)
}

/// Bytes that are looked at in one go.
const CHUNK: usize = 64;

/// The next byte from `at` on with which a hidden character or a look-alike may begin.
fn suspicious(text: &[u8], at: usize) -> Option<usize> {
    let first = |byte: &u8| matches!(byte, 0xCE | 0xCF | 0xD0..=0xD4 | 0xE2 | 0xEF);
    let mut start = at;
    for chunk in text[at..].chunks(CHUNK) {
        // Most text is ASCII, which the machine can see of many bytes at once.
        if !chunk.is_ascii()
            && let Some(offset) = chunk.iter().position(first)
        {
            return Some(start + offset);
        }
        start += chunk.len();
    }
    None
}

/// Whether a hidden character starts here: zero-width space to right-to-left mark, the
/// embeddings and overrides, word joiner to the isolates, and the byte-order mark.
fn hidden(text: &[u8]) -> bool {
    matches!(
        text,
        [0xE2, 0x80, 0x8B..=0x8F | 0xAA..=0xAE, ..]
            | [0xE2, 0x81, 0xA0..=0xAF, ..]
            | [0xEF, 0xBB, 0xBF, ..]
    )
}

/// The ASCII letter that the two bytes at `at` look like, inside an ASCII word: words of
/// other languages are left alone.
fn lookalike(text: &[u8], at: usize) -> Option<u8> {
    let bytes = text.get(at..at + 2)?;
    let word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if bytes[0] < 0xC0 || at == 0 || !word(text.get(at - 1)) || !word(text.get(at + 2)) {
        return None;
    }
    let character = std::str::from_utf8(bytes).ok()?.chars().next()?;
    LOOKALIKES
        .iter()
        .find(|(other, _)| *other == character)
        .map(|(_, letter)| *letter)
}

fn restore(hit: &mut Hit, removed: &Removed) {
    hit.start = removed.restored(hit.start, true);
    for range in std::iter::once(&mut hit.range)
        .chain(hit.sink.as_mut())
        .chain(hit.host.as_mut())
    {
        *range = removed.restored(range.start, true)..removed.restored(range.end, false);
    }
}

#[cfg(test)]
mod tests {
    use crate::rule;
    use crate::{Confidence, FileContext, Role, scan};

    #[test]
    fn a_key_is_found_whatever_is_hidden_in_it() {
        let rule = rule::by_id("github-classic-pat").expect("a rule");
        let key = rule::sample(rule, 5);
        let o = key
            .find(['o', 'a', 'e', 'c', 'x', 'H', 'M'])
            .filter(|&at| at > 4 && at < 39);
        let mut spoilt = vec![
            format!("{}\u{200b}{}", &key[..9], &key[9..]),
            format!("{}\u{202e}{}", &key[..20], &key[20..]),
            format!("{}\u{feff}{}\u{2060}{}", &key[..5], &key[5..30], &key[30..]),
        ];
        spoilt.extend(o.and_then(|at| {
            let (other, _) = super::LOOKALIKES
                .iter()
                .find(|(_, letter)| *letter == key.as_bytes()[at])?;
            Some(format!("{}{other}{}", &key[..at], &key[at + 1..]))
        }));
        let context = FileContext::plain(Role::Source, "");
        for value in &spoilt {
            let text = format!("é token = \"{value}\"\n");
            let scan = scan(&text, &context);
            let found = scan.findings.first().expect("a finding");
            assert_eq!(&text[found.range.clone()], value);
            assert_eq!(found.confidence, Confidence::Certain);
            assert!(
                found
                    .reasons
                    .iter()
                    .any(|reason| reason.text.contains("hidden")),
                "{:?}",
                found.reasons
            );
        }
    }

    #[test]
    fn a_letter_of_another_script_before_a_key_is_a_boundary() {
        let key = rule::sample(rule::by_id("github-classic-pat").expect("a rule"), 6);
        let context = FileContext::plain(Role::Source, "");
        assert_eq!(scan(&format!("ключ а{key}"), &context).findings.len(), 1);
    }
}
