//! The notes about a secret file as a whole, on its first line.

use keyward_engine::exposure::{Git, git_message, summary};
use keyward_engine::text::Position;
use keyward_engine::{Role, hygiene};

use crate::lsp::answer::{Level, Note, Span};
use crate::lsp::session::Entry;

/// The code of the note that names the assistants.
pub(in crate::lsp) const CAN_READ: &str = "assistant-can-read-env";

impl Entry {
    /// Whether git tracks a `.env` that holds settings only, as some frameworks have it.
    pub(in crate::lsp) fn is_kept_on_purpose(&self) -> bool {
        let exposure = self.exposure.as_ref();
        exposure.is_some_and(|it| it.git == Git::Tracked)
            && self.document.context().role == Role::DotEnv
            && !self.document.scan().is_some_and(hygiene::holds_secret)
    }

    /// One about git, one about all assistants in use.
    pub(in crate::lsp) fn exposure_notes(&self) -> Vec<Note> {
        let text = self.document.text();
        let Some(exposure) = self.exposure.as_ref().filter(|_| !text.is_empty()) else {
            return Vec::new();
        };
        let end = text.line_range(0).end;
        let note = |level, code, message| Note {
            unnecessary: false,
            span: Span {
                start: Position::default(),
                end: text.position(end, self.encoding),
            },
            level,
            code,
            page: None,
            message,
            related: Vec::new(),
        };
        let git = match exposure.git {
            Git::Tracked => "env-tracked",
            _ => "env-not-ignored",
        };
        let git = git_message(exposure)
            .filter(|_| !self.is_kept_on_purpose())
            .map(|it| note(Level::Error, git, it));
        let assistants = summary(exposure).map(|it| note(Level::Warning, CAN_READ, it));
        git.into_iter().chain(assistants).collect()
    }
}
