//! Values in YAML.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use zeroize::Zeroizing;

use super::lines::whole_lines;
use super::scalar::{Missing, Scalar, Style};

pub(super) fn scalar(text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    let mut search = Search {
        text,
        range,
        places: Places::of(text),
        open: Vec::new(),
        found: None,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|_| Missing::Broken)?;
        search.event(&event, span);
    }
    search.found.ok_or(Missing::NoValue)
}

/// Where each character begins: the parser counts them, everybody else counts bytes.
pub(crate) struct Places(Option<Vec<usize>>);

impl Places {
    pub(crate) fn of(text: &str) -> Self {
        Self((!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect()))
    }

    pub(crate) fn byte(&self, index: usize, len: usize) -> usize {
        let at = match &self.0 {
            None => Some(index),
            Some(places) => places.get(index).copied(),
        };
        at.unwrap_or(len).min(len)
    }
}

/// A mapping or a list that is open.
struct Open {
    map: bool,
    /// In a mapping, the key whose value comes next; in a list, none.
    key: Option<(String, usize)>,
    /// Entries so far.
    count: usize,
    /// Whether the found value is a child, or stands alone in one.
    waits: bool,
}

struct Search<'t> {
    text: &'t str,
    range: &'t Range<usize>,
    places: Places,
    open: Vec<Open>,
    found: Option<Scalar>,
}

impl Search<'_> {
    fn event(&mut self, event: &Event<'_>, span: Span) {
        let at = |index| self.places.byte(index, self.text.len());
        let (start, end) = (at(span.start.index()), at(span.end.index()));
        match event {
            Event::Scalar(value, style, ..) => self.scalar(value, *style, start..end),
            Event::Alias(_) => self.node_ended(),
            Event::MappingStart(..) => self.opens(true),
            Event::SequenceStart(..) => self.opens(false),
            Event::MappingEnd | Event::SequenceEnd => self.closes(),
            Event::DocumentStart(_) | Event::DocumentEnd => self.open.clear(),
            _ => {}
        }
    }

    fn opens(&mut self, map: bool) {
        self.open.push(Open {
            map,
            key: None,
            count: 0,
            waits: false,
        });
    }

    /// Where an only entry goes, what holds it goes too: an empty mapping would be null.
    fn closes(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if closed.waits && closed.map && closed.count == 1 {
            let end = self.found.as_ref().and_then(|found| found.entry.clone());
            let parent = self.open.last_mut();
            let removal = match (parent, end) {
                (Some(parent), Some(entry)) if parent.map => {
                    parent.waits = true;
                    let start = parent.key.as_ref().map_or(entry.start, |(_, at)| *at);
                    whole_lines(self.text, &(start..entry.end))
                }
                _ => None,
            };
            if let Some(found) = &mut self.found {
                found.removal = removal;
            }
        }
        self.node_ended();
    }

    fn node_ended(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.count += 1;
            open.key = None;
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Range<usize>) {
        let is_key = self
            .open
            .last()
            .is_some_and(|open| open.map && open.key.is_none());
        if is_key {
            if let Some(open) = self.open.last_mut() {
                open.key = Some((value.to_owned(), span.start));
            }
            return;
        }
        let holds = span.start <= self.range.start && self.range.end <= span.end;
        if holds && self.found.is_none() {
            self.found = Some(self.read(value, style, span));
            if let Some(open) = self.open.last_mut() {
                open.waits = true;
            }
        }
        self.node_ended();
    }

    fn read(&self, value: &str, style: ScalarStyle, span: Range<usize>) -> Scalar {
        let raw = &self.text[span.clone()];
        let full = span.start..span.start + raw.trim_end().len();
        let (style, quote) = match style {
            ScalarStyle::Plain => (Style::Plain, 0),
            ScalarStyle::SingleQuoted => (Style::Single, 1),
            ScalarStyle::DoubleQuoted => (Style::Double, 1),
            ScalarStyle::Literal | ScalarStyle::Folded => (Style::Block, 0),
        };
        let key = self.open.last().and_then(|open| open.key.as_ref());
        let entry = key.map(|(_, start)| *start..full.end);
        let keys = self.open.iter().map(|open| match &open.key {
            Some((key, _)) => key.clone(),
            None => open.count.to_string(),
        });
        Scalar {
            keys: keys.collect(),
            content: full.start + quote..full.end - quote,
            removal: entry
                .as_ref()
                .and_then(|entry| whole_lines(self.text, entry)),
            full,
            style,
            value: Zeroizing::new(value.to_owned()),
            entry,
        }
    }
}
