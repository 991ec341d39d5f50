//! Values in TOML.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};
use zeroize::Zeroizing;

use super::lines::whole_lines;
use super::scalar::{Missing, Scalar, Style};

pub(super) fn scalar(text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    let document = Document::parse(text).map_err(|_| Missing::Broken)?;
    let mut search = Search {
        text,
        range,
        keys: Vec::new(),
        found: None,
    };
    search.table(document.as_table(), true);
    search.found.ok_or(Missing::NoValue)
}

struct Search<'t> {
    text: &'t str,
    range: &'t Range<usize>,
    keys: Vec<String>,
    found: Option<Scalar>,
}

impl Search<'_> {
    fn table(&mut self, table: &dyn TableLike, lines: bool) {
        for (name, item) in table.iter() {
            let start = table.key(name).and_then(|key| key.span());
            self.keys.push(name.to_owned());
            match item {
                Item::Value(value) => self.value(value, start.map(|span| span.start), lines),
                Item::Table(inner) => self.table(inner, true),
                Item::ArrayOfTables(tables) => {
                    for (number, inner) in tables.iter().enumerate() {
                        self.keys.push(number.to_string());
                        self.table(inner, true);
                        self.keys.pop();
                    }
                }
                Item::None => {}
            }
            self.keys.pop();
        }
    }

    fn value(&mut self, value: &Value, key: Option<usize>, lines: bool) {
        match value {
            Value::String(string) => {
                let Some(full) = string.span() else { return };
                if full.start <= self.range.start && self.range.end <= full.end {
                    self.found = Some(self.read(string.value(), full, key, lines));
                }
            }
            Value::Array(array) => {
                for (number, inner) in array.iter().enumerate() {
                    self.keys.push(number.to_string());
                    self.value(inner, None, false);
                    self.keys.pop();
                }
            }
            Value::InlineTable(table) => self.table(table, false),
            _ => {}
        }
    }

    fn read(&self, value: &str, full: Range<usize>, key: Option<usize>, lines: bool) -> Scalar {
        let raw = &self.text[full.clone()];
        let (quotes, style) = match raw.as_bytes() {
            [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => (3, Style::Block),
            [b'\'', ..] => (1, Style::Single),
            _ => (1, Style::Double),
        };
        let entry = key.map(|start| start..full.end);
        let removal = entry.as_ref().filter(|_| lines);
        Scalar {
            keys: self.keys.clone(),
            content: full.start + quotes..full.end - quotes,
            removal: removal.and_then(|entry| whole_lines(self.text, entry)),
            full,
            style,
            value: Zeroizing::new(value.to_owned()),
            entry,
        }
    }
}
