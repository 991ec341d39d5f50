//! Lines and columns of a text that is not edited any more.

use std::ops::Range;

/// Where the lines of a text start. Line ends are LF, CRLF and CR.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self { text, starts }
    }

    /// The line that holds a byte, from 0.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The bytes of a line from 0, without its end; `None` past the last.
    pub(crate) fn range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line)?;
        let end = self
            .starts
            .get(line + 1)
            .copied()
            .unwrap_or(self.text.len());
        let kept = self.text[start..end].trim_end_matches(['\r', '\n']).len();
        Some(start..start + kept)
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let column = self.text[self.starts[line]..offset].chars().count();
        (line + 1, column + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn every_line_end_counts_once() {
        let lines = Lines::new("a\rb\r\ncé\n\nx");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(2), (2, 1));
        assert_eq!(lines.position(8), (3, 3));
        assert_eq!(lines.position(10), (5, 1));
        assert_eq!(lines.range(1), Some(2..3));
        assert_eq!(lines.range(2), Some(5..8));
        assert_eq!(lines.range(3), Some(9..9));
        assert_eq!(lines.range(5), None);
    }
}
