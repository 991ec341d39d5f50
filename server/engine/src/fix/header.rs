//! Imports among the others at the top of a file, for languages that write them as statements.

use std::ops::Range;

use super::TextEdit;
use super::source::edit;
use crate::lang::{Lexed, TokenKind, pattern};

/// A line or lines of imports: before the first import that the file has, or else behind what
/// must come first: comments, directives, the opening of PHP, the package clause.
pub(super) fn top(text: &str, code: &str, lexed: &Lexed, lines: &str) -> TextEdit {
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let added = lines.trim_end().replace('\n', eol);
    let declares = lines.starts_with("import (");
    if let Some(at) = first_import(code).filter(|_| !declares) {
        return edit(at..at, format!("{added}{eol}"));
    }
    let at = if declares {
        last_import(code).unwrap_or_else(|| behind_opening(text, code, lexed))
    } else {
        behind_opening(text, code, lexed)
    };
    let unended = at > 0 && !text[..at].ends_with(['\n', '\u{feff}']);
    let before = match (unended, at > 0 && text[..at].ends_with('\n')) {
        (true, _) => format!("{eol}{eol}"),
        (false, true) => eol.to_owned(),
        (false, false) => String::new(),
    };
    let gap = if text[at..].starts_with(['\n', '\r']) || at == text.len() {
        ""
    } else {
        eol
    };
    edit(at..at, format!("{before}{added}{eol}{gap}"))
}

/// Where the first import begins.
fn first_import(code: &str) -> Option<usize> {
    let wanted = r#"(?m)^(?:import\b[^(\n]*["'{*\w]|(?:const|var|let)\s+[\w{},\s$]+=\s*require\(|require(?:_relative)?\s+["'])"#;
    Some(pattern(wanted)?.find(code.as_bytes())?.start())
}

/// Behind the last import declaration of Go.
fn last_import(code: &str) -> Option<usize> {
    let wanted = pattern(r"(?m)^import[ \t]*(?:\([^)]*\)|[^\n(]*)[ \t]*(?:\n|\z)")?;
    wanted
        .find_iter(code.as_bytes())
        .last()
        .map(|found| found.end())
}

/// Behind comments, directives and the package clause.
fn behind_opening(text: &str, code: &str, lexed: &Lexed) -> usize {
    let mut at = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let package = pattern(r"(?m)^package[ \t]+[^\n]*(?:\n|\z)");
    if let Some(found) =
        package.and_then(|package| package.find(code.as_bytes()).map(|it| it.end()))
    {
        return found;
    }
    let comments: Vec<Range<usize>> = lexed
        .tokens
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Comment))
        .map(|token| token.full.clone())
        .collect();
    loop {
        let line_end = text[at..]
            .find('\n')
            .map_or(text.len(), |found| at + found + 1);
        let line = text[at..line_end].trim();
        let directive =
            line.starts_with(['"', '\'']) && line.trim_end_matches(';').ends_with(['"', '\'']);
        let open = at == 0 && line.starts_with("#!");
        let comment = comments
            .iter()
            .find(|one| text[at..].trim_start_matches([' ', '\t']).len() == text.len() - one.start);
        if let Some(comment) = comment {
            let end = text[comment.end..]
                .find('\n')
                .map_or(text.len(), |found| comment.end + found + 1);
            at = end.max(at + 1).min(text.len());
        } else if directive || open {
            at = line_end;
        } else {
            return at;
        }
        if at >= text.len() {
            return text.len();
        }
    }
}
