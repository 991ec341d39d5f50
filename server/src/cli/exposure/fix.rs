//! Carries out, or shows, what closes what can be closed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use keyward_engine::config::Config;
use keyward_engine::exposure::{self, Git};
use keyward_engine::files::{Entry, Files};
use keyward_engine::fix::{EditPlan, Refusal, ignore_env};

use super::Map;
use super::places::Place;
use crate::apply::{self, Stopped};
use crate::cli::fix::preview;
use crate::cli::stream;
use crate::workspace::files::DiskFiles;

/// Does what can be done for every file, and tells it on standard error.
pub(super) fn run(map: &Map, settings: &Config, dry_run: bool) -> anyhow::Result<()> {
    let after = After::default();
    for (place, state) in &map.files {
        let step = |plan: &Planner<'_>| {
            if dry_run {
                show(place, settings, plan, &after)
            } else {
                carry_out(place, plan);
                Ok(())
            }
        };
        if state.git == Git::Untracked {
            step(&|files| ignore_env(&place.root, &place.file, files))?;
        }
        let wanted = state.assistants.iter();
        let wanted = wanted.filter(|one| one.in_use && one.is_exposed() && one.fixable);
        for one in wanted {
            step(&|files| exposure::close(one.assistant, &place.file, &place.root, files))?;
        }
    }
    Ok(())
}

type Planner<'a> = dyn Fn(&dyn Files) -> Result<EditPlan, Refusal> + 'a;

fn carry_out(place: &Place, plan: &Planner<'_>) {
    let fresh = || plan(&DiskFiles::new(&place.root));
    match apply::run(&place.root, fresh, |_| true) {
        Ok((plan, _)) => {
            stream::complain("done", &plan.title);
            for note in plan.notes {
                stream::complain("note", &note);
            }
        }
        Err(Stopped::Refused(refusal)) => refuse(&refusal),
        Err(Stopped::Failed(error)) => stream::complain("failed", &error),
    }
}

fn refuse(refusal: &Refusal) {
    // One fix often does for the next assistant, or for the next file, too.
    if !refusal.code.starts_with("already-") {
        stream::complain("refused", refusal);
    }
}

/// Prints a plan as a diff, made as if those before it had been carried out.
fn show(place: &Place, settings: &Config, plan: &Planner<'_>, after: &After) -> anyhow::Result<()> {
    let disk = DiskFiles::new(&place.root);
    let files = Planned { disk: &disk, after };
    let plan = match plan(&files) {
        Ok(plan) => plan,
        Err(refusal) => {
            refuse(&refusal);
            return Ok(());
        }
    };
    preview::print(&plan, &place.root, &files, settings, None)?;
    for file in &plan.files {
        let before = files.read(&file.path).ok().flatten().unwrap_or_default();
        if let Some(text) = file.applied_to(&before) {
            let mut texts = after.0.borrow_mut();
            texts.insert(file.path.clone(), text.to_string());
        }
    }
    Ok(())
}

/// Texts of files once the plans so far are carried out.
#[derive(Default)]
struct After(RefCell<HashMap<PathBuf, String>>);

/// The disk as it will be.
struct Planned<'a> {
    disk: &'a DiskFiles<'a>,
    after: &'a After,
}

impl Planned<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        self.after.0.borrow().get(path).cloned()
    }
}

impl Files for Planned<'_> {
    fn entry(&self, path: &Path) -> Entry {
        match self.text(path) {
            Some(text) => Entry::File {
                len: text.len() as u64,
                mode: None,
            },
            None => self.disk.entry(path),
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        match self.text(path) {
            Some(text) => Ok(Some(text)),
            None => self.disk.read(path),
        }
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let mut names = self.disk.list(dir);
        let new = self.after.0.borrow();
        let new = new.keys().filter(|path| path.parent() == Some(dir));
        let new = new.filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
        names.extend(new);
        names.sort();
        names.dedup();
        names
    }

    fn tracked(&self, path: &Path) -> Option<bool> {
        self.disk.tracked(path)
    }

    fn git_root(&self, path: &Path) -> Option<PathBuf> {
        self.disk.git_root(path)
    }

    fn git_excludes(&self, git_root: &Path) -> Vec<String> {
        self.disk.git_excludes(git_root)
    }

    fn is_open(&self, path: &Path) -> bool {
        self.disk.is_open(path)
    }
}
