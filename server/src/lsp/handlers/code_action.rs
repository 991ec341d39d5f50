//! `textDocument/codeAction`: what can be done about the findings at a place.
//!
//! Everything is found again from the server's own state: some clients send no
//! diagnostics along, and some lose their data.

use keyward_engine::Finding;
use keyward_engine::exposure::{self, Exposure, Git};

use crate::lsp::answer::{Action, ClientEdit, Effect, Group, Note};
use crate::lsp::capabilities::{CLEAR_OUTPUTS, command};
use crate::lsp::main_loop::ActionsWanted;
use crate::lsp::offers::{Kind, Offer, Seen};
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// Findings that one menu is about; a larger selection is no question about one value.
const FINDINGS: usize = 8;

/// The actions for the findings that the selection touches, or that the client names.
pub(in crate::lsp) fn actions(session: &mut Session, wanted: &ActionsWanted) -> Vec<Action> {
    let quickfix = |kind: &String| kind.is_empty() || kind == "quickfix";
    if wanted
        .only
        .as_ref()
        .is_some_and(|kinds| !kinds.iter().any(quickfix))
    {
        return Vec::new();
    }
    session.settle_all();
    let uri = &wanted.uri;
    let encoding = session.traits.encoding;
    let Some(document) = session.current(uri) else {
        return Vec::new();
    };
    let text = document.text();
    let start = text.offset(wanted.span.start, encoding);
    let end = text.offset(wanted.span.end, encoding);
    let meant: Vec<usize> = wanted
        .diagnostics
        .iter()
        .map(|it| text.offset(*it, encoding))
        .collect();
    let first_line = text.line_of(start) == 0;
    let mut findings = session.findings(uri);
    findings.retain(|it| {
        it.range.start <= end && start <= it.range.end || meant.contains(&it.range.start)
    });
    let mut actions = Vec::new();
    for finding in findings.iter().take(FINDINGS) {
        actions.extend(for_finding(session, uri, finding));
    }
    if first_line {
        actions.extend(for_exposure(session, uri));
        actions.extend(for_outputs(session, uri));
    }
    actions
}

fn for_finding(session: &mut Session, uri: &DocUri, finding: &Finding) -> Vec<Action> {
    let group = Group {
        finding,
        others: Vec::new(),
    };
    let note = session.note(&group, uri);
    let seen = session
        .offers
        .see(finding, session.documents[uri].document.text());
    let rule = finding.rule;
    let make = |title: String, effect: Effect| Action {
        title,
        preferred: false,
        notes: vec![note.clone()],
        effect,
    };
    let mut actions = Vec::new();
    if session.traits.apply_edit {
        actions.extend(move_action(session, uri, &seen, &note));
    }
    if let Some(effect) = allow_effect(session, uri, &seen) {
        actions.push(make(format!("Allow this finding ({})", rule.id), effect));
    }
    if !rule.revoke.is_empty() {
        let offer = offer(session, uri, Kind::Revoke, Some(seen));
        let effect = Effect::Command(command::OPEN_REVOKE_PAGE, offer);
        actions.push(make(
            format!("Open the page to revoke the {}", rule.name),
            effect,
        ));
    }
    actions
}

/// The main fix, or why it cannot be done.
fn move_action(session: &mut Session, uri: &DocUri, seen: &Seen, note: &Note) -> Option<Action> {
    let number = offer(session, uri, Kind::Move, Some(seen.clone()));
    let planned = session
        .offers
        .get(number)
        .map(|offer| session.plan(offer))?;
    let (title, preferred, effect) = match planned {
        Ok((plan, _)) => (
            plan.title,
            true,
            Effect::Command(command::APPLY_FIX, number),
        ),
        Err(refusal) if session.traits.disabled_actions => {
            let title = "Move to an environment variable".to_owned();
            (title, false, Effect::Disabled(refusal.message))
        }
        Err(_) => return None,
    };
    Some(Action {
        title,
        preferred,
        notes: vec![note.clone()],
        effect,
    })
}

/// How this client can be given the comment that allows a finding.
fn allow_effect(session: &mut Session, uri: &DocUri, seen: &Seen) -> Option<Effect> {
    let number = offer(session, uri, Kind::Allow, Some(seen.clone()));
    let offer = session.offers.get(number)?.clone();
    let (plan, _) = session.plan(&offer).ok()?;
    let traits = &session.traits;
    if !traits.action_literals {
        return traits
            .apply_edit
            .then_some(Effect::Command(command::ALLOW, number));
    }
    if traits.resolve_edit {
        return Some(Effect::EditLater(number));
    }
    let file = plan.files.first()?;
    Some(Effect::Edit(ClientEdit {
        label: plan.title.clone(),
        documents: vec![session.document_edit(file, &offer)?],
    }))
}

/// What can be done about the file as a whole.
fn for_exposure(session: &mut Session, uri: &DocUri) -> Vec<Action> {
    let Some(exposure) = session.documents[uri].exposure.clone() else {
        return Vec::new();
    };
    let notes = session.documents[uri].exposure_notes();
    let mut actions = Vec::new();
    let mut add = |session: &mut Session, kind: Kind, title: String, code: &str| {
        let number = offer(session, uri, kind, None);
        let about = notes
            .iter()
            .filter(|note| note.code == code)
            .cloned()
            .collect();
        actions.push(Action {
            title,
            preferred: kind == Kind::IgnoreEnv,
            notes: about,
            effect: Effect::Command(command::APPLY_FIX, number),
        });
    };
    let ignorable = Offer {
        kind: Kind::IgnoreEnv,
        uri: uri.clone(),
        version: 0,
        seen: None,
    };
    if exposure.git.is_exposed()
        && let Ok((plan, _)) = session.plan(&ignorable)
    {
        add(session, Kind::IgnoreEnv, plan.title, git_code(&exposure));
    }
    if exposure.git == Git::Tracked {
        let title = "Tell how to take this file out of git".to_owned();
        add(session, Kind::Untrack, title, git_code(&exposure));
    }
    for one in exposure
        .assistants
        .iter()
        .filter(|it| it.fixable && it.is_exposed())
    {
        if !session.is_in_use(one, uri) {
            continue;
        }
        let name = crate::lsp::uri::name(uri);
        let title = one
            .control
            .map(|it| exposure::fix_title(it, &name))
            .unwrap_or_default();
        add(
            session,
            Kind::Close(one.assistant.id),
            title,
            "assistant-can-read-env",
        );
    }
    actions
}

/// A value in an output cannot move anywhere: the output must go.
fn for_outputs(session: &Session, uri: &DocUri) -> Option<Action> {
    let notes = session.documents[uri].output_notes();
    (session.traits.notebooks && !notes.is_empty()).then(|| Action {
        title: "Clear all outputs of this notebook".to_owned(),
        preferred: true,
        notes,
        effect: Effect::ClientCommand(CLEAR_OUTPUTS),
    })
}

fn git_code(exposure: &Exposure) -> &'static str {
    match exposure.git {
        Git::Tracked => "env-tracked",
        _ => "env-not-ignored",
    }
}

fn offer(session: &mut Session, uri: &DocUri, kind: Kind, seen: Option<Seen>) -> u64 {
    let version = session.documents[uri].document.version;
    session.offers.make(Offer {
        kind,
        uri: uri.clone(),
        version,
        seen,
    })
}
