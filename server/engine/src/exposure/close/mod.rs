//! Plans the edits that ask assistants to leave secret files alone.
//!
//! A control is set for all secret files at once: what is missing is added, and nothing that
//! stands there is taken away. Every plan is tried first, on the workspace as it would be
//! afterwards: a control that would still not hold, or that would hide a template, is refused.

mod lines;
mod list;
mod names;
mod notes;
mod rules;
mod target;
#[cfg(test)]
mod tests;
mod values;

use std::path::{Path, PathBuf};

use super::assistant::Assistant;
use super::control::{is_offered, is_set, judge, offered};
use super::control_row::{Control, ControlFix, ControlKind};
use super::edit::Edited;
use super::message::fix_title;
use super::workspace::{Broken, Workspace};
use super::{Git, Markers, State};
use crate::files::Files;
use crate::fix::{EditPlan, FileEdit, Refusal};
use crate::ignorefile;

/// The secret files of a workspace folder, to be kept from assistants.
#[derive(Clone, Copy, Debug)]
pub struct Secrets<'a> {
    /// The workspace folder.
    pub root: &'a Path,
    /// The secret files, absolute.
    pub files: &'a [PathBuf],
}

/// A way to set one control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whose it is.
    pub assistant: &'static Assistant,
    /// The control.
    pub control: &'static Control,
    /// Whether it is set already.
    pub is_set: bool,
    /// Whether it gives the user something to paste or to run, and edits nothing.
    pub is_text: bool,
}

/// What [`close_all`] would do, and what it leaves to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The edits, each file's once; none where nothing can be done or nothing is to do.
    pub plan: EditPlan,
    /// What was not done, one refusal per assistant.
    pub refused: Vec<(&'static Assistant, Refusal)>,
}

impl Closing {
    /// The plan, with the refusals among its notes.
    ///
    /// # Errors
    /// The first refusal, or that there is nothing to do.
    pub fn into_plan(self) -> Result<EditPlan, Refusal> {
        let Self { mut plan, refused } = self;
        if plan.files.is_empty() {
            return Err(refused.into_iter().next().map_or_else(
                || Refusal {
                    code: "already-closed",
                    message: "Nothing to do: what can be set is set.".to_owned(),
                },
                |(_, refusal)| refusal,
            ));
        }
        let left = refused
            .iter()
            .map(|(one, refusal)| format!("{} is left out: {}", one.name, refusal.message));
        plan.notes.extend(left);
        Ok(plan)
    }
}

/// Plans the edit that asks `assistant` to skip the file. Existing content is kept as it is.
///
/// # Errors
/// When nothing is to be done or the settings cannot be edited safely; the refusal says why.
pub fn close(
    assistant: &'static Assistant,
    env_path: &Path,
    root: &Path,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let workspace = Workspace::new(env_path, root, files);
    let name = names::shown(&workspace.name());
    let control = offered(assistant, &judge(assistant, &workspace));
    let Some(control) = control else {
        let fixable = assistant.controls.iter().any(is_offered);
        let (code, what) = if fixable {
            ("already-closed", "is already asked to skip")
        } else {
            ("no-control", "has no setting that keeps it from")
        };
        return refuse(code, format!("{} {what} `{name}`.", assistant.name));
    };
    let secrets = Secrets {
        root,
        files: &[env_path.to_owned()],
    };
    close_with(assistant, control, &secrets, files)
}

/// Plans one control for all of the files, whatever is set besides.
///
/// # Errors
/// When nothing is to be done or the settings cannot be edited safely; the refusal says why.
pub fn close_with(
    assistant: &'static Assistant,
    control: &'static Control,
    secrets: &Secrets<'_>,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let mut edited = Edited::new(files);
    let changed = set(assistant, control, secrets, &mut edited)?;
    let name = names::of(secrets);
    let text = notes::snippet(control);
    if edited.is_unchanged() && text.is_none() {
        let message = format!("{} is already asked to skip {name}.", assistant.name);
        return refuse("already-closed", message);
    }
    let mut notes: Vec<String> = text.into_iter().collect();
    notes.push(format!(
        "Strength: {}; still open: {}.",
        control.label(),
        control.leaves
    ));
    notes.extend(changed);
    Ok(EditPlan {
        title: fix_title(control, name.trim_matches('`')),
        name: String::new(),
        files: edited.edits(),
        notes,
    })
}

/// What can be set for one assistant, the strongest first. What was never seen to work comes
/// last, whatever it promises.
#[must_use]
pub fn offers(
    assistant: &'static Assistant,
    env_path: &Path,
    root: &Path,
    files: &dyn Files,
) -> Vec<Offer> {
    let workspace = Workspace::new(env_path, root, files);
    let with_fix = assistant.controls.iter().filter(|one| one.fix.is_some());
    let mut offers: Vec<Offer> = with_fix
        .map(|control| Offer {
            assistant,
            control,
            is_set: is_set(control, &workspace).unwrap_or(false),
            is_text: !is_written(control),
        })
        .collect();
    offers.sort_by_key(|one| (!one.control.verified, one.control.strength.rank()));
    offers
}

/// Plans what keeps all of the files from all of the assistants, as far as settings can: git's
/// ignore entry first, since several assistants go by it, then each one's strongest control that
/// is written unasked. What stays open is told by the notes, after a look at the outcome.
#[must_use]
pub fn close_all(
    assistants: &[&'static Assistant],
    secrets: &Secrets<'_>,
    in_use: &Markers,
    files: &dyn Files,
) -> Closing {
    let mut edited = Edited::new(files);
    ignore_in_git(secrets, &mut edited);
    let mut refused = Vec::new();
    let mut told = Vec::new();
    for &one in assistants {
        match close_one(one, secrets, &mut edited) {
            Ok(more) => told.extend(more),
            Err(refusal) => refused.push((one, refusal)),
        }
    }
    let done: Vec<&'static Assistant> = assistants
        .iter()
        .filter(|one| !refused.iter().any(|(it, _)| it == *one))
        .copied()
        .collect();
    let mut notes = notes::outcome(assistants, secrets, in_use, &edited);
    notes.extend(told);
    notes.dedup();
    Closing {
        plan: EditPlan {
            title: title(&done, secrets, &edited),
            name: String::new(),
            files: edited.edits(),
            notes,
        },
        refused,
    }
}

fn title(assistants: &[&'static Assistant], secrets: &Secrets<'_>, edited: &Edited<'_>) -> String {
    let whom = match assistants {
        [] => "commits".to_owned(),
        [one] => one.name.to_owned(),
        [one, two] => format!("{} and {}", one.name, two.name),
        [one, two, rest @ ..] => format!("{}, {} and {} more", one.name, two.name, rest.len()),
    };
    let edits = edited.edits();
    let files: Vec<String> = edits
        .iter()
        .map(|edit: &FileEdit| names::relative(&edit.path, secrets.root))
        .collect();
    let what = format!("Set what keeps {} from {whom}", names::of(secrets));
    if files.is_empty() {
        return what;
    }
    format!("{what} (writes {})", files.join(", "))
}

/// Files that git would take along are ignored; those that it tracks cannot be helped so.
fn ignore_in_git(secrets: &Secrets<'_>, edited: &mut Edited<'_>) {
    for file in secrets.files {
        let git = Workspace::new(file, secrets.root, edited).git();
        let Some(top) = edited.git_root(file).filter(|_| git == Git::Untracked) else {
            continue;
        };
        let entry = ignorefile::entry_for(file, secrets.root, &top, ".env.example", edited);
        let Some(entry) = entry else { continue };
        let name = names::relative(&entry.path, secrets.root);
        if let Ok(before) = edited.text(&entry.path, &name) {
            let now = before.clone().unwrap_or_default() + &entry.appended;
            edited.put(&entry.path, before, now);
        }
    }
}

/// Sets one assistant's control for the files that are exposed to it.
fn close_one(
    assistant: &'static Assistant,
    secrets: &Secrets<'_>,
    edited: &mut Edited<'_>,
) -> Result<Vec<String>, Refusal> {
    let mut by_control: Vec<(&'static Control, Vec<PathBuf>)> = Vec::new();
    for file in secrets.files {
        let workspace = Workspace::new(file, secrets.root, edited);
        let verdict = judge(assistant, &workspace);
        if let Some(broken) = &verdict.broken {
            return Err(in_the_way(broken, secrets.root, edited));
        }
        let best = verdict.active.iter().min_by_key(|one| one.strength.rank());
        let is_open = best.is_none_or(|one| State::of(one.strength) == State::Exposed);
        let Some(control) = offered(assistant, &verdict).filter(|_| is_open) else {
            continue;
        };
        match by_control.iter_mut().find(|(one, _)| one.id == control.id) {
            Some((_, files)) => files.push(file.clone()),
            None => by_control.push((control, vec![file.clone()])),
        }
    }
    let mut told = Vec::new();
    for (control, files) in by_control {
        let some = Secrets {
            root: secrets.root,
            files: &files,
        };
        told.extend(set(assistant, control, &some, edited)?);
    }
    Ok(told)
}

/// Sets a control for all of the files, or changes nothing. What it says is for the user.
fn set(
    assistant: &'static Assistant,
    control: &'static Control,
    secrets: &Secrets<'_>,
    edited: &mut Edited<'_>,
) -> Result<Vec<String>, Refusal> {
    let Some(fix) = control.fix.as_ref() else {
        let name = names::of(secrets);
        return refuse(
            "no-control",
            format!(
                "{} has no setting that keeps it from {name}.",
                assistant.name
            ),
        );
    };
    if !is_written(control) {
        return Ok(Vec::new());
    }
    for file in secrets.files {
        names::check(file)?;
    }
    let mark = edited.mark();
    let done = required(assistant, control, secrets, edited)
        .and_then(|()| write(assistant, control, fix, secrets, edited));
    if done.is_err() {
        edited.restore(mark);
    }
    done
}

/// The control without which this one does nothing.
fn required(
    assistant: &'static Assistant,
    control: &'static Control,
    secrets: &Secrets<'_>,
    edited: &mut Edited<'_>,
) -> Result<(), Refusal> {
    let needed = |id: &&'static str| assistant.controls.iter().find(|one| one.id == *id);
    if let Some(needed) = control.requires.as_ref().and_then(needed) {
        set(assistant, needed, secrets, edited)?;
    }
    Ok(())
}

fn write(
    assistant: &'static Assistant,
    control: &'static Control,
    fix: &'static ControlFix,
    secrets: &Secrets<'_>,
    edited: &mut Edited<'_>,
) -> Result<Vec<String>, Refusal> {
    let whole = matches!(
        control.kind,
        ControlKind::Flags { .. } | ControlKind::Hook { .. }
    );
    let mut open: Vec<&PathBuf> = Vec::new();
    for file in secrets.files {
        let workspace = view(control, file, secrets.root, edited);
        if let Some(setting) = control.undone_by.iter().find(|it| workspace.holds(it)) {
            let (at, why) = (setting.at.join("."), setting.why);
            let why = if why.is_empty() {
                "it switches this control off"
            } else {
                why
            };
            let message = format!(
                "`{}` sets `{at}`, and {why}: take it out first.",
                setting.file
            );
            return refuse("overridden", message);
        }
        match is_set(control, &workspace) {
            Ok(true) => {}
            Ok(false) => open.push(file),
            Err(broken) => return Err(in_the_way(&broken, secrets.root, edited)),
        }
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    for (target, files) in target::of(control, &open, secrets, edited, whole) {
        let job = Job {
            control,
            fix,
            root: secrets.root,
            target: &target,
            files: &files,
        };
        job.write(edited)?;
    }
    values::needed(control, secrets, edited)?;
    for file in open {
        let workspace = view(control, file, secrets.root, edited);
        if !is_set(control, &workspace).unwrap_or(false) {
            let message = format!(
                "Another setting of {} overrides `{}` for `{}`: look there first.",
                assistant.name,
                control.files.first().copied().unwrap_or_default(),
                names::relative(file, secrets.root),
            );
            return refuse("overridden", message);
        }
    }
    if !control.verified {
        told.push(format!(
            "Nobody has seen this work with {} yet: try it before you rely on it.",
            assistant.name
        ));
    }
    Ok(told)
}

/// The workspace as a control sees it, on its own system where it counts on one only.
fn view<'a>(
    control: &Control,
    file: &'a Path,
    root: &'a Path,
    files: &'a dyn Files,
) -> Workspace<'a> {
    let mut workspace = Workspace::new(file, root, files);
    workspace.platform = control.platform;
    workspace
}

/// Files that one edit of one file is about.
struct Job<'a> {
    control: &'static Control,
    fix: &'static ControlFix,
    root: &'a Path,
    /// The file to edit, relative to the workspace.
    target: &'a str,
    /// The secret files, absolute.
    files: &'a [PathBuf],
}

impl Job<'_> {
    fn write(&self, edited: &mut Edited<'_>) -> Result<(), Refusal> {
        let path = self.root.join(self.target);
        let before = edited.text(&path, self.target)?;
        let old = before.clone().unwrap_or_default();
        let problem = |problem: String| Refusal {
            code: "settings-in-the-way",
            message: format!(
                "`{}` {problem}: mend it by hand, then try again.",
                self.target
            ),
        };
        let now = match &self.control.kind {
            ControlKind::Lines { .. } => lines::added(self, &old, edited),
            ControlKind::List { .. } => list::added(self, &old, edited).map_err(problem)?,
            ControlKind::Rules { .. } => rules::added(self, &old, edited).map_err(problem)?,
            ControlKind::Flags { .. } => values::flags(self, &old).map_err(problem)?,
            ControlKind::Hook { .. } => values::hook(self, before.as_deref()).map_err(problem)?,
            _ => old,
        };
        edited.put(&path, before, now);
        Ok(())
    }
}

/// Whether the control is something that stands in a file of the workspace.
fn is_written(control: &Control) -> bool {
    !control.files.is_empty()
        && matches!(
            control.kind,
            ControlKind::Lines { .. }
                | ControlKind::List { .. }
                | ControlKind::Rules { .. }
                | ControlKind::Flags { .. }
                | ControlKind::Hook { .. }
                | ControlKind::Present
        )
}

/// Why a file of an assistant stops an edit.
fn in_the_way(broken: &Broken, root: &Path, edited: &Edited<'_>) -> Refusal {
    let other = edited.text(&root.join(&broken.file), &broken.file).err();
    other.unwrap_or_else(|| Refusal {
        code: "settings-in-the-way",
        message: format!("{}: mend it by hand, then try again.", broken.sentence()),
    })
}

fn refuse<T>(code: &'static str, message: String) -> Result<T, Refusal> {
    Err(Refusal { code, message })
}
