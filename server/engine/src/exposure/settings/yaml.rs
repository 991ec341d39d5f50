//! YAML: one document of block mappings and lists. Edits are made to the text, at the places
//! that the parser tells; what is laid out otherwise is left alone.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::merge::Step;
use super::value::Value;
use super::{Format, Invalid};
use crate::fix::settings::Places;

/// Deeper nesting was not written by a person.
const MAX_DEPTH: usize = 64;

/// A node and where it stands, in bytes.
struct Node {
    kind: Kind,
    start: usize,
    end: usize,
}

enum Kind {
    Scalar(Value),
    Map(Vec<Entry>, Layout),
    List(Vec<Node>, Layout),
    /// An alias, or something with an anchor or a tag.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Block,
    Flow,
}

struct Entry {
    key: String,
    start: usize,
    value: Node,
}

pub(super) fn read(body: &str) -> Result<Value, Invalid> {
    Ok(parse(body)?.map_or(Value::Null, |node| tree(&node)))
}

fn tree(node: &Node) -> Value {
    match &node.kind {
        Kind::Scalar(value) => value.clone(),
        Kind::Map(entries, _) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|it| (it.key.clone(), tree(&it.value)))
                    .collect(),
            )
        }
        Kind::List(items, _) => Value::List(items.iter().map(tree).collect()),
        Kind::Other => Value::Other,
    }
}

fn parse(body: &str) -> Result<Option<Node>, Invalid> {
    let mut reader = Reader {
        text: body,
        places: Places::of(body),
        events: Parser::new_from_str(body),
        depth: 0,
    };
    reader.document()
}

struct Reader<'t, P> {
    text: &'t str,
    places: Places,
    events: P,
    depth: usize,
}

impl<'t, P> Reader<'t, P>
where
    P: Iterator<Item = Result<(Event<'t>, Span), saphyr_parser::ScanError>>,
{
    fn next(&mut self) -> Result<Option<(Event<'t>, Range<usize>)>, Invalid> {
        let at = |places: &Places, index| places.byte(index, self.text.len());
        match self.events.next() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                let range =
                    at(&self.places, span.start.index())..at(&self.places, span.end.index());
                Ok(Some((event, range)))
            }
            Some(Err(error)) => {
                let at = at(&self.places, error.marker().index());
                Err(Invalid::at(self.text, at, Format::Yaml))
            }
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Invalid> {
        let mut root = None;
        while let Some((event, range)) = self.next()? {
            match event {
                Event::DocumentStart(_) if root.is_some() => {
                    return Err(Invalid::whole("holds more than one document"));
                }
                Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd
                | Event::Nothing => {}
                event => root = Some(self.node(event, range)?),
            }
        }
        Ok(root)
    }

    fn node(&mut self, event: Event<'t>, range: Range<usize>) -> Result<Node, Invalid> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Invalid::whole("is nested too deeply"));
        }
        let start = range.start;
        let flow = matches!(self.text.as_bytes().get(start), Some(b'{' | b'['));
        let layout = if flow { Layout::Flow } else { Layout::Block };
        let node = match event {
            Event::Scalar(value, style, anchor, tag) => {
                let raw = self.text[range.clone()].trim_end();
                let kind = if anchor == 0 && tag.is_none() {
                    Kind::Scalar(scalar(&value, style))
                } else {
                    Kind::Other
                };
                Node {
                    kind,
                    start,
                    end: start + raw.len(),
                }
            }
            Event::MappingStart(anchor, tag) => {
                let plain = anchor == 0 && tag.is_none();
                let entries = self.entries()?;
                let last = entries.last().map(|it| it.value.end);
                let end = self.end(layout, start, last);
                let kind = if plain {
                    Kind::Map(entries, layout)
                } else {
                    Kind::Other
                };
                Node { kind, start, end }
            }
            Event::SequenceStart(anchor, tag) => {
                let plain = anchor == 0 && tag.is_none();
                let items = self.items()?;
                let end = self.end(layout, start, items.last().map(|it| it.end));
                let kind = if plain {
                    Kind::List(items, layout)
                } else {
                    Kind::Other
                };
                Node { kind, start, end }
            }
            _ => Node {
                kind: Kind::Other,
                start,
                end: range.end,
            },
        };
        self.depth -= 1;
        Ok(node)
    }

    /// The end of a mapping or a list, with its bracket; `last` is where its last child ends.
    fn end(&self, layout: Layout, start: usize, last: Option<usize>) -> usize {
        if layout == Layout::Block {
            return last.unwrap_or(start);
        }
        let from = last.unwrap_or(start + 1);
        let rest = self.text[from..].trim_start_matches([' ', '\t', '\r', '\n', ',']);
        let at = self.text.len() - rest.len();
        if rest.starts_with(['}', ']']) {
            at + 1
        } else {
            at
        }
    }

    fn entries(&mut self) -> Result<Vec<Entry>, Invalid> {
        let mut entries = Vec::new();
        while let Some((event, range)) = self.next()? {
            if matches!(event, Event::MappingEnd) {
                return Ok(entries);
            }
            let key = match &event {
                Event::Scalar(value, ..) => Some(value.to_string()),
                _ => None,
            };
            let start = range.start;
            let node = self.node(event, range)?;
            let Some((event, range)) = self.next()? else {
                break;
            };
            let mut value = self.node(event, range)?;
            // A key that is a list or a mapping names no setting.
            let Some(key) = key else { continue };
            if value.end < node.end {
                (value.start, value.end) = (node.end, node.end);
            }
            entries.push(Entry { key, start, value });
        }
        Ok(entries)
    }

    fn items(&mut self) -> Result<Vec<Node>, Invalid> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next()? {
            if matches!(event, Event::SequenceEnd) {
                return Ok(items);
            }
            items.push(self.node(event, range)?);
        }
        Ok(items)
    }
}

/// What a scalar says by the core schema.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::from(text),
    }
}

fn is_number(text: &str) -> bool {
    let starts = text.trim_start_matches(['-', '+', '.']);
    starts.starts_with(|c: char| c.is_ascii_digit())
        && (text.parse::<f64>().is_ok() || starts.starts_with("0x") || starts.starts_with("0o"))
}

/// Where a key stands, or a string of the list or a key of the mapping below it.
pub(super) fn place_of(body: &str, way: &[&str], text: Option<&str>) -> Option<Range<usize>> {
    let root = parse(body).ok()??;
    let names: Vec<String> = way.iter().map(|&key| key.to_owned()).collect();
    let key_of = |parents: &[String], key: &str| {
        let Kind::Map(entries, _) = &at(&root, parents)?.kind else {
            return None;
        };
        let entry = entries.iter().find(|it| it.key == key)?;
        let line = body[entry.start..].lines().next().unwrap_or_default();
        let end = line.find(':').unwrap_or(line.len());
        Some(entry.start..entry.start + end)
    };
    match (text, names.split_last()) {
        (None, Some((key, parents))) => key_of(parents, key),
        (Some(text), _) => match &at(&root, &names)?.kind {
            Kind::List(items, _) => {
                let wanted = Value::from(text);
                let found = items.iter().find(|it| tree(it) == wanted)?;
                Some(found.start..found.end)
            }
            _ => key_of(&names, text),
        },
        (None, None) => None,
    }
}

pub(super) fn write(body: &str, steps: &[Step]) -> Result<String, String> {
    let newline = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = body.to_owned();
    for step in steps {
        let root = parse(&text).map_err(|invalid| invalid.to_string())?;
        let (range, new) = place(&text, root.as_ref(), step)
            .ok_or("is laid out in a way that cannot be edited safely")?;
        text.replace_range(range, &new.replace('\n', newline));
    }
    Ok(text)
}

/// The one replacement that a step is.
fn place(text: &str, root: Option<&Node>, step: &Step) -> Option<(Range<usize>, String)> {
    match step {
        Step::Set(way, value) => {
            let node = at(root?, way)?;
            let Kind::Scalar(_) = node.kind else {
                return None;
            };
            if text[node.start..node.end].contains('\n')
                || text[node.start..].starts_with(['|', '>'])
            {
                return None;
            }
            let gap = if node.start == node.end { " " } else { "" };
            Some((node.start..node.end, format!("{gap}{}", inline(value)?)))
        }
        Step::Remove(way) => {
            let (key, parents) = way.split_last()?;
            let Kind::Map(entries, Layout::Block) = &at(root?, parents)?.kind else {
                return None;
            };
            let entry = entries.iter().find(|it| it.key == *key)?;
            let start = line_start(text, entry.start);
            let end = text[entry.value.end..].find('\n');
            let end = end.map_or(text.len(), |at| entry.value.end + at + 1);
            let alone = text[start..entry.start].trim().is_empty();
            (alone && entries.len() > 1).then(|| (start..end, String::new()))
        }
        Step::Insert {
            map,
            key,
            value,
            first,
        } => insert(text, root, map, &format!("{}:", word(key)), value, *first),
        Step::Add { list, value, first } => add(text, at(root?, list)?, value, *first),
    }
}

fn insert(
    text: &str,
    root: Option<&Node>,
    map: &[String],
    key: &str,
    value: &Value,
    first: bool,
) -> Option<(Range<usize>, String)> {
    let node = match root {
        Some(root) => at(root, map)?,
        None => return Some((text.len()..text.len(), below(text, &lines(key, value, 0)?))),
    };
    let Kind::Map(entries, Layout::Block) = &node.kind else {
        // An empty document, or one with comments alone, is a null.
        let empty = map.is_empty() && matches!(node.kind, Kind::Scalar(Value::Null));
        let new = below(text, &lines(key, value, 0)?);
        return empty.then_some((text.len()..text.len(), new));
    };
    let start = entries.first()?.start;
    let column = start - line_start(text, start);
    let new = lines(key, value, column)?;
    if first {
        return Some((
            start..start,
            format!("{}\n{}", new.trim_start(), " ".repeat(column)),
        ));
    }
    let end = line_end(text, node.end);
    Some((end..end, format!("\n{new}")))
}

fn add(text: &str, node: &Node, value: &Value, first: bool) -> Option<(Range<usize>, String)> {
    let Kind::List(items, layout) = &node.kind else {
        return None;
    };
    if *layout == Layout::Flow {
        let whole = &text[node.start..node.end];
        if whole.contains('\n') || !whole.ends_with(']') {
            return None;
        }
        let new = inline(value)?;
        return Some(match (items.first(), items.last()) {
            (Some(head), _) if first => (head.start..head.start, format!("{new}, ")),
            (_, Some(last)) => (last.end..last.end, format!(", {new}")),
            _ => (node.end - 1..node.end - 1, new),
        });
    }
    let head = items.first()?.start;
    let dash = line_start(text, head) + text[line_start(text, head)..head].rfind('-')?;
    let column = dash - line_start(text, dash);
    let new = lines("-", value, column)?;
    if first {
        return Some((
            dash..dash,
            format!("{}\n{}", new.trim_start(), " ".repeat(column)),
        ));
    }
    let end = line_end(text, node.end);
    Some((end..end, format!("\n{new}")))
}

fn at<'n>(root: &'n Node, way: &[String]) -> Option<&'n Node> {
    way.iter().try_fold(root, |node, key| match &node.kind {
        Kind::Map(entries, _) => entries.iter().find(|it| it.key == *key).map(|it| &it.value),
        _ => None,
    })
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |it| it + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |it| at + it);
    at + text[at..end].trim_end_matches('\r').len()
}

/// Lines that follow everything in a text.
fn below(text: &str, lines: &str) -> String {
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{gap}{lines}\n")
}

/// An entry as lines of the block style, without the last newline.
fn lines(head: &str, value: &Value, column: usize) -> Option<String> {
    let pad = " ".repeat(column);
    Some(match value {
        Value::Map(entries) if !entries.is_empty() && head == "-" => {
            let inner = block(entries, column + 2)?;
            format!("{pad}- {}", inner.trim_start())
        }
        Value::Map(entries) if !entries.is_empty() => {
            format!("{pad}{head}\n{}", block(entries, column + 2)?)
        }
        Value::List(items) if !items.is_empty() && head != "-" => {
            let items: Option<Vec<String>> =
                items.iter().map(|it| lines("-", it, column + 2)).collect();
            format!("{pad}{head}\n{}", items?.join("\n"))
        }
        _ => format!("{pad}{head} {}", inline(value)?),
    })
}

fn block(entries: &[(String, Value)], column: usize) -> Option<String> {
    let entries = entries.iter();
    let all: Option<Vec<String>> = entries
        .map(|(key, value)| lines(&format!("{}:", word(key)), value, column))
        .collect();
    Some(all?.join("\n"))
}

/// A value on one line.
fn inline(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(text) => text.clone(),
        Value::Text(text) => word(text),
        Value::List(items) if items.is_empty() => "[]".to_owned(),
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        _ => return None,
    })
}

/// A string, in quotes where it could be taken for something else.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/' | '-');
    let safe = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(plain)
        && matches!(scalar(text, ScalarStyle::Plain), Value::Text(_))
        && !matches!(text, "yes" | "no" | "on" | "off" | "y" | "n");
    if safe {
        return text.to_owned();
    }
    // A JSON string is a YAML string in double quotes.
    serde_json::to_string(text).unwrap_or_default()
}
