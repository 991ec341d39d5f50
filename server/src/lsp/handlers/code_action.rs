//! `textDocument/codeAction`: what can be done about the findings at a place.
//!
//! Everything is found again from the server's own state: some clients send no
//! diagnostics along, and some lose their data.

use keyward_engine::Finding;
use keyward_engine::files::Committed;
use keyward_engine::fix::{EditPlan, Refusal, occurrences};
use keyward_engine::rule::Rule;
use zeroize::Zeroizing;

use super::{exposure, hygiene, noted, storing, whole_file};
use crate::lsp::answer::{Action, ClientEdit, Effect, Group, Note};
use crate::lsp::capabilities::{CLEAR_OUTPUTS, FIX_ALL, asking, command};
use crate::lsp::main_loop::ActionsWanted;
use crate::lsp::offers::{Kind, Offer, Seen};
use crate::lsp::planning::With;
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// Findings that one menu is about; a larger selection is no question about one value.
const FINDINGS: usize = 8;

/// The actions for the findings that the selection touches, or that the client names.
pub(in crate::lsp) fn actions(session: &mut Session, wanted: &ActionsWanted) -> Vec<Action> {
    let quickfix = |kind: &String| kind.is_empty() || kind == "quickfix";
    session.settle_all();
    let uri = &wanted.uri;
    let kinds = wanted.only.as_deref();
    if kinds.is_some_and(|kinds| !kinds.iter().any(quickfix)) {
        let fix_all = kinds.is_some_and(|kinds| kinds.iter().any(|it| is_fix_all(it)));
        return if fix_all && session.documents.contains_key(uri) {
            whole_file::fix_all(session, uri)
        } else {
            Vec::new()
        };
    }
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
    let movable = actions.iter().any(|action| action.preferred);
    actions.extend(
        movable
            .then(|| whole_file::move_all(session, uri))
            .flatten(),
    );
    actions.extend(whole_file::tidy(session, uri, &(start..end)));
    actions.extend(exposure::for_assistant(session, uri, &(start..end)));
    actions.extend(noted::for_keys(session, uri, start, end));
    actions.extend(hygiene::actions(session, uri, &(start..end)));
    if first_line {
        actions.extend(exposure::for_file(session, uri));
        actions.extend(for_outputs(session, uri));
        actions.extend(noted::for_records(session, uri));
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
        fix_all: false,
        notes: vec![note.clone()],
        effect,
    };
    let mut actions = Vec::new();
    // What is sent to a model reads no variables: the value has to go.
    let is_sent = session.documents[uri].document.context().agent.is_some();
    if is_sent && let Some((title, effect)) = edit_effect(session, uri, &seen, Kind::Placeholder) {
        actions.push(Action {
            preferred: true,
            ..make(title, effect)
        });
    }
    if session.traits.apply_edit {
        actions.extend(move_actions(session, uri, &seen, &note));
        actions.extend(storing::actions(session, uri, &seen, &note));
    }
    let committed = session.committed(uri, finding);
    let mut revoke = revoke_action(session, uri, rule, &seen, committed)
        .map(|(title, effect)| make(title, effect));
    if committed.is_some() {
        actions.extend(revoke.take());
    }
    if let Some(effect) = allow_effect(session, uri, &seen) {
        actions.push(make(format!("Allow this finding ({})", rule.id), effect));
    }
    actions.extend(revoke);
    if !is_sent && let Some((title, effect)) = edit_effect(session, uri, &seen, Kind::Placeholder) {
        actions.push(make(title, effect));
    }
    actions
}

/// The way to a new value; told first when git has this one already.
fn revoke_action(
    session: &mut Session,
    uri: &DocUri,
    rule: &Rule,
    seen: &Seen,
    committed: Option<Committed>,
) -> Option<(String, Effect)> {
    let lead = match committed {
        Some(Committed::Head) => "This is in git's last commit: ",
        Some(Committed::Index) => "This is staged in git: ",
        None => "",
    };
    if rule.revoke.is_empty() {
        committed?;
        let number = offer(session, uri, Kind::Rotate, Some(seen.clone()));
        let title = format!("{lead}tell how to replace the {}", rule.name);
        return Some((title, Effect::Command(command::APPLY_FIX, number)));
    }
    let number = offer(session, uri, Kind::Revoke, Some(seen.clone()));
    let open = if lead.is_empty() { "Open" } else { "open" };
    let title = format!("{lead}{open} the page to revoke the {}", rule.name);
    Some((title, Effect::Command(command::OPEN_REVOKE_PAGE, number)))
}

/// The main fix and its variants, or why it cannot be done and what can be done instead.
fn move_actions(session: &mut Session, uri: &DocUri, seen: &Seen, note: &Note) -> Vec<Action> {
    let make = |title: String, preferred: bool, effect: Effect| Action {
        title,
        preferred,
        fix_all: false,
        notes: vec![note.clone()],
        effect,
    };
    let number = offer(session, uri, Kind::Move, Some(seen.clone()));
    match planned(session, number) {
        Ok(plan) => {
            let main = Effect::Command(command::APPLY_FIX, number);
            let mut actions = vec![make(plan.title, true, main)];
            if session.traits.asks && session.traits.action_literals {
                let title = "Move to environment variable with another name…".to_owned();
                let ask = Effect::Ask(asking::NAME, number, plan.name);
                actions.push(make(title, false, ask));
            }
            actions.extend(
                everywhere(session, uri, seen).map(|(title, effect)| make(title, false, effect)),
            );
            actions
        }
        Err(refusal) => {
            let mut actions = Vec::new();
            if session.traits.disabled_actions {
                let title = "Move to an environment variable".to_owned();
                actions.push(make(title, false, Effect::Disabled(refusal.message)));
            }
            let copy = offer(session, uri, Kind::Copy, Some(seen.clone()));
            if let Ok(plan) = planned(session, copy) {
                let effect = Effect::Command(command::APPLY_FIX, copy);
                actions.push(make(plan.title, false, effect));
            }
            actions
        }
    }
}

pub(super) fn planned(session: &Session, number: u64) -> Result<EditPlan, Refusal> {
    let gone = || Refusal {
        code: "text-has-changed",
        message: "The text has changed.".into(),
    };
    let offer = session.offers.get(number).ok_or_else(gone)?;
    session.plan(offer, With::default()).map(|(plan, _)| plan)
}

/// The same for every place of the value. How many there are in other files is seen then.
fn everywhere(session: &mut Session, uri: &DocUri, seen: &Seen) -> Option<(String, Effect)> {
    let number = offer(session, uri, Kind::Everywhere, Some(seen.clone()));
    let value = session.value_of(session.offers.get(number)?)?;
    let text = Zeroizing::new(session.documents[uri].document.text().full());
    let here = occurrences(&text, &value).len();
    let title = match here {
        0 | 1 => "Replace this value everywhere in the workspace".to_owned(),
        _ => format!("Replace all {here} occurrences in this file, and all in the workspace"),
    };
    Some((title, Effect::Command(command::APPLY_FIX, number)))
}

/// How this client can be given the comment that allows a finding.
fn allow_effect(session: &mut Session, uri: &DocUri, seen: &Seen) -> Option<Effect> {
    let (_, effect) = edit_effect(session, uri, seen, Kind::Allow)?;
    if session.traits.asks && session.traits.action_literals && session.traits.apply_edit {
        let number = offer(session, uri, Kind::Allow, Some(seen.clone()));
        return Some(Effect::Ask(asking::REASON, number, String::new()));
    }
    Some(effect)
}

/// How this client can be given an edit of the document alone, and what that is called.
pub(super) fn edit_effect(
    session: &mut Session,
    uri: &DocUri,
    seen: &Seen,
    kind: Kind,
) -> Option<(String, Effect)> {
    let number = offer(session, uri, kind, Some(seen.clone()));
    let offer = session.offers.get(number)?.clone();
    let (plan, _) = session.plan(&offer, With::default()).ok()?;
    let traits = &session.traits;
    let name = match kind {
        Kind::Allow => command::ALLOW,
        _ => command::APPLY_FIX,
    };
    if !traits.action_literals {
        let effect = Effect::Command(name, number);
        return traits.apply_edit.then_some((plan.title, effect));
    }
    if traits.resolve_edit {
        return Some((plan.title, Effect::EditLater(number)));
    }
    let file = plan.files.first()?;
    let edit = ClientEdit {
        label: plan.title.clone(),
        documents: vec![session.document_edit(file, &offer)?],
    };
    Some((plan.title, Effect::Edit(edit)))
}

/// Whether a kind that is asked for has [`FIX_ALL`] in it.
fn is_fix_all(kind: &str) -> bool {
    FIX_ALL == kind
        || FIX_ALL
            .strip_prefix(kind)
            .is_some_and(|it| it.starts_with('.'))
}

/// A value in an output cannot move anywhere: the output must go.
fn for_outputs(session: &Session, uri: &DocUri) -> Option<Action> {
    let notes = session.documents[uri].output_notes();
    (session.traits.notebooks && !notes.is_empty()).then(|| Action {
        title: "Clear all outputs of this notebook".to_owned(),
        preferred: true,
        fix_all: false,
        notes,
        effect: Effect::ClientCommand(CLEAR_OUTPUTS),
    })
}

pub(super) fn offer(session: &mut Session, uri: &DocUri, kind: Kind, seen: Option<Seen>) -> u64 {
    let version = session.documents[uri].document.version;
    session.offers.make(Offer {
        kind,
        uri: uri.clone(),
        version,
        seen,
    })
}
