//! The other places of a value.

use std::ops::Range;

use memchr::memmem;

use crate::finding::Finding;

/// Of one text so many places count.
const MOST: usize = 200;

/// Where a value stands in a text, as a whole and not as a part of something longer.
#[must_use]
pub fn occurrences(text: &str, value: &str) -> Vec<Range<usize>> {
    if value.is_empty() {
        return Vec::new();
    }
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let first = value.starts_with(in_word);
    let last = value.ends_with(in_word);
    memmem::find_iter(text.as_bytes(), value)
        .map(|at| at..at + value.len())
        .filter(|range| {
            let goes_on = first && text[..range.start].ends_with(in_word)
                || last && text[range.end..].starts_with(in_word);
            !goes_on
        })
        .take(MOST)
        .collect()
}

/// The finding as it would be at another place of its value.
#[must_use]
pub fn at_occurrence(finding: &Finding, range: Range<usize>) -> Finding {
    let moved = range.start != finding.range.start;
    Finding {
        range,
        sink: finding.sink.clone().filter(|_| !moved),
        companions: Vec::new(),
        ..finding.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::occurrences;

    #[test]
    fn a_value_counts_as_a_whole() {
        let text = "a = 'v4lue' # v4lue, xv4lue v4lue_2 'v4lue'";
        assert_eq!(occurrences(text, "v4lue"), [5..10, 14..19, 37..42]);
        assert!(occurrences(text, "").is_empty());
    }
}
