//! Where a value ends.

use std::ops::Range;

use crate::rule::Ends;

/// Longest value, in bytes.
pub(super) const VALUE: usize = 400;

/// The value at `at` without quotes, and whether it had any.
pub(super) fn at(text: &[u8], at: usize, ends: Ends) -> Option<(Range<usize>, bool)> {
    if let Some(value) = quoted(text, at) {
        return Some((value, true));
    }
    if opens(text, at) {
        return None;
    }
    let rest = &text[at.min(text.len())..text.len().min(at + VALUE + 1)];
    let len = match ends {
        Ends::Quoted => return None,
        Ends::Word => rest.iter().position(u8::is_ascii_whitespace),
        Ends::Shell => rest.iter().position(|&b| {
            b.is_ascii_whitespace()
                || matches!(b, b';' | b'&' | b'|' | b'<' | b'>' | b'`' | b'"' | b'\'')
        }),
        Ends::Rest => rest.iter().position(|&b| matches!(b, b'\n' | b'\r')),
    };
    // A call, in a language that the ending of the file does not tell.
    if ends == Ends::Shell && len.is_some_and(|len| rest[..len].contains(&b'(')) {
        return None;
    }
    let end = match len {
        Some(len) => at + len,
        // The text may end behind the value, but the value may not run out of reach.
        None if rest.len() <= VALUE => at + rest.len(),
        None => return None,
    };
    let end = if ends == Ends::Rest {
        without_comment(text, at..end)
    } else {
        end
    };
    Some((at..trimmed(text, at..end), false))
}

/// Whether a quote opens here, closed or not.
fn opens(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), Some(b'"' | b'\'' | b'`'))
}

/// The text between the quotes that open at `at`, behind a prefix such as `b` or `N`.
pub(super) fn quoted(text: &[u8], at: usize) -> Option<Range<usize>> {
    let mut open = at;
    let prefix = |byte: &u8| matches!(byte, b'b' | b'B' | b'r' | b'u' | b'f' | b'N' | b'@');
    if text.get(at).is_some_and(prefix) && matches!(text.get(at + 1), Some(b'"' | b'\'')) {
        open += 1;
    }
    // As in JSON that holds code: `\"…\"`.
    if text.get(open) == Some(&b'\\') && matches!(text.get(open + 1), Some(b'"')) {
        let start = open + 2;
        let rest = &text[start..text.len().min(start + VALUE)];
        let end = rest.windows(2).position(|pair| pair == b"\\\"")?;
        return one_line(text, start..start + end);
    }
    let quote = *text
        .get(open)
        .filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
    let start = open + 1;
    let mut end = start;
    while end < text.len().min(start + VALUE) {
        match text[end] {
            b'\\' => end += 2,
            byte if byte == quote => return one_line(text, start..end),
            _ => end += 1,
        }
    }
    None
}

fn one_line(text: &[u8], value: Range<usize>) -> Option<Range<usize>> {
    (!text[value.clone()].contains(&b'\n')).then_some(value)
}

/// Where the comment behind a value starts: at a `#` or `;` with a blank before it.
fn without_comment(text: &[u8], value: Range<usize>) -> usize {
    let pairs = text[value.clone()].windows(2);
    let mark = |pair: &[u8]| matches!(pair, [b' ' | b'\t', b'#' | b';']);
    pairs
        .into_iter()
        .position(mark)
        .map_or(value.end, |at| value.start + at)
}

/// Where a value ends once blanks and the comma behind it are left out.
fn trimmed(text: &[u8], value: Range<usize>) -> usize {
    let mut end = value.end;
    while end > value.start && (text[end - 1].is_ascii_whitespace() || text[end - 1] == b',') {
        end -= 1;
    }
    end
}
