//! Which workspace a path belongs to.

use std::path::{Path, PathBuf};

/// The folder that paths in reports and fingerprints are relative to: the top of the git
/// work tree around `path`, else the current folder if it holds `path`, else the folder itself.
#[must_use]
pub fn root_of(path: &Path) -> PathBuf {
    let path = normalise(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let folder = if path.is_dir() {
        path.as_path()
    } else {
        path.parent().unwrap_or(&path)
    };
    if let Some(top) = folder.ancestors().find(|at| is_git_top(at)) {
        return top.to_owned();
    }
    match std::env::current_dir() {
        Ok(here) if folder.starts_with(&here) => here,
        _ => folder.to_owned(),
    }
}

/// Whether a work tree starts here: `.git` is a folder, or a file in linked work trees.
fn is_git_top(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// `path` as seen from `root`, or `path` itself when it is elsewhere.
#[must_use]
pub fn relative(path: &Path, root: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let normal = normalise(&absolute);
    normal
        .strip_prefix(root)
        .map_or_else(|_| normal.clone(), Path::to_owned)
}

/// Takes `..` out by name, which is what a report wants: no link is looked at.
fn normalise(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// A path for reports: `/` between its parts, broken names by replacement characters.
#[must_use]
pub fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}
