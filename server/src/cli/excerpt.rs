//! The piece of a line that a report shows: masked, on one line, of a bearable length.

use std::ops::Range;

use keyward_engine::redact;

use super::escape::push_escaped;

/// How many characters of a long line are shown on either side of the finding.
const AROUND: usize = 50;

/// The longest marked piece, in characters. What is cut off is masked anyway.
const MARKED: usize = 60;

/// Part of a line, fit for a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The text: no value, no control character.
    pub(crate) text: String,
    /// What of it is the finding, in bytes.
    pub(crate) mark: Range<usize>,
}

/// Shows `range` of `text` on its first line, which is `line`. `secrets` are all secrets of the
/// text with the length of their public prefixes, ascending.
pub(crate) fn excerpt(
    text: &str,
    line: &Range<usize>,
    range: &Range<usize>,
    secrets: &[(Range<usize>, usize)],
) -> Excerpt {
    let window = window(text, line, range);
    let inside: Vec<(Range<usize>, usize)> = secrets
        .iter()
        .filter(|(one, _)| one.start < window.end && window.start < one.end)
        .map(|(one, keep)| clip(one, *keep, &window))
        .collect();
    let masked = redact::mask_line(&text[window.clone()], &inside);
    // Masking keeps characters in their columns, not in their bytes.
    let before = text[window.start..range.start].chars().count();
    let marked = text[range.start..range.end.min(window.end)].chars().count();
    let mut out = Excerpt::default();
    if window.start > line.start {
        out.text.push('…');
    }
    for (at, c) in masked.chars().enumerate() {
        if at == before {
            out.mark.start = out.text.len();
        }
        push_escaped(&mut out.text, if c == '\t' { ' ' } else { c });
        if at + 1 == before + marked {
            out.mark.end = out.text.len();
        }
    }
    out.mark.end = out.mark.end.max(out.mark.start);
    if window.end < line.end {
        out.text.push('…');
    }
    out
}

/// The bytes of the line that are shown: all of a short line, else the neighbourhood of the finding.
fn window(text: &str, line: &Range<usize>, range: &Range<usize>) -> Range<usize> {
    let first_end = range.end.min(line.end);
    let marked_end = forward(text, range.start, first_end, MARKED);
    let start = backward(text, line.start, range.start, AROUND);
    let end = forward(text, marked_end, line.end, AROUND);
    start..end
}

/// The offset at most `count` characters after `from`, and not past `limit`.
fn forward(text: &str, from: usize, limit: usize, count: usize) -> usize {
    let mut chars = text[from..limit.max(from)].char_indices();
    chars
        .nth(count)
        .map_or(limit.max(from), |(at, _)| from + at)
}

/// The offset at most `count` characters before `from`, and not before `limit`.
fn backward(text: &str, limit: usize, from: usize, count: usize) -> usize {
    let mut chars = text[limit..from].char_indices().rev();
    chars
        .nth(count.saturating_sub(1))
        .map_or(limit, |(at, _)| limit + at)
}

/// A secret as bytes of the window; of a public prefix only what stands in the window is kept.
fn clip(secret: &Range<usize>, keep: usize, window: &Range<usize>) -> (Range<usize>, usize) {
    let hidden = window.start.saturating_sub(secret.start);
    let start = secret.start.max(window.start) - window.start;
    let end = secret.end.min(window.end) - window.start;
    (start..end, keep.saturating_sub(hidden).min(end - start))
}

#[cfg(test)]
mod tests {
    use super::{excerpt, forward};

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}é{}", "a".repeat(500), "b".repeat(500));
        let at = 500..502;
        let shown = excerpt(&text, &(0..text.len()), &at, &[]);
        assert_eq!(&shown.text[shown.mark.clone()], "é");
        assert_eq!(shown.text.chars().count(), 1 + 50 + 1 + 50 + 1);
    }

    #[test]
    fn controls_are_written_out_and_the_mark_moves_with_them() {
        let shown = excerpt("\u{1b}[0m x", &(0..6), &(5..6), &[]);
        assert_eq!(shown.text, "\\u{1b}[0m x");
        assert_eq!(&shown.text[shown.mark.clone()], "x");
    }

    #[test]
    fn forward_stops_at_the_limit() {
        assert_eq!(forward("abc", 1, 3, 9), 3);
        assert_eq!(forward("abc", 1, 3, 1), 2);
    }
}
