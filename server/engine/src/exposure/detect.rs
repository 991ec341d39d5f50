//! Which assistants are in use, and what only looks as if it kept them out.

use std::path::Path;

use globset::GlobBuilder;

use super::assistant::{Assistant, Signs, all};
use super::settings::Format;
use super::workspace::Workspace;
use crate::files::{Entry, Files};

/// What a front end sees of the assistants in use, beside the workspace's files.
/// Everything is optional: an empty value means that nobody looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markers {
    /// `clientInfo.name` of the editor.
    pub client: Option<String>,
    /// Ids of the editor's extensions, in any case.
    pub extensions: Vec<String>,
    /// Out of [`env_signs`]; values only where the rules name them.
    pub env: Vec<String>,
    /// Paths out of [`home_markers`] that exist.
    pub home: Vec<String>,
    /// Lua modules that Neovim has loaded.
    pub modules: Vec<String>,
    /// Global variables that Vim plugins have set, without `g:`.
    pub globals: Vec<String>,
    /// Language servers that run beside this one in Neovim.
    pub lsp_clients: Vec<String>,
    /// Features that Emacs has loaded.
    pub features: Vec<String>,
    /// The operating system, as Rust names it: `linux`, `macos`, `windows`.
    pub platform: Option<String>,
}

fn all_signs() -> impl Iterator<Item = &'static Signs> {
    all()
        .iter()
        .flat_map(|one| [&one.strong, &one.medium, &one.weak])
}

/// The environment variables that are worth a look: names, and beginnings of names.
pub fn env_markers() -> impl Iterator<Item = &'static str> {
    all_signs().flat_map(|one| one.env).map(|sign| {
        let name = sign.split_once('=').map_or(*sign, |(name, _)| name);
        name.trim_end_matches('*')
    })
}

/// The signs that variables of the environment are. Of a value is told what the rules name.
pub fn env_signs<'e>(variables: impl Iterator<Item = (&'e str, &'e str)>) -> Vec<String> {
    let variables: Vec<(&str, &str)> = variables.collect();
    let is_set = |sign: &&&str| match (sign.split_once('='), sign.strip_suffix('*')) {
        (Some(both), _) => variables.contains(&both),
        (None, Some(start)) => variables.iter().any(|(name, _)| name.starts_with(start)),
        (None, None) => variables.iter().any(|(name, _)| name == *sign),
    };
    let mut signs: Vec<String> = all_signs()
        .flat_map(|one| one.env)
        .filter(is_set)
        .map(|&sign| sign.to_owned())
        .collect();
    signs.sort();
    signs.dedup();
    signs
}

/// The paths under the home folder that are worth a look.
pub fn home_markers() -> impl Iterator<Item = &'static str> {
    all_signs().flat_map(|one| one.home).copied()
}

/// What was seen of an assistant.
pub(super) struct Seen {
    /// Whether one sign of it is strong.
    pub(super) in_use: bool,
    /// All signs in words, strong ones first.
    pub(super) signs: Vec<String>,
}

/// Signs of an assistant's use.
pub(super) fn seen(assistant: &Assistant, workspace: &Workspace<'_>, in_use: &Markers) -> Seen {
    let strong = signs(&assistant.strong, workspace, in_use);
    let others = [&assistant.medium, &assistant.weak];
    Seen {
        in_use: !strong.is_empty(),
        signs: strong
            .into_iter()
            .chain(recommended(&assistant.strong, workspace))
            .chain(others.iter().flat_map(|one| signs(one, workspace, in_use)))
            .collect(),
    }
}

/// Extensions that the workspace recommends to those who open it.
fn recommended(signs: &Signs, workspace: &Workspace<'_>) -> Vec<String> {
    if signs.extensions.is_empty() {
        return Vec::new();
    }
    let settings = workspace.settings(".vscode/extensions.json", Format::Jsonc);
    let listed = settings.ok().and_then(|settings| {
        let list = settings.value(&["recommendations"])?;
        list.strings()
    });
    let listed = listed.unwrap_or_default();
    let ids = signs
        .extensions
        .iter()
        .filter(|id| listed.iter().any(|one| one.eq_ignore_ascii_case(id)));
    ids.map(|id| format!("recommended extension {id}"))
        .collect()
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
    let has = |all: &[String], name: &str| all.iter().any(|one| one == name);
    note(
        signs.globals,
        &|name| has(&in_use.globals, name),
        "Vim variable",
    );
    note(
        signs.lsp_clients,
        &|name| has(&in_use.lsp_clients, name),
        "language server",
    );
    note(
        signs.features,
        &|name| has(&in_use.features, name),
        "feature",
    );
    if !signs.settings.is_empty() {
        let keys = workspace
            .settings(".vscode/settings.json", Format::Jsonc)
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
