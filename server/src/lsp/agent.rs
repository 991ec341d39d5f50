//! Open files of assistants: imports that send a secret file along, and records that git would take.

use std::ops::Range;

use keyward_engine::agent_file::{
    Record, imports_of_secrets, record_message, record_of, records_in,
};
use keyward_engine::files::Files as _;
use keyward_engine::ignorefile;

use super::answer::{Level, Note, Span};
use super::session::{Entry, Session};
use super::uri::{DocUri, Scheme, scheme};
use crate::workspace::roots;

/// A record that git does not ignore.
#[derive(Clone, Debug)]
pub(super) struct Lying {
    pub(super) record: &'static Record,
    /// Its path in its workspace.
    pub(super) path: String,
    pub(super) tracked: bool,
}

impl Session {
    /// Looks whether an open document lies in a record that git does not ignore; in the
    /// `.gitignore` at the top of the workspace, for all that lie there.
    pub(super) fn look_for_records(&mut self, uri: &DocUri) {
        let found = self.records_of(uri).unwrap_or_default();
        if let Some(entry) = self.documents.get_mut(uri) {
            entry.dirty |= entry.records.len() != found.len();
            entry.records = found;
        }
    }

    fn records_of(&self, uri: &DocUri) -> Option<Vec<Lying>> {
        let path = self.documents.get(uri)?.document.path.clone()?;
        let root = self.root_for(Some(&path));
        if root.as_os_str().is_empty() || scheme(uri) != Scheme::File {
            return None;
        }
        let relative = roots::slashed(path.strip_prefix(&root).ok()?);
        let files = self.files(&root);
        if relative == ".gitignore" {
            let lying = |(record, path): (&'static Record, String)| Lying {
                record,
                tracked: files.tracked(&root.join(&path)) == Some(true),
                path,
            };
            return Some(records_in(&root, &files).into_iter().map(lying).collect());
        }
        let found = record_of(&relative)?;
        let tracked = files.tracked(&path) == Some(true);
        let top = files.git_root(&path).unwrap_or_else(|| root.clone());
        let ignored = !tracked && ignorefile::is_ignored(&path, &top, &files, None);
        (!ignored).then(|| {
            vec![Lying {
                record: found.record,
                path: relative[..found.len].to_owned(),
                tracked,
            }]
        })
    }
}

impl Entry {
    /// The notes about imports and records.
    pub(super) fn agent_notes(&self) -> Vec<Note> {
        let text = self.document.text();
        let note = |range: &Range<usize>, level, code, message| Note {
            unnecessary: false,
            span: Span::of(range, text, self.encoding),
            level,
            code,
            page: None,
            message,
            related: Vec::new(),
        };
        let mut notes = Vec::new();
        if self.document.context().agent.is_some_and(|it| it.imports) {
            for import in imports_of_secrets(&text.full()) {
                let path = text.slice(import.range.start + 1..import.range.end);
                let message = import.message(&path);
                notes.push(note(
                    &import.range,
                    Level::Error,
                    "assistant-import",
                    message,
                ));
            }
        }
        let first = text.line_range(0);
        for lying in &self.records {
            let level = if lying.record.doubtful {
                Level::Hint
            } else {
                Level::Warning
            };
            let message = record_message(lying.record, &lying.path, lying.tracked);
            notes.push(note(&first, level, RECORD, message));
        }
        notes
    }
}

/// The code of a note about a record.
pub(super) const RECORD: &str = "assistant-record";
