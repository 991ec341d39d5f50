//! Finds strings and comments. Knows no grammar: a stack of "code until this closes".

use std::ops::Range;

use super::{Heredoc, Language, Literal, StringKind};

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

/// Code nested deeper than this is read as plain text.
const MAX_DEPTH: usize = 64;

/// How often a byte may be read again because a hole did not close. Holes nest, so
/// without a bound a text of nothing but openers would take for ever.
const FUEL_PER_BYTE: usize = 4;

/// Finds the strings and comments of a text.
#[must_use]
pub fn lex(text: &str, language: &'static Language) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        language,
        tokens: Vec::new(),
        heredocs: Vec::new(),
        operand: true,
        fuel: FUEL_PER_BYTE * text.len() + 4096,
    };
    let mut at = 0;
    while at < text.len() {
        at = lexer.code(at, None, 0).max(at + 1);
    }
    Lexed {
        tokens: lexer.tokens,
    }
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

    /// The text with comments and the contents of quoted literals blanked, byte for byte; line ends stay.
    #[must_use]
    pub fn blanked(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for token in &self.tokens {
            let range = match token.kind {
                TokenKind::Comment => token.full.clone(),
                TokenKind::Bare(_) => continue,
                _ => token.content.clone(),
            };
            for byte in &mut bytes[range] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        String::from_utf8(bytes).unwrap_or_default()
    }
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    language: &'static Language,
    tokens: Vec<Token>,
    /// Here-documents that begin on the next line: word, how, whether its end may be indented.
    heredocs: Vec<(Range<usize>, &'static StringKind, bool)>,
    /// Whether an operand may stand here, so that `/` begins a regex.
    operand: bool,
    /// How many more bytes may be read inside holes.
    fuel: usize,
}

impl Lexer<'_> {
    /// Reads code from `at` to the end of the text, or until `close` closes. Returns where it ended.
    fn code(&mut self, mut at: usize, close: Option<(&str, &str)>, depth: usize) -> usize {
        let nests = close.and_then(|(open, _)| open.chars().last());
        let mut nested = 0usize;
        while at < self.bytes.len() {
            if !self.may_go_on(depth) {
                return self.bytes.len();
            }
            let rest = &self.text[at..];
            if let Some((_, end)) = close {
                if nested == 0 && rest.starts_with(end) {
                    return at;
                }
                let first = rest.chars().next();
                if first == nests && nests != end.chars().next() {
                    nested += 1;
                } else if nested > 0 && rest.starts_with(end) {
                    nested -= 1;
                }
            }
            at = self.step(at, depth);
        }
        at
    }

    /// Takes one step's fuel inside a hole; outside every byte is read once anyway.
    fn may_go_on(&mut self, depth: usize) -> bool {
        if depth > 0 {
            self.fuel = self.fuel.saturating_sub(1);
        }
        depth == 0 || self.fuel > 0
    }

    /// Takes one token, word or character of code. Returns where the next one starts.
    fn step(&mut self, at: usize, depth: usize) -> usize {
        if self.bytes[at] == b'\n' {
            self.operand = true;
            return self.heredoc_bodies(at + 1, depth);
        }
        if let Some(end) = self.comment(at) {
            return end;
        }
        if let Some(end) = self.string(at, depth) {
            self.operand = false;
            return end;
        }
        if let Some(end) = self.heredoc_word(at) {
            return end;
        }
        if self.language.char_literals && self.bytes[at] == b'\'' {
            return self.character(at);
        }
        if self.language.regex_literals && self.bytes[at] == b'/' && self.operand {
            return self.regex(at);
        }
        self.word(at)
    }

    fn comment(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let starts_word =
            at == 0 || self.bytes[at - 1].is_ascii_whitespace() || self.bytes[at - 1] == b';';
        let is_none = self
            .language
            .not_comments
            .iter()
            .any(|open| rest.starts_with(open));
        if is_none || (self.language.comment_starts_word && !starts_word) {
            return None;
        }
        let block = self
            .language
            .block_comments
            .iter()
            .find(|(open, _)| rest.starts_with(open));
        let end = if let Some((open, close)) = block {
            let body = at + open.len();
            self.text[body..]
                .find(close)
                .map_or(self.text.len(), |found| body + found + close.len())
        } else {
            self.language
                .line_comments
                .iter()
                .find(|open| rest.starts_with(**open))?;
            at + rest.find('\n').unwrap_or(rest.len())
        };
        self.push(TokenKind::Comment, at..end, at..end, Vec::new());
        Some(end)
    }

    fn push(
        &mut self,
        kind: TokenKind,
        full: Range<usize>,
        content: Range<usize>,
        holes: Vec<Range<usize>>,
    ) {
        self.tokens.push(Token {
            kind,
            full,
            content,
            holes,
        });
    }

    fn string(&mut self, at: usize, depth: usize) -> Option<usize> {
        let (kind, content, close) = self.opener(at)?;
        let (end, holes) = self.body(content, kind, &close, depth)?;
        let full_end = if self.text[end..].starts_with(close.as_str()) {
            end + close.len()
        } else {
            end
        };
        self.push(TokenKind::String(kind), at..full_end, content..end, holes);
        Some(full_end)
    }

    /// The kind of literal that begins here, where its content starts and what closes it.
    fn opener(&self, at: usize) -> Option<(&'static StringKind, usize, String)> {
        let rest = &self.text[at..];
        for kind in self.language.strings {
            for prefix in kind.prefixes {
                let matches = rest.get(..prefix.len()).is_some_and(|head| {
                    head == *prefix || (kind.any_case && head.eq_ignore_ascii_case(prefix))
                });
                if !matches {
                    continue;
                }
                let behind = &rest[prefix.len()..];
                let fences = kind.fence.map_or(0, |fence| {
                    behind.len() - behind.trim_start_matches(fence).len()
                });
                let found = kind
                    .quotes
                    .iter()
                    .find(|(open, _)| behind[fences..].starts_with(open));
                if let Some((open, close)) = found {
                    let close = format!("{close}{}", &behind[..fences]);
                    return Some((kind, at + prefix.len() + fences + open.len(), close));
                }
            }
        }
        None
    }

    /// Reads a literal's content. `None` when a one-line literal does not close: then it is none.
    fn body(
        &mut self,
        start: usize,
        kind: &'static StringKind,
        close: &str,
        depth: usize,
    ) -> Option<(usize, Vec<Range<usize>>)> {
        let mut at = start;
        let mut holes = Vec::new();
        while at < self.text.len() {
            if !self.may_go_on(depth) {
                return None;
            }
            let rest = &self.text[at..];
            if let Some(double) = kind
                .doubled
                .iter()
                .find(|double| rest.starts_with(**double))
            {
                at += double.len();
            } else if rest.starts_with(close) {
                return Some((at, holes));
            } else if rest.starts_with('\n') && !kind.multi_line {
                return None;
            } else if rest.starts_with('\\') && kind.escapes.is_some() {
                at += 1 + self.text[at + 1..].chars().next().map_or(0, char::len_utf8);
            } else if let Some(end) = self.hole(at, kind, depth) {
                holes.push(at..end);
                at = end;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        kind.multi_line.then_some((at, holes))
    }

    fn hole(&mut self, at: usize, kind: &'static StringKind, depth: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let &(open, close) = kind.holes.iter().find(|(open, _)| rest.starts_with(open))?;
        if depth >= MAX_DEPTH || self.fuel == 0 {
            return None;
        }
        let before = self.tokens.len();
        let end = self.code(at + open.len(), Some((open, close)), depth + 1);
        let crosses_line = || self.text[at..end].contains('\n');
        if end >= self.text.len() || (!kind.multi_line && crosses_line()) {
            // Not closed where it has to be: plain text after all.
            self.tokens.truncate(before);
            return None;
        }
        Some(end + close.len())
    }

    fn character(&mut self, at: usize) -> usize {
        let rest = &self.text[at + 1..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let body = if line.starts_with('\\') {
            line.char_indices()
                .skip(2)
                .find(|&(_, c)| c == '\'')
                .map(|(found, _)| found)
        } else {
            line.chars()
                .next()
                .map(char::len_utf8)
                .filter(|&len| line[len..].starts_with('\''))
        };
        self.operand = false;
        body.map_or(at + 1, |len| at + 1 + len + 1)
    }

    fn regex(&mut self, at: usize) -> usize {
        let mut in_class = false;
        let mut skip = false;
        for (found, character) in self.text[at + 1..].char_indices() {
            match character {
                '\n' => break,
                _ if skip => skip = false,
                '\\' => skip = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    self.operand = false;
                    return at + 1 + found + 1;
                }
                _ => {}
            }
        }
        at + 1
    }

    /// A run of word characters, or one other character.
    fn word(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if let Some(kind) = &self.language.bare {
            return self.bare(at, kind);
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let len = rest.len() - rest.trim_start_matches(is_word).len();
        if len > 0 {
            self.operand = matches!(&rest[..len], "return" | "typeof" | "case" | "in" | "of");
            return at + len;
        }
        let first = rest.chars().next().unwrap_or(' ');
        if !first.is_whitespace() {
            self.operand = !matches!(first, ')' | ']' | '}');
        }
        at + first.len_utf8()
    }

    /// In a shell every word is a string; an assignment's value is a word of its own.
    fn bare(&mut self, at: usize, kind: &'static StringKind) -> usize {
        let rest = &self.text[at..];
        let ends = |c: char| c.is_whitespace() || "\"'`$();|&<>{}\\=#".contains(c);
        let len = rest
            .find(|c: char| ends(c) && !(c == '#' || c == '='))
            .unwrap_or(rest.len());
        if len == 0 {
            return at + rest.chars().next().map_or(1, char::len_utf8);
        }
        let word = &rest[..len];
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = match word.split_once('=') {
            Some((name, _))
                if name
                    .trim_start_matches('-')
                    .chars()
                    .all(|c| is_name(c) || c == '-') =>
            {
                at + name.len() + 1
            }
            _ => at,
        };
        self.push(
            TokenKind::Bare(kind),
            start..at + len,
            start..at + len,
            Vec::new(),
        );
        at + len
    }

    /// `<<EOF`: remembers the body that begins on the next line.
    fn heredoc_word(&mut self, at: usize) -> Option<usize> {
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
    fn heredoc_bodies(&mut self, mut at: usize, depth: usize) -> usize {
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
