//! Carries out, or shows, what closes what can be closed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyward_engine::config::Config;
use keyward_engine::exposure::{self, Assistant, Closing, Markers, Secrets};
use keyward_engine::files::Files;
use keyward_engine::fix::{EditPlan, Refusal};

use super::Map;
use crate::apply::{self, Stopped};
use crate::cli::fix::preview;
use crate::cli::stream;
use crate::workspace::files::DiskFiles;

/// Does what can be done for every file, by one plan for each workspace, and tells it on standard
/// error.
pub(super) fn run(
    map: &Map,
    in_use: &Markers,
    settings: &Config,
    dry_run: bool,
) -> anyhow::Result<()> {
    let mut workspaces: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    for (place, _) in &map.files {
        let files = workspaces.entry(&place.root).or_default();
        files.push(place.file.clone());
    }
    let whom = exposed_to(map);
    for (root, files) in workspaces {
        let secrets = Secrets {
            root,
            files: &files,
        };
        let plan = |files: &dyn Files| exposure::close_all(&whom, &secrets, in_use, files);
        if dry_run {
            show(root, settings, plan)?;
        } else {
            carry_out(root, plan);
        }
    }
    Ok(())
}

/// The assistants in use that can read one of the files.
fn exposed_to(map: &Map) -> Vec<&'static Assistant> {
    let exposed = |one: &&&'static Assistant| {
        map.of(one)
            .any(|(_, _, row)| row.in_use && row.is_exposed())
    };
    map.assistants.iter().filter(exposed).copied().collect()
}

fn carry_out(root: &Path, plan: impl Fn(&dyn Files) -> Closing) {
    let left = RefCell::default();
    let fresh = || {
        let closing = plan(&DiskFiles::new(root));
        left.replace(closing.refused);
        some(closing.plan)
    };
    let done = apply::run(root, fresh, |_| true);
    refuse(&left.into_inner());
    match done {
        Ok((plan, _)) => {
            stream::complain("done", &plan.title);
            // A note may hold a few lines to paste.
            for line in plan.notes.iter().flat_map(|note| note.lines()) {
                stream::complain("note", &line);
            }
        }
        Err(Stopped::Refused(refusal)) if refusal.code == NOTHING => {}
        Err(Stopped::Refused(refusal)) => stream::complain("refused", &refusal),
        Err(Stopped::Failed(error)) => stream::complain("failed", &error),
    }
}

/// There is nothing to write.
const NOTHING: &str = "already-closed";

fn some(plan: EditPlan) -> Result<EditPlan, Refusal> {
    if plan.files.is_empty() {
        return Err(Refusal {
            code: NOTHING,
            message: "Nothing to do.".to_owned(),
        });
    }
    Ok(plan)
}

fn refuse(left: &[(&'static Assistant, Refusal)]) {
    for (one, refusal) in left {
        stream::complain("refused", &format_args!("{}: {refusal}", one.name));
    }
}

/// Prints the plan as a diff.
fn show(
    root: &Path,
    settings: &Config,
    plan: impl Fn(&dyn Files) -> Closing,
) -> anyhow::Result<()> {
    let disk = DiskFiles::new(root);
    let closing = plan(&disk);
    refuse(&closing.refused);
    if closing.plan.files.is_empty() {
        return Ok(());
    }
    preview::print(&closing.plan, root, &disk, settings, None)
}
