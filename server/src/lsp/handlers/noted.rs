//! What can be done about notes that are about no value: keys that are old, records of assistants.

use super::code_action::{offer, planned};
use crate::lsp::agent::RECORD;
use crate::lsp::answer::{Action, Effect};
use crate::lsp::capabilities::command;
use crate::lsp::keys::keys_at;
use crate::lsp::offers::Kind;
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// Keys that one menu is about.
const KEYS: usize = 8;

/// The keys whose lines the selection touches: that they were rotated.
pub(super) fn for_keys(
    session: &mut Session,
    uri: &DocUri,
    start: usize,
    end: usize,
) -> Vec<Action> {
    let numbers = keys_at(&session.documents[uri].document, start, end);
    let notes = session.key_notes(uri);
    let notes = notes.into_iter().filter(|it| it.code == "key-rotation");
    let notes: Vec<_> = notes.take(1).filter(|_| numbers.len() == 1).collect();
    let mut actions = Vec::new();
    for number in numbers.into_iter().take(KEYS) {
        let number = offer(session, uri, Kind::MarkRotated(number), None);
        if let Ok(plan) = planned(session, number) {
            actions.push(Action {
                title: plan.title,
                preferred: false,
                fix_all: false,
                notes: notes.clone(),
                effect: Effect::Command(command::APPLY_FIX, number),
            });
        }
    }
    actions
}

/// Records of assistants that git does not ignore.
pub(super) fn for_records(session: &mut Session, uri: &DocUri) -> Vec<Action> {
    let notes = session.documents[uri].agent_notes();
    let notes: Vec<_> = notes.into_iter().filter(|it| it.code == RECORD).collect();
    let mut actions = Vec::new();
    for (number, note) in notes.into_iter().enumerate() {
        let number = offer(session, uri, Kind::IgnoreRecord(number), None);
        if let Ok(plan) = planned(session, number) {
            actions.push(Action {
                title: plan.title,
                preferred: true,
                fix_all: false,
                notes: vec![note],
                effect: Effect::Command(command::APPLY_FIX, number),
            });
        }
    }
    actions
}
