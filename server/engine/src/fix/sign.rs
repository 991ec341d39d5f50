//! How a framework or a secrets manager shows in a project.

use std::path::{Path, PathBuf};

use crate::files::Files;
use crate::lang::pattern;

/// Files that tell, and what stands in them.
#[derive(Debug)]
pub(super) struct Sign {
    /// Names; one may begin with `*`, for any beginning.
    pub(super) files: &'static [&'static str],
    /// What one of them contains; empty for anything. The group `app` is the project's name.
    pub(super) pattern: &'static str,
}

/// What a sign says, where it stands.
pub(super) struct Shown {
    pub(super) folder: PathBuf,
    /// What the group `app` matched.
    pub(super) app: String,
}

/// The first of the signs that a folder shows.
pub(super) fn shown(signs: &[Sign], folder: &Path, files: &dyn Files) -> Option<Shown> {
    signs.iter().find_map(|sign| {
        let names = sign
            .files
            .iter()
            .flat_map(|name| named(name, folder, files));
        names
            .into_iter()
            .find_map(|name| matches(sign, folder, &name, files))
    })
}

fn named(name: &str, folder: &Path, files: &dyn Files) -> Vec<String> {
    match name.strip_prefix('*') {
        None => vec![name.to_owned()],
        Some(end) => {
            let mut names = files.list(folder);
            names.retain(|name| name.ends_with(end));
            names.sort();
            names
        }
    }
}

fn matches(sign: &Sign, folder: &Path, name: &str, files: &dyn Files) -> Option<Shown> {
    let text = files.read(&folder.join(name)).ok().flatten()?;
    let app = if sign.pattern.is_empty() {
        String::new()
    } else {
        let found = pattern(sign.pattern)?.captures(text.as_bytes())?;
        let app = found.name("app").map(|app| app.as_bytes().to_vec());
        app.and_then(|app| String::from_utf8(app).ok())
            .unwrap_or_default()
    };
    Some(Shown {
        folder: folder.to_path_buf(),
        app,
    })
}
