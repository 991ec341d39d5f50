//! The strings and comments of a text.

use std::ops::Range;

use super::{Literal, StringKind};

/// What a token is.
#[derive(Clone, Copy, Debug)]
pub enum TokenKind {
    /// A comment.
    Comment,
    /// A string literal.
    String(&'static StringKind),
    /// The body of a here-document.
    Heredoc(&'static StringKind),
    /// A word that counts as a literal though it has no quotes.
    Bare(&'static StringKind),
}

/// A string, a word or a comment.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// All of it.
    pub full: Range<usize>,
    /// What stands between the delimiters.
    pub content: Range<usize>,
    /// Code inside the content.
    pub holes: Vec<Range<usize>>,
}

/// A text's tokens in order of their end; a literal inside a hole comes before the one around it.
#[derive(Clone, Debug, Default)]
pub struct Lexed {
    /// The tokens.
    pub tokens: Vec<Token>,
}

impl Lexed {
    /// The innermost literal that holds all of `range` in its content.
    #[must_use]
    pub fn literal_at(&self, range: &Range<usize>) -> Option<Literal> {
        let holds = |token: &&Token| {
            token.content.start <= range.start
                && range.end <= token.content.end
                && !matches!(token.kind, TokenKind::Comment)
        };
        let token = self
            .tokens
            .iter()
            .filter(holds)
            .min_by_key(|token| token.content.len())?;
        let (kind, bare, heredoc) = match token.kind {
            TokenKind::String(kind) => (kind, false, false),
            TokenKind::Heredoc(kind) => (kind, false, true),
            TokenKind::Bare(kind) => (kind, true, false),
            TokenKind::Comment => return None,
        };
        // A range in a hole of an outer literal is code there, not text.
        if token
            .holes
            .iter()
            .any(|hole| hole.start < range.end && range.start < hole.end)
        {
            return None;
        }
        Some(Literal {
            kind,
            full: token.full.clone(),
            content: token.content.clone(),
            holes: token.holes.clone(),
            bare,
            heredoc,
        })
    }

    /// The literals that stand in no other one, in order.
    #[must_use]
    pub fn outer_literals(&self) -> Vec<Range<usize>> {
        let is_literal =
            |token: &&Token| !matches!(token.kind, TokenKind::Comment | TokenKind::Bare(_));
        let mut all: Vec<_> = self
            .tokens
            .iter()
            .filter(is_literal)
            .map(|token| token.full.clone())
            .collect();
        all.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        all.retain(|range| {
            let outer = range.start >= end;
            end = end.max(range.end);
            outer
        });
        all
    }

    /// Whether the range lies in a comment.
    #[must_use]
    pub fn in_comment(&self, range: &Range<usize>) -> bool {
        self.tokens.iter().any(|token| {
            matches!(token.kind, TokenKind::Comment)
                && token.full.start <= range.start
                && range.end <= token.full.end
        })
    }

    /// The text with comments and the contents of quoted literals blanked, byte for byte; line ends
    /// stay, and so does the code in holes.
    #[must_use]
    pub fn blanked(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let mut blank = |range: Range<usize>| {
            for byte in &mut bytes[range] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        };
        for token in &self.tokens {
            let content = match token.kind {
                TokenKind::Comment => token.full.clone(),
                TokenKind::Bare(_) => continue,
                _ => token.content.clone(),
            };
            let mut at = content.start;
            for hole in &token.holes {
                blank(at..hole.start.max(at));
                at = hole.end;
            }
            blank(at..content.end.max(at));
        }
        String::from_utf8(bytes).unwrap_or_default()
    }
}
