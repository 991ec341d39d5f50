//! Edits of files that assistants read: what may be edited, and the workspace as it is afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::MAX_FILE;
use crate::files::{Committed, Entry, Files};
use crate::fix::{Before, FileEdit, NewText, Purpose, Refusal, TextEdit};

/// The text of a file that is to be edited, `None` when it is to be created. `name` is the file
/// as it is shown.
///
/// # Errors
/// When it is nothing that Keyward writes to.
pub(super) fn target(
    path: &Path,
    name: &str,
    files: &dyn Files,
) -> Result<Option<String>, Refusal> {
    let blocked = |what: &str| Refusal {
        code: "settings-in-the-way",
        message: format!("`{name}` {what}, so it is left alone."),
    };
    let folder = path.parent().unwrap_or(path);
    match files.entry(folder) {
        Entry::Directory | Entry::Absent => {}
        Entry::Link | Entry::Outside => return Err(blocked("stands in a folder that is a link")),
        _ => return Err(blocked("stands in something that is no folder")),
    }
    match files.entry(path) {
        Entry::Absent => Ok(None),
        Entry::File { len, .. } if len > MAX_FILE => Err(blocked("is larger than 1 MiB")),
        Entry::File {
            mode: Some(mode), ..
        } if mode & 0o222 == 0 => Err(blocked("is read-only")),
        Entry::File { .. } => match files.read(path) {
            Ok(text) => Ok(text),
            Err(problem) => Err(blocked(&format!("cannot be read ({problem})"))),
        },
        Entry::Directory => Err(blocked("is a folder")),
        Entry::Link => Err(blocked("is a link")),
        Entry::HardLinked(_) => Err(blocked("has more than one name")),
        Entry::Special => Err(blocked("is no regular file")),
        Entry::Outside => Err(blocked("leads out of the workspace")),
        Entry::Unreadable(problem) => Err(blocked(&format!("cannot be read ({problem})"))),
    }
}

/// The one replacement that turns `old` into `new`.
pub(super) fn difference(old: &str, new: &str) -> TextEdit {
    let same = |(a, b): &(char, char)| a == b;
    let head: usize = old
        .chars()
        .zip(new.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let tail: usize = old[head..]
        .chars()
        .rev()
        .zip(new[head..].chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    TextEdit {
        range: head..old.len() - tail,
        text: NewText(new[head..new.len() - tail].to_owned().into()),
    }
}

/// The workspace as it is once some files have other texts.
pub(super) struct Edited<'a> {
    files: &'a dyn Files,
    texts: BTreeMap<PathBuf, Change>,
}

#[derive(Clone)]
struct Change {
    before: Option<String>,
    now: String,
}

impl<'a> Edited<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            texts: BTreeMap::new(),
        }
    }

    /// The text of a file that is to be edited, as it is by now.
    ///
    /// # Errors
    /// When it is nothing that Keyward writes to.
    pub(super) fn text(&self, path: &Path, name: &str) -> Result<Option<String>, Refusal> {
        match self.texts.get(path) {
            Some(change) => Ok(Some(change.now.clone())),
            None => target(path, name, self.files),
        }
    }

    /// Gives a file another text.
    pub(super) fn put(&mut self, path: &Path, before: Option<String>, now: String) {
        let first = self.texts.remove(path).map(|change| change.before);
        let before = first.unwrap_or(before);
        if before.as_deref() != Some(&now) {
            self.texts.insert(path.to_owned(), Change { before, now });
        }
    }

    /// What was changed, to go back to.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.texts.clone())
    }

    /// Goes back to how things were.
    pub(super) fn restore(&mut self, mark: Mark) {
        self.texts = mark.0;
    }

    /// Whether nothing was changed.
    pub(super) fn is_unchanged(&self) -> bool {
        self.texts.is_empty()
    }

    /// The edits that lead here, each file's once.
    pub(super) fn edits(&self) -> Vec<FileEdit> {
        let edit = |(path, change): (&PathBuf, &Change)| FileEdit {
            path: path.clone(),
            purpose: Purpose::Ignore,
            before: Before::of(change.before.as_deref()),
            edits: vec![difference(
                change.before.as_deref().unwrap_or_default(),
                &change.now,
            )],
            owner_only: false,
        };
        self.texts.iter().map(edit).collect()
    }
}

/// See [`Edited::mark`].
pub(super) struct Mark(BTreeMap<PathBuf, Change>);

impl Files for Edited<'_> {
    fn entry(&self, path: &Path) -> Entry {
        match self.texts.get(path) {
            Some(change) => Entry::File {
                len: change.now.len() as u64,
                mode: None,
            },
            None => self.files.entry(path),
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        match self.texts.get(path) {
            Some(change) => Ok(Some(change.now.clone())),
            None => self.files.read(path),
        }
    }

    fn list(&self, dir: &Path) -> Vec<String> {
        let mut names = self.files.list(dir);
        let new = self.texts.keys().filter(|path| path.parent() == Some(dir));
        for name in new.filter_map(|path| path.file_name()) {
            let name = name.to_string_lossy().into_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn tracked(&self, path: &Path) -> Option<bool> {
        self.files.tracked(path)
    }

    fn git_root(&self, path: &Path) -> Option<PathBuf> {
        self.files.git_root(path)
    }

    fn git_excludes(&self, git_root: &Path) -> Vec<String> {
        self.files.git_excludes(git_root)
    }

    fn committed(&self, path: &Path, value: &[u8]) -> Option<Committed> {
        self.files.committed(path, value)
    }

    fn is_open(&self, path: &Path) -> bool {
        self.files.is_open(path)
    }
}
