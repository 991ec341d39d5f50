//! Code in which reads and what prints are found, and whether a read reaches what prints as it is.

use std::cell::OnceCell;
use std::ops::Range;

use super::Sink;
use super::flow::{self, Local};
use super::row::{Row, begins_word};
use crate::lang::{Language, Lexed, TokenKind, lex};

/// A text with what stands in it.
pub(super) struct Code<'t> {
    pub(super) text: &'t str,
    /// The same with comments and the contents of literals blanked.
    pub(super) blanked: String,
    pub(super) lexed: Lexed,
    pub(super) row: &'static Row,
    /// Reads of one variable, with the name's place.
    pub(super) reads: Vec<(Range<usize>, Range<usize>)>,
    /// Reads of all variables.
    pub(super) whole: Vec<Range<usize>>,
    locals: OnceCell<Vec<Local>>,
}

impl<'t> Code<'t> {
    pub(super) fn new(text: &'t str, language: &'static Language, row: &'static Row) -> Self {
        let lexed = lex(text, language);
        let mut code = Self {
            blanked: lexed.blanked(text),
            text,
            lexed,
            row,
            reads: Vec::new(),
            whole: Vec::new(),
            locals: OnceCell::new(),
        };
        let unset = |name: &str| !row.row.only_unset || !flow::is_set(&code.blanked, name);
        let mut reads: Vec<_> = row
            .reads(text)
            .filter(|(read, name)| code.is_code(read.start) && unset(&text[name.clone()]))
            .collect();
        // `os.getenv("X")` holds `getenv("X")`: the longer one tells what stands before it.
        reads.sort_by_key(|(read, _)| (read.end, read.start));
        reads.dedup_by_key(|(read, _)| read.end);
        let whole = row
            .whole
            .iter()
            .flat_map(|one| one.find_iter(text.as_bytes()));
        let whole = whole.map(|found| found.range());
        let mut whole: Vec<_> = whole
            .filter(|it| begins_word(text, it.start) && code.is_code(it.start))
            .collect();
        whole.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
        whole.dedup_by_key(|it| it.start);
        code.reads = reads;
        code.whole = whole;
        code
    }

    /// Whether a place is code, or text of a literal that takes code where the language has that.
    fn is_code(&self, at: usize) -> bool {
        let same = self.blanked.as_bytes().get(at) == self.text.as_bytes().get(at);
        let inner = || {
            let token = self.lexed.tokens.iter();
            let token = token.filter(|it| it.content.start <= at && at < it.content.end);
            token
                .min_by_key(|it| it.content.len())
                .is_some_and(|it| match it.kind {
                    TokenKind::String(kind) | TokenKind::Heredoc(kind) => !kind.holes.is_empty(),
                    TokenKind::Bare(_) => true,
                    TokenKind::Comment => false,
                })
        };
        same || self.row.row.in_text && inner()
    }

    /// Whether a place is text of a literal.
    fn is_text(&self, at: usize) -> bool {
        self.blanked.as_bytes().get(at) != self.text.as_bytes().get(at)
    }

    pub(super) fn locals(&self) -> &[Local] {
        self.locals.get_or_init(|| flow::locals(self))
    }

    /// What prints, in order.
    pub(super) fn sinks(&self) -> Vec<Sink> {
        let all = self
            .row
            .sinks
            .iter()
            .flat_map(|sink| sink.find_iter(self.blanked.as_bytes()));
        let mut sinks: Vec<Sink> = all
            .filter(|found| self.begins_call(found.start()))
            .filter_map(|found| self.sink(found.range()))
            .collect();
        sinks.sort_by_key(|sink| (sink.at, sink.arguments.start));
        sinks.dedup_by_key(|sink| sink.arguments.end);
        sinks
    }

    /// A statement begins a line or a command; a function is named whole, but for its module.
    fn begins_call(&self, at: usize) -> bool {
        let before = &self.blanked[..at];
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '@');
        let module = before.ends_with("::")
            || before.ends_with("window.")
            || before.ends_with("globalThis.");
        module || !before.ends_with(word)
    }

    fn sink(&self, found: Range<usize>) -> Option<Sink> {
        let written = &self.blanked[found.clone()];
        let (name, arguments) = match written.find('(') {
            Some(bracket) => {
                let start = found.start + bracket + 1;
                (&written[..bracket], start..self.closing(start)?)
            }
            None => {
                if !self.begins_statement(found.start) {
                    return None;
                }
                (written, found.end..self.end_of_statement(found.end)?)
            }
        };
        Some(Sink {
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            at: found.start,
            arguments,
        })
    }

    fn begins_statement(&self, at: usize) -> bool {
        let line = self.blanked[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = self.blanked[line..at].trim_end();
        // In a bracket its output is somebody's input: `$(echo …)`, or the value of a function of a shell.
        let captured = before.ends_with('(') || before.ends_with('`');
        let ends = [
            ";", "&&", "||", "{", "}", "then", "else", "do", ")", "?>", "<?php", "->", "=>",
        ];
        let begins = before.is_empty() || ends.iter().any(|end| before.ends_with(end));
        begins && !captured && !(self.row.row.only_unset && self.depth_at(at) > 0)
    }

    fn depth_at(&self, at: usize) -> usize {
        let count = |c: u8| {
            self.blanked.as_bytes()[..at]
                .iter()
                .filter(|byte| **byte == c)
                .count()
        };
        count(b'{').saturating_sub(count(b'}'))
    }

    /// Where the bracket closes whose inside begins at `start`.
    pub(super) fn closing(&self, start: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (at, byte) in self.blanked[start..].bytes().enumerate() {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return Some(start + at),
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Where a statement ends that goes on at `start`; none when its output goes elsewhere.
    fn end_of_statement(&self, start: usize) -> Option<usize> {
        let mut depth = 0usize;
        let bytes = self.blanked.as_bytes();
        for at in start..bytes.len() {
            match bytes[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return Some(at),
                b')' | b']' | b'}' => depth -= 1,
                b'\n'
                    if depth == 0 && !self.blanked[..at].trim_end().ends_with(['\\', ',', '+']) =>
                {
                    return Some(at);
                }
                b';' if depth == 0 => return Some(at),
                _ if depth == 0 && !self.row.row.piped.is_empty() => {
                    let rest = &bytes[at..];
                    if rest.starts_with(b"&&") || rest.starts_with(b"||") {
                        return Some(at);
                    }
                    let piped = self.row.row.piped.iter();
                    if piped
                        .map(|one| one.as_bytes())
                        .any(|one| rest.starts_with(one))
                    {
                        let kept: [&[u8]; 4] =
                            [b">&2", b"> /dev/stderr", b">/dev/stderr", b">/dev/stdout"];
                        return kept.iter().any(|one| rest.starts_with(one)).then_some(at);
                    }
                }
                _ => {}
            }
        }
        Some(bytes.len())
    }

    /// Whether what stands at `read` reaches what prints as it is.
    pub(super) fn is_printed(&self, sink: &Sink, read: &Range<usize>) -> bool {
        if self.is_text(read.start) {
            return true;
        }
        self.is_given_on(sink, read.start)
            && self.may_stand_behind(sink, read.start)
            && self.may_go_on(sink, read.end)
    }

    /// Whether every bracket between what prints and a place gives on what is in it.
    fn is_given_on(&self, sink: &Sink, at: usize) -> bool {
        let mut open = Vec::new();
        let start = sink.arguments.start;
        for (place, byte) in self.blanked[start..at].bytes().enumerate() {
            match byte {
                b'(' | b'[' | b'{' => open.push((start + place, byte)),
                b')' | b']' | b'}' => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.iter().all(|&(place, byte)| self.gives_on(place, byte))
    }

    fn gives_on(&self, place: usize, bracket: u8) -> bool {
        let before = self.blanked[..place].trim_end();
        let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '!');
        let callee = &before[before.trim_end_matches(name).len()..];
        match bracket {
            b'(' if callee.is_empty() => !before.ends_with([')', ']']),
            b'(' => self.row.row.passes.iter().any(|pass| {
                let end = callee.strip_suffix(pass);
                end.is_some_and(|end| end.is_empty() || end.ends_with(['.', ':']))
            }),
            b'[' => callee.is_empty() && !before.ends_with([')', ']']),
            // A block of a function is no argument; a literal of an object and a hole in a text are.
            _ => !before.ends_with(')') && !before.ends_with("=>") && !before.ends_with('|'),
        }
    }

    /// Whether what stands before a place leaves its value as it is.
    fn may_stand_behind(&self, sink: &Sink, at: usize) -> bool {
        let before = self.blanked[sink.arguments.start..at].trim_end();
        let Some(last) = before.chars().last() else {
            return true;
        };
        let changed = ["==", "!=", "<=", ">=", "!", "=~"];
        if changed.iter().any(|one| before.ends_with(one)) {
            return false;
        }
        let opens = "([{,+:&*=.%?|$@\\\"'`<>-".contains(last);
        let compared = (last == '<' || last == '>' || last == '-')
            && !["<<", "=>", "<>", "->"]
                .iter()
                .any(|one| before.ends_with(one));
        opens && !compared
            || ["or", "return", "std::", "STDERR"]
                .iter()
                .any(|one| before.ends_with(one))
    }

    /// Whether what stands behind a place leaves its value as it is.
    fn may_go_on(&self, sink: &Sink, at: usize) -> bool {
        let Some(at) = self.behind(sink, at) else {
            return false;
        };
        let line_end = self.blanked[at..sink.arguments.end].starts_with(['\n', '\r']);
        let rest = self.blanked[at..sink.arguments.end].trim_start();
        let Some(first) = rest.chars().next() else {
            return true;
        };
        let joins = |one: &str| {
            let word = one.chars().all(char::is_alphabetic);
            let rest = rest.strip_prefix(one);
            rest.is_some_and(|rest| !word || rest.starts_with([' ', '(']))
        };
        ")]},;\"'`".contains(first)
            || line_end && self.row.row.indented
            || self.row.row.joins.iter().any(|one| joins(one))
    }

    /// Behind everything that may follow a read without changing it; none where a bracket does not close.
    fn behind(&self, sink: &Sink, mut at: usize) -> Option<usize> {
        // A template may end within the arguments: `os.getenv("X", "default")`.
        let read = &self.text[..at];
        if read.ends_with([',']) {
            at = self.closing(at)? + 1;
        } else if read.ends_with(['"', '\'']) && self.blanked[at..].starts_with(')') {
            at += 1;
        }
        'next: loop {
            let rest = self.blanked.get(at..sink.arguments.end)?;
            for one in self.row.row.behind {
                // `!` is no part of `!=`.
                if rest.starts_with(one) && !(rest.starts_with("!=")) {
                    at += one.len();
                    if one.ends_with('(') {
                        at = self.closing(at)? + 1;
                    }
                    continue 'next;
                }
            }
            return Some(at);
        }
    }
}
