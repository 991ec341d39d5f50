//! An argument of a call, where it is written out.

use std::ops::Range;

use super::{Found, spaces, value};
use crate::rule::like;
use crate::scan::body::is_word;
use crate::scan::limits::SHORT;

/// Reads the argument of the call whose name holds the word.
pub(super) fn at(
    text: &[u8],
    word: Range<usize>,
    names: &[&str],
    argument: usize,
    literal: bool,
) -> Option<Found> {
    let in_name = |byte: u8| is_word(byte) || matches!(byte, b'.' | b':' | b'\\');
    let left = text[word.start.saturating_sub(64)..word.start]
        .iter()
        .rev()
        .take_while(|&&byte| in_name(byte))
        .count();
    let start = word.start - left;
    let name = std::str::from_utf8(&text[start..word.end]).ok()?;
    let short = name.rsplit(['.', ':', '\\']).next().unwrap_or(name);
    let named = names.iter().any(|one| like(name, one) || like(short, one));
    let open = word.end + spaces(text, word.end);
    if !named || text.get(open) != Some(&b'(') {
        return None;
    }
    let mut at = open + 1;
    for _ in 1..argument {
        at += spaces(text, at);
        if literal && value::quoted(text, at).is_none() {
            return None;
        }
        at = behind_argument(text, at, start + SHORT)?;
    }
    at += spaces(text, at);
    let secret = value::quoted(text, at)?;
    let close = secret.end + 1;
    let ends = matches!(
        text.get(close + spaces(text, close)),
        Some(b',' | b')' | b'+' | b'.')
    );
    (ends && secret.len() >= 3).then_some(Found {
        start,
        secret,
        sink: None,
        quoted: true,
    })
}

/// Where the next argument starts.
fn behind_argument(text: &[u8], mut at: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_u8;
    while at < text.len().min(limit) {
        if let Some(literal) = value::quoted(text, at) {
            at = literal.end + 1;
            continue;
        }
        match text[at] {
            b'(' | b'[' | b'{' => depth = depth.saturating_add(1),
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => return Some(at + 1),
            b';' => return None,
            _ => {}
        }
        at += 1;
    }
    None
}
