//! Finds and reads `.keyward.toml` and the user's own settings.

use std::path::{Path, PathBuf};

use keyward_engine::config::{self, Layer, MAX_BYTES, Problem, Trust};

/// The name of a workspace's settings.
pub const FILE: &str = ".keyward.toml";

/// One settings file that was there.
#[derive(Debug)]
pub struct Loaded {
    /// Where it is.
    pub path: PathBuf,
    /// What of it applies.
    pub layer: Layer,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// The settings of a workspace: the nearest `.keyward.toml` from `folder` up to `root`.
#[must_use]
pub fn workspace(folder: &Path, root: &Path, trust: Trust) -> Option<Loaded> {
    let path = folder
        .ancestors()
        .take_while(|at| at.starts_with(root))
        .map(|at| at.join(FILE))
        .find(|path| path.symlink_metadata().is_ok())?;
    Some(load(path, trust))
}

/// The user's own settings, if there are any.
#[must_use]
pub fn user() -> Option<Loaded> {
    let path = user_path()?;
    path.is_file().then(|| load(path, Trust::User))
}

/// Where the user's own settings are: `keyward/config.toml` in `$XDG_CONFIG_HOME`,
/// `~/.config`, or `%APPDATA%`.
#[must_use]
pub fn user_path() -> Option<PathBuf> {
    let set = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = set("XDG_CONFIG_HOME")
        .or_else(|| set("APPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(base.join("keyward").join("config.toml"))
}

fn load(path: PathBuf, trust: Trust) -> Loaded {
    let (layer, problems) = match read(&path, trust) {
        Ok(text) => config::parse(&text, trust),
        Err(message) => (Layer::empty(trust), vec![Problem { line: 1, message }]),
    };
    Loaded {
        path,
        layer,
        problems,
    }
}

/// Reads a settings file. One that a repository brings must be a plain file: a link could lead anywhere.
fn read(path: &Path, trust: Trust) -> Result<String, String> {
    let found = match trust {
        Trust::User => path.metadata(),
        Trust::Trusted | Trust::Untrusted => path.symlink_metadata(),
    };
    let found = found.map_err(|error| format!("can't be read: {}", error.kind()))?;
    if !found.is_file() {
        return Err("must be a regular file, so it is not read".to_owned());
    }
    if found.len() > MAX_BYTES {
        return Err("is larger than 256 KiB, so it is not read".to_owned());
    }
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => "is not UTF-8, so it is not read".to_owned(),
        kind => format!("can't be read: {kind}"),
    })
}
