//! Names of secret files, as titles and patterns have them.

use std::path::{Path, PathBuf};

use super::Secrets;
use crate::exposure::assistant::more_ignore_lines;
use crate::files::Files;
use crate::fix::Refusal;
use crate::rule::like;
use crate::scan::role_of;
use crate::{Role, ignorefile};

/// What templates are called, whether they are there or not.
const TEMPLATES: [&str; 4] = [
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.schema",
];

/// A name with control characters made visible.
pub(super) fn shown(name: &str) -> String {
    let visible = |c: char| {
        if c.is_control() {
            c.escape_default().collect()
        } else {
            vec![c]
        }
    };
    name.chars().flat_map(visible).collect()
}

/// The files in words: one by its name, more by their number.
pub(super) fn of(secrets: &Secrets<'_>) -> String {
    match secrets.files {
        [one] => {
            let name = one.file_name().unwrap_or_default().to_string_lossy();
            format!("`{}`", shown(&name))
        }
        more => format!("{} secret files", more.len()),
    }
}

/// A path from the workspace, as it is shown.
pub(super) fn relative(path: &Path, root: &Path) -> String {
    shown(&slashed(path.strip_prefix(root).unwrap_or(path)))
}

/// A path with slashes.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether a path that a setting names stays in the workspace.
pub(super) fn is_inside(name: &str) -> bool {
    use std::path::Component;
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Whether the file's name can stand in every ignore file and rule.
pub(super) fn check(file: &Path) -> Result<(), Refusal> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let odd =
        |c: char| c.is_control() || matches!(c, '(' | ')' | '\\' | char::REPLACEMENT_CHARACTER);
    if name.is_empty() || name.contains(odd) || name.trim() != name {
        let message = "The file's name cannot be written in an ignore file: rename it first.";
        return Err(Refusal {
            code: "odd-name",
            message: message.to_owned(),
        });
    }
    Ok(())
}

/// The name of a file, which [`check`] has passed.
pub(super) fn name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The name as a line of an ignore file.
pub(super) fn line(file: &Path) -> String {
    ignorefile::escaped(&name(file))
}

/// The line of the block that is for files of this name.
pub(super) fn class(file: &Path) -> Option<&'static str> {
    let name = name(file).to_ascii_lowercase();
    let mut lines = more_ignore_lines().iter();
    lines.find(|line| like(&name, line)).copied()
}

/// Templates that have to stay visible: those that lie beside the files or at the root, and the
/// usual ones whether they are there or not.
pub(super) fn templates(files: &[PathBuf], root: &Path, view: &dyn Files) -> Vec<PathBuf> {
    let mut folders: Vec<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    folders.push(root);
    folders.sort_unstable();
    folders.dedup();
    let mut found: Vec<PathBuf> = TEMPLATES.iter().map(|name| root.join(name)).collect();
    for folder in folders {
        let names = view.list(folder).into_iter();
        let templates = names.filter(|name| role_of(&name.to_ascii_lowercase()) == Role::Template);
        found.extend(templates.map(|name| folder.join(name)));
    }
    found.sort();
    found.dedup();
    found
}
