//! The long tail: a provider's word in or before the name that a value is assigned to.
//!
//! Nothing is searched for on behalf of these rules. They are asked for only where a name says
//! secret anyway, so a thousand of them cost a text without such names nothing.

use super::assigned::Assignment;
use super::candidates::LongTail;
use super::limits::LEFT;
use super::{body, grams, spelling};
use crate::rule::{self, Rule};

/// How far before the value a provider's word may stand, in bytes.
const REACH: usize = 160;

const _: () = assert!(REACH + 16 <= LEFT, "the window rule's left reach");

/// How well a word belongs to the value: where it begins, then how long it is. The nearest one
/// is the value's own: in a list of keys, the names before it are of other providers.
pub(super) type Nearness = (usize, usize);

/// The rules with a word in the name or shortly before it, and how near the nearest one is.
pub(super) fn rules(
    text: &[u8],
    assignment: &Assignment,
    asked: &LongTail,
) -> Vec<(Nearness, &'static Rule)> {
    let end = assignment.sink.end;
    let start = assignment.value.start.saturating_sub(REACH);
    let mut found: Vec<(Nearness, &'static Rule)> = Vec::new();
    for at in start.min(end)..end {
        if !begins_a_word(text, at) {
            continue;
        }
        for &(word, rule) in of_head(&text[at..end]) {
            let inside = spelling::end_of(word, text, at).is_some_and(|word| word <= end);
            if inside && asked.has(rule) {
                let rule = &rule::all()[usize::from(rule)];
                found.retain(|&((from, len), other)| {
                    other != rule || (from == at && len > word.len())
                });
                if !found.iter().any(|&(_, other)| other == rule) {
                    found.push(((at, word.len()), rule));
                }
            }
        }
    }
    found
}

/// The rows of the table whose words can begin as the text does.
fn of_head(text: &[u8]) -> &'static [(&'static str, u16)] {
    match text {
        [_, _, _, ..] => rule::named(grams::head(grams::first(text))),
        _ => &[],
    }
}

/// Whether a word may begin here: behind a sign, a digit, or where small letters end.
fn begins_a_word(text: &[u8], at: usize) -> bool {
    let byte = text[at];
    if !byte.is_ascii_alphanumeric() {
        return false;
    }
    let Some(before) = at.checked_sub(1).map(|before| text[before]) else {
        return true;
    };
    let letters = before.is_ascii_alphabetic() && byte.is_ascii_alphabetic();
    !body::is_word(before)
        || before == b'_'
        || letters && before.is_ascii_lowercase() && byte.is_ascii_uppercase()
        || before.is_ascii_digit() != byte.is_ascii_digit()
}
