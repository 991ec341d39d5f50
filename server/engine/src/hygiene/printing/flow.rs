//! Local variables that hold what was read, and nothing else.

use std::ops::Range;

use regex::bytes::Regex;

use super::Sink;
use super::place::Code;
use super::row::template;
use crate::hygiene::name::says_secret;
use crate::hygiene::table;
use crate::lang::pattern;

/// Variables that are followed in one file.
const MOST: usize = 50;

/// A local variable that holds a secret variable's value.
pub(super) struct Local {
    /// The variable of the environment.
    pub(super) variable: String,
    /// Where it has the value.
    pub(super) from: usize,
    in_code: Option<Regex>,
    in_text: Vec<Regex>,
}

/// Whether the text assigns to a variable itself.
pub(super) fn is_set(blanked: &str, name: &str) -> bool {
    let bytes = blanked.as_bytes();
    memchr::memmem::find_iter(bytes, name).any(|at| {
        let behind = bytes.get(at + name.len());
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let begins = before.is_none_or(|byte| {
            !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'$' | b'{')
        });
        let read =
            blanked[..at].trim_end().ends_with("read") || blanked[..at].trim_end().ends_with("-s");
        begins && (behind == Some(&b'=') || read)
    })
}

/// The variables of a text that hold secrets.
pub(super) fn locals(code: &Code<'_>) -> Vec<Local> {
    let mut out = Vec::new();
    if code.row.row.only_unset {
        return out;
    }
    let (Some(assigned), Some(apart)) = (pattern(table::ASSIGNED), pattern(table::TAKEN_APART))
    else {
        return out;
    };
    for (read, name) in &code.reads {
        let variable = &code.text[name.clone()];
        if says_secret(variable)
            && let Some(found) = name_before(code, read.start, &assigned)
        {
            out.extend(local(code, &found, variable, read.end));
        }
    }
    for read in &code.whole {
        let Some(names) = name_before(code, read.start, &apart) else {
            continue;
        };
        for name in names.split(',').map(str::trim) {
            let (variable, name) = name.split_once(':').unwrap_or((name, name));
            if says_secret(variable.trim()) {
                out.extend(local(code, name.trim(), variable.trim(), read.end));
            }
        }
    }
    out.truncate(MOST);
    out
}

/// What a pattern finds at the end of the line before a place.
fn name_before(code: &Code<'_>, at: usize, pattern: &Regex) -> Option<String> {
    let line = code.blanked[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = &code.blanked[line..at];
    let found = pattern.captures(before.as_bytes())?;
    let name = found.name("name").or_else(|| found.name("names"))?;
    // A field of something is not followed: others may read and change it.
    let of_something = before[..name.start()].ends_with(['.', '>', ':']);
    let compared = before.trim_end().ends_with("==") || before.trim_end().ends_with("!=");
    (!of_something && !compared).then(|| before[name.range()].to_owned())
}

/// The variable, when it is given a value only once in the text.
fn local(code: &Code<'_>, name: &str, variable: &str, from: usize) -> Option<Local> {
    let sure = !name.is_empty() && count_of_settings(&code.blanked, name) == 1;
    sure.then_some(())?;
    let plain = name.trim_start_matches('$');
    Some(Local {
        variable: variable.to_owned(),
        from,
        in_code: pattern(&format!(r"{}\b", regex::escape(name))),
        in_text: code
            .row
            .row
            .inline
            .iter()
            .filter_map(|one| template(one, plain))
            .collect(),
    })
}

/// How often a name is given a value, or is the name of a parameter.
fn count_of_settings(blanked: &str, name: &str) -> usize {
    let bytes = blanked.as_bytes();
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let places = memchr::memmem::find_iter(bytes, name).filter(|&at| {
        let before = at.checked_sub(1).map(|before| &bytes[before]);
        !before.is_some_and(|it| word(it) || *it == b'.')
            && !bytes.get(at + name.len()).is_some_and(word)
    });
    places
        .filter(|&at| {
            let behind = blanked[at + name.len()..].trim_start();
            let set =
                behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>")
                    || behind.starts_with(":=")
                    || behind.starts_with("+=");
            let typed = behind.starts_with(':')
                && behind
                    .split('\n')
                    .next()
                    .is_some_and(|line| line.contains(" = "));
            set || typed || behind.starts_with("=>") || behind.starts_with("->")
        })
        .count()
        .max(usize::from(blanked.contains(name)))
}

impl Code<'_> {
    /// Where what prints has a local variable as an argument.
    pub(super) fn use_of(&self, local: &Local, sink: &Sink) -> Option<Range<usize>> {
        if !self.is_in_scope(local.from, sink.at) || self.is_hidden(local, sink.at) {
            return None;
        }
        let all = &self.blanked[sink.arguments.clone()];
        let start = sink.arguments.start;
        let in_code = local
            .in_code
            .as_ref()?
            .find_iter(all.as_bytes())
            .map(|it| it.start() + start..it.end() + start);
        let word = |at: usize| {
            let before = self.blanked.as_bytes().get(at.wrapping_sub(1));
            before.is_none_or(|byte| {
                !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'.' | b'$')
            })
        };
        let mut in_code = in_code.filter(|place| word(place.start) && !self.is_key(place));
        if let Some(place) = in_code.find(|place| self.is_printed(sink, place)) {
            return Some(place);
        }
        let text = &self.text[sink.arguments.clone()];
        let found = local
            .in_text
            .iter()
            .find_map(|one| one.find(text.as_bytes()))?;
        let place = found.start() + start..found.end() + start;
        let in_literal = self.blanked.as_bytes()[place.start] != self.text.as_bytes()[place.start];
        in_literal.then_some(place)
    }

    /// Whether a word names an argument or a field: `{ token: … }`, `token=…`.
    fn is_key(&self, place: &Range<usize>) -> bool {
        let behind = self.blanked[place.end..].trim_start();
        behind.starts_with(':') && !behind.starts_with("::")
            || behind.starts_with('=') && !behind.starts_with("==")
    }

    /// Whether a function between the two has a parameter of this name.
    fn is_hidden(&self, local: &Local, to: usize) -> bool {
        let begins = |line: &str| table::HEADERS.iter().any(|header| line.contains(header));
        let named = |line: &str| {
            local
                .in_code
                .as_ref()
                .is_some_and(|name| name.is_match(line.as_bytes()))
        };
        let line_end = to + self.blanked[to..].find('(').unwrap_or(0);
        self.blanked[local.from..line_end]
            .split('\n')
            .any(|line| begins(line) && named(line))
    }

    /// Whether what is set at a place is still the same further on: no block around it has ended.
    fn is_in_scope(&self, from: usize, to: usize) -> bool {
        let mut depth = 0i32;
        for byte in self.blanked.as_bytes()[from..to].iter() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                return false;
            }
        }
        if !self.row.row.indented {
            return true;
        }
        let line = self.blanked[..from].rfind('\n').map_or(0, |end| end + 1);
        let own = indent(&self.blanked[line..]);
        let between = self.blanked[from..to].split('\n').skip(1);
        let mut lines = between.filter(|line| !line.trim().is_empty());
        lines.all(|line| indent(line) >= own) && indent_at(&self.blanked, to) >= own
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn indent_at(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    indent(&text[line..])
}
