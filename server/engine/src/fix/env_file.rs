//! The `.env`, its template and its ignore entry as steps of a plan.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::name::{as_word, shown};
use super::template;
use super::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, TextEdit, refusal};
use crate::dotenv;
use crate::files::{Entry, Files};
use crate::ignorefile;

/// A `.env` that can be written: checked, and read.
pub(super) struct EnvFile {
    pub(super) path: PathBuf,
    /// `None` when there is none yet.
    pub(super) text: Option<Zeroizing<String>>,
    pub(super) mode: Option<u32>,
}

impl EnvFile {
    /// The part of a plan that changes it.
    pub(super) fn step(&self, edits: Vec<TextEdit>) -> FileEdit {
        FileEdit {
            path: self.path.clone(),
            purpose: Purpose::DotEnv,
            before: Before::of(self.text.as_ref().map(|text| text.as_str())),
            edits,
            owner_only: true,
        }
    }
}

/// The nearest `.env` from `dir` up to `root`, or the one to create in `root`. The file that a
/// loader prefers comes first where there is one.
pub(super) fn locate(
    dir: &Path,
    root: &Path,
    preferred: Option<&str>,
    files: &dyn Files,
) -> PathBuf {
    let nearest = |name: &str| {
        let folders = dir
            .ancestors()
            .take_while(|folder| folder.starts_with(root));
        folders
            .map(|folder| folder.join(name))
            .find(|path| files.entry(path) != Entry::Absent)
    };
    preferred
        .and_then(nearest)
        .or_else(|| nearest(".env"))
        .unwrap_or_else(|| root.join(".env"))
}

/// Checks that a `.env` may be written, and reads it.
pub(super) fn open(path: &Path, root: &Path, files: &dyn Files) -> Result<EnvFile, Refusal> {
    let name = shown(path, root);
    let refuse = |code, message: String| Err(Refusal { code, message });
    let mode = match files.entry(path) {
        Entry::Absent => None,
        Entry::File { mode, .. } => mode,
        Entry::Link => {
            return refuse(
                "env-is-a-link",
                format!("{name} is a link: replace it with a file of its own, then try again."),
            );
        }
        Entry::HardLinked(names) => {
            let message = format!(
                "{name} is one file under {names} names: make it a file of its own, then try again."
            );
            return refuse("env-is-hard-linked", message);
        }
        Entry::Directory | Entry::Special => {
            return refuse(
                "env-not-a-file",
                format!("{name} is not a regular file: remove or rename it, then try again."),
            );
        }
        Entry::Outside => {
            return refuse(
                "outside-workspace",
                format!(
                    "{name} lies behind a link that leaves the workspace: Keyward writes nothing there."
                ),
            );
        }
        Entry::Unreadable(why) => {
            return refuse("env-unreadable", format!("{name} cannot be read: {why}."));
        }
    };
    if files.tracked(path) == Some(true) {
        let word = as_word(&name);
        let message = format!(
            "{name} is tracked by git: run `git rm --cached {word}`, commit that, revoke what was in it, then try again."
        );
        return refuse("env-is-tracked", message);
    }
    let text = match files.read(path) {
        Ok(text) => text.map(Zeroizing::new),
        Err(why) => return refuse("env-unreadable", format!("{name} cannot be read: {why}.")),
    };
    Ok(EnvFile {
        path: path.to_path_buf(),
        text,
        mode,
    })
}

/// The step that makes git ignore the `.env`; `None` when it does already.
pub(super) fn ignore_step(
    path: &Path,
    root: &Path,
    files: &dyn Files,
) -> Result<Option<FileEdit>, Refusal> {
    let top = files.git_root(path).unwrap_or_else(|| root.to_path_buf());
    if ignorefile::is_ignored(path, &top, files, None) {
        return Ok(None);
    }
    let template = template_path(path, files);
    let template = template
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let entry = ignorefile::entry_for(path, root, &top, &template, files);
    let name = shown(path, root);
    let Some(entry) = entry else {
        let message = format!(
            "Git would not ignore {name} whatever is added to .gitignore: check the rules that bring it back."
        );
        return Err(Refusal {
            code: "cannot-ignore",
            message,
        });
    };
    if !matches!(files.entry(&entry.path), Entry::Absent | Entry::File { .. }) {
        let message = format!(
            "{} is not a regular file of its own: make it one, then try again.",
            shown(&entry.path, root)
        );
        return Err(Refusal {
            code: "ignore-file-not-a-file",
            message,
        });
    }
    let end = entry.before.as_deref().map_or(0, str::len);
    Ok(Some(FileEdit {
        before: Before::of(entry.before.as_deref()),
        path: entry.path,
        purpose: Purpose::Ignore,
        edits: vec![TextEdit {
            range: end..end,
            text: NewText(Zeroizing::new(entry.appended)),
        }],
        owner_only: false,
    }))
}

pub(super) fn template_path(env: &Path, files: &dyn Files) -> PathBuf {
    let dir = env.parent().unwrap_or(env);
    let existing = dotenv::templates().iter().map(|name| dir.join(name));
    let first = dir.join(
        dotenv::templates()
            .first()
            .copied()
            .unwrap_or(".env.example"),
    );
    existing
        .into_iter()
        .find(|path| files.entry(path) != Entry::Absent)
        .unwrap_or(first)
}

/// The step that adds `name` to the template, or takes the value out of it; `None` when neither is
/// needed, or with a note when it cannot be done.
pub(super) fn template_step(
    env: &Path,
    root: &Path,
    (name, value): (&str, &str),
    files: &dyn Files,
    notes: &mut Vec<String>,
) -> Option<FileEdit> {
    let path = template_path(env, files);
    let text = match (files.entry(&path), files.read(&path)) {
        (Entry::Absent | Entry::File { .. }, Ok(text)) => text,
        _ => {
            notes.push(format!(
                "{} was left alone: it is not a regular file that can be read.",
                shown(&path, root)
            ));
            return None;
        }
    };
    let before = text.as_deref().unwrap_or("");
    let has = |entry: &dotenv::Entry| &before[entry.key.clone()] == name;
    let edits = match dotenv::parse(before).entries.iter().any(has) {
        // It may have been filled in with the value itself.
        true => template::emptied(before, name, value),
        false => dotenv::set(before, name, &super::placeholder(name), &[]),
    };
    if edits.is_empty() {
        return None;
    }
    Some(FileEdit {
        path,
        purpose: Purpose::Template,
        before: Before::of(text.as_deref()),
        edits: as_edits(edits),
        owner_only: false,
    })
}

/// Replacements as edits that clear themselves.
pub(super) fn as_edits(replacements: Vec<dotenv::Replacement>) -> Vec<TextEdit> {
    let edit = |(range, text)| TextEdit {
        range,
        text: NewText(Zeroizing::new(text)),
    };
    replacements.into_iter().map(edit).collect()
}

/// Plans the entry that makes git ignore a `.env`.
///
/// # Errors
/// When git ignores it already, when it is tracked, or when no entry would help.
pub fn ignore_env(root: &Path, env: &Path, files: &dyn Files) -> Result<EditPlan, Refusal> {
    let name = shown(env, root);
    if !env.starts_with(root) {
        return Err(refusal(
            "outside-workspace",
            "The file is outside the workspace: Keyward writes nothing there.",
        ));
    }
    let Some(step) = ignore_step(env, root, files)? else {
        return Err(Refusal {
            code: "already-ignored",
            message: format!("Git ignores {name} already."),
        });
    };
    let mut notes = Vec::new();
    if files.tracked(env) == Some(true) {
        let word = as_word(&name);
        notes.push(format!("{name} is tracked, so git goes on following it: run `git rm --cached {word}`, and revoke what was committed."));
    }
    let title = format!(
        "Make git ignore {name} (writes {})",
        shown(&step.path, root)
    );
    Ok(EditPlan {
        title,
        name: String::new(),
        files: vec![step],
        notes,
    })
}
