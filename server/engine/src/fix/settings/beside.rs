//! A line for a mapping that stands beside the entry: `env:` beside `run:`.

use saphyr_parser::{Event, Parser};

use super::write::{Change, unfit};
use super::yaml::Places;
use crate::fix::source::edit;
use crate::fix::{Refusal, TextEdit};

/// The mapping that holds an entry, as far as one key of it goes.
#[derive(Default)]
struct Siblings {
    /// Where the value of the key begins.
    value: Option<usize>,
    /// The names in it and where the first one begins.
    names: Vec<String>,
    first: Option<usize>,
}

impl Change<'_> {
    /// The edit that gives the mapping at `key` beside the entry the line; none when it has it.
    pub(super) fn beside(&self, key: &str, line: &str) -> Result<Option<TextEdit>, Refusal> {
        let Some(entry) = &self.scalar.entry else {
            return Err(unfit());
        };
        let siblings = siblings(self.text, entry.start, key).ok_or_else(unfit)?;
        let line = self.filled(line);
        if siblings.names.iter().any(|name| name == self.name) {
            // Another value under the name would be read in place of this one.
            let has = self.text.lines().any(|one| one.trim() == line);
            return if has { Ok(None) } else { Err(unfit()) };
        }
        let end = if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        match (siblings.value, siblings.first) {
            (None, _) => {
                let indent = " ".repeat(column(self.text, entry.start));
                let at = line_end(self.text, entry.end);
                let lines = format!("{end}{indent}{key}:{end}{indent}  {line}");
                Ok(Some(edit(at..at, lines)))
            }
            (Some(_), Some(first)) if is_first_on_line(self.text, first) => {
                let indent = " ".repeat(column(self.text, first));
                Ok(Some(edit(first..first, format!("{line}{end}{indent}"))))
            }
            // `env: {…}` and `env: ${{ … }}`.
            _ => Err(unfit()),
        }
    }
}

fn column(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    text[line..at].chars().count()
}

fn is_first_on_line(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    text[line..at].trim().is_empty()
}

/// The end of the line, before what ends it.
fn line_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    at + line.trim_end_matches('\r').len()
}

/// A mapping or list that is open.
struct Open {
    map: bool,
    /// The key whose value comes next.
    key: Option<String>,
    /// Whether it holds the entry.
    holds: bool,
    /// Whether it is the value of the key that is looked for.
    wanted: bool,
    found: Siblings,
}

/// What the mapping with the entry that begins at `entry` has under `key`.
fn siblings(text: &str, entry: usize, key: &str) -> Option<Siblings> {
    let places = Places::of(text);
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let at = places.byte(span.start.index(), text.len());
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let map = matches!(event, Event::MappingStart(..));
                let wanted = begins(&mut open, key, at);
                open.push(Open {
                    map,
                    key: None,
                    holds: false,
                    wanted,
                    found: Siblings::default(),
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let closed = open.pop()?;
                if closed.holds {
                    return Some(closed.found);
                }
                let parent = open.last_mut()?;
                if closed.wanted {
                    let value = parent.found.value;
                    parent.found = closed.found;
                    parent.found.value = value;
                }
                parent.key = None;
            }
            Event::Scalar(value, ..) => scalar(&mut open, &value, at, entry, key),
            Event::Alias(_) => {
                begins(&mut open, key, at);
                open.last_mut()?.key = None;
            }
            _ => {}
        }
    }
    None
}

/// A value begins: whether it is that of the key.
fn begins(open: &mut [Open], key: &str, at: usize) -> bool {
    let Some(parent) = open.last_mut() else {
        return false;
    };
    let wanted = parent.map && parent.key.as_deref() == Some(key);
    if wanted {
        parent.found.value = Some(at);
    }
    wanted
}

fn scalar(open: &mut [Open], value: &str, at: usize, entry: usize, key: &str) {
    let Some(parent) = open.last_mut() else {
        return;
    };
    if !parent.map {
        return;
    }
    if parent.key.is_some() {
        begins(open, key, at);
        if let Some(parent) = open.last_mut() {
            parent.key = None;
        }
        return;
    }
    parent.key = Some(value.to_owned());
    parent.holds |= at == entry;
    if parent.wanted {
        parent.found.names.push(value.to_owned());
        parent.found.first = parent.found.first.or(Some(at));
    }
}
