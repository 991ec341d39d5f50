//! The map as one JSON document: `docs/exposure.schema.json`.

use std::io::Write;

use keyward_engine::exposure::{self, AssistantState, Exposure, Source, decoy_message, message};
use serde::Serialize;

use super::Map;
use super::places::Place;
use crate::cli::stream;
use crate::workspace::roots;

/// Raised when a field changes its meaning or goes; new fields leave it as it is.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document {
    version: u32,
    assistants: Vec<About>,
    files: Vec<File>,
    decoys: Vec<Decoy>,
    skipped: Vec<Skipped>,
}

/// What holds for an assistant whatever the file.
#[derive(Serialize)]
struct About {
    id: &'static str,
    name: &'static str,
    default: &'static str,
    confidence: &'static str,
    as_of: &'static str,
    sources: Vec<String>,
}

#[derive(Serialize)]
struct File {
    path: String,
    class: Option<&'static str>,
    git: &'static str,
    exposed: bool,
    assistants: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
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
    /// What the control leaves open, in words.
    leaves: Option<&'static str>,
    /// Whether `--fix` has something to do.
    fixable: bool,
    message: String,
}

#[derive(Serialize)]
struct Decoy {
    path: String,
    code: &'static str,
    assistant: &'static str,
    /// Whether it opens files, and does not only fail to keep them.
    trap: bool,
    reason: &'static str,
    works: &'static str,
    message: String,
}

#[derive(Serialize)]
struct Skipped {
    path: String,
    reason: String,
}

/// Prints the document.
pub(super) fn print(map: &Map) -> anyhow::Result<()> {
    let about = |one: &&'static exposure::Assistant| About {
        id: one.id,
        name: one.name,
        default: one.default,
        confidence: one.confidence,
        as_of: one.as_of,
        sources: one.sources.iter().map(Source::text).collect(),
    };
    let skipped = map.skipped.iter().map(|(path, skip)| Skipped {
        path: roots::slashed(path),
        reason: skip.to_string(),
    });
    let document = Document {
        version: VERSION,
        assistants: map.assistants.iter().map(about).collect(),
        files: map
            .files
            .iter()
            .map(|(place, state)| file(place, state))
            .collect(),
        decoys: map.decoys.iter().map(decoy).collect(),
        skipped: skipped.collect(),
    };
    let mut to = stream::plain();
    serde_json::to_writer_pretty(&mut to, &document)?;
    writeln!(to)?;
    to.flush()?;
    Ok(())
}

fn file(place: &Place, state: &Exposure) -> File {
    let row = |one: &AssistantState| Row {
        id: one.assistant.id,
        name: one.assistant.name,
        in_use: one.in_use,
        seen: one.seen.clone(),
        state: one.state.id(),
        routes: one.routes.iter().map(|route| route.id()).collect(),
        control: one.control.map(|control| control.id),
        strength: one.label,
        control_is_set: one.active,
        leaves: one.control.map(|control| control.leaves),
        fixable: one.fixable,
        message: message(state, one),
    };
    File {
        path: place.shown(),
        class: place.kind.map(|kind| kind.class),
        git: state.git.id(),
        exposed: state.is_exposed(),
        assistants: state.assistants.iter().map(row).collect(),
    }
}

fn decoy(one: &exposure::Decoy) -> Decoy {
    Decoy {
        path: one.file.clone(),
        code: one.code,
        assistant: one.assistant.id,
        trap: one.is_trap,
        reason: one.reason,
        works: one.works,
        message: decoy_message(one),
    }
}
