//! Here-documents: announced on one line, read from the next.

use std::ops::Range;

use super::lexer::Lexer;
use super::tokens::TokenKind;
use super::{Heredoc, StringKind};

impl Lexer<'_> {
    /// `<<EOF`: remembers the body that begins on the next line.
    pub(super) fn heredoc_word(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let heredoc: &'static Heredoc = self
            .language
            .heredocs
            .iter()
            .find(|heredoc| rest.starts_with(heredoc.open))?;
        let mut behind = &rest[heredoc.open.len()..];
        let indented =
            behind.starts_with(|c| heredoc.flags.contains(c)) || heredoc.flags.contains('*');
        behind = behind.trim_start_matches(|c| heredoc.flags.contains(c) && c != '*');
        if heredoc.flags.contains('*') || heredoc.flags.contains(' ') {
            behind = behind.trim_start_matches(' ');
        }
        let quote = behind.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let word = behind.trim_start_matches(['\'', '"', '\\']);
        let len = word.len()
            - word
                .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
                .len();
        if len == 0 || word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let start = self.text.len() - word.len();
        let kind = if quote == Some('\'') || behind.starts_with('\\') {
            &heredoc.quoted
        } else {
            &heredoc.plain
        };
        self.heredocs.push((start..start + len, kind, indented));
        Some(start + len + quote.map_or(0, char::len_utf8))
    }

    /// Reads the bodies that were announced on the line before `at`. One that never ends was
    /// no here-document but a shift or an append.
    pub(super) fn heredoc_bodies(&mut self, mut at: usize, depth: usize) -> usize {
        for (word, kind, indented) in std::mem::take(&mut self.heredocs) {
            let Some((end, after)) = self.heredoc_end(at, word, indented) else {
                self.fuel = self.fuel.saturating_sub(self.text.len() - at);
                continue;
            };
            let holes = self.heredoc_holes(at..end, kind, depth);
            self.push(TokenKind::Heredoc(kind), at..end, at..end, holes);
            // The closing line may go on with code behind the word; it holds no literal of interest.
            at = after;
        }
        at
    }

    /// Where the line of the closing word starts and ends.
    fn heredoc_end(&self, at: usize, word: Range<usize>, indented: bool) -> Option<(usize, usize)> {
        if self.fuel == 0 {
            return None;
        }
        let word = &self.text[word];
        let mut start = at;
        for line in self.text[at..].split_inclusive('\n') {
            let name = if indented { line.trim_start() } else { line };
            let name = name
                .trim_end_matches(['\n', '\r'])
                .trim_end_matches([';', ')', ',']);
            if name == word {
                return Some((start, start + line.len()));
            }
            start += line.len();
        }
        None
    }

    fn heredoc_holes(
        &mut self,
        body: Range<usize>,
        kind: &'static StringKind,
        depth: usize,
    ) -> Vec<Range<usize>> {
        let mut holes = Vec::new();
        let mut at = body.start;
        while at < body.end {
            let before = self.tokens.len();
            match self.hole(at, kind, depth) {
                Some(end) if end <= body.end => {
                    holes.push(at..end);
                    at = end;
                }
                _ => {
                    self.tokens.truncate(before);
                    at += self.text[at..].chars().next().map_or(1, char::len_utf8);
                }
            }
        }
        holes
    }
}
