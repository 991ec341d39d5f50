//! The comment that allows a finding.

use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

use super::{EditPlan, FileEdit, NewText, Refusal, Request, TextEdit, refusal};
use crate::lang;

/// Plans the comment that allows a finding: `keyward:allow RULE: reason` at the end
/// of its line in the language's comment syntax, or on the line above.
///
/// # Errors
/// When the language has no comments, or the document has no path.
pub fn allow(request: &Request<'_>, reason: &str) -> Result<EditPlan, Refusal> {
    let Some(path) = request.path else {
        return Err(refusal(
            "untitled-document",
            "Save the document first: the comment goes into its file.",
        ));
    };
    let range = &request.finding.range;
    let rule = request.finding.rule.id;
    allow_at(path, request.text, request.language, range, rule, reason)
}

/// The same for anything else that has an id and a place.
///
/// # Errors
/// When the language has no comments.
pub fn allow_at(
    path: &Path,
    text: &str,
    language: &str,
    range: &Range<usize>,
    rule: &str,
    reason: &str,
) -> Result<EditPlan, Refusal> {
    let language = lang::by_id(language).or_else(|| lang::of_path(path));
    let Some((open, close)) = language.and_then(lang::comment_syntax) else {
        return Err(refusal(
            "no-comments",
            "This format has no comments: allow the finding in .keyward.toml instead.",
        ));
    };
    let reason: String = reason
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let reason = if close.is_empty() {
        reason
    } else {
        reason.replace(close, " ")
    };
    let tail = if close.is_empty() {
        String::new()
    } else {
        format!(" {close}")
    };
    let comment = format!("{open} keyward:allow {rule}: {}{tail}", reason.trim());

    let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |at| range.end + at);
    let line_end = line_end - usize::from(text[..line_end].ends_with('\r'));
    let edit = if ends_in_code(text, language, line_start, line_end) {
        TextEdit {
            range: line_end..line_end,
            text: NewText(Zeroizing::new(format!("  {comment}"))),
        }
    } else {
        let line = &text[line_start..line_end];
        let indent = &line[..line.len() - line.trim_start().len()];
        let eol = if text[line_end..].starts_with('\r') {
            "\r\n"
        } else {
            "\n"
        };
        let text = NewText(Zeroizing::new(format!("{indent}{comment}{eol}")));
        TextEdit {
            range: line_start..line_start,
            text,
        }
    };
    Ok(EditPlan {
        title: format!("Allow this finding with a comment (keyward:allow {rule})"),
        name: String::new(),
        files: vec![FileEdit::source(path, text, vec![edit])],
        notes: Vec::new(),
    })
}

/// Whether a comment can be put at the end of the line: it does not end inside a literal or a comment.
fn ends_in_code(
    text: &str,
    language: Option<&'static lang::Language>,
    start: usize,
    end: usize,
) -> bool {
    let Some(language) = language else {
        return false;
    };
    let continued = text[start..end].trim_end().ends_with('\\');
    let lexed = lang::lex(text, language);
    let spans = |token: &lang::Token| match token.kind {
        lang::TokenKind::Comment => {
            token.full.start < end && token.full.end >= end && token.full.end > start
        }
        _ => token.full.start < end && token.full.end > end,
    };
    !continued && !lexed.tokens.iter().any(spans)
}
