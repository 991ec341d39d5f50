//! Decorators in a comment, as env-spec has them: `@name`, `@name=value`, `@name(…)`, several on a
//! line, and words behind one that belong to it.

use std::ops::Range;

/// One decorator, as bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decorator {
    /// From the `@` to the end of what belongs to it.
    pub(super) whole: Range<usize>,
    /// Its name, without the `@`.
    pub(super) name: Range<usize>,
    /// What stands behind `=`, without quotes, or the words behind a blank; empty for nothing.
    pub(super) value: Range<usize>,
    /// Whether an `=` stands between both.
    pub(super) assigned: bool,
}

/// The decorators of a comment that takes these bytes, its `#` included. A comment that does not
/// begin with one has none.
pub(super) fn decorators(text: &str, comment: Range<usize>) -> Vec<Decorator> {
    let mut at = comment.start + 1;
    at += blanks(&text[at..comment.end]);
    let mut found = Vec::new();
    while text[at..comment.end].starts_with('@') {
        let Some(one) = decorator(text, at, comment.end) else {
            break;
        };
        at = one.whole.end;
        at += blanks(&text[at..comment.end]);
        found.push(one);
    }
    found
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn decorator(text: &str, start: usize, end: usize) -> Option<Decorator> {
    let rest = &text[start + 1..end];
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let stops = |c: char| c.is_whitespace() || "=()#@".contains(c);
    let len = rest.find(stops).unwrap_or(rest.len());
    let name_end = start + 1 + len;
    // `@owner: Jane` is how others write it.
    let name = start + 1..name_end - usize::from(text[..name_end].ends_with(':'));
    let behind = &text[name_end..end];
    let assigned = behind.starts_with('=');
    let (value, mut at) = match behind.chars().next() {
        Some('=') => assigned_value(text, name_end + 1, end),
        Some('(') => {
            let at = closed(text, name_end, end);
            (name_end..name_end, at)
        }
        _ => (name_end..name_end, name_end),
    };
    // Words that are no decorator belong to the one before them.
    let words = words(text, at, end);
    let value = if value.is_empty() && !assigned {
        words.clone()
    } else {
        value
    };
    at = words.end.max(at);
    Some(Decorator {
        whole: start..at,
        name,
        value,
        assigned,
    })
}

/// The value behind `=`, without its quotes, and where it ends.
fn assigned_value(text: &str, start: usize, end: usize) -> (Range<usize>, usize) {
    let rest = &text[start..end];
    match rest.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => {
            let inner = &rest[1..];
            let mut escaped = false;
            let close = inner.find(|c: char| {
                let closes = c == quote && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            let len = close.unwrap_or(inner.len());
            let stop = start + 1 + len;
            (start + 1..stop, (stop + 1).min(end))
        }
        Some('{' | '[') => {
            let at = closed(text, start, end);
            (start..at, at)
        }
        _ => {
            let len = rest
                .find(|c: char| c.is_whitespace() || c == '#' || c == '(')
                .unwrap_or(rest.len());
            let mut at = start + len;
            if text[at..end].starts_with('(') {
                at = closed(text, at, end);
            }
            (start..at, at)
        }
    }
}

/// Where the bracket at `start` is closed, or the end.
fn closed(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in text[start..end].char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return start + at + c.len_utf8();
                }
            }
            _ => {}
        }
    }
    end
}

/// The words from `at` up to the next decorator or comment.
fn words(text: &str, at: usize, end: usize) -> Range<usize> {
    let start = at + blanks(&text[at..end]);
    let mut before = if start > at { ' ' } else { 'x' };
    let mut stop = end;
    for (offset, c) in text[start..end].char_indices() {
        if matches!(c, '@' | '#') && matches!(before, ' ' | '\t') {
            stop = start + offset;
            break;
        }
        before = c;
    }
    let len = text[start..stop].trim_end().len();
    start..start + len
}
