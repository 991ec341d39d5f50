//! Finds strings and comments. Knows no grammar: a stack of "code until this closes".

use std::ops::Range;

use super::tokens::{Lexed, Token, TokenKind};
use super::{Language, StringKind};

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
    let mut at = lexer.prologue();
    while at < text.len() {
        at = lexer.code(at, None, 0).max(at + 1);
    }
    Lexed {
        tokens: lexer.tokens,
    }
}

pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    bytes: &'t [u8],
    pub(super) language: &'static Language,
    pub(super) tokens: Vec<Token>,
    /// Here-documents that begin on the next line: word, how, whether its end may be indented.
    pub(super) heredocs: Vec<(Range<usize>, &'static StringKind, bool)>,
    /// Whether an operand may stand here, so that `/` begins a regex.
    operand: bool,
    /// How many more bytes may be read inside holes.
    pub(super) fuel: usize,
}

impl Lexer<'_> {
    /// Behind what is no code yet: the page before the first `<?`.
    fn prologue(&mut self) -> usize {
        let open = self.language.prologue;
        let found = (!open.is_empty()).then(|| self.text.find(open)).flatten();
        let end = found.map_or(0, |at| at + open.len());
        if end > 0 {
            self.push(TokenKind::Comment, 0..end, 0..end, Vec::new());
        }
        end
    }

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
            // A comment may have to begin a line: `=begin` in Ruby.
            let comment = self.heredocs.is_empty().then(|| self.comment(at)).flatten();
            return comment.unwrap_or_else(|| self.heredoc_bodies(at + 1, depth));
        }
        if let Some(end) = self.plain_character(at) {
            self.operand = false;
            return end;
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

    /// Behind the end of a character of code that would begin something otherwise: `$"` in Erlang.
    fn plain_character(&self, at: usize) -> Option<usize> {
        let mut chars = self.text[at..].chars();
        let sign = chars.next()?;
        // Where operands are told from operators, `?` may be one: `x ?"a" : "b"`.
        let misplaced = self.language.regex_literals && !self.operand;
        let begins = self.language.char_signs.contains(sign) && !misplaced;
        if !begins || self.text[..at].ends_with(is_name) {
            return None;
        }
        let behind = at + sign.len_utf8();
        match chars.next()? {
            '\\' => Some(behind + 1 + chars.next().map_or(0, char::len_utf8)),
            '"' | '\'' | '`' | '#' | ';' | '%' => Some(behind + 1),
            _ => None,
        }
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
            self.comment_end(body, open, close)
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

    /// Where a block comment ends whose text begins at `at`.
    fn comment_end(&self, mut at: usize, open: &str, close: &str) -> usize {
        let mut depth = 1usize;
        // Looked for once for each: a text of nothing but openers takes no longer than others.
        let next = |at: usize| self.text[at..].find(close).map(|found| at + found);
        let mut end = next(at);
        while let Some(closed) = end {
            let nested = if self.language.nested_comments {
                self.text[at..closed].find(open)
            } else {
                None
            };
            if let Some(nested) = nested {
                depth += 1;
                at += nested + open.len();
                end = if at > closed { next(at) } else { end };
                continue;
            }
            depth -= 1;
            at = closed + close.len();
            if depth == 0 {
                return at;
            }
            end = next(at);
        }
        self.text.len()
    }

    pub(super) fn push(
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
        if self.is_apostrophe(at) {
            return None;
        }
        let mut from = 0;
        loop {
            let (index, content, close) = self.opener(at, from)?;
            let kind = &self.language.strings[index];
            if let Some(end) = self.literal(at, content, kind, &close, depth) {
                return Some(end);
            }
            if kind.never.is_empty() {
                return None;
            }
            from = index + 1;
        }
    }

    /// Reads a literal from its content on. Returns where it ended.
    fn literal(
        &mut self,
        at: usize,
        content: usize,
        kind: &'static StringKind,
        close: &str,
        depth: usize,
    ) -> Option<usize> {
        let open = &self.text[..content];
        let (mut end, mut holes) = self.body(content, kind, (open, close), depth)?;
        if kind.twice
            && let Some(second) = self.second(end + close.len(), kind, close)
        {
            let (behind, more) = self.body(second, kind, (open, close), depth)?;
            end = behind;
            holes.extend(more);
        }
        let full_end = if self.text[end..].starts_with(close) {
            end + close.len()
        } else {
            end
        };
        self.push(TokenKind::String(kind), at..full_end, content..end, holes);
        Some(full_end)
    }

    /// Where the second content of `s/…/…/` or `s{…}{…}` starts.
    fn second(&self, at: usize, kind: &'static StringKind, close: &str) -> Option<usize> {
        let (open, _) = kind.quotes.iter().find(|(_, end)| *end == close)?;
        let rest = self.text.get(at..)?;
        if *open == close {
            return Some(at);
        }
        let gap = rest.len() - rest.trim_start().len();
        rest[gap..]
            .starts_with(open)
            .then_some(at + gap + open.len())
    }

    /// Whether a quote stands in a word, as in the text of an element.
    fn is_apostrophe(&self, at: usize) -> bool {
        let words = self.language.words_before_quote;
        if words.is_empty() || !matches!(self.bytes[at], b'\'' | b'"') {
            return false;
        }
        let before = &self.text[..at];
        let word = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
        let word = &before[word.len()..];
        !word.is_empty() && !words.contains(&word)
    }

    /// The kind of literal that begins here, the first one from `from` on, where its content
    /// starts and what closes it.
    fn opener(&self, at: usize, from: usize) -> Option<(usize, usize, String)> {
        let rest = &self.text[at..];
        for (index, kind) in self.language.strings.iter().enumerate().skip(from) {
            if kind.operand && !self.operand {
                continue;
            }
            for prefix in kind.prefixes {
                let matches = rest.get(..prefix.len()).is_some_and(|head| {
                    head == *prefix || (kind.any_case && head.eq_ignore_ascii_case(prefix))
                });
                if !matches {
                    continue;
                }
                let behind = &rest[prefix.len()..];
                if let Some((opener, close)) =
                    kind.tagged.and_then(|four| tagged(behind, kind, four))
                {
                    return Some((index, at + prefix.len() + opener, close));
                }
                let fences = kind.fence.map_or(0, |fence| {
                    behind.len() - behind.trim_start_matches(fence).len()
                });
                let found = kind
                    .quotes
                    .iter()
                    .find(|(open, _)| behind[fences..].starts_with(open));
                if let Some((open, close)) = found {
                    let close = format!("{close}{}{}", &behind[..fences], kind.behind_fence);
                    return Some((index, at + prefix.len() + fences + open.len(), close));
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
        (before, close): (&str, &str),
        depth: usize,
    ) -> Option<(usize, Vec<Range<usize>>)> {
        let mut at = start;
        let mut holes = Vec::new();
        let nests = before.chars().last().filter(|_| kind.nests);
        let mut nested = 0usize;
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
            } else if let Some((text, _)) =
                kind.stands.iter().find(|(text, _)| rest.starts_with(text))
            {
                at += text.len();
            } else if nested == 0 && rest.starts_with(close) {
                return Some((at, holes));
            } else if rest.starts_with(|c| kind.never.contains(c))
                || (rest.starts_with('\n') && !kind.multi_line)
            {
                return None;
            } else if let Some(end) = self.hole(at, kind, depth) {
                holes.push(at..end);
                at = end;
            } else if kind.escapes.is_some_and(|one| rest.starts_with(one.lead)) {
                at += 1 + self.text[at + 1..].chars().next().map_or(0, char::len_utf8);
            } else {
                if nests.is_some_and(|open| rest.starts_with(open)) {
                    nested += 1;
                } else if nested > 0 && rest.starts_with(close) {
                    nested -= 1;
                }
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        kind.multi_line.then_some((at, holes))
    }

    pub(super) fn hole(
        &mut self,
        at: usize,
        kind: &'static StringKind,
        depth: usize,
    ) -> Option<usize> {
        let rest = &self.text[at..];
        let Some(&(open, close)) = kind.holes.iter().find(|(open, _)| rest.starts_with(open))
        else {
            return named_hole(rest, kind).map(|len| at + len);
        };
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
            let word = &rest[..len];
            self.operand = matches!(word, "return" | "typeof" | "case" | "in" | "of")
                || self.language.operand_words.contains(&word);
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
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long a name in a literal is with the character that says it is one: `$name`.
fn named_hole(rest: &str, kind: &StringKind) -> Option<usize> {
    let name = rest.strip_prefix(|first| kind.sigils.contains(first))?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    Some(
        rest.len()
            - name
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_')
                .len(),
    )
}

/// How long the opener of a literal with a tag is, and what closes it.
fn tagged(rest: &str, kind: &StringKind, four: [&str; 4]) -> Option<(usize, String)> {
    /// Longer than any that a compiler takes.
    const LONGEST: usize = 64;
    let [open, behind_tag, close, end] = four;
    let tag = rest.strip_prefix(open)?;
    let is_tag = |c: char| match kind.tag {
        "" => c.is_ascii_alphanumeric() || c == '_',
        listed => listed.contains(c),
    };
    let len = tag.len() - tag.trim_start_matches(is_tag).len();
    let fits = len <= LONGEST && tag[len..].starts_with(behind_tag);
    fits.then(|| {
        let close = format!("{close}{}{end}", &tag[..len]);
        (open.len() + len + behind_tag.len(), close)
    })
}
