//! Which assistants are in use, and what only looks as if it kept them out.

use std::path::Path;

use globset::GlobBuilder;

use super::assistant::{Assistant, Signs, all};
use super::control::Workspace;
use crate::files::{Entry, Files};

/// What a front end sees of the assistants in use, beside the workspace's files.
/// Everything is optional: an empty value means that nobody looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markers {
    /// `clientInfo.name` of the editor.
    pub client: Option<String>,
    /// Ids of the editor's extensions, in any case.
    pub extensions: Vec<String>,
    /// Names out of [`env_markers`] that are set; never their values.
    pub env: Vec<String>,
    /// Paths out of [`home_markers`] that exist.
    pub home: Vec<String>,
    /// Lua modules that Neovim has loaded.
    pub modules: Vec<String>,
}

/// The environment variables that are worth a look.
pub fn env_markers() -> impl Iterator<Item = &'static str> {
    all()
        .iter()
        .flat_map(|one| one.strong.env.iter().chain(one.weak.env))
        .copied()
}

/// The paths under the home folder that are worth a look.
pub fn home_markers() -> impl Iterator<Item = &'static str> {
    all()
        .iter()
        .flat_map(|one| one.strong.home.iter().chain(one.weak.home))
        .copied()
}

/// Strong and weak signs of an assistant's use, in words.
pub(super) fn seen(
    assistant: &Assistant,
    workspace: &Workspace<'_>,
    in_use: &Markers,
) -> (Vec<String>, Vec<String>) {
    (
        signs(&assistant.strong, workspace, in_use),
        signs(&assistant.weak, workspace, in_use),
    )
}

fn signs(signs: &Signs, workspace: &Workspace<'_>, in_use: &Markers) -> Vec<String> {
    let mut seen = Vec::new();
    let mut note = |names: &[&str], has: &dyn Fn(&str) -> bool, what: &str| {
        let found = names.iter().filter(|name| has(name));
        seen.extend(found.map(|name| format!("{what} {name}")));
    };
    note(
        signs.paths,
        &|path| exists(path, workspace.root, workspace.files),
        "file",
    );
    note(
        signs.clients,
        &|name| in_use.client.as_deref() == Some(name),
        "editor",
    );
    let extension = |id: &str| {
        in_use
            .extensions
            .iter()
            .any(|one| one.eq_ignore_ascii_case(id))
    };
    note(signs.extensions, &extension, "extension");
    note(
        signs.env,
        &|name| in_use.env.iter().any(|one| one == name),
        "variable",
    );
    note(
        signs.home,
        &|path| in_use.home.iter().any(|one| one == path),
        "home",
    );
    note(
        signs.modules,
        &|name| in_use.modules.iter().any(|one| one == name),
        "module",
    );
    if !signs.settings.is_empty() {
        let keys = workspace
            .settings(".vscode/settings.json", true)
            .map_or_else(|_| Vec::new(), |settings| settings.keys());
        note(
            signs.settings,
            &|start| keys.iter().any(|key| key.starts_with(start)),
            "setting",
        );
    }
    seen
}

/// Whether a path of the workspace is there: a folder when it ends in a slash, any
/// entry of its folder that fits when the last component holds a `*`.
fn exists(path: &str, root: &Path, files: &dyn Files) -> bool {
    if let Some(folder) = path.strip_suffix('/') {
        return files.entry(&root.join(folder)) == Entry::Directory;
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if name.contains('*') {
        return files
            .list(&root.join(folder))
            .iter()
            .any(|entry| fits(name, entry));
    }
    matches!(
        files.entry(&root.join(path)),
        Entry::File { .. } | Entry::HardLinked(_) | Entry::Link
    )
}

fn fits(glob: &str, text: &str) -> bool {
    GlobBuilder::new(glob)
        .build()
        .is_ok_and(|glob| glob.compile_matcher().is_match(text))
}
