//! `keyward exposure`: which assistant in use can read which `.env`, and what asks it not to.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::bail;
use keyward_engine::config::{Config, Mode};
use keyward_engine::exposure::{
    self, AssistantState, Exposure, Git, Markers, State, decoy_message, git_message, message,
};
use keyward_engine::fix::{EditPlan, Refusal, ignore_env};
use serde::Serialize;

use super::args::{self, PlainFormat};
use super::check::settings::Settings;
use super::escape::escape;
use super::{Exit, stream};
use crate::apply::{self, Stopped};
use crate::workspace::files::DiskFiles;
use crate::workspace::read::Skip;
use crate::workspace::roots;
use crate::workspace::walk::{Visit, walk};

/// A `.env` and the workspace it belongs to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    root: PathBuf,
    file: PathBuf,
}

impl Place {
    fn assess(&self, in_use: &Markers, settings: &Config) -> Exposure {
        let files = DiskFiles::new(&self.root);
        let mut state = exposure::assess(&self.file, &self.root, in_use, &files);
        for one in &mut state.assistants {
            match settings.assistant(one.assistant.id) {
                Mode::On => one.in_use = true,
                Mode::Off => one.in_use = false,
                Mode::Auto => {}
            }
        }
        state
    }

    fn shown(&self) -> String {
        roots::slashed(&roots::relative(&self.file, &self.root))
    }
}

/// Runs the command.
pub(crate) fn run(args: &args::Exposure) -> anyhow::Result<Exit> {
    let (places, skipped) = find(&args.path)?;
    let settings = Settings::load(std::slice::from_ref(&args.path), false, None);
    let settings = settings.of(&roots::root_of(&args.path));
    let in_use = markers();
    if args.fix {
        for place in &places {
            fix(place, &place.assess(&in_use, &settings));
        }
    }
    for (path, skip) in &skipped {
        stream::complain("skipped", &format_args!("{}: {skip}", path.display()));
    }
    let states: Vec<(&Place, Exposure)> = places
        .iter()
        .map(|place| (place, place.assess(&in_use, &settings)))
        .collect();
    match args.format {
        PlainFormat::Json => json(&states)?,
        PlainFormat::Text => text(&states)?,
    }
    Ok(if states.iter().any(|(_, state)| state.is_exposed()) {
        Exit::Findings
    } else if skipped.is_empty() {
        Exit::Clean
    } else {
        Exit::Incomplete
    })
}

type Skipped = Vec<(PathBuf, Skip)>;

/// The `.env` files at or below a path, in order.
fn find(path: &Path) -> anyhow::Result<(Vec<Place>, Skipped)> {
    let kind = match path.symlink_metadata() {
        Ok(meta) => meta.file_type(),
        Err(error) => bail!("{}: {}", path.display(), Skip::from(error)),
    };
    let path = std::path::absolute(path)?;
    let root = roots::root_of(&path);
    let place = |file: &Path| Place {
        root: root.clone(),
        file: root.join(roots::relative(file, &root)),
    };
    if !kind.is_dir() {
        // A file that was asked for by name is looked at whatever it is called.
        return Ok((vec![place(&path)], Vec::new()));
    }
    let found: Mutex<(Vec<Place>, Skipped)> = Mutex::default();
    walk(&[path], 1, || {
        |visit: Visit<'_>| {
            let mut found = found
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            match visit {
                Visit::DotEnv(file) => found.0.push(place(file)),
                Visit::Skipped(path, skip) => found.1.push((path, skip)),
                Visit::File(_) => {}
            }
        }
    });
    let (mut places, skipped) = found
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    places.sort();
    places.dedup();
    Ok((places, skipped))
}

/// What this process can see of the assistants in use: names of variables, never
/// their values, and whether a few files of the home folder exist.
fn markers() -> Markers {
    let home = std::env::home_dir();
    let in_home = |path: &&str| home.as_ref().is_some_and(|home| home.join(path).exists());
    Markers {
        env: exposure::env_markers()
            .filter(|name| std::env::var_os(name).is_some())
            .map(str::to_owned)
            .collect(),
        home: exposure::home_markers()
            .filter(in_home)
            .map(str::to_owned)
            .collect(),
        ..Markers::default()
    }
}

/// Does what can be done for one file, and tells it on standard error.
fn fix(place: &Place, state: &Exposure) {
    if state.git == Git::Untracked {
        carry_out(place, &|files| ignore_env(&place.root, &place.file, files));
    }
    let wanted = |one: &&AssistantState| one.in_use && one.is_exposed() && one.fixable;
    for one in state.assistants.iter().filter(wanted) {
        carry_out(place, &|files| {
            exposure::close(one.assistant, &place.file, &place.root, files)
        });
    }
}

type Planner<'a> = dyn Fn(&DiskFiles<'_>) -> Result<EditPlan, Refusal> + 'a;

fn carry_out(place: &Place, plan: &Planner<'_>) {
    let fresh = || plan(&DiskFiles::new(&place.root));
    match apply::run(&place.root, fresh, |_| true) {
        Ok((plan, _)) => {
            stream::complain("done", &plan.title);
            for note in plan.notes {
                stream::complain("note", &note);
            }
        }
        // One fix often does for the next assistant, or for the next file, too.
        Err(Stopped::Refused(refusal)) if refusal.code.starts_with("already-") => {}
        Err(Stopped::Refused(refusal)) => stream::complain("refused", &refusal),
        Err(Stopped::Failed(error)) => stream::complain("failed", &error),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    files: Vec<File>,
    decoys: Vec<Decoy<'a>>,
}

#[derive(Serialize)]
struct File {
    path: String,
    git: &'static str,
    assistants: Vec<Assistant>,
}

#[derive(Serialize)]
struct Assistant {
    id: &'static str,
    name: &'static str,
    in_use: bool,
    seen: Vec<String>,
    state: &'static str,
    routes: Vec<&'static str>,
    /// The strongest control that is set, or the one that `--fix` would set.
    control: Option<&'static str>,
    strength: Option<&'static str>,
    control_is_set: bool,
    message: String,
}

#[derive(Serialize)]
struct Decoy<'a> {
    path: String,
    assistant: &'a str,
    reason: &'a str,
}

fn json(states: &[(&Place, Exposure)]) -> anyhow::Result<()> {
    let document = Document {
        files: states
            .iter()
            .map(|(place, state)| file(place, state))
            .collect(),
        decoys: decoys(states).into_values().collect(),
    };
    let mut to = stream::plain();
    serde_json::to_writer_pretty(&mut to, &document)?;
    writeln!(to)?;
    to.flush()?;
    Ok(())
}

fn file(place: &Place, state: &Exposure) -> File {
    let row = |one: &AssistantState| Assistant {
        id: one.assistant.id,
        name: one.assistant.name,
        in_use: one.in_use,
        seen: one.seen.clone(),
        state: one.state.id(),
        routes: one.routes.iter().map(|route| route.id()).collect(),
        control: one.control.map(|control| control.id),
        strength: one.control.map(|control| control.strength.label()),
        control_is_set: one.active,
        message: message(state, one),
    };
    File {
        path: place.shown(),
        git: state.git.id(),
        assistants: state.assistants.iter().map(row).collect(),
    }
}

/// Decoys of all files, each once.
fn decoys<'a>(states: &[(&Place, Exposure)]) -> BTreeMap<(String, &'a str, &'a str), Decoy<'a>> {
    let all = states.iter().flat_map(|(place, state)| {
        state.decoys.iter().map(|decoy| Decoy {
            path: roots::slashed(&roots::relative(&decoy.path, &place.root)),
            assistant: decoy.assistant.id,
            reason: decoy.reason,
        })
    });
    all.map(|one| ((one.path.clone(), one.assistant, one.reason), one))
        .collect()
}

fn text(states: &[(&Place, Exposure)]) -> anyhow::Result<()> {
    let mut to = stream::styled();
    for (place, state) in states {
        writeln!(to, "{}", escape(&place.shown()))?;
        if let Some(problem) = git_message(state) {
            line(&mut to, "exposed", &problem)?;
        }
        for one in state.assistants.iter().filter(|one| one.in_use) {
            line(&mut to, word(one.state), &message(state, one))?;
        }
        for decoy in &state.decoys {
            line(&mut to, "decoy", &decoy_message(decoy))?;
        }
    }
    writeln!(to, "{}", summary(states))?;
    to.flush()?;
    Ok(())
}

fn line(to: &mut impl Write, word: &str, text: &str) -> std::io::Result<()> {
    writeln!(to, "  {word:9}{}", escape(text))
}

fn word(state: State) -> &'static str {
    match state {
        State::Exposed => "exposed",
        State::Asks => "asks",
        State::ToolLevel => "skips",
        State::Enforced => "enforced",
        State::Unknown => "unknown",
    }
}

fn summary(states: &[(&Place, Exposure)]) -> String {
    let exposed = states
        .iter()
        .filter(|(_, state)| state.is_exposed())
        .count();
    let fixable = states.iter().any(|(_, state)| {
        state.git == Git::Untracked
            || state
                .assistants
                .iter()
                .any(|one| one.in_use && one.is_exposed() && one.fixable)
    });
    let files = |count: usize| if count == 1 { "file" } else { "files" };
    match (states.len(), exposed) {
        (0, _) => "No `.env` file here.".to_owned(),
        (all, 0) => format!("{all} {} looked at, nothing exposed.", files(all)),
        (all, some) => {
            let hint = if fixable {
                "; `keyward exposure --fix` sets what can be set"
            } else {
                ""
            };
            format!("{all} {} looked at, {some} exposed{hint}.", files(all))
        }
    }
}
