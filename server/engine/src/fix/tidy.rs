//! The removal of comments that allow nothing any more. Touches no value.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{NewText, TextEdit};
use crate::lang::{self, TokenKind};
use crate::scan::{Remark, RemarkKind};

/// The edits that remove the comments which allow nothing: with their line when nothing else
/// stands on it. A comment that says something else besides stays.
#[must_use]
pub fn remove_unused(text: &str, language: &str, remarks: &[Remark]) -> Vec<TextEdit> {
    let Some(language) = lang::by_id(language) else {
        return Vec::new();
    };
    let lexed = lang::lex(text, language);
    let unused = remarks.iter().filter(|it| it.kind == RemarkKind::Unused);
    let comment = |remark: &Remark| {
        let comments = lexed
            .tokens
            .iter()
            .filter(|it| matches!(it.kind, TokenKind::Comment));
        comments
            .map(|token| token.full.clone())
            .find(|it| it.start <= remark.range.start && remark.range.end <= it.end)
            .filter(|it| says_nothing_else(text, it, &remark.range))
    };
    let mut edits: Vec<TextEdit> = unused
        .filter_map(comment)
        .map(|comment| TextEdit {
            range: with_blanks(text, &comment),
            text: NewText(Zeroizing::new(String::new())),
        })
        .collect();
    edits.dedup();
    edits
}

/// Whether a comment holds nothing but the marker and its own signs.
fn says_nothing_else(text: &str, comment: &Range<usize>, marker: &Range<usize>) -> bool {
    let around = [comment.start..marker.start, marker.end..comment.end];
    around
        .into_iter()
        .all(|part| !text[part].contains(|c: char| c.is_alphanumeric() || c == '\n'))
}

/// The comment with the blanks before it, or with the whole of its line.
fn with_blanks(text: &str, comment: &Range<usize>) -> Range<usize> {
    let line = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..comment.start].trim_end_matches([' ', '\t']);
    let end = comment.start + text[comment.clone()].trim_end_matches(['\r', '\n']).len();
    let behind = text[end..].find('\n').map_or(text.len(), |at| end + at);
    if !before.is_empty() {
        return line + before.len()..end;
    }
    if text[end..behind].trim().is_empty() {
        return line..(behind + 1).min(text.len());
    }
    comment.start..end
}
