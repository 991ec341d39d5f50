//! Values that are indented under a name, as in the `data` of a Kubernetes Secret.

use std::ops::Range;

use super::{Found, blanks, line_start, value};
use crate::rule::{Ends, like};
use crate::scan::limits::{LEFT, RIGHT, SHORT};

/// Reads what is indented under the name at `word`, which ends with its colon.
pub(super) fn at(
    text: &[u8],
    word: Range<usize>,
    parents: &[&str],
    near: &[&str],
    but: &[&str],
) -> Vec<Found> {
    let name = &text[word.start..word.end - 1];
    let known = parents.iter().any(|one| one.as_bytes() == name);
    let Some(start) = line_start(text, word.start).filter(|_| known) else {
        return Vec::new();
    };
    let indent = blanks(text, start);
    let ends = word.end + blanks(text, word.end);
    if start + indent != word.start || !matches!(text.get(ends), Some(b'\n' | b'\r')) {
        return Vec::new();
    }
    children(text, ends, indent, word.start + SHORT)
        .filter_map(|line| child(text, line, word.start, but))
        .filter(|found| is_near(text, found, near))
        .collect()
}

/// The lines that are indented deeper than their parent, up to the first that is not.
fn children(
    text: &[u8],
    mut at: usize,
    indent: usize,
    limit: usize,
) -> impl Iterator<Item = Range<usize>> + '_ {
    std::iter::from_fn(move || {
        at = next_line(text, at).filter(|&next| next < limit)?;
        let end = text[at..].iter().position(|&byte| byte == b'\n');
        let end = end.map_or(text.len(), |len| at + len);
        let deep = blanks(text, at);
        let empty = text[at..end].trim_ascii().is_empty();
        (empty || deep > indent).then(|| at + deep..end)
    })
}

fn next_line(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + SHORT))?;
    let next = at + rest.iter().position(|&byte| byte == b'\n')? + 1;
    (next < text.len()).then_some(next)
}

/// `name: value`.
fn child(text: &[u8], line: Range<usize>, start: usize, but: &[&str]) -> Option<Found> {
    let bytes = text.get(line.clone())?;
    let colon = bytes.iter().position(|&byte| byte == b':')?;
    let name = bytes[..colon].trim_ascii();
    let name = name.strip_prefix(b"\"").unwrap_or(name);
    let name = std::str::from_utf8(name.strip_suffix(b"\"").unwrap_or(name)).ok()?;
    if name.starts_with('#') || but.iter().any(|one| like(name, one)) {
        return None;
    }
    let at = line.start + colon + 1;
    let (secret, quoted) = value::at(text, at + blanks(text, at), Ends::Rest)?;
    (secret.len() >= 3).then_some(Found {
        start,
        secret,
        sink: Some(line.start..line.start + colon),
        quoted,
    })
}

/// Whether one of these texts stands within reach on either side.
fn is_near(text: &[u8], found: &Found, near: &[&str]) -> bool {
    let from = found.start.saturating_sub(LEFT - 1);
    let to = text.len().min(found.secret.end + RIGHT - 1);
    let around = &text[from..to.max(from)];
    near.is_empty()
        || near.iter().any(|one| {
            let one = one.as_bytes();
            around.windows(one.len().max(1)).any(|part| part == one)
        })
}
