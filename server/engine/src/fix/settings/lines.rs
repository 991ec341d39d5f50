//! Values on lines of their own: `name = value`, directives, requests.

use std::ops::Range;

use zeroize::Zeroizing;

use super::scalar::{Missing, Scalar, Style};

/// The value of `name = value` under its `[section]`.
pub(super) fn ini(text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    let line = line(text, range).ok_or(Missing::NoValue)?;
    let raw = &text[line.clone()];
    if raw.trim_start().starts_with(['#', ';', '!', '[']) {
        return Err(Missing::NoValue);
    }
    let before = &text[line.start..range.start];
    let indent = raw.len() - raw.trim_start().len();
    let Some(sign) = before.find(['=', ':']).map(|at| assigned(before, at)) else {
        // A further line of a value, or a netrc's `password …`: the value is the word.
        let content = word(text, &line, range);
        return Ok(plain(
            text,
            content,
            line.start + indent..line.end,
            Vec::new(),
        ));
    };
    let name = before[..sign].trim().to_owned();
    let value = &raw[sign + 1..];
    let start = line.start + sign + 1 + (value.len() - value.trim_start().len());
    let content = start..start + value.trim().len();
    let mut keys: Vec<String> = section(&text[..line.start]).into_iter().collect();
    keys.push(name);
    Ok(unquoted(text, content, line.start + indent..line.end, keys))
}

/// The sign that assigns: `=` where there is one, so that `//host/:_authToken=x` has one name.
fn assigned(before: &str, first: usize) -> usize {
    before.find('=').unwrap_or(first)
}

fn section(before: &str) -> Option<String> {
    let mut lines = before.lines().rev().map(str::trim);
    let line = lines.find(|line| line.starts_with('[') && line.ends_with(']'))?;
    Some(line[1..line.len() - 1].to_owned())
}

/// The value in the quotes around the range, or the word that holds it.
pub(super) fn text(text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    let line = line(text, range).ok_or(Missing::NoValue)?;
    let raw = &text[line.clone()];
    if raw.trim_start().starts_with(['#', ';']) || raw.trim_start().starts_with("//") {
        return Err(Missing::NoValue);
    }
    let indent = raw.len() - raw.trim_start().len();
    let entry = line.start + indent..line.end;
    let Some((content, style)) = quoted(text, &line, range) else {
        let content = word(text, &line, range);
        return Ok(plain(text, content, entry, Vec::new()));
    };
    let mut scalar = plain(text, content.clone(), entry, Vec::new());
    scalar.full = content.start - 1..content.end + 1;
    scalar.style = style;
    Ok(scalar)
}

/// The line that holds the range, without its end.
fn line(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[start..];
    let end = start + rest.find('\n').unwrap_or(rest.len());
    let end = start + text[start..end].trim_end().len();
    (range.end <= end).then_some(start..end)
}

/// The pair of quotes on the line that the range stands in.
fn quoted(text: &str, line: &Range<usize>, range: &Range<usize>) -> Option<(Range<usize>, Style)> {
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in text[line.clone()].char_indices() {
        let at = line.start + at;
        match open {
            _ if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some((start, quote)) if c == quote => {
                if start < range.start && range.end <= at {
                    let style = if quote == '"' {
                        Style::Double
                    } else {
                        Style::Single
                    };
                    return Some((start + 1..at, style));
                }
                open = None;
            }
            None if matches!(c, '"' | '\'') => open = Some((at, c)),
            _ => {}
        }
    }
    None
}

/// The run of characters other than blanks around a range, from behind `=` where there is one.
fn word(text: &str, line: &Range<usize>, range: &Range<usize>) -> Range<usize> {
    let before = &text[line.start..range.start];
    let ends = |c: char| c.is_whitespace() || "=:\"'`,;(".contains(c);
    let start = before.rfind(ends).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    // `https://user:` belongs to the word.
    let start = match before.rfind("://") {
        Some(_) => before
            .rfind([' ', '\t', '=', '"', '\''])
            .map_or(0, |at| at + 1),
        None => start,
    };
    let behind = &text[range.end..line.end];
    let stops = |c: char| c.is_whitespace() || "\"'`,;)".contains(c);
    let end = behind.find(stops).unwrap_or(behind.len());
    line.start + start..range.end + end
}

fn plain(text: &str, content: Range<usize>, entry: Range<usize>, keys: Vec<String>) -> Scalar {
    Scalar {
        keys,
        full: content.clone(),
        style: Style::Plain,
        value: Zeroizing::new(text[content.clone()].to_owned()),
        content,
        removal: whole_lines(text, &entry),
        entry: Some(entry),
    }
}

fn unquoted(text: &str, full: Range<usize>, entry: Range<usize>, keys: Vec<String>) -> Scalar {
    let raw = &text[full.clone()];
    let style = match (raw.as_bytes().first(), raw.as_bytes().last()) {
        (Some(b'"'), Some(b'"')) if raw.len() > 1 => Style::Double,
        (Some(b'\''), Some(b'\'')) if raw.len() > 1 => Style::Single,
        _ => return plain(text, full, entry, keys),
    };
    let mut scalar = plain(text, full.start + 1..full.end - 1, entry, keys);
    scalar.full = full;
    scalar.style = style;
    scalar
}

/// The lines of an entry that has them to itself, with their ends.
pub(super) fn whole_lines(text: &str, entry: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
    let behind = &text[entry.end..];
    let end = behind
        .find('\n')
        .map_or(text.len(), |at| entry.end + at + 1);
    let rest = text[entry.end..end].trim();
    let alone = text[start..entry.start].trim().is_empty();
    (alone && (rest.is_empty() || rest.starts_with('#'))).then_some(start..end)
}
