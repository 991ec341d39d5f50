//! What handlers answer, in Keyward's own words; `to_proto` says it in the protocol's.

use std::ops::Range;

use keyward_engine::Finding;
use keyward_engine::fix::NewText;
use keyward_engine::text::{Encoding, Position, Text};

use super::uri::DocUri;

/// A stretch of a document in the client's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Span {
    pub(super) start: Position,
    pub(super) end: Position,
}

impl Span {
    /// Where these bytes of a text are.
    pub(super) fn of(range: &Range<usize>, text: &Text, encoding: Encoding) -> Self {
        Self {
            start: text.position(range.start, encoding),
            end: text.position(range.end, encoding),
        }
    }
}

/// How loudly a note is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Level {
    Error,
    Warning,
    Information,
    Hint,
}

/// A diagnostic. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Note {
    pub(super) span: Span,
    pub(super) level: Level,
    /// A rule's id, or the id of a check.
    pub(super) code: &'static str,
    /// Whether it is about text that can go, which editors fade out.
    pub(super) unnecessary: bool,
    /// The page about it, for clients that show links.
    pub(super) page: Option<String>,
    pub(super) message: String,
    /// Other places, and what is there.
    pub(super) related: Vec<(DocUri, Span, &'static str)>,
}

/// A hover.
#[derive(Debug)]
pub(super) struct HoverText {
    pub(super) span: Span,
    pub(super) markdown: bool,
    pub(super) value: String,
}

/// A line above a line of a document.
#[derive(Debug)]
pub(super) struct Lens {
    pub(super) span: Span,
    pub(super) title: String,
    /// What tells more when it is clicked.
    pub(super) offer: u64,
}

/// An answer to a request for diagnostics.
#[derive(Debug)]
pub(super) enum Report {
    /// All of them, and a name to recognise them by.
    Full(String, Vec<Note>),
    /// The same as those of this name.
    Unchanged(String),
}

/// Edits of one document.
#[derive(Clone, Debug)]
pub(super) struct DocumentEdit {
    pub(super) uri: DocUri,
    /// The version the spans are of; `None` for files that are not open.
    pub(super) version: Option<i32>,
    pub(super) edits: Vec<(Span, NewText)>,
}

/// Edits that the client makes.
#[derive(Clone, Debug, Default)]
pub(super) struct ClientEdit {
    pub(super) label: String,
    pub(super) documents: Vec<DocumentEdit>,
}

/// What taking an action does.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// The client makes these edits.
    Edit(ClientEdit),
    /// The client asks for the edits when the action is chosen; this is the offer's number.
    EditLater(u64),
    /// The client sends this command with the offer's number.
    Command(&'static str, u64),
    /// The client asks the user, suggesting this, and then sends a command for this offer.
    Ask(&'static str, u64, String),
    /// The client does this itself.
    ClientCommand(&'static str),
    /// Nothing: it is shown with the reason why it cannot be done.
    Disabled(String),
}

/// A code action.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub(super) title: String,
    pub(super) preferred: bool,
    /// Whether it is one that editors take by themselves, instead of a quick fix.
    pub(super) fix_all: bool,
    pub(super) notes: Vec<Note>,
    pub(super) effect: Effect,
}

/// One finding and the other places of the same secret.
pub(super) struct Group<'a> {
    pub(super) finding: &'a Finding,
    pub(super) others: Vec<&'a Finding>,
}
