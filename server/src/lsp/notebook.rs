//! Outputs of a notebook's cells. The protocol does not carry them: they are read from
//! the notebook's file when it is opened and saved, and reported at their cell.

use std::collections::BTreeMap;
use std::path::Path;

use keyward_engine::rule::Rule;
use keyward_engine::{Confidence, FileContext, scan};
use serde_json::Value;

use super::answer::{Note, Span};
use super::diagnostics::level;
use super::main_loop::Event;
use super::session::{Entry, Session};
use super::uri::{self, DocUri};
use crate::workspace::read;

/// What the outputs of one cell hold: each rule once, with how sure it is.
pub(super) type Held = BTreeMap<&'static str, (&'static Rule, Confidence)>;

/// A change of which cells a notebook has.
pub(super) struct Splice {
    pub(super) start: usize,
    pub(super) removed: usize,
    pub(super) cells: Vec<DocUri>,
}

impl Session {
    /// A notebook with these cells was opened.
    pub(super) fn notebook_opened(&mut self, uri: DocUri, cells: Vec<DocUri>) {
        self.read_outputs(&uri);
        self.notebooks.insert(uri, cells);
    }

    /// A notebook's cells came and went.
    pub(super) fn notebook_spliced(&mut self, uri: &DocUri, splice: Splice) {
        let Some(cells) = self.notebooks.get_mut(uri) else {
            return;
        };
        let start = splice.start.min(cells.len());
        let end = start.saturating_add(splice.removed).min(cells.len());
        cells.splice(start..end, splice.cells);
    }

    /// A notebook was closed.
    pub(super) fn notebook_closed(&mut self, uri: &DocUri) {
        self.notebooks.remove(uri);
    }

    /// Reads the outputs in a notebook's file, on a worker.
    pub(super) fn read_outputs(&self, uri: &DocUri) {
        let Some(path) = uri::to_path(uri) else {
            return;
        };
        let (uri, events) = (uri.clone(), self.handle.events.clone());
        std::thread::spawn(move || {
            let held = std::panic::catch_unwind(|| held(&path)).ok().flatten();
            let _ = events.send(Event::Outputs(uri, held.unwrap_or_default()));
        });
    }

    /// Takes a worker's answer in: what each cell of the file holds, in order.
    pub(super) fn outputs_read(&mut self, uri: &DocUri, held: Vec<Held>) {
        let Some(cells) = self.notebooks.get(uri) else {
            return;
        };
        // With unsaved cells the order of the file is not that of the editor.
        if !held.is_empty() && held.len() != cells.len() {
            return;
        }
        let mut changed = false;
        let mut held = held.into_iter();
        for cell in cells {
            let now = held.next().unwrap_or_default();
            if let Some(entry) = self.documents.get_mut(cell).filter(|it| it.outputs != now) {
                entry.outputs = now;
                entry.dirty = true;
                changed = true;
            }
        }
        if changed {
            self.ask_to_pull_again();
        }
    }
}

impl Entry {
    /// The notes about a cell's outputs, on its first line.
    pub(super) fn output_notes(&self) -> Vec<Note> {
        let text = self.document.text();
        let span = Span::of(&text.line_range(0), text, self.encoding);
        let note = |(rule, confidence): &(&'static Rule, Confidence)| Note {
            span,
            level: level(*confidence),
            code: rule.id,
            unnecessary: false,
            page: None,
            message: format!(
                "{} in an output of this cell: clear the output, save the notebook, and revoke it if it was ever shared.",
                rule.name
            ),
            related: Vec::new(),
        };
        self.outputs.values().map(note).collect()
    }
}

/// What the outputs of each cell hold; `None` when it is no notebook that can be read.
fn held(path: &Path) -> Option<Vec<Held>> {
    let mut bytes = Vec::new();
    read::read_into(path, &mut bytes).ok()?;
    let notebook: Value = serde_json::from_slice(&bytes).ok()?;
    let cells = notebook.get("cells")?.as_array()?;
    Some(cells.iter().map(|cell| held_by(&cell["outputs"])).collect())
}

fn held_by(outputs: &Value) -> Held {
    let mut texts = Vec::new();
    collect(outputs, &mut texts);
    let context = FileContext::of(Path::new("output.txt"), Some("plaintext"));
    let mut held = Held::new();
    for text in texts {
        for finding in scan(&text, &context).findings {
            let found = (finding.rule, finding.confidence);
            let known = held.entry(finding.rule.id).or_insert(found);
            known.1 = known.1.max(finding.confidence);
        }
    }
    held
}

/// Every text in an output. A list of strings is one text, cut at its lines.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            texts.push(items.iter().filter_map(Value::as_str).collect());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => {
            let members = members.iter().filter(|(key, _)| !key.starts_with("image/"));
            members.for_each(|(_, item)| collect(item, texts));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_of_every_kind_of_output_and_no_pictures() {
        let outputs = json!([
            { "output_type": "stream", "text": ["a\n", "b"] },
            { "data": { "text/plain": "c", "image/png": "d", "application/json": { "e": ["f", 1] } } },
        ]);
        let mut texts = Vec::new();
        collect(&outputs, &mut texts);
        texts.sort();
        assert_eq!(texts, ["a\nb", "c", "f", "stream"]);
    }
}
