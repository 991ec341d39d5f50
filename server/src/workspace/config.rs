//! Finds and reads `.keyward.toml` and the user's own settings.

use std::path::{Component, Path, PathBuf};

use keyward_engine::config::{self, Layer, MAX_BYTES, Problem, Trust};
use keyward_engine::peers::{self, PeerFile};

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
    /// Whether it is another scanner's. What of it has no counterpart is worth a word, but no
    /// mistake.
    pub is_peer: bool,
}

/// Lists of accepted findings are longer than settings.
const MAX_LIST: u64 = 8 * 1024 * 1024;

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

/// The files of other scanners at the top of a workspace, weakest first.
#[must_use]
pub fn peers(root: &Path, trust: Trust) -> Vec<Loaded> {
    let present = peers::FILES.iter().filter_map(|file| {
        let path = root.join(file.name);
        path.symlink_metadata()
            .is_ok()
            .then(|| peer(path, file, root, trust))
    });
    present.collect()
}

/// One file of another scanner.
#[must_use]
pub fn peer(path: PathBuf, file: &PeerFile, root: &Path, trust: Trust) -> Loaded {
    let most = match file.kind {
        peers::Kind::Rules | peers::Kind::Globs => MAX_BYTES,
        peers::Kind::Fingerprints | peers::Kind::Baseline => MAX_LIST,
    };
    let sibling = |name: &str| read_inside(root, name);
    let (layer, problems) = match read_up_to(&path, trust, most) {
        Ok(text) => peers::read(file, &text, trust, &sibling),
        Err(message) => (Layer::empty(trust), vec![Problem { line: 1, message }]),
    };
    Loaded {
        path,
        layer,
        problems,
        is_peer: true,
    }
}

/// Reads a file that another names, which must lie in the workspace with no link on the way.
fn read_inside(root: &Path, name: &str) -> Result<String, String> {
    let path = Path::new(name);
    let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if name.contains(['\\', ':', '\0']) || !path.components().all(plain) {
        return Err("must be a path inside the workspace, so it is not read".to_owned());
    }
    let mut at = root.to_owned();
    for part in path.components() {
        at.push(part);
        if at.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err("stands behind a link, so it is not read".to_owned());
        }
    }
    read_up_to(&at, Trust::Untrusted, MAX_BYTES)
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
        is_peer: false,
    }
}

/// Reads a settings file. One that a repository brings must be a plain file: a link could lead anywhere.
fn read(path: &Path, trust: Trust) -> Result<String, String> {
    read_up_to(path, trust, MAX_BYTES)
}

fn read_up_to(path: &Path, trust: Trust, most: u64) -> Result<String, String> {
    let found = match trust {
        Trust::User => path.metadata(),
        Trust::Trusted | Trust::Untrusted => path.symlink_metadata(),
    };
    let found = found.map_err(|error| format!("can't be read: {}", error.kind()))?;
    if !found.is_file() {
        return Err("must be a regular file, so it is not read".to_owned());
    }
    if found.len() > most {
        return Err(format!(
            "is larger than {} KiB, so it is not read",
            most / 1024
        ));
    }
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => "is not UTF-8, so it is not read".to_owned(),
        kind => format!("can't be read: {kind}"),
    })
}
