//! What the comments above variables say is due, and the action that marks a rotation.

use keyward_engine::Role;
use keyward_engine::fix::{EditPlan, Refusal};
use keyward_engine::inventory::{Urgency, due_in, is_key, items, mark_rotated};

use super::answer::{Level, Note, Span};
use super::document::OpenDocument;
use super::session::Session;
use super::uri::DocUri;
use crate::today::today;

/// Whether a document defines variables.
fn defines(document: &OpenDocument) -> bool {
    matches!(document.context().role, Role::DotEnv | Role::Template)
}

impl Session {
    /// The notes about dates.
    pub(super) fn key_notes(&self, uri: &DocUri) -> Vec<Note> {
        let document = &self.documents[uri].document;
        if !defines(document) {
            return Vec::new();
        }
        let text = document.text();
        let policy = self
            .config_of(uri)
            .map(keyward_engine::config::Config::rotation)
            .unwrap_or_default();
        let due = due_in(&text.full(), &policy, today()).into_iter();
        due.map(|due| Note {
            span: Span::of(&due.range, text, self.traits.encoding),
            level: match due.urgency {
                Urgency::Warning => Level::Warning,
                Urgency::Reminder => Level::Information,
            },
            code: due.check,
            unnecessary: false,
            page: None,
            message: due.message,
            related: Vec::new(),
        })
        .collect()
    }
}

/// The variables that hold keys and whose lines a selection touches: their numbers.
pub(super) fn keys_at(document: &OpenDocument, start: usize, end: usize) -> Vec<usize> {
    if !defines(document) {
        return Vec::new();
    }
    let all = items(&document.text().full()).into_iter().enumerate();
    let touched = all.filter(|(_, it)| it.block.start <= end && start <= it.block.end);
    touched
        .filter(|(_, it)| is_key(it))
        .map(|(number, _)| number)
        .collect()
}

/// Plans the comment above the variable of this number.
pub(super) fn mark(document: &OpenDocument, number: usize) -> Result<EditPlan, Refusal> {
    let text = document.text().full();
    let gone = || Refusal {
        code: "text-has-changed",
        message: "The text has changed: nothing was edited.".into(),
    };
    let path = document.path.as_deref().ok_or_else(gone)?;
    let item = items(&text).into_iter().nth(number).ok_or_else(gone)?;
    mark_rotated(path, &text, &item.name, today())
}
