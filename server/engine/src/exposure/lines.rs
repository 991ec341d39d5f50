//! Ignore files: which lines hold for a file, and what they say.

use std::path::{Path, PathBuf};

use super::control::{Outcome, Undone, root_gitignore};
use super::control_row::{AfterGit, Control, ControlKind, Library, Place};
use super::pattern;
use super::settings::Value;
use super::workspace::{Broken, Workspace};

/// What the lines of a control say about the file.
///
/// # Errors
/// When an ignore file cannot be read.
pub(super) fn lines(
    control: &'static Control,
    workspace: &Workspace<'_>,
) -> Result<Outcome, Broken> {
    let ControlKind::Lines {
        builtin,
        replaced_by,
        library,
        place,
        after_git,
        named_by,
    } = &control.kind
    else {
        return Ok(Outcome::simple(control, false));
    };
    let named = named_by.as_ref().and_then(|it| workspace.setting(it));
    let names = named.map_or_else(
        || control.files.iter().map(|&file| file.to_owned()).collect(),
        |value| texts(&value),
    );
    let replaced = replaced_by
        .as_ref()
        .and_then(|it| workspace.setting(it)?.strings());
    let default: Vec<String> = builtin.iter().map(|&line| line.to_owned()).collect();
    let before = match after_git {
        AfterGit::Nothing => false,
        AfterGit::All => workspace.git_ignores(),
        AfterGit::Root => root_gitignore(workspace)?,
    };
    let base = before || says(&default, &workspace.relative, *library) == Some(true);
    let first = replaced.clone().unwrap_or(default);
    let levels = levels(&names, first, *place, workspace)?;
    let set = nested(&levels, &workspace.relative, *library).unwrap_or(before);
    let undone = (base && !set).then(|| Undone {
        control,
        file: match (&replaced, replaced_by) {
            (Some(_), Some(setting)) => setting.file,
            _ => control.files.first().copied().unwrap_or_default(),
        },
        at: match (&replaced, replaced_by) {
            (Some(_), Some(setting)) => setting.at,
            _ => &[],
        },
        why: match (&replaced, replaced_by) {
            (Some(_), Some(setting)) => setting.why,
            _ => "a line there takes the file back",
        },
    });
    Ok(Outcome {
        undone,
        ..Outcome::simple(control, set)
    })
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        _ => value.strings().unwrap_or_default(),
    }
}

/// A folder, relative to the workspace, and the rules that hold below it.
type Level = (PathBuf, Vec<String>);

/// The rules on the way to the file, from the root down.
fn levels(
    names: &[String],
    first: Vec<String>,
    place: Place,
    workspace: &Workspace<'_>,
) -> Result<Vec<Level>, Broken> {
    let read = |folder: &Path| -> Result<Vec<String>, Broken> {
        let mut rules = Vec::new();
        for name in names {
            let file = folder.join(name);
            rules.extend(workspace.rules(&file.to_string_lossy().replace('\\', "/"))?);
        }
        Ok(rules)
    };
    let folders = workspace.folders();
    let mut levels = vec![(PathBuf::new(), first)];
    match place {
        Place::Root => levels[0].1.extend(read(Path::new(""))?),
        Place::Anywhere => {
            for folder in folders {
                let rules = read(&folder)?;
                levels.push((folder, rules));
            }
        }
        Place::Nearest => {
            for folder in folders.into_iter().rev() {
                let there = |name: &String| workspace.is_file(&folder.join(name).to_string_lossy());
                if names.iter().any(there) {
                    let rules = read(&folder)?;
                    levels.push((folder, rules));
                    break;
                }
            }
        }
    }
    Ok(levels)
}

/// What rules of several folders say: the nearest one with an opinion decides, unless one
/// further up hides a whole folder.
fn nested(levels: &[Level], relative: &Path, library: Library) -> Option<bool> {
    let mut verdict = None;
    for (folder, rules) in levels {
        let Ok(below) = relative.strip_prefix(folder) else {
            continue;
        };
        verdict = says(rules, below, library).or(verdict);
        let hidden = below
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .is_some_and(|parent| hides(rules, parent, library));
        if hidden && library != Library::Pathspec {
            return Some(true);
        }
    }
    verdict
}

fn says(rules: &[String], relative: &Path, library: Library) -> Option<bool> {
    pattern::lines(rules.iter().map(String::as_str), relative, library)
}

fn hides(rules: &[String], folder: &Path, library: Library) -> bool {
    let rules = rules.iter().map(String::as_str);
    pattern::folder(rules, folder, library) == Some(true)
}
