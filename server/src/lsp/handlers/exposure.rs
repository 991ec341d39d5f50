//! Actions about who can read a file, and about what in an assistant's file does not help.

use std::ops::Range;

use keyward_engine::exposure::{self, Exposure, Git};

use super::code_action::offer;
use crate::lsp::answer::{Action, Effect};
use crate::lsp::capabilities::command;
use crate::lsp::exposure::CAN_READ;
use crate::lsp::offers::{Kind, Offer};
use crate::lsp::planning::With;
use crate::lsp::session::{Entry, Session};
use crate::lsp::uri::{self, DocUri};

/// What can be done about the file as a whole.
pub(super) fn for_file(session: &mut Session, uri: &DocUri) -> Vec<Action> {
    let Some(exposure) = session.documents[uri].exposure.clone() else {
        return Vec::new();
    };
    let mut actions = about_git(session, uri, &exposure);
    let name = uri::name(uri);
    let open = exposure.assistants.iter();
    let open = open.filter(|it| it.in_use && it.fixable && it.is_exposed());
    for one in open {
        let Some(control) = one.control else { continue };
        let title = exposure::fix_title(control, &name);
        let kind = Kind::Close(one.assistant.id);
        actions.push(action(session, uri, kind, title, CAN_READ));
    }
    actions.extend(for_all(session, uri, &exposure));
    actions
}

/// One edit for all assistants in use, where there are several to ask. It is planned when it is
/// taken: that takes a look at each of them.
fn for_all(session: &mut Session, uri: &DocUri, exposure: &Exposure) -> Option<Action> {
    let open = exposure.assistants.iter();
    let open = open.filter(|it| it.in_use && it.fixable && it.is_exposed());
    let number = open.count();
    let name = uri::name(uri);
    let title = format!("Set the controls of all {number} assistants in use that can read {name}");
    (number > 1).then(|| action(session, uri, Kind::CloseAll, title, CAN_READ))
}

fn about_git(session: &mut Session, uri: &DocUri, exposure: &Exposure) -> Vec<Action> {
    let code = match exposure.git {
        Git::Tracked => "env-tracked",
        _ => "env-not-ignored",
    };
    let ignorable = Offer {
        kind: Kind::IgnoreEnv,
        uri: uri.clone(),
        version: 0,
        seen: None,
    };
    let mut actions = Vec::new();
    let entry = session.documents.get(uri);
    if entry.is_some_and(Entry::is_kept_on_purpose) {
        return actions;
    }
    if exposure.git.is_exposed()
        && let Ok((plan, _)) = session.plan(&ignorable, With::default())
    {
        actions.push(action(session, uri, Kind::IgnoreEnv, plan.title, code));
    }
    if exposure.git == Git::Tracked {
        let title = "Tell how to take this file out of git".to_owned();
        actions.push(action(session, uri, Kind::Untrack, title, code));
    }
    actions
}

/// What mends the decoys and traps that the selection touches.
pub(super) fn for_assistant(session: &mut Session, uri: &DocUri, at: &Range<usize>) -> Vec<Action> {
    let touched = session.mendable(uri).filter(|one| {
        let range = &one.decoy.range;
        range.start <= at.end && at.start <= range.end
    });
    let found: Vec<(&'static str, usize, String)> = touched
        .map(|one| (one.decoy.code, one.decoy.range.start, one.title.clone()))
        .collect();
    let make = |(code, start, title)| action(session, uri, Kind::Mend(code, start), title, code);
    found.into_iter().map(make).collect()
}

/// An action with the notes of this code.
fn action(session: &mut Session, uri: &DocUri, kind: Kind, title: String, code: &str) -> Action {
    let mut notes = session.documents[uri].exposure_notes();
    notes.extend(session.assistant_notes(uri));
    notes.retain(|note| note.code == code);
    let number = offer(session, uri, kind, None);
    Action {
        title,
        preferred: kind == Kind::IgnoreEnv,
        fix_all: false,
        notes,
        effect: Effect::Command(command::APPLY_FIX, number),
    }
}
