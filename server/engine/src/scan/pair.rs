//! Names that are values themselves, and the value given to them beside: `name: X`, `value: …`.
//!
//! Kubernetes, .NET, Spring, Terraform and Postman write settings this way.

use std::ops::Range;

use super::assigned::{PAIR, skip_blanks};

/// What the second half of a pair is called.
const VALUES: &[&str] = &["value", "default", "content", "defaultvalue"];

/// Where the value begins that is given to the name at `name`, which stands in a literal or
/// ends its line.
pub(super) fn value(text: &[u8], name: &Range<usize>) -> Option<usize> {
    if !is_a_value(text, name.start) {
        return None;
    }
    let limit = text.len().min(name.end + PAIR);
    let gap = &text[name.end..limit];
    if let Some(at) = content(gap) {
        return Some(name.end + at);
    }
    let mut at = 0;
    while at < gap.len() {
        let starts = gap[at].is_ascii_alphabetic() && !gap[at - 1].is_ascii_alphanumeric();
        if matches!(gap[at], b'}' | b'>' | b'<') || gap[at..].starts_with(b"\n\n") {
            return None;
        }
        if starts && let Some(end) = label(&gap[at..]) {
            let found = skip_blanks(text, name.end + at + end);
            return (found < limit).then_some(found);
        }
        at += 1;
    }
    None
}

/// Where the value of an element begins that has it as an attribute: `<password value="…"/>`.
pub(super) fn attribute(text: &[u8], at: usize) -> Option<usize> {
    label(text.get(at..)?).map(|end| at + end)
}

/// `"password">one<`: an element that is named by an attribute.
fn content(gap: &[u8]) -> Option<usize> {
    let rest = gap.strip_prefix(b"\"").or_else(|| gap.strip_prefix(b"'"))?;
    let quoted_only = rest.first() == Some(&b'>');
    (quoted_only && rest.get(1).is_some_and(u8::is_ascii_graphic)).then_some(2)
}

/// Whether the name is what something else is set to: `key="X"`, `name: X`, `variable "X"`.
fn is_a_value(text: &[u8], name: usize) -> bool {
    let before = text[name.saturating_sub(40)..name].trim_ascii_end();
    let before = before
        .strip_suffix(b"\"")
        .or_else(|| before.strip_suffix(b"'"))
        .unwrap_or(before);
    let before = before.trim_ascii_end();
    let before = match before.split_last() {
        Some((b'=' | b':', rest)) => rest.trim_ascii_end(),
        _ => before,
    };
    let before = before
        .strip_suffix(b"\"")
        .or_else(|| before.strip_suffix(b"'"))
        .unwrap_or(before);
    let lower = before.to_ascii_lowercase();
    [&b"name"[..], b"key", b"variable", b"id"]
        .iter()
        .any(|label| lower.ends_with(label))
}

/// Where `value=`, `"value": ` ends, behind its sign.
fn label(text: &[u8]) -> Option<usize> {
    let len = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let word = text[..len].to_ascii_lowercase();
    if !VALUES.iter().any(|value| value.as_bytes() == word) {
        return None;
    }
    let closed = len + usize::from(matches!(text.get(len), Some(b'"' | b'\'')));
    let at = closed
        + text[closed..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
    matches!(text.get(at), Some(b'=' | b':')).then_some(at + 1)
}
