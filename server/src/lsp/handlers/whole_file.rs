//! Actions about a document as a whole.

use std::ops::Range;
use std::path::Path;

use keyward_engine::exposure::Git;
use keyward_engine::scan::RemarkKind;

use super::code_action::offer;
use crate::lsp::answer::{Action, ClientEdit, Effect};
use crate::lsp::capabilities::command;
use crate::lsp::offers::Kind;
use crate::lsp::planning::{AT_ONCE, With};
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// The move of everything that is found, where there is more than one thing.
pub(super) fn move_all(session: &mut Session, uri: &DocUri) -> Option<Action> {
    let number = session.loud(uri).len().min(AT_ONCE);
    if number < 2 {
        return None;
    }
    let offer = offer(session, uri, Kind::MoveAll, None);
    Some(Action {
        title: format!("Move all {number} secrets in this file to the environment"),
        preferred: false,
        fix_all: false,
        notes: Vec::new(),
        effect: Effect::Command(command::APPLY_FIX, offer),
    })
}

/// The removal of comments that allow nothing, where the selection touches one.
pub(super) fn tidy(session: &mut Session, uri: &DocUri, at: &Range<usize>) -> Option<Action> {
    let scan = session.documents[uri].document.scan()?;
    let touched = scan.remarks.iter().any(|it| {
        it.kind == RemarkKind::Unused && it.range.start <= at.end && at.start <= it.range.end
    });
    if touched {
        remove(session, uri, false)
    } else {
        None
    }
}

/// What an editor may do by itself: no value moves, and doing it twice changes nothing.
pub(super) fn fix_all(session: &mut Session, uri: &DocUri) -> Vec<Action> {
    let mut actions: Vec<Action> = remove(session, uri, true).into_iter().collect();
    let exposure = session.documents[uri].exposure.as_ref();
    let exposed = exposure.is_some_and(|it| it.git.is_exposed() && it.git != Git::Tracked);
    let is_env = session.documents[uri]
        .document
        .path
        .as_deref()
        .is_some_and(is_env);
    for (kind, wanted) in [(Kind::IgnoreEnv, exposed), (Kind::Template, is_env)] {
        if wanted && session.traits.apply_edit {
            actions.extend(written_by_us(session, uri, kind));
        }
    }
    actions
}

/// Whether a file is the `.env` whose names a template lists.
fn is_env(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(name, Some(".env" | ".env.local"))
}

/// What is written to another file than the document.
fn written_by_us(session: &mut Session, uri: &DocUri, kind: Kind) -> Option<Action> {
    let number = offer(session, uri, kind, None);
    let offer = session.offers.get(number)?.clone();
    let (plan, _) = session.plan(&offer, With::default()).ok()?;
    Some(Action {
        title: plan.title,
        preferred: false,
        fix_all: true,
        notes: Vec::new(),
        effect: Effect::Command(command::APPLY_FIX, number),
    })
}

fn remove(session: &mut Session, uri: &DocUri, fix_all: bool) -> Option<Action> {
    let number = offer(session, uri, Kind::Tidy, None);
    let offer = session.offers.get(number)?.clone();
    let (plan, _) = session.plan(&offer, With::default()).ok()?;
    let file = plan.files.first()?;
    let edit = ClientEdit {
        label: plan.title.clone(),
        documents: vec![session.document_edit(file, &offer)?],
    };
    Some(Action {
        title: plan.title,
        preferred: false,
        fix_all,
        notes: Vec::new(),
        effect: Effect::Edit(edit),
    })
}
