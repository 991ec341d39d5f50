//! Secrets managers: which a project uses, how its code reads from one, and how the value gets
//! there. The tables come from `rules/managers/`.
//!
//! The value stays in the ignored `.env` until the user has stored it: nothing here can do that,
//! and no command that is shown holds it.

mod handover;
mod modules;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::expression::{Blanks, Expression};
use super::framework::Chosen;
use super::scope::{self, Waits};
use super::sign::{self, Sign};
use super::{EditPlan, Refusal, Request, Wish, move_as};
use crate::files::Files;
use crate::lang::Language;

pub(super) use handover::Kept;
use modules::Modules;

mod table {
    use super::{Expression, Manager, Modules, Reading, Sign};
    use crate::fix::expression::{Function, Need};
    include!(concat!(env!("OUT_DIR"), "/managers.rs"));
}

/// A secrets manager.
#[derive(Debug)]
pub struct Manager {
    /// The file's name without its ending: `aws`.
    pub id: &'static str,
    /// As it is shown.
    pub name: &'static str,
    signs: &'static [Sign],
    /// The project's name there, when no sign tells it.
    app: &'static str,
    /// Whether names there have dashes in place of underscores.
    dashes: bool,
    /// The command that stores what it reads from standard input.
    store: &'static str,
    /// Whether the user puts the value in by hand while it runs.
    pasted: bool,
    /// What to do once it is stored.
    stored: &'static str,
    /// How a program gets the value as a variable; empty where code reads it.
    inject: &'static str,
    /// What the program needs to be let in.
    access: &'static str,
    /// The page that says so.
    pub docs: &'static str,
    readings: &'static [Reading],
}

impl PartialEq for Manager {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Manager {}

/// How code reads a secret.
#[derive(Debug)]
struct Reading {
    languages: &'static [&'static str],
    /// Shows that the project has the library.
    library: &'static [Sign],
    /// Not without the library: the value can be injected instead.
    only_with_library: bool,
    install: &'static str,
    modules: Modules,
    /// Whether it has to be awaited.
    waits: bool,
    /// What the file contains; the group `helper` is a client that it has.
    text: &'static str,
    expression: Expression,
}

/// Every secrets manager, in order of id.
#[must_use]
pub fn managers() -> &'static [Manager] {
    table::MANAGERS
}

/// The manager of an id.
#[must_use]
pub fn manager(id: &str) -> Option<&'static Manager> {
    managers().iter().find(|one| one.id == id)
}

/// The managers that the project around a file uses, the nearest first; `named` is what the
/// settings say: the one that is used then, or `off`.
#[must_use]
pub fn managers_for(
    path: &Path,
    root: &Path,
    named: Option<&str>,
    files: &dyn Files,
) -> Vec<&'static Manager> {
    if let Some(named) = named {
        return manager(named).into_iter().collect();
    }
    let mut found: Vec<&'static Manager> = Vec::new();
    for folder in path
        .ancestors()
        .skip(1)
        .take_while(|dir| dir.starts_with(root))
    {
        for one in managers() {
            if !found.contains(&one) && sign::shown(one.signs, folder, files).is_some() {
                found.push(one);
            }
        }
    }
    found
}

/// Plans the move of a literal to a secrets manager: the code reads it from there, or from a
/// variable that the manager sets. The value is in the `.env` until it is stored.
///
/// # Errors
/// When it cannot be done safely; the refusal says why and what to do instead.
pub fn store_in(
    request: &Request<'_>,
    manager: &'static Manager,
    env_file: Option<&str>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let wish = Wish {
        env_file,
        manager: Some(manager),
        ..Wish::default()
    };
    move_as(request, &wish, files)
}

/// How a place reads from a manager.
pub(super) struct Way {
    manager: &'static Manager,
    /// What is written; none: the variable that the manager sets.
    pub(super) chosen: Option<Chosen>,
    /// Whether code reads from the manager.
    pub(super) reads: bool,
    /// The secret's name there.
    id: String,
    app: String,
    install: &'static str,
}

impl Manager {
    /// The languages whose code reads from it.
    #[must_use]
    pub fn languages(&self) -> Vec<&'static str> {
        let mut all: Vec<&str> = self
            .readings
            .iter()
            .flat_map(|it| it.languages)
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether it starts programs with their variables set.
    #[must_use]
    pub fn sets_variables(&self) -> bool {
        !self.inject.is_empty()
    }

    /// The way for a place.
    pub(super) fn way(
        &'static self,
        request: &Request<'_>,
        path: &Path,
        language: &Language,
        code: &str,
        name: &str,
        files: &dyn Files,
    ) -> Result<Way, Refusal> {
        let app = self.app_around(path, request.root, files);
        let mut way = Way {
            manager: self,
            chosen: None,
            reads: false,
            id: if self.dashes {
                name.replace('_', "-")
            } else {
                name.to_owned()
            },
            app: app.clone(),
            install: "",
        };
        let modules = Modules::of(path, request.text, request.root, files);
        let mut readings = self.readings.iter();
        let fits = readings.find_map(|one| {
            let fits = one.languages.contains(&language.id) && one.modules.takes(modules);
            let library =
                one.library.is_empty() || shown_above(one.library, path, request.root, files);
            let helper = super::framework::captured(one.text, request.text)?;
            (fits && (library || !one.only_with_library)).then_some((one, library, helper))
        });
        let Some((reading, has_library, helper)) = fits else {
            return if self.inject.is_empty() {
                Err(self.no_reading())
            } else {
                Ok(way)
            };
        };
        if reading.waits && !may_wait(request, path, code, files) {
            return if self.inject.is_empty() {
                Err(self.cannot_wait())
            } else {
                Ok(way)
            };
        }
        way.install = if has_library { "" } else { reading.install };
        way.reads = true;
        way.chosen = Some(Chosen {
            expression: Some(&reading.expression),
            quiet: false,
            blanks: Blanks {
                helper,
                app,
                ..Blanks::of(name)
            },
            constant: false,
            prefix: "",
            module: None,
            notes: Vec::new(),
        });
        Ok(way)
    }

    fn app_around(&self, path: &Path, root: &Path, files: &dyn Files) -> String {
        let mut folders = path
            .ancestors()
            .skip(1)
            .take_while(|dir| dir.starts_with(root));
        let found = folders.find_map(|folder| {
            let apps = self
                .signs
                .iter()
                .filter_map(|one| sign::shown(std::slice::from_ref(one), folder, files));
            apps.map(|shown| shown.app).find(|app| !app.is_empty())
        });
        found.unwrap_or_else(|| self.app.to_owned())
    }

    fn no_reading(&self) -> Refusal {
        Refusal {
            code: "no-library",
            message: format!(
                "Keyward knows no way to read from {} in this language: move the value to an environment variable, and let what starts the program set it.",
                self.name
            ),
        }
    }

    fn cannot_wait(&self) -> Refusal {
        Refusal {
            code: "cannot-wait",
            message: format!(
                "Reading from {} takes an `await`, which this place does not allow: read it in an async function and pass it on, or move it to an environment variable.",
                self.name
            ),
        }
    }
}

impl Way {
    /// What stands for the name in the source.
    pub(super) fn id<'a>(&'a self, name: &'a str) -> &'a str {
        if self.reads { &self.id } else { name }
    }

    /// The title of a plan.
    pub(super) fn title(&self, name: &str, kept: &Kept<'_>) -> String {
        let manager = self.manager.name;
        let what = if self.reads {
            format!("Read {} from {manager}", self.id)
        } else {
            format!("Read {name} from the environment, set by {manager}")
        };
        format!(
            "{what} (keeps the value in {} until it is stored)",
            kept.shown
        )
    }

    /// What the user has to do for it to work.
    pub(super) fn notes(&self, name: &str, kept: &Kept<'_>) -> Vec<String> {
        let blanks = Blanks {
            app: self.app.clone(),
            field: name.to_lowercase().replace('_', "-"),
            ..Blanks::default()
        };
        let manager = self.manager;
        let filled = |text: &str| blanks.fill(&text.replace("NAME", name));
        let stored = |text: &str| filled(&text.replace("SECRET", &self.id));
        let mut notes = vec![kept.note(name, manager, &stored(manager.store), self.reads)];
        let access = if self.reads {
            filled(manager.access)
        } else {
            stored(manager.inject)
        };
        let more = [access, stored(manager.stored)].into_iter();
        notes.extend(more.filter(|text| !text.is_empty()));
        if !self.install.is_empty() {
            let install = self.install;
            notes.push(format!(
                "The project has not got the library yet: `{install}`."
            ));
        }
        notes
    }
}

fn shown_above(signs: &[Sign], path: &Path, root: &Path, files: &dyn Files) -> bool {
    let mut folders = path
        .ancestors()
        .skip(1)
        .take_while(|dir| dir.starts_with(root));
    folders.any(|folder| sign::shown(signs, folder, files).is_some())
}

/// Whether a place may wait: in a function that does, or at the top of a module that may.
fn may_wait(request: &Request<'_>, path: &Path, code: &str, files: &dyn Files) -> bool {
    match scope::around(code, request.finding.range.start).waits {
        Waits::Yes => true,
        Waits::No => false,
        Waits::AtTop => modules::waits_at_top(path, request.root, files),
    }
}

/// The patterns of every table, for the test that compiles them.
#[cfg(test)]
fn patterns() -> Vec<(&'static str, &'static str)> {
    let mut out = Vec::new();
    for one in managers() {
        let signs = one
            .signs
            .iter()
            .chain(one.readings.iter().flat_map(|it| it.library));
        out.extend(signs.map(|sign| (one.id, sign.pattern)));
        for it in one.readings {
            out.push((one.id, it.text));
            out.extend(
                it.expression
                    .needs
                    .iter()
                    .map(|need| (one.id, need.present)),
            );
            out.extend(
                it.expression
                    .helper
                    .iter()
                    .map(|helper| (one.id, helper.present)),
            );
        }
    }
    out.retain(|(_, wanted)| crate::lang::pattern(wanted).is_none());
    out
}
