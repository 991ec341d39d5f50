//! Which paths of a tool call lead to a secret file, from where the agent stands.

use std::path::{Component, Path, PathBuf};

use globset::GlobSet;

use crate::files::{Entry, Files};
use crate::finding::Confidence;
use crate::scan::{FileContext, scan};
use crate::secret_file::{self, SecretFile};

/// A secret file, as reasons may name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    /// Its name, or what it is where the name could give something away.
    pub(super) shown: String,
    /// What it is: `an environment file`.
    pub(super) what: &'static str,
    pub(super) path: PathBuf,
}

/// Where an agent stands and what may be looked at from there.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// The workspace, which paths are named from.
    pub(super) root: PathBuf,
    /// The folder that relative paths start at.
    pub(super) folder: PathBuf,
    pub(super) home: Option<&'a Path>,
    pub(super) files: &'a dyn Files,
    /// What the user lets agents read.
    pub(super) allow: &'a GlobSet,
}

/// Entries of folders that are looked at for one question.
const ENTRIES: usize = 1500;
/// Folders that hold what others made, and never a secret of the project that is worth the time.
const PASSED: &[&str] = &[
    ".git",
    "node_modules",
    "target",
    "__pycache__",
    ".venv",
    "venv",
];
/// Longer names are shortened in reasons, in characters.
const SHOWN: usize = 60;

impl Place<'_> {
    /// The same place after `cd`.
    pub(super) fn moved(&self, to: &str) -> Self {
        let folder = self.absolute(to);
        Self {
            folder,
            ..self.clone()
        }
    }

    /// A path as an agent writes it: absolute, from home, from the folder, or as a `file:` URI.
    pub(super) fn absolute(&self, text: &str) -> PathBuf {
        let text = text.trim_matches(['\0', ' ', '\n', '\r', '\t']);
        let text = text.strip_prefix("file://").unwrap_or(text);
        let text = text.split("::$").next().unwrap_or(text);
        let slashed;
        let text = if text.contains('\\') && !text.contains('/') {
            slashed = text.replace('\\', "/");
            &slashed
        } else {
            text
        };
        let below_home = ["~/", "$HOME/", "${HOME}/"];
        let path = match (
            below_home.iter().find_map(|it| text.strip_prefix(it)),
            self.home,
        ) {
            (Some(rest), Some(home)) => home.join(rest),
            _ if text == "~" => self.home.map_or_else(PathBuf::new, Path::to_path_buf),
            _ => self.folder.join(text),
        };
        normal(&path)
    }

    /// Whether a path leads to a secret file, by its name or behind its links.
    pub(super) fn secret(&self, text: &str) -> Option<Secret> {
        if text.is_empty() || text.len() > 4096 {
            return None;
        }
        self.secret_at(&self.absolute(text))
    }

    pub(super) fn secret_at(&self, path: &Path) -> Option<Secret> {
        let entry = self.files.entry(path);
        // A sentence that ends with `.env` is no file, unless there is one.
        let sentence = || {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains(' '))
        };
        if self.is_allowed(path)
            || entry == Entry::Directory
            || entry == Entry::Absent && sentence()
        {
            return None;
        }
        if is_environment(path) {
            return Some(Secret {
                shown: "environ".to_owned(),
                what: "the environment of a process",
                path: path.to_owned(),
            });
        }
        let by_name = self.kind(path);
        let kind = by_name.or_else(|| {
            let real = self.files.real(path).filter(|real| real != path)?;
            if self.is_allowed(&real) {
                return None;
            }
            self.kind(&real)
        })?;
        Some(Secret {
            shown: shown(path, kind),
            what: kind.name,
            path: path.to_owned(),
        })
    }

    fn kind(&self, path: &Path) -> Option<&'static SecretFile> {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        secret_file::bears_secret(relative, || self.files.read(path).ok().flatten())
    }

    fn is_allowed(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.root);
        self.allow.is_match(path) || relative.is_ok_and(|path| self.allow.is_match(path))
    }

    /// The secret files in a folder, those behind links as well.
    pub(super) fn secrets_in(&self, folder: &Path) -> Vec<Secret> {
        self.secrets(folder, false)
    }

    /// The secret files in a folder and below it, the nearest first, as far as time allows. Links
    /// are not followed, as searches do not follow them either.
    pub(super) fn secrets_below(&self, folder: &Path) -> Vec<Secret> {
        self.secrets(folder, true)
    }

    fn secrets(&self, folder: &Path, deep: bool) -> Vec<Secret> {
        let mut found = Vec::new();
        let mut folders = std::collections::VecDeque::from([folder.to_owned()]);
        let mut seen = 0;
        while let Some(at) = folders.pop_front() {
            let mut names = self.files.list(&at);
            names.sort();
            for name in names {
                seen += 1;
                if seen > ENTRIES {
                    return found;
                }
                let path = at.join(&name);
                match self.files.entry(&path) {
                    Entry::Directory if deep && !PASSED.contains(&name.as_str()) => {
                        folders.push_back(path);
                    }
                    Entry::Directory => {}
                    Entry::Link if deep => {}
                    _ => found.extend(self.secret_at(&path)),
                }
            }
        }
        found
    }

    /// Whether this is a folder.
    pub(super) fn is_folder(&self, text: &str) -> bool {
        self.files.entry(&self.absolute(text)) == Entry::Directory
    }
}

/// `/proc/…/environ`, or one with a pattern or a variable for the process.
fn is_environment(path: &Path) -> bool {
    path.starts_with("/proc") && path.file_name().is_some_and(|name| name == "environ")
}

/// Takes `.` and `..` out by name.
fn normal(path: &Path) -> PathBuf {
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

/// The name as a reason may say it. It comes from outside: what it looks like must not be a secret.
fn shown(path: &Path, kind: &SecretFile) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| !c.is_control() && c != '`' && c != char::REPLACEMENT_CHARACTER;
    let named = name.chars().count() <= SHOWN && name.chars().all(plain);
    let quiet = || {
        let found = scan(&name, &FileContext::plain(crate::Role::Source, ""));
        found
            .findings
            .iter()
            .all(|it| it.confidence == Confidence::Possible)
    };
    if named && quiet() {
        format!("`{name}`")
    } else {
        kind.name.to_owned()
    }
}
