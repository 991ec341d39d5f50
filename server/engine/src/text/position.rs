//! Lines and columns, in the three encodings of the protocol.
//!
//! Line ends are LF, CRLF and CR. Columns past the end of a line mean its end, lines
//! past the end mean the end of the text, and a column inside a character means its
//! start (Language Server Protocol 3.17, "Position").

use std::ops::Range;

use super::Text;

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the protocol's default.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// How many columns a character takes.
    #[must_use]
    pub fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A place in a document: line and column from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 0.
    pub line: usize,
    /// Column, from 0, in the units of an [`Encoding`].
    pub character: usize,
}

impl Text {
    /// How many lines there are; a final line end opens a last, empty line.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.line_of(self.len()) + 1
    }

    /// The line that holds the byte at `offset`.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        let offset = self.floor(offset);
        // The LF of a CRLF still belongs to the line that it ends, and so does the
        // gap between the two: the rope counts line ends wholly before the offset.
        self.rope.line_of_byte(offset) + self.lone_cr.partition_point(|&at| at < offset)
    }

    /// The bytes of a line without its line end; an empty range at the end for a line past it.
    #[must_use]
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_start(line);
        let mut end = self.line_start(line + 1);
        // An LF, a CR, or a CR and an LF: whatever stands at the end of a line ended it.
        for line_end in [b'\n', b'\r'] {
            if end > start && self.byte(end - 1) == Some(line_end) {
                end -= 1;
            }
        }
        start..end
    }

    /// The offset at which a line starts; the end of the text for a line past it.
    fn line_start(&self, line: usize) -> usize {
        if line == 0 {
            return 0;
        }
        if self.lone_cr.is_empty() {
            return if line >= self.rope.line_len() + usize::from(self.ends_with_lf()) {
                self.len()
            } else {
                self.rope.byte_of_line(line)
            };
        }
        // Lone CRs are rare: find the line by halving over offsets.
        let (mut low, mut high) = (0, self.len() + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.line_of_raw(middle) < line {
                low = middle + 1
            } else {
                high = middle
            }
        }
        low.min(self.len())
    }

    fn line_of_raw(&self, offset: usize) -> usize {
        if offset > self.len() {
            usize::MAX
        } else {
            self.line_of(offset)
        }
    }

    fn ends_with_lf(&self) -> bool {
        !self.is_empty() && self.byte(self.len() - 1) == Some(b'\n')
    }

    /// The byte that a position means, clamped into the text.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = self.line_range(position.line);
        if encoding == Encoding::Utf8 {
            return self.floor(line.start.saturating_add(position.character).min(line.end));
        }
        if encoding == Encoding::Utf16 {
            let base = self.rope.utf16_code_unit_of_byte(line.start);
            let last = self.rope.utf16_code_unit_of_byte(line.end);
            let unit = base.saturating_add(position.character).min(last);
            let at = self.rope.byte_of_utf16_code_unit(unit);
            // Inside a surrogate pair the rope may round either way: the start is meant.
            return if self.rope.utf16_code_unit_of_byte(at) > unit {
                self.floor(at - 1)
            } else {
                at
            };
        }
        let mut left = position.character;
        let mut at = line.start;
        for chunk in self.rope.byte_slice(line.clone()).chunks() {
            for character in chunk.chars() {
                if left == 0 {
                    return at;
                }
                left -= 1;
                at += character.len_utf8();
            }
        }
        at
    }

    /// The position of a byte. Inside a character its start is meant, inside a CRLF the CR.
    #[must_use]
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = self.floor(offset);
        let line = self.line_of(offset);
        let range = self.line_range(line);
        let offset = offset.clamp(range.start, range.end);
        let character = match encoding {
            Encoding::Utf8 => offset - range.start,
            Encoding::Utf16 => {
                self.rope.utf16_code_unit_of_byte(offset)
                    - self.rope.utf16_code_unit_of_byte(range.start)
            }
            Encoding::Utf32 => self
                .rope
                .byte_slice(range.start..offset)
                .chunks()
                .map(|c| c.chars().count())
                .sum(),
        };
        Position { line, character }
    }
}
