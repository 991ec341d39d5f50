//! Ignore files: which lines hold for a file, and what they say.

use std::path::{Path, PathBuf};

use super::Git;
use super::control::{Outcome, Undone, root_gitignore};
use super::control_row::{AfterGit, Control, ControlKind, Library, Place};
use super::pattern;
use super::settings::Value;
use super::workspace::{Broken, Workspace};

/// Why a default does not hold.
pub(super) const TAKEN_BACK: &str = "a line there takes the file back";

/// The first of these files at the root that takes back what the `.gitignore` files of the
/// workspace ignore: its lines come behind theirs in one list.
///
/// # Errors
/// When one cannot be read.
pub(super) fn reopened(
    files: &'static [&'static str],
    library: Library,
    workspace: &Workspace<'_>,
) -> Result<Option<&'static str>, Broken> {
    if files.is_empty() {
        return Ok(None);
    }
    let git = git_lines(workspace)?;
    if says(&git, &workspace.relative, library) != Some(true) {
        return Ok(None);
    }
    for &file in files {
        let mut all = git.clone();
        all.extend(workspace.rules(file)?);
        if says(&all, &workspace.relative, library) != Some(true) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Whether the `.gitignore` files of the workspace cover the file, read with a library.
///
/// # Errors
/// When one cannot be read.
pub(super) fn git_says(workspace: &Workspace<'_>, library: Library) -> Result<bool, Broken> {
    let lines = git_lines(workspace)?;
    let repository = workspace.git() != Git::NoRepository;
    Ok(repository && says(&lines, &workspace.relative, library) == Some(true))
}

/// The lines of the `.gitignore` files on the way to the file, as lines of one at the root.
fn git_lines(workspace: &Workspace<'_>) -> Result<Vec<String>, Broken> {
    let mut all = Vec::new();
    for folder in workspace.folders() {
        let base = folder.to_string_lossy().replace('\\', "/");
        let file = folder.join(".gitignore");
        let rules = workspace.rules(&file.to_string_lossy().replace('\\', "/"))?;
        all.extend(rules.iter().map(|line| based(line, &base)));
    }
    Ok(all)
}

/// A line of a folder's ignore file as one of the root's.
fn based(line: &str, base: &str) -> String {
    if base.is_empty() {
        return line.to_owned();
    }
    let (sign, body) = line
        .strip_prefix('!')
        .map_or(("", line), |body| ("!", body));
    let inner = body.trim_end_matches('/');
    if inner.contains('/') {
        format!("{sign}/{base}/{}", body.trim_start_matches('/'))
    } else {
        format!("{sign}/{base}/**/{body}")
    }
}

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
        AfterGit::Merged => false,
    };
    let base = before || says(&default, &workspace.relative, *library) == Some(true);
    let first = replaced.clone().unwrap_or(default);
    let levels = levels(&names, first, *place, workspace)?;
    let mut set = nested(&levels, &workspace.relative, *library).unwrap_or(before);
    if *after_git == AfterGit::Merged && !set {
        set = merged(&levels, workspace, *library)?;
    }
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
            _ => TAKEN_BACK,
        },
    });
    Ok(Outcome {
        undone,
        ..Outcome::simple(control, set)
    })
}

/// Whether these lines and those of git cover the file together, where those of git alone do not.
fn merged(levels: &[Level], workspace: &Workspace<'_>, library: Library) -> Result<bool, Broken> {
    let mut all = git_lines(workspace)?;
    let before = says(&all, &workspace.relative, library) == Some(true);
    all.extend(levels.iter().flat_map(|(_, rules)| rules.iter().cloned()));
    Ok(!before && says(&all, &workspace.relative, library) == Some(true))
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
