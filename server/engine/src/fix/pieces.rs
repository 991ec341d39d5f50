//! Edits upon edits as one: a text as pieces of what it was and of what came in.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{NewText, TextEdit};

/// A part of the text as it is now.
enum Piece {
    /// These bytes of the text as it was.
    Old(Range<usize>),
    /// New text.
    New(Zeroizing<String>),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Old(range) => range.len(),
            Self::New(text) => text.len(),
        }
    }

    /// The piece before and the piece behind this place in it.
    fn split(&self, at: usize) -> (Self, Self) {
        match self {
            Self::Old(range) => {
                let middle = range.start + at;
                (Self::Old(range.start..middle), Self::Old(middle..range.end))
            }
            Self::New(text) => {
                let part = |range: Range<usize>| {
                    Self::New(Zeroizing::new(
                        text.get(range).unwrap_or_default().to_owned(),
                    ))
                };
                (part(0..at), part(at..text.len()))
            }
        }
    }
}

/// A text that is edited again and again.
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    old: usize,
}

impl Pieces {
    /// A text of this length, in bytes.
    pub(super) fn of(len: usize) -> Self {
        Self {
            pieces: vec![Piece::Old(0..len)],
            old: len,
        }
    }

    /// Takes in edits of the text as it is now, ascending and apart.
    pub(super) fn apply(&mut self, edits: &[TextEdit]) {
        // From the end on, so that no edit moves the place of the next one.
        for edit in edits.iter().rev() {
            let from = self.cut(edit.range.start);
            let to = self.cut(edit.range.end);
            let new = Piece::New(Zeroizing::new(edit.text.0.to_string()));
            self.pieces.splice(from..to, [new]);
        }
    }

    /// Makes a piece begin at this place, and says which.
    fn cut(&mut self, at: usize) -> usize {
        let mut start = 0;
        for index in 0..self.pieces.len() {
            let len = self.pieces[index].len();
            if at == start {
                return index;
            }
            if at < start + len {
                let (before, behind) = self.pieces[index].split(at - start);
                self.pieces.splice(index..=index, [before, behind]);
                return index + 1;
            }
            start += len;
        }
        self.pieces.len()
    }

    /// The edits that lead from the text as it was to the text as it is.
    pub(super) fn edits(&self) -> Vec<TextEdit> {
        let mut edits = Vec::new();
        let mut at = 0;
        let mut new = Zeroizing::new(String::new());
        let end = Piece::Old(self.old..self.old);
        for piece in self.pieces.iter().chain([&end]) {
            match piece {
                Piece::New(text) => new.push_str(text),
                Piece::Old(range) => {
                    if range.start > at || !new.is_empty() {
                        edits.push(TextEdit {
                            range: at..range.start,
                            text: NewText(std::mem::take(&mut new)),
                        });
                    }
                    at = range.end;
                }
            }
        }
        edits
    }
}

/// Where a place of the text before these edits is after them; `None` when one of them cut into it.
pub(super) fn moved(range: &Range<usize>, edits: &[TextEdit]) -> Option<Range<usize>> {
    let mut shift = 0_isize;
    for edit in edits {
        if edit.range.end <= range.start {
            shift += edit.text.0.len().cast_signed() - edit.range.len().cast_signed();
        } else if edit.range.start < range.end {
            return None;
        }
    }
    let at = |place: usize| place.checked_add_signed(shift);
    Some(at(range.start)?..at(range.end)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fix::{Before, FileEdit, Purpose};

    fn file(edits: Vec<TextEdit>) -> FileEdit {
        FileEdit {
            path: "/a".into(),
            purpose: Purpose::Source,
            before: Before::Absent,
            edits,
            owner_only: false,
        }
    }

    proptest! {
        /// One list of edits does what the edits one after the other do.
        #[test]
        fn edits_upon_edits_are_one(
            text in "[a-e]{0,20}",
            steps in prop::collection::vec((0usize..30, 0usize..8, "[x-z]{0,5}"), 0..8),
        ) {
            let mut pieces = Pieces::of(text.len());
            let mut now = text.clone();
            for (at, len, new) in steps {
                let start = at.min(now.len());
                let end = (start + len).min(now.len());
                let edit = TextEdit { range: start..end, text: NewText(Zeroizing::new(new)) };
                now = file(vec![edit.clone()]).applied_to(&now).unwrap().to_string();
                pieces.apply(&[edit]);
            }
            let all = pieces.edits();
            prop_assert!(all.windows(2).all(|two| two[0].range.end <= two[1].range.start));
            let applied = file(all).applied_to(&text).unwrap();
            prop_assert_eq!(applied.as_str(), now.as_str());
        }
    }

    #[test]
    fn a_place_moves_with_what_stands_before_it() {
        let edit = |range, text: &str| TextEdit {
            range,
            text: NewText(Zeroizing::new(text.to_owned())),
        };
        let edits = [edit(0..0, "import os\n"), edit(20..30, "x")];
        assert_eq!(moved(&(5..9), &edits), Some(15..19));
        assert_eq!(moved(&(18..22), &edits), None);
        assert_eq!(moved(&(30..32), &edits), Some(31..33));
    }
}
