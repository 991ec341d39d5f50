//! The map as one JSON document: `docs/exposure.schema.json`.

use std::io::Write;

use keyward_engine::exposure::{AssistantState, Exposure, Source, message};
use serde::Serialize;

use super::Map;
use super::places::Place;
use crate::cli::stream;
use crate::workspace::roots;

/// Raised when a field changes its meaning or goes; new fields leave it as it is.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    assistants: Vec<About>,
    files: Vec<File>,
    decoys: Vec<Decoy<'a>>,
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

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Decoy<'a> {
    path: String,
    assistant: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Skipped {
    path: String,
    reason: String,
}

/// Prints the document.
pub(super) fn print(map: &Map) -> anyhow::Result<()> {
    let about = |one: &&'static keyward_engine::exposure::Assistant| About {
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
        decoys: decoys(map),
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

/// Decoys of all files, each once.
fn decoys(map: &Map) -> Vec<Decoy<'_>> {
    let all = map.files.iter().flat_map(|(place, state)| {
        state.decoys.iter().map(|decoy| Decoy {
            path: roots::slashed(&roots::relative(&decoy.path, &place.root)),
            assistant: decoy.assistant.id,
            reason: decoy.reason,
        })
    });
    let mut all: Vec<Decoy<'_>> = all.collect();
    all.sort();
    all.dedup();
    all
}
