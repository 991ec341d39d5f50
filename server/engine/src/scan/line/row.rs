//! Rows of a table in a database dump: `INSERT INTO t (a, b) VALUES (…)` and `COPY t (a, b)`.

use std::ops::Range;

use super::{Found, begins, has_shape, spaces, value};
use crate::rule::{Body, like};
use crate::scan::limits::SHORT;

/// Reads the rows behind the `insert into` or `copy` at `word`.
pub(super) fn at(
    text: &[u8],
    word: Range<usize>,
    columns: &[&str],
    tables: &[&str],
    bodies: &'static [Body],
) -> Vec<Found> {
    let limit = text.len().min(word.start + SHORT);
    let copy = begins(text, word.start, b"copy");
    let mut rows = Rows {
        text,
        start: word.start,
        limit,
        at: word.end,
    };
    let table = rows.table();
    let named = rows.columns();
    let user_table = named.is_empty() && tables.iter().any(|one| like(&table, one));
    let wanted = |at: usize, value: &Range<usize>| match named.get(at) {
        Some(name) => columns.iter().any(|one| like(name, one)),
        None => user_table && has_shape(text, value, bodies),
    };
    if copy {
        rows.copied(wanted)
    } else {
        rows.inserted(wanted)
    }
}

struct Rows<'a> {
    text: &'a [u8],
    start: usize,
    limit: usize,
    at: usize,
}

impl Rows<'_> {
    fn skip(&mut self) {
        self.at += spaces(self.text, self.at);
    }

    fn peek(&self) -> Option<u8> {
        (self.at < self.limit).then(|| self.text[self.at])
    }

    /// The name of the table, without its schema and quotes.
    fn table(&mut self) -> String {
        self.skip();
        let from = self.at;
        while self
            .peek()
            .is_some_and(|b| !b.is_ascii_whitespace() && b != b'(')
        {
            self.at += 1;
        }
        let whole = String::from_utf8_lossy(&self.text[from..self.at]).into_owned();
        plain(whole.rsplit('.').next().unwrap_or_default())
    }

    /// The names of the columns, if they are listed.
    fn columns(&mut self) -> Vec<String> {
        self.skip();
        if self.peek() != Some(b'(') {
            return Vec::new();
        }
        let from = self.at + 1;
        let Some(len) = self.text[from..self.limit].iter().position(|&b| b == b')') else {
            return Vec::new();
        };
        self.at = from + len + 1;
        String::from_utf8_lossy(&self.text[from..from + len])
            .split(',')
            .map(plain)
            .collect()
    }

    /// The values of `VALUES (…), (…)`.
    fn inserted(mut self, wanted: impl Fn(usize, &Range<usize>) -> bool) -> Vec<Found> {
        let mut found = Vec::new();
        self.skip();
        if !begins(self.text, self.at, b"value") {
            return found;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.at += 1;
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'(' => {
                    self.at += 1;
                    if self.tuple(&wanted, &mut found).is_none() {
                        break;
                    }
                }
                b',' => self.at += 1,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => break,
            }
        }
        found
    }

    /// The values up to the closing bracket. `None` when it is out of reach.
    fn tuple(
        &mut self,
        wanted: &impl Fn(usize, &Range<usize>) -> bool,
        found: &mut Vec<Found>,
    ) -> Option<()> {
        let mut column = 0;
        loop {
            match self.peek()? {
                b')' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => {
                    column += 1;
                    self.at += 1;
                }
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => {
                    if let Some(inner) = value::quoted(self.text, self.at) {
                        self.at = inner.end + 1;
                        if inner.len() >= 3 && wanted(column, &inner) {
                            found.push(self.found(inner, true));
                        }
                    } else {
                        while !matches!(self.peek()?, b',' | b')') {
                            self.at += 1;
                        }
                    }
                }
            }
        }
    }

    /// The fields of the lines behind `FROM stdin;`, with tabs between them.
    fn copied(mut self, wanted: impl Fn(usize, &Range<usize>) -> bool) -> Vec<Found> {
        let mut found = Vec::new();
        self.skip();
        if !begins(self.text, self.at, b"from stdin") {
            return found;
        }
        let rest = &self.text[self.at..self.limit];
        let Some(len) = rest.iter().position(|&byte| byte == b'\n') else {
            return found;
        };
        self.at += len + 1;
        while self.at < self.limit && !begins(self.text, self.at, b"\\.") {
            let rest = &self.text[self.at..self.limit];
            let Some(len) = rest.iter().position(|&byte| byte == b'\n') else {
                break;
            };
            let mut from = self.at;
            for (column, field) in rest[..len].split(|&byte| byte == b'\t').enumerate() {
                let range = from..from + field.trim_ascii_end().len();
                if range.len() >= 3 && wanted(column, &range) {
                    found.push(self.found(range, false));
                }
                from += field.len() + 1;
            }
            self.at += len + 1;
        }
        found
    }

    fn found(&self, secret: Range<usize>, quoted: bool) -> Found {
        Found {
            start: self.start,
            secret,
            sink: None,
            quoted,
        }
    }
}

/// A name of SQL without its quotes.
fn plain(name: &str) -> String {
    let quotes = ['`', '"', '\'', '[', ']'];
    name.trim().trim_matches(quotes).to_ascii_lowercase()
}
