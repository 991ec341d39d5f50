//! Languages as data: how each writes strings and comments, and how it reads a variable.
//!
//! The tables come from `rules/languages/`. [`literal_at`] finds the string literal
//! around a range with a tolerant lexer: broken code costs precision, never a panic.

mod decode;
mod heredoc;
mod lexer;
mod pattern;
#[cfg(test)]
mod tests;
mod tokens;
mod types;

use std::ops::Range;
use std::path::Path;

pub use decode::decode;
pub use lexer::lex;
pub(crate) use pattern::pattern;
pub use tokens::{Lexed, Token, TokenKind};
pub use types::{
    Constant, Escapes, Helper, Heredoc, Import, Language, Lookup, Place, Refused, Spot, StringKind,
    Unknown, Use, Wrap,
};

mod table {
    use super::types::*;
    include!(concat!(env!("OUT_DIR"), "/languages.rs"));
}

/// Every language, in order of id.
#[must_use]
pub fn all() -> &'static [Language] {
    table::LANGUAGES
}

/// The language of an editor's language id, or of Keyward's own.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Language> {
    all().iter().find(|language| language.ids.contains(&id))
}

/// The language that a path's name implies.
#[must_use]
pub fn of_path(path: &Path) -> Option<&'static Language> {
    let name = path.file_name()?.to_str()?;
    let lower = name.to_lowercase();
    all()
        .iter()
        .find(|language| language.files.contains(&name))
        .or_else(|| {
            // The longest ending decides: `.blade.php` before `.php`.
            lower.match_indices('.').find_map(|(dot, _)| {
                let ending = &lower[dot + 1..];
                all()
                    .iter()
                    .find(|language| language.extensions.contains(&ending))
            })
        })
}

/// How a language writes a comment: what goes before and behind the text.
#[must_use]
pub fn comment_syntax(language: &Language) -> Option<(&'static str, &'static str)> {
    let line = language.line_comments.first().map(|&open| (open, ""));
    line.or_else(|| language.block_comments.first().copied())
}

/// A string literal of a text.
#[derive(Clone, Debug)]
pub struct Literal {
    /// How it is written.
    pub kind: &'static StringKind,
    /// All of it, with prefix and delimiters.
    pub full: Range<usize>,
    /// What stands between the delimiters.
    pub content: Range<usize>,
    /// Code inside the content, delimiters and all.
    pub holes: Vec<Range<usize>>,
    /// Whether it is an unquoted word.
    pub bare: bool,
    /// Whether it is the body of a here-document.
    pub heredoc: bool,
}

impl Literal {
    /// What stands before the content: prefix, fence and delimiter.
    #[must_use]
    pub fn opener<'t>(&self, text: &'t str) -> &'t str {
        &text[self.full.start..self.content.start]
    }

    /// What stands behind the content.
    #[must_use]
    pub fn closer<'t>(&self, text: &'t str) -> &'t str {
        &text[self.content.end..self.full.end]
    }
}

/// The innermost literal that holds all of `range` in its content.
#[must_use]
pub fn literal_at(
    text: &str,
    language: &'static Language,
    range: &Range<usize>,
) -> Option<Literal> {
    lex(text, language).literal_at(range)
}
