//! A name for a list of YAML: `env_keys` of a server. No tree keeps comments, so text is put in.

use saphyr_parser::{Event, Parser};

use super::write::unfit;
use super::yaml::Places;
use crate::fix::Refusal;

/// A mapping or list that is open.
struct Open {
    /// In a mapping, the key whose value comes next; in a list, nothing.
    map: bool,
    key: Option<String>,
    count: usize,
}

/// What the text has at the way of keys.
#[derive(Default)]
struct Seen {
    /// Where the first key of the mapping begins that holds the list.
    holder: Option<usize>,
    /// Where the list begins and, when it has any, where its last entry does and ends.
    list: Option<usize>,
    last: Option<(usize, usize)>,
    has: bool,
}

/// The text with the item in the list at the end of the way of keys.
pub(super) fn with_item(text: &str, way: &[String], item: &str) -> Result<String, Refusal> {
    let (key, parents) = way.split_last().ok_or_else(unfit)?;
    let seen = seen(text, way, parents, item).ok_or_else(unfit)?;
    if seen.has {
        return Ok(text.to_owned());
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (at, new) = match (seen.list, seen.last) {
        (Some(list), Some((_, stop))) if text[list..].starts_with('[') => {
            (stop, format!(", {item}"))
        }
        (Some(list), None) if text[list..].starts_with("[]") => (list + 1, item.to_owned()),
        (Some(_), Some((start, stop))) => {
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let lead = &text[line..start];
            let behind = text[stop..].find('\n').map_or(text.len(), |at| stop + at);
            let behind = text[..behind].trim_end_matches('\r').len();
            if lead.trim() != "-" {
                return Err(unfit());
            }
            (behind, format!("{end}{lead}{item}"))
        }
        (None, None) => {
            let start = seen.holder.ok_or_else(unfit)?;
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let lead = &text[line..start];
            if !lead.trim().is_empty() {
                return Err(unfit());
            }
            (start, format!("{key}:{end}{lead}  - {item}{end}{lead}"))
        }
        _ => return Err(unfit()),
    };
    Ok(format!("{}{new}{}", &text[..at], &text[at..]))
}

fn seen(text: &str, way: &[String], parents: &[String], item: &str) -> Option<Seen> {
    let places = Places::of(text);
    let mut open: Vec<Open> = Vec::new();
    let mut seen = Seen::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let at = |index| places.byte(index, text.len());
        let (start, end) = (at(span.start.index()), at(span.end.index()));
        let keys: Vec<String> = open.iter().map(Open::part).collect();
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let map = matches!(event, Event::MappingStart(..));
                if !map && keys == way {
                    seen.list = Some(start);
                }
                open.push(Open {
                    map,
                    key: None,
                    count: 0,
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                ended(&mut open);
            }
            Event::Scalar(value, ..) => {
                let parent = open.last_mut();
                if let Some(parent) = parent.filter(|it| it.map && it.key.is_none()) {
                    parent.key = Some(value.to_string());
                    let above = &keys[..keys.len() - 1];
                    if above == parents && seen.holder.is_none() {
                        seen.holder = Some(start);
                    }
                    continue;
                }
                if keys.len() > 1 && keys[..keys.len() - 1] == *way {
                    seen.last = Some((start, end));
                    seen.has |= value == item;
                } else if keys == way {
                    // `env_keys: NAME` is no list.
                    return None;
                }
                ended(&mut open);
            }
            Event::Alias(_) => ended(&mut open),
            _ => {}
        }
    }
    Some(seen)
}

fn ended(open: &mut [Open]) {
    if let Some(parent) = open.last_mut() {
        parent.key = None;
        parent.count += 1;
    }
}

impl Open {
    fn part(&self) -> String {
        match (self.map, &self.key) {
            (true, Some(key)) => key.clone(),
            (true, None) => String::new(),
            (false, _) => self.count.to_string(),
        }
    }
}
