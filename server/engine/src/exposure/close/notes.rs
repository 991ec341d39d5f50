//! What a plan says beside its edits.

use super::{Secrets, names};
use crate::exposure::assistant::{Assistant, Strength};
use crate::exposure::control_row::{Control, ControlKind};
use crate::exposure::edit::Edited;
use crate::exposure::message::hook_command;
use crate::exposure::{AssistantState, Exposure, Git, Markers, State, assess, message};

/// The text for the clipboard that a control is, with where it goes.
pub(super) fn snippet(control: &Control) -> Option<String> {
    let snippet = control.fix.as_ref()?.snippet.as_ref()?;
    Some(format!(
        "Put this into {}:\n{}",
        snippet.place,
        snippet.text.trim_end()
    ))
}

/// How things stand once the edits are made, assistant by assistant.
pub(super) fn outcome(
    assistants: &[&'static Assistant],
    secrets: &Secrets<'_>,
    in_use: &Markers,
    edited: &Edited<'_>,
) -> Vec<String> {
    let files = secrets.files.iter();
    let states: Vec<Exposure> = files
        .map(|file| assess(file, secrets.root, in_use, edited))
        .collect();
    let mut notes = git(&states, secrets);
    for &one in assistants {
        notes.extend(of(one, &states));
    }
    notes
}

fn git(states: &[Exposure], secrets: &Secrets<'_>) -> Vec<String> {
    let tracked = states.iter().filter(|one| one.git == Git::Tracked);
    let note = |one: &Exposure| {
        let name = names::relative(&one.file, secrets.root);
        format!(
            "git tracks `{name}`, so ignoring it changes nothing: run `git rm --cached {name}`, and replace what was committed."
        )
    };
    tracked.map(note).collect()
}

fn of(assistant: &'static Assistant, states: &[Exposure]) -> Vec<String> {
    let mine: Vec<(&Exposure, &AssistantState)> = states
        .iter()
        .filter_map(|all| {
            let mut found = all.assistants.iter();
            let state = found.find(|one| one.assistant.id == assistant.id)?;
            Some((all, state))
        })
        .collect();
    let open: Vec<_> = mine.iter().filter(|(_, one)| one.is_exposed()).collect();
    let mut notes = Vec::new();
    if let Some((_, one)) = mine.iter().find(|(_, one)| !one.is_exposed()) {
        notes.push(closed(assistant, one, mine.len() - open.len()));
    }
    match open.as_slice() {
        [] => {}
        [(exposure, one)] => notes.push(message(exposure, one)),
        [(_, one), ..] => {
            let what = one.control.filter(|_| one.active).map_or_else(
                || "no setting of the workspace keeps it out".to_owned(),
                |control| format!("{}; still open: {}", control.label(), control.leaves),
            );
            let count = open.len();
            notes.push(format!(
                "{} can still read {count} secret files ({what}).",
                assistant.name
            ));
        }
    }
    if open.iter().any(|(_, one)| one.state == State::Exposed) {
        notes.extend(further(assistant));
    }
    notes
}

fn closed(assistant: &Assistant, one: &AssistantState, count: usize) -> String {
    let name = assistant.name;
    let what = if count == 1 {
        "the secret file".to_owned()
    } else {
        format!("{count} secret files")
    };
    let how = match one.state {
        State::Asks => format!("asks before it reads {what}"),
        State::Enforced => format!("is kept from {what}"),
        _ => format!("is asked to skip {what}"),
    };
    one.control.map_or_else(
        || format!("{name} {how}."),
        |control| {
            let label = one.label.unwrap_or_else(|| control.label());
            format!("{name} {how} ({label}); still open: {}.", control.leaves)
        },
    )
}

/// What the user can do that no edit of the workspace does.
fn further(assistant: &Assistant) -> Vec<String> {
    let mut notes = Vec::new();
    for control in assistant.controls {
        match &control.kind {
            ControlKind::Hook { .. } => {
                let note = hook_command(assistant).map(|command| {
                    format!(
                        "For {}, the hook that `{command}` registers helps as well ({}); still open: {}.",
                        assistant.name,
                        control.label(),
                        control.leaves
                    )
                });
                notes.extend(note.filter(|_| control.verified));
            }
            ControlKind::Manual | ControlKind::Server if keeps_out(control.strength) => {
                let text = snippet(control)
                    .map(|text| format!("{} ({}): {text}", assistant.name, control.label()));
                notes.extend(text);
            }
            _ => {}
        }
    }
    notes
}

/// Whether a control is about the file, and not about variables or connections alone.
fn keeps_out(strength: Strength) -> bool {
    !matches!(strength, Strength::EnvironmentOnly | Strength::NetworkOnly)
}
