//! The words for exposure: one place, so that every front end says the same.

use super::assistant::Assistant;
use super::control_row::{Control, ControlKind};
use super::{AssistantState, Decoy, Exposure, Git, State, Strength};
use crate::agent;

/// Where the file stands with one assistant, in one sentence that says what to do.
#[must_use]
pub fn message(exposure: &Exposure, one: &AssistantState) -> String {
    let name = one.assistant.name;
    let file = file_name(exposure);
    let though = though(exposure);
    let problem = one.problem.as_deref().unwrap_or("nothing says so");
    match (one.state, one.control) {
        (State::Unknown, _) => {
            format!("{name} may read `{file}`: {problem}, so what it asks for is unknown.")
        }
        (State::Exposed, Some(control)) if one.active => format!(
            "{name} can still read `{file}`{though} ({}; {}): keep values that matter out of it.",
            one.label.unwrap_or(control.label()),
            still_open(control),
        ),
        (State::Exposed, Some(control)) => format!(
            "{name} can read `{file}`{though}: {} ({}; {}).",
            lower_first(&fix_title(control, &file)),
            one.label.unwrap_or(control.label()),
            still_open(control),
        ),
        (State::Asks, _) => format!("{name} asks before it reads `{file}`."),
        (State::Enforced, Some(control)) => format!(
            "{name} is kept from `{file}` ({}); {}.",
            one.label.unwrap_or(control.label()),
            still_open(control),
        ),
        (State::ToolLevel, Some(control)) => format!(
            "{name} is asked to skip `{file}` ({}); {}.",
            one.label.unwrap_or(control.label()),
            still_open(control),
        ),
        (_, None) if by_hook(one).is_some() => format!(
            "{name} can read `{file}`{though}, and only a hook keeps it out: run `{}`.",
            by_hook(one).unwrap_or_default(),
        ),
        (_, None) => format!(
            "{name} can read `{file}`{though}, and no setting keeps it out: keep values that matter out of it."
        ),
    }
}

/// The command that registers Keyward's hook with an assistant, where it can be.
pub(super) fn hook_command(assistant: &Assistant) -> Option<String> {
    let client = agent::client(assistant.id)?;
    Some(match client.install {
        Some(_) => format!(
            "keyward agent-hook install --project --client {}",
            client.id
        ),
        None => "keyward agent-hook install --project".to_owned(),
    })
}

/// The same for an assistant that has a hook that was seen to work.
fn by_hook(one: &AssistantState) -> Option<String> {
    let mut controls = one.assistant.controls.iter();
    let hook = |it: &&Control| it.verified && matches!(it.kind, ControlKind::Hook { .. });
    controls.find(hook)?;
    hook_command(one.assistant)
}

/// What git does with the file, in one sentence that says what to do; `None` when all is well.
#[must_use]
pub fn git_message(exposure: &Exposure) -> Option<String> {
    let file = file_name(exposure);
    match exposure.git {
        Git::Ignored | Git::NoRepository => None,
        Git::Untracked => Some(format!(
            "git does not ignore `{file}`, so the next `git add .` takes its values along: add it to `.gitignore`."
        )),
        Git::Tracked => Some(format!(
            "git tracks `{file}`, so its values go wherever the repository goes: run `git rm --cached {file}`, ignore it, and replace values that were committed."
        )),
    }
}

/// Why a file or setting does not help, in one sentence.
#[must_use]
pub fn decoy_message(decoy: &Decoy) -> String {
    let name = decoy.assistant.name;
    let Decoy {
        file: path,
        reason,
        works,
        ..
    } = decoy;
    if decoy.is_trap {
        return format!("`{path}` opens secret files to {name}: {reason}. What helps is {works}.");
    }
    format!("`{path}` does not keep {name} from secret files: {reason}. What counts is {works}.")
}

/// The title of the quick fix that sets a control for a file.
#[must_use]
pub fn fix_title(control: &Control, file: &str) -> String {
    control
        .fix
        .as_ref()
        .map_or_else(String::new, |fix| fix.title.replace("{file}", file))
}

fn still_open(control: &Control) -> String {
    match control.strength {
        Strength::EnforcedOs => format!("not covered: {}", control.leaves),
        _ => format!("still open: {}", control.leaves),
    }
}

/// What git does about it, where that might seem to be enough.
pub(super) fn though(exposure: &Exposure) -> &'static str {
    match exposure.git {
        Git::Ignored => ", though git ignores it",
        _ => "",
    }
}

/// The file's name with control characters made visible.
pub(super) fn file_name(exposure: &Exposure) -> String {
    let name = exposure
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    name.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
