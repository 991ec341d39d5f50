//! The second family of fixes: to the secrets managers that the project uses.

use keyward_engine::config::Config;
use keyward_engine::fix;

use super::code_action::{offer, planned};
use crate::lsp::answer::{Action, Effect, Note};
use crate::lsp::capabilities::command;
use crate::lsp::offers::{Kind, Seen};
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// One action for each manager that the place can read from.
pub(super) fn actions(
    session: &mut Session,
    uri: &DocUri,
    seen: &Seen,
    note: &Note,
) -> Vec<Action> {
    let Some(path) = session.documents[uri].document.path.clone() else {
        return Vec::new();
    };
    let root = session.root_for(Some(&path));
    let named = session.config_of(uri).and_then(Config::secrets_manager);
    let managers = fix::managers_for(&path, &root, named, &session.files(&root));
    let mut actions = Vec::new();
    for manager in managers {
        let number = offer(session, uri, Kind::Store(manager.id), Some(seen.clone()));
        if let Ok(plan) = planned(session, number) {
            actions.push(Action {
                title: plan.title,
                preferred: false,
                fix_all: false,
                notes: vec![note.clone()],
                effect: Effect::Command(command::APPLY_FIX, number),
            });
        }
    }
    actions
}
