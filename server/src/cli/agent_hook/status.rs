//! `status`: where the hook is registered, and whether anybody has asked it.

use std::io::Write;
use std::time::Duration;

use keyward_engine::agent::{clients, register};

use super::scope::{Place, Scope};
use super::{LIMITS, seen};
use crate::cli::escape::escape;
use crate::cli::{Exit, stream};

/// Prints the state for the user and for the project around the current folder.
pub(super) fn status() -> anyhow::Result<Exit> {
    let mut to = stream::styled();
    let scopes: Vec<Scope> = [Scope::user(), Scope::project()]
        .into_iter()
        .flatten()
        .collect();
    let mut any = false;
    for client in clients().iter().filter(|client| client.install.is_some()) {
        let mut lines = Vec::new();
        for scope in &scopes {
            let place = scope.all().find(|place| place.client == client);
            lines.extend(place.and_then(|place| line(scope, &place)));
        }
        let registered = lines.iter().any(|(registered, _)| *registered);
        any |= registered;
        let state = match (registered, seen::last(client.id)) {
            (false, _) => "not registered".to_owned(),
            (true, None) => "registered, not seen to be asked".to_owned(),
            (true, Some(age)) => format!("active, last asked {} ago", rough(age)),
        };
        writeln!(to, "{:12} {state}", client.name)?;
        for (_, line) in lines {
            writeln!(to, "             {}", escape(&line))?;
        }
    }
    writeln!(to, "{LIMITS}")?;
    to.flush()?;
    Ok(if any { Exit::Clean } else { Exit::Findings })
}

/// Whether a settings file has the hook, and what there is to say of it.
fn line(scope: &Scope, place: &Place) -> Option<(bool, String)> {
    let text = std::fs::read_to_string(&place.path).ok()?;
    let shown = scope.shown(&place.path);
    match register::registered(&text) {
        Ok(found) if found.events.is_empty() => None,
        Ok(found) => Some((true, format!("{shown}: {}", found.events.join(", ")))),
        Err(problem) => Some((false, format!("{shown} {problem}"))),
    }
}

/// A time in words, as exact as it is known.
fn rough(age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    match minutes {
        0..=10 => "less than 10 minutes".to_owned(),
        11..=119 => format!("{minutes} minutes"),
        120..=2879 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 60 / 24),
    }
}
