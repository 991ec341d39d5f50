//! A notebook's file: the literal stands in the code of a cell, and that in strings of JSON.
//!
//! The cell is read as a text of its own language, the fix is planned there, and its edits are
//! written back into the strings that they fall into. Cells, outputs and metadata around stay as
//! they are, byte by byte.

use std::ops::Range;
use std::path::Path;

use jsonc_parser::ast::{Object, StringLit, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use zeroize::Zeroizing;

use super::occurrences::occurrences;
use super::{
    EditPlan, FileEdit, NewText, Purpose, Refusal, Request, TextEdit, Wish, move_as, refusal,
};
use crate::files::Files;
use crate::finding::Finding;
use crate::lang;

/// Whether a file is a notebook.
pub(super) fn is_notebook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "ipynb")
}

/// Plans the move of a value in a cell of code; `None` where the value is in none.
pub(super) fn plan(
    request: &Request<'_>,
    path: &Path,
    wish: &Wish<'_>,
    files: &dyn Files,
) -> Option<Result<EditPlan, Refusal>> {
    let cell = Cell::around(request)?;
    let inner = cell.inner(&request.finding.range)?;
    if let Err(refusal) = cell.check(inner.start) {
        return Some(Err(refusal));
    }
    let finding = Finding {
        sink: request.finding.sink.as_ref().and_then(|it| cell.inner(it)),
        companions: Vec::new(),
        range: inner,
        ..request.finding.clone()
    };
    let within = Request {
        text: &cell.text,
        language: cell.language,
        finding: &finding,
        ..*request
    };
    let planned = move_as(&within, wish, files).map(|mut plan| {
        for file in &mut plan.files {
            if file.purpose == Purpose::Source {
                let edits = file.edits.iter().map(|edit| cell.outer(edit)).collect();
                *file = FileEdit::source(path, request.text, edits);
            }
        }
        let value = &request.text[request.finding.range.clone()];
        if occurrences(request.text, value).len() > 1 {
            plan.notes.insert(0, OUTPUTS.to_owned());
        }
        plan
    });
    Some(planned)
}

/// Said where the value stands more than once.
const OUTPUTS: &str = "The value stands elsewhere in this notebook, too: move it there as well, and clear the outputs that show it.";

/// The code of a cell, and where each of its bytes stands in the file.
struct Cell {
    text: Zeroizing<String>,
    language: &'static str,
    /// For every byte of the text where its character begins in the file, and where that ends.
    places: Vec<Range<usize>>,
    /// What stands between two lines of the list, if there is one.
    between: String,
}

impl Cell {
    fn around(request: &Request<'_>) -> Option<Self> {
        let read = parse_to_ast(
            request.text,
            &CollectOptions::default(),
            &ParseOptions::default(),
        );
        let Value::Object(root) = read.ok()?.value? else {
            return None;
        };
        let range = &request.finding.range;
        let cells = root.get_array("cells")?;
        let cell = cells.elements.iter().find_map(|one| match one {
            Value::Object(cell) if holds(cell.range(), range) => Some(cell),
            _ => None,
        })?;
        if cell.get_string("cell_type")?.value != "code" {
            return None;
        }
        let mut open = None;
        let lines: Vec<&StringLit<'_>> = match &cell.get("source")?.value {
            Value::StringLit(one) => vec![one],
            Value::Array(lines) => {
                open = Some(lines.range.start + 1);
                lines.elements.iter().map(string).collect::<Option<_>>()?
            }
            _ => return None,
        };
        let language = language(&root)?;
        let mut out = Self {
            text: Zeroizing::new(String::new()),
            language,
            places: Vec::new(),
            between: match (open, &lines[..]) {
                (_, [one, two, ..]) => request.text[one.range.end - 1..=two.range.start].to_owned(),
                (Some(open), [one]) => format!("\",{}\"", &request.text[open..one.range.start]),
                _ => String::new(),
            },
        };
        for line in lines {
            out.take(request.text, line.range.start + 1..line.range.end - 1)?;
        }
        Some(out)
    }

    /// Takes the content of a string of JSON in.
    fn take(&mut self, text: &str, content: Range<usize>) -> Option<()> {
        let mut at = content.start;
        while at < content.end {
            let rest = &text[at..content.end];
            let (character, len) = character(rest)?;
            self.text.push(character);
            let place = at..at + len;
            self.places
                .extend(std::iter::repeat_n(place, character.len_utf8()));
            at += len;
        }
        Some(())
    }

    /// A range of the file as one of the cell.
    fn inner(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let start = self.places.iter().position(|it| it.start == range.start)?;
        let last = self.places.iter().rposition(|it| it.end == range.end)?;
        (start <= last).then_some(start..last + 1)
    }

    /// An edit of the cell as one of the file.
    fn outer(&self, edit: &TextEdit) -> TextEdit {
        let start = match (self.places.get(edit.range.start), self.places.last()) {
            (Some(place), _) => place.start,
            (None, last) => last.map_or(0, |place| place.end),
        };
        let end = match edit.range.is_empty() {
            true => start,
            false => self.places[edit.range.end - 1].end,
        };
        TextEdit {
            range: start..end,
            text: NewText(Zeroizing::new(self.escaped(&edit.text.0, edit.range.end))),
        }
    }

    /// A text as it stands in the strings: each line a string of its own where the cell has a list.
    fn escaped(&self, text: &str, at: usize) -> String {
        let mut lines = text.split_inclusive('\n').peekable();
        let mut out = String::new();
        while let Some(line) = lines.next() {
            let json = serde_json::to_string(line).unwrap_or_default();
            out.push_str(&json[1..json.len() - 1]);
            // Behind the end of the cell nothing follows, and no string is opened.
            let follows = at < self.text.len() || lines.peek().is_some();
            if line.ends_with('\n') && follows {
                out.push_str(&self.between);
            }
        }
        out
    }

    /// Refuses what is no code of the cell's language: magics, and lines for the shell.
    fn check(&self, at: usize) -> Result<(), Refusal> {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let magic = self.text.trim_start().strip_prefix("%%");
        let word = magic.map(|it| it.split_whitespace().next().unwrap_or_default());
        let timed = ["time", "timeit", "capture", "prun"];
        let foreign = word.is_some_and(|it| !timed.contains(&it));
        if foreign || self.text[start..].trim_start().starts_with(['!', '%']) {
            let why = "This is no code of the notebook's own language: set a variable in a cell of code first, and hand it over with `$name`.";
            return Err(refusal("constant-context", why));
        }
        Ok(())
    }
}

fn holds(outer: jsonc_parser::common::Range, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn string<'v, 't>(value: &'v Value<'t>) -> Option<&'v StringLit<'t>> {
    match value {
        Value::StringLit(one) => Some(one),
        _ => None,
    }
}

/// The language of the code, as the notebook's metadata says.
fn language(root: &Object<'_>) -> Option<&'static str> {
    let metadata = root.get_object("metadata");
    let named = metadata.and_then(|it| {
        let info = it.get_object("language_info");
        let info = info.and_then(|it| it.get_string("name"));
        let kernel = it.get_object("kernelspec");
        info.or_else(|| kernel.and_then(|it| it.get_string("language")))
    });
    let name = named.map_or("python".to_owned(), |it| it.value.to_lowercase());
    let known = lang::by_id(&name).filter(|it| it.lookup.is_some())?;
    Some(known.id)
}

/// The first character of the content of a string of JSON, and how many bytes it takes there.
fn character(rest: &str) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    if first != '\\' {
        return Some((first, first.len_utf8()));
    }
    let unit = |at: usize| u16::from_str_radix(rest.get(at..at + 4)?, 16).ok();
    let simple = match rest.as_bytes().get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => {
            let high = unit(2)?;
            if let Some(one) = char::from_u32(u32::from(high)) {
                return Some((one, 6));
            }
            let low = unit(8).filter(|_| rest.get(6..8) == Some("\\u"))?;
            let mut both = char::decode_utf16([high, low]);
            return Some((both.next()?.ok()?, 12));
        }
        &byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        _ => return None,
    };
    Some((simple, 2))
}
