//! `keyward exposure`: which assistant in use can read which secret file, and what asks it not to.

mod explain;
mod fix;
mod json;
mod layout;
mod matrix;
mod places;
mod text;

use std::collections::BTreeSet;

use anyhow::bail;
use keyward_engine::exposure::{self, Assistant, AssistantState, Decoy, Exposure};

use super::check::settings::Settings;
use super::{Exit, args, stream};
use crate::signs;
use crate::workspace::read::Skip;
use crate::workspace::roots;
use places::Place;

/// Everything that was found out.
struct Map {
    /// The files and where they stand; of assistants only those that are asked for.
    files: Vec<(Place, Exposure)>,
    /// These assistants, in order of id.
    assistants: Vec<&'static Assistant>,
    /// What does not keep them out, and what opens files to them.
    decoys: Vec<Decoy>,
    /// What could not be looked at.
    skipped: Vec<(std::path::PathBuf, Skip)>,
}

impl Map {
    /// An assistant's row for each file.
    fn of<'m>(
        &'m self,
        assistant: &'static Assistant,
    ) -> impl Iterator<Item = (&'m Place, &'m Exposure, &'m AssistantState)> {
        self.files.iter().filter_map(move |(place, state)| {
            let mut rows = state.assistants.iter();
            let row = rows.find(|one| one.assistant.id == assistant.id)?;
            Some((place, state, row))
        })
    }

    fn is_exposed(&self) -> bool {
        self.files.iter().any(|(_, state)| state.is_exposed())
    }
}

/// Runs the command.
pub(crate) fn run(args: &args::Exposure) -> anyhow::Result<Exit> {
    let wanted = wanted(&args.assistant)?;
    let path = args.explain.as_ref().unwrap_or(&args.path);
    let settings = Settings::load(std::slice::from_ref(path), false, None);
    let settings = settings.of(&roots::root_of(path));
    let in_use = signs::markers(settings.looks_at_home());
    let look = || -> anyhow::Result<Map> {
        let (places, skipped) = places::find(path)?;
        let files = places::assess(places, &in_use, &settings);
        Ok(narrowed(files, skipped, &wanted, args.all))
    };
    let mut map = look()?;
    if args.fix {
        fix::run(&map, &in_use, &settings, args.dry_run)?;
        if args.dry_run {
            return Ok(exit_of(&map));
        }
        map = look()?;
    }
    for (path, skip) in &map.skipped {
        stream::complain("skipped", &format_args!("{}: {skip}", path.display()));
    }
    match (args.format, &args.explain) {
        (args::PlainFormat::Json, _) => json::print(&map)?,
        (args::PlainFormat::Text, Some(_)) => explain::print(&map)?,
        (args::PlainFormat::Text, None) => text::print(&map, args.fix)?,
    }
    Ok(exit_of(&map))
}

fn exit_of(map: &Map) -> Exit {
    if map.is_exposed() {
        Exit::Findings
    } else if map.skipped.is_empty() {
        Exit::Clean
    } else {
        Exit::Incomplete
    }
}

/// The assistants that a flag names.
fn wanted(ids: &[String]) -> anyhow::Result<Vec<&'static Assistant>> {
    let mut wanted = Vec::new();
    for id in ids {
        let Some(assistant) = exposure::by_id(id) else {
            let like = exposure::all()
                .iter()
                .filter(|one| one.id.contains(id.as_str()) || one.name.eq_ignore_ascii_case(id));
            let like: Vec<String> = like.map(|one| format!("`{}`", one.id)).collect();
            match like.as_slice() {
                [] => {
                    bail!("there is no assistant `{id}`: `keyward exposure --all` lists their ids")
                }
                like => bail!("there is no assistant `{id}`: try {}", like.join(" or ")),
            }
        };
        wanted.push(assistant);
    }
    Ok(wanted)
}

/// Keeps the assistants that are asked for: those named, all, or else those in use. One that
/// is named counts as in use.
fn narrowed(
    mut files: Vec<(Place, Exposure)>,
    skipped: Vec<(std::path::PathBuf, Skip)>,
    wanted: &[&'static Assistant],
    all: bool,
) -> Map {
    let mut ids = BTreeSet::new();
    for (_, state) in &mut files {
        for one in &mut state.assistants {
            let named = wanted.iter().any(|it| it.id == one.assistant.id);
            one.in_use = if wanted.is_empty() { one.in_use } else { named };
            if one.in_use || all && wanted.is_empty() {
                ids.insert(one.assistant.id);
            }
        }
    }
    for (_, state) in &mut files {
        state
            .assistants
            .retain(|one| ids.contains(one.assistant.id));
        state.decoys.retain(|one| ids.contains(one.assistant.id));
    }
    let assistants = ids.into_iter().filter_map(exposure::by_id).collect();
    Map {
        decoys: places::decoys(&files),
        files,
        assistants,
        skipped,
    }
}
