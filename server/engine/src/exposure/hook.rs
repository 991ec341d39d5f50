//! Whether `keyward agent-hook` is registered with an assistant, and for what.

use super::assistant::Route;
use super::control_row::{Control, ControlKind, HookEvent};
use super::pattern::matcher_fits;
use super::settings::Value;
use super::workspace::{Broken, Workspace};

/// The routes that hooks close: those of the events for which Keyward's is registered.
///
/// # Errors
/// When a file in which hooks are registered cannot be read.
pub(super) fn closed(control: &Control, workspace: &Workspace<'_>) -> Result<Vec<Route>, Broken> {
    let ControlKind::Hook {
        format,
        events,
        matchers,
    } = &control.kind
    else {
        return Ok(Vec::new());
    };
    let mut routes: Vec<Route> = Vec::new();
    for file in control.files.iter().flat_map(|file| workspace.named(file)) {
        let Some(format) = format else {
            if workspace.text(&file)?.is_some_and(|text| is_ours(&text)) {
                routes.extend(events.iter().flat_map(|event| event.closes));
            }
            continue;
        };
        let settings = workspace.settings(&file, *format)?;
        for event in *events {
            let hooks = settings.value(event.at);
            if hooks.is_some_and(|hooks| is_registered(hooks, event, *matchers)) {
                routes.extend(event.closes);
            }
        }
    }
    routes.sort();
    routes.dedup();
    Ok(routes)
}

fn is_registered(hooks: &Value, event: &HookEvent, matchers: bool) -> bool {
    let Some(entries) = hooks.elements() else {
        return mentions(hooks);
    };
    entries.iter().any(|entry| {
        let matcher = entry.get("matcher").and_then(Value::text).unwrap_or("");
        let fits = !matchers || event.tool.is_empty() || matcher_fits(matcher, event.tool);
        fits && mentions(entry)
    })
}

fn mentions(value: &Value) -> bool {
    match value {
        Value::Text(text) => is_ours(text),
        Value::List(all) => all.iter().any(mentions),
        Value::Map(all) => all.iter().any(|(_, value)| mentions(value)),
        _ => false,
    }
}

/// Whether a command runs Keyward's own hook.
fn is_ours(command: &str) -> bool {
    command.contains("keyward") && command.contains("agent-hook")
}
