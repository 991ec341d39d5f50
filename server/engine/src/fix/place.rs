//! Where a literal stands: what the code around it allows and asks for.

use std::ops::Range;
use std::path::Path;

use super::{Refusal, refusal};
use crate::lang::{Language, Lookup, Refused, pattern};

/// The code around a literal, with comments and the contents of literals blanked.
pub(super) struct Around {
    pub(super) head: String,
    pub(super) tail: String,
    in_brackets: bool,
    /// Whether it stands in no function.
    file_scope: bool,
    /// Whether only a part of the literal is moved.
    part: bool,
}

/// How much code before and behind a literal is looked at.
const WINDOW: usize = 64 * 1024;

impl Around {
    pub(super) fn of(code: &str, literal: &Range<usize>, part: bool) -> Self {
        let start = floor(code, literal.start.saturating_sub(WINDOW));
        let end = floor(code, (literal.end + WINDOW).min(code.len()));
        let mut depth = 0usize;
        for byte in code[..literal.start].bytes() {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Self {
            head: code[start..literal.start].to_owned(),
            tail: code[literal.end..end].to_owned(),
            in_brackets: depth > 0,
            file_scope: file_scope(code, literal.start),
            part,
        }
    }

    /// Refuses places that take constants only.
    pub(super) fn check(&self, language: &Language, path: &Path) -> Result<(), Refusal> {
        let path = path.to_string_lossy().replace('\\', "/");
        let holds = |one: &&Refused| matches(one.path, &path) && self.is(one);
        match language.refusals.iter().find(holds) {
            Some(one) => Err(refusal(
                "constant-context",
                &format!("{}.", capitalised(one.why)),
            )),
            None => Ok(()),
        }
    }

    fn is(&self, place: &Refused) -> bool {
        if (place.outside_brackets && self.in_brackets) || (place.part && !self.part) {
            return false;
        }
        if (place.file_scope && !self.file_scope)
            || (!place.unless.is_empty() && matches(place.unless, &self.head))
        {
            return false;
        }
        let Some(head) = pattern(place.head) else {
            return false;
        };
        let Some(found) = head.captures(self.head.as_bytes()) else {
            return false;
        };
        match found
            .name("name")
            .map(|name| String::from_utf8_lossy(name.as_bytes()))
        {
            Some(name) => {
                let uses = place.tail.replace("NAME", &name);
                matches(&uses, &self.tail) || matches(&uses, &self.head)
            }
            None => matches(place.tail, &self.tail),
        }
    }

    /// Whether a line above has to check the variable.
    pub(super) fn needs_guard(&self, lookup: &Lookup) -> bool {
        matches(lookup.guard_head, &self.head)
    }

    /// Whether the literal is compared with something.
    pub(super) fn compares(&self) -> bool {
        let (head, tail) = (self.head.trim_end(), self.tail.trim_start());
        let signs = ["==", "!="];
        signs
            .iter()
            .any(|sign| head.ends_with(sign) || tail.starts_with(sign))
    }

    fn head_is_free(&self) -> bool {
        let head = self.head.trim_end();
        let ends = |texts: &[&str]| texts.iter().any(|text| head.ends_with(text));
        let opens = head.is_empty() || head.ends_with(['=', '(', ',', '[', '{', ':', ';']);
        let compares = ends(&["==", "!=", "<=", ">="]);
        (opens && !compares) || ends(&["=>", "->", "return", "yield", "echo"])
    }

    fn tail_is_free(&self) -> bool {
        let tail = self.tail.trim_start();
        let same_line = !self.tail[..self.tail.len() - tail.len()].contains('\n');
        match tail.chars().next() {
            None | Some(')' | ']' | '}' | ',' | ';') => true,
            Some(next) => !same_line && (next.is_alphanumeric() || "_\"'@#".contains(next)),
        }
    }

    /// The expression with what the place needs around it: parentheses where its
    /// neighbours bind tighter, unless it is an atom.
    pub(super) fn fitted(&self, language: &Language, expression: &str, atom: bool) -> String {
        let mut wraps = language.wraps.iter();
        let wrap = wraps.find(|one| {
            (!one.part || self.part)
                && matches(one.head, &self.head)
                && matches(one.tail, &self.tail)
                && matches(one.only, expression)
        });
        let out = match wrap {
            Some(wrap) => format!("{}{expression}{}", wrap.open, wrap.close),
            None if atom || (self.head_is_free() && self.tail_is_free()) => expression.to_owned(),
            None => format!("({expression})"),
        };
        if !language.adjacent_literals {
            return out;
        }
        // A literal next to another is joined to it; a lookup has to say so.
        let operator = language.lookup.as_ref().map_or("+", |one| one.operator);
        let operator = operator.trim();
        let mut joined = out;
        if self.literal_before() {
            joined = format!("{operator} {joined}");
        }
        if self.literal_behind() {
            joined = format!("{joined} {operator}");
        }
        joined
    }

    fn literal_before(&self) -> bool {
        let head = self.head.trim_end();
        head.ends_with(['"', '\'']) && self.is_one_line(&self.head[head.len()..])
    }

    fn literal_behind(&self) -> bool {
        let tail = self.tail.trim_start();
        let literal = tail.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        // No prefix of a literal is longer than two letters.
        tail.len() - literal.len() <= 2
            && literal.starts_with(['"', '\''])
            && self.is_one_line(&self.tail[..self.tail.len() - tail.len()])
    }

    fn is_one_line(&self, gap: &str) -> bool {
        self.in_brackets || !gap.contains('\n')
    }
}

/// Whether a place is in no function: no `{` around it stands behind a `)`.
pub(super) fn file_scope(code: &str, at: usize) -> bool {
    let mut open = Vec::new();
    let mut last = b' ';
    for byte in code[..at].bytes() {
        match byte {
            b'{' => open.push(last == b')'),
            b'}' => drop(open.pop()),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    !open.contains(&true)
}

pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn matches(wanted: &str, text: &str) -> bool {
    wanted.is_empty() || pattern(wanted).is_some_and(|wanted| wanted.is_match(text.as_bytes()))
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
