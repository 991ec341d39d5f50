//! `install` and `uninstall`: the hook in a client's settings, tried as the client would run it.

use std::io::Write;
use std::path::Path;

use keyward_engine::agent::register;
use keyward_engine::fix::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, TextEdit};

use super::scope::{Place, Scope};
use super::{LIMITS, trial};
use crate::apply::{self, Stopped};
use crate::cli::args::{HookChange, HookScope};
use crate::cli::escape::escape;
use crate::cli::{Exit, stream};

/// What became of one client.
enum Outcome {
    /// Written, or it would be.
    Changed,
    /// Nothing to do.
    Same,
}

/// Registers the hook.
pub(super) fn install(args: &HookChange) -> anyhow::Result<Exit> {
    let mut exit = Exit::Clean;
    let (scope, places) = places(&args.scope)?;
    let mut to = stream::styled();
    for place in &places {
        let commands = scope.commands(place.client)?;
        let shown = scope.shown(&place.path);
        let add = |old: &str| register::add(old, place.install, &commands);
        match change(&scope, place, &add, args.dry_run) {
            Ok(Outcome::Changed) if args.dry_run => {
                writeln!(to, "{}: would write {shown}", place.client.name)?;
                writeln!(to, "  {}", escape(&commands.shell))?;
                continue;
            }
            Ok(Outcome::Changed) => writeln!(to, "{}: wrote {shown}", place.client.name)?,
            Ok(Outcome::Same) => writeln!(to, "{}: {shown} has it already", place.client.name)?,
            Err(problem) => {
                writeln!(to, "{}: {}", place.client.name, escape(&problem))?;
                exit = Exit::Findings;
                continue;
            }
        }
        match trial::run(place) {
            Ok(()) => writeln!(
                to,
                "  tried: it refuses a read of a decoy `.env` and lets a harmless command through; not seen to be asked by {} yet",
                place.client.name
            )?,
            Err(problem) => {
                writeln!(to, "  tried: {}", escape(&problem))?;
                exit = Exit::Findings;
            }
        }
        if !place.install.also.is_empty() {
            writeln!(to, "  {}", place.install.also)?;
        }
    }
    if !scope.user && !args.dry_run {
        writeln!(
            to,
            "These files are the project's: whoever has Keyward on the path is asked through it, for everybody else nothing changes."
        )?;
    }
    writeln!(to, "{LIMITS}")?;
    to.flush()?;
    Ok(exit)
}

/// Takes the hook out again.
pub(super) fn uninstall(args: &HookChange) -> anyhow::Result<Exit> {
    let scope = Scope::of(&args.scope)?;
    let places = if args.scope.client.is_empty() {
        scope.all().collect()
    } else {
        scope.places(&args.scope.client)?
    };
    let mut exit = Exit::Clean;
    let mut nothing = true;
    let mut to = stream::styled();
    for place in &places {
        let shown = scope.shown(&place.path);
        let take_out = |old: &str| register::remove(old, place.install);
        match change(&scope, place, &take_out, args.dry_run) {
            Ok(Outcome::Changed) => {
                nothing = false;
                let would = if args.dry_run {
                    "would take it"
                } else {
                    "took it"
                };
                writeln!(to, "{}: {would} out of {shown}", place.client.name)?;
            }
            Ok(Outcome::Same) => {}
            Err(problem) => {
                nothing = false;
                exit = Exit::Findings;
                writeln!(to, "{}: {}", place.client.name, escape(&problem))?;
            }
        }
    }
    if nothing {
        writeln!(to, "Keyward's hook is registered nowhere here.")?;
    }
    to.flush()?;
    Ok(exit)
}

fn places(args: &HookScope) -> anyhow::Result<(Scope, Vec<Place>)> {
    let scope = Scope::of(args)?;
    let places = scope.places(&args.client)?;
    Ok((scope, places))
}

/// What the new text of a settings file is, `None` where it is the old one.
type Edit<'a> = dyn Fn(&str) -> Result<Option<String>, String> + 'a;

fn change(scope: &Scope, place: &Place, edit: &Edit<'_>, dry_run: bool) -> Result<Outcome, String> {
    let shown = scope.shown(&place.path);
    let named = |problem: String| format!("{shown} {problem}");
    let old = read(&place.path).map_err(named)?;
    let new = edit(old.as_deref().unwrap_or_default()).map_err(named)?;
    let Some(new) = new else {
        return Ok(Outcome::Same);
    };
    if dry_run {
        return Ok(Outcome::Changed);
    }
    if new.is_empty() {
        let old = old.unwrap_or_default();
        return apply::remove(&place.path, &scope.root, &old)
            .map(|()| Outcome::Changed)
            .map_err(|error| error.to_string());
    }
    let plan = || plan(&place.path, edit);
    match apply::run(&scope.root, plan, |_| true) {
        Ok(_) => Ok(Outcome::Changed),
        Err(Stopped::Refused(refusal)) => Err(refusal.message),
        Err(Stopped::Failed(error)) => Err(error.to_string()),
    }
}

fn plan(path: &Path, edit: &Edit<'_>) -> Result<EditPlan, Refusal> {
    let refusal = |message: String| Refusal {
        code: "settings-in-the-way",
        message,
    };
    let old = read(path).map_err(refusal)?;
    let text = old.clone().unwrap_or_default();
    let new = edit(&text)
        .map_err(refusal)?
        .unwrap_or_else(|| text.clone());
    Ok(EditPlan {
        title: "Register Keyward's hook".to_owned(),
        name: String::new(),
        files: vec![FileEdit {
            path: path.to_owned(),
            purpose: Purpose::Ignore,
            before: Before::of(old.as_deref()),
            edits: vec![TextEdit {
                range: 0..text.len(),
                text: NewText(new.into()),
            }],
            owner_only: false,
        }],
        notes: Vec::new(),
    })
}

/// Settings are far smaller, in bytes.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// The text of a settings file, `None` where there is none.
fn read(path: &Path) -> Result<Option<String>, String> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot be read: {}", error.kind())),
        Ok(meta) if meta.is_symlink() => {
            return Err(
                "is a link, so it is left alone: register the hook in the file that it leads to"
                    .to_owned(),
            );
        }
        Ok(meta) if !meta.is_file() => {
            return Err("is no regular file, so it is left alone".to_owned());
        }
        Ok(meta) if meta.len() > MAX_FILE => {
            return Err("is too large for settings, so it is left alone".to_owned());
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path)
        .map(Some)
        .map_err(|error| format!("cannot be read: {}", error.kind()))
}
