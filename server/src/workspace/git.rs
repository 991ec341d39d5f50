//! What git knows about a work tree, read from its files. No program is run.
//!
//! The index format: <https://git-scm.com/docs/index-format>. The index of an untrusted
//! repository is bounds-checked input like any other.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// An index of a million files is about 100 MB.
const MAX_INDEX: u64 = 512 * 1024 * 1024;

/// Ignore files and configuration are read up to this size.
const MAX_TEXT: u64 = 1024 * 1024;

/// A repository's work tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The top of the work tree.
    pub top: PathBuf,
    /// Where this work tree's index is.
    git_dir: PathBuf,
    /// Where what all work trees share is.
    common_dir: PathBuf,
}

/// Two states that are equal have the same last commit and the same index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    head: String,
    branch: Option<String>,
    packed: Option<(u64, SystemTime)>,
    /// Size and time of the index.
    pub index: Option<(u64, SystemTime)>,
}

/// The work tree that holds `path`, if any.
#[must_use]
pub fn discover(path: &Path) -> Option<Repository> {
    path.ancestors().skip(1).find_map(|top| {
        let dot_git = top.join(".git");
        let meta = fs::metadata(&dot_git).ok()?;
        let git_dir = if meta.is_dir() {
            dot_git
        } else {
            linked(&dot_git, top)?
        };
        // What git itself asks for before it calls a folder a repository.
        git_dir.join("HEAD").symlink_metadata().ok()?;
        let common = read_text(&git_dir.join("commondir"));
        let common_dir =
            common.map_or_else(|| git_dir.clone(), |text| git_dir.join(text.trim_end()));
        Some(Repository {
            top: top.to_path_buf(),
            git_dir,
            common_dir,
        })
    })
}

/// The folder that a `.git` file of a work tree or a submodule names.
fn linked(dot_git: &Path, top: &Path) -> Option<PathBuf> {
    let text = read_text(dot_git)?;
    Some(top.join(text.strip_prefix("gitdir:")?.trim()))
}

fn read_bytes(path: &Path, limit: u64) -> Option<Vec<u8>> {
    // Looked at first, so that a pipe is not waited on.
    let meta = fs::metadata(path)
        .ok()
        .filter(|meta| meta.is_file() && meta.len() <= limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    fs::File::open(path)
        .ok()?
        .take(limit)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

fn read_text(path: &Path) -> Option<String> {
    Some(String::from_utf8_lossy(&read_bytes(path, MAX_TEXT)?).into_owned())
}

impl Repository {
    /// Whether the index has the file. `None` when the index cannot be read.
    #[must_use]
    pub fn tracks(&self, path: &Path) -> Option<bool> {
        let relative = path.strip_prefix(&self.top).ok()?;
        let name = index_name(relative)?;
        let path = self.git_dir.join("index");
        if fs::symlink_metadata(&path).is_err() {
            return Some(false); // Nothing was ever added.
        }
        let digest = if self.uses_sha256() { 32 } else { 20 };
        let own = read_bytes(&path, MAX_INDEX)?;
        let found = contains(&own, &name, digest)?;
        if found {
            return Some(true);
        }
        // A split index: entries that were not touched since stand in the shared one.
        match shared_index(&own, digest) {
            Some(shared) => {
                let shared = read_bytes(
                    &self.git_dir.join(format!("sharedindex.{shared}")),
                    MAX_INDEX,
                )?;
                contains(&shared, &name, digest)
            }
            None => Some(false),
        }
    }

    /// Every path in the index, from the top of the work tree. `None` when the index cannot
    /// be read. A split index's shared part is included.
    #[must_use]
    pub fn tracked(&self) -> Option<Vec<PathBuf>> {
        let digest = if self.uses_sha256() { 32 } else { 20 };
        let own = read_bytes(&self.git_dir.join("index"), MAX_INDEX)?;
        let mut names = names(&own, digest)?;
        if let Some(shared) = shared_index(&own, digest) {
            let path = self.git_dir.join(format!("sharedindex.{shared}"));
            names.extend(self::names(&read_bytes(&path, MAX_INDEX)?, digest)?);
        }
        Some(names)
    }

    /// What changes with each commit and with each change of the index, and is quick to tell.
    #[must_use]
    pub fn state(&self) -> State {
        let head = read_text(&self.git_dir.join("HEAD")).unwrap_or_default();
        let branch = head.strip_prefix("ref:").map(str::trim);
        let inside = |name: &&str| name.starts_with("refs/") && !name.contains("..");
        let branch = branch.filter(inside).and_then(|name| {
            // A branch of this work tree only, or one that all of them share.
            let own = read_text(&self.git_dir.join(name));
            own.or_else(|| read_text(&self.common_dir.join(name)))
        });
        let stamp = |path: PathBuf| {
            let meta = fs::symlink_metadata(path).ok()?;
            Some((meta.len(), meta.modified().ok()?))
        };
        State {
            packed: stamp(self.common_dir.join("packed-refs")),
            index: stamp(self.git_dir.join("index")),
            head,
            branch,
        }
    }

    fn uses_sha256(&self) -> bool {
        let config = read_text(&self.common_dir.join("config")).unwrap_or_default();
        setting(&config, "extensions", "objectformat")
            .is_some_and(|value| value.eq_ignore_ascii_case("sha256"))
    }

    /// The texts of the ignore files outside the work tree, weakest first.
    #[must_use]
    pub fn excludes(&self, user: &UserFolders) -> Vec<String> {
        let own = read_text(&self.common_dir.join("config"));
        let configured = [own, user.config(".gitconfig"), user.xdg_config("config")]
            .into_iter()
            .flatten()
            .find_map(|text| setting(&text, "core", "excludesfile"));
        let global = match configured {
            Some(path) => user.expand(&path).and_then(|path| read_text(&path)),
            None => user.xdg_config("ignore"),
        };
        let info = read_text(&self.common_dir.join("info/exclude"));
        global.into_iter().chain(info).collect()
    }
}

/// Where a user's own git configuration lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFolders {
    /// The home folder.
    pub home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, when set.
    pub xdg: Option<PathBuf>,
}

impl UserFolders {
    /// As the environment says.
    #[must_use]
    pub fn from_env() -> Self {
        let folder = |name| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        Self {
            home: folder("HOME").or_else(|| folder("USERPROFILE")),
            xdg: folder("XDG_CONFIG_HOME"),
        }
    }

    fn config(&self, name: &str) -> Option<String> {
        read_text(&self.home.as_ref()?.join(name))
    }

    fn xdg_config(&self, name: &str) -> Option<String> {
        let base = self
            .xdg
            .clone()
            .or_else(|| Some(self.home.as_ref()?.join(".config")))?;
        read_text(&base.join("git").join(name))
    }

    fn expand(&self, path: &str) -> Option<PathBuf> {
        match path.strip_prefix("~/") {
            Some(rest) => Some(self.home.as_ref()?.join(rest)),
            None => Some(PathBuf::from(path)),
        }
    }
}

/// The last value of a key in git's configuration syntax; includes are not followed.
fn setting(text: &str, section: &str, key: &str) -> Option<String> {
    let mut inside = false;
    let mut found = None;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            inside = header
                .split(']')
                .next()
                .is_some_and(|name| name.trim().eq_ignore_ascii_case(section));
        } else if let Some((name, value)) = line.split_once('=').filter(|_| inside)
            && name.trim().eq_ignore_ascii_case(key)
        {
            let value = value.split([';', '#']).next().unwrap_or("").trim();
            found = Some(value.trim_matches('"').replace("\\\\", "\\"));
        }
    }
    found
}

/// A relative path as the index writes it.
fn index_name(relative: &Path) -> Option<Vec<u8>> {
    let mut name = Vec::new();
    for part in relative.components() {
        if !name.is_empty() {
            name.push(b'/');
        }
        name.extend_from_slice(part.as_os_str().as_encoded_bytes());
    }
    (!name.is_empty()).then_some(name)
}

/// Walks an index of version 2, 3 or 4. `None` when it is not understood.
fn contains(index: &[u8], name: &[u8], digest: usize) -> Option<bool> {
    let mut reader = Entries::new(index, digest)?;
    while reader.left > 0 {
        if reader.next()? == name {
            return Some(true);
        }
    }
    Some(false)
}

fn names(index: &[u8], digest: usize) -> Option<Vec<PathBuf>> {
    let mut reader = Entries::new(index, digest)?;
    let mut names = Vec::new();
    while reader.left > 0 {
        // A name that is no path here (git stores bytes) names no file here either.
        if let Ok(name) = std::str::from_utf8(reader.next()?) {
            names.push(PathBuf::from(name));
        }
    }
    Some(names)
}

struct Entries<'i> {
    index: &'i [u8],
    at: usize,
    left: u32,
    version: u32,
    digest: usize,
    name: Vec<u8>,
}

impl<'i> Entries<'i> {
    fn new(index: &'i [u8], digest: usize) -> Option<Self> {
        let version = number(index, 4)?;
        if index.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
            return None;
        }
        Some(Self {
            index,
            at: 12,
            left: number(index, 8)?,
            version,
            digest,
            name: Vec::new(),
        })
    }

    /// The next entry's name.
    fn next(&mut self) -> Option<&[u8]> {
        self.left = self.left.checked_sub(1)?;
        let start = self.at;
        // Ten numbers of the file's status and the digest stand before the flags.
        let flags_at = start.checked_add(40 + self.digest)?;
        let flags = self.index.get(flags_at..flags_at + 2)?;
        let extended = flags[0] & 0x40 != 0 && self.version >= 3;
        let name_at = flags_at + 2 + if extended { 2 } else { 0 };
        if self.version == 4 {
            let (strip, from) = prefix_length(self.index, name_at)?;
            let end = from + zero(self.index.get(from..)?)?;
            let keep = self.name.len().checked_sub(strip)?;
            self.name.truncate(keep);
            self.name.extend_from_slice(&self.index[from..end]);
            self.at = end + 1;
        } else {
            let end = name_at + zero(self.index.get(name_at..)?)?;
            self.name.clear();
            self.name.extend_from_slice(&self.index[name_at..end]);
            // Padded with one to eight zero bytes to a multiple of eight.
            self.at = start + (end - start + 8) / 8 * 8;
        }
        Some(&self.name)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

fn zero(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&byte| byte == 0)
}

/// A number as pack files write offsets: seven bits at a time, one added between.
fn prefix_length(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value
            .checked_add(1)?
            .checked_mul(128)?
            .checked_add(usize::from(byte & 0x7f))?;
    }
    Some((value, at + 1))
}

/// The digest that names the shared index, when this one is split.
fn shared_index(index: &[u8], digest: usize) -> Option<String> {
    let mut reader = Entries::new(index, digest)?;
    while reader.left > 0 {
        reader.next()?;
    }
    let mut at = reader.at;
    while at + 8 + digest <= index.len() {
        let (signature, size) = (index.get(at..at + 4)?, number(index, at + 4)? as usize);
        let body = index.get(at + 8..at.checked_add(8)?.checked_add(size)?)?;
        if signature == b"link" {
            let name = body.get(..digest)?;
            let set = name.iter().any(|&byte| byte != 0);
            return set.then(|| name.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        at += 8 + size;
    }
    None
}

#[cfg(test)]
#[path = "git_tests.rs"]
mod tests;
