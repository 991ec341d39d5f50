//! What git holds: the index, trees and blobs of a repository, read without running git.
//!
//! Only objects are read, and only configuration of the repository itself, so nothing that it
//! says can start a program, a filter or a fetch (threat model, section 10).

use std::collections::BTreeMap;
use std::path::Path;

use gix::ObjectId;
use gix::bstr::BString;
use gix::bstr::ByteSlice;

use super::read::{MAX_BYTES, Skip};

/// A repository, as far as its objects go.
pub struct Objects {
    repository: gix::Repository,
}

/// A file as git holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The path from the top of the work tree, as bytes with `/`.
    pub path: BString,
    id: ObjectId,
    mode: u32,
}

/// Files by path.
pub type Files = BTreeMap<BString, Held>;

/// Larger files are data, not source.
const MAX_SOURCE: u64 = 4 * 1024 * 1024;

/// A commit inside a tree: the work tree of another repository.
const SUBMODULE: u32 = 0o160_000;

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Objects").finish_non_exhaustive()
    }
}

impl Held {
    /// Whether it is the work tree of another repository.
    #[must_use]
    pub fn is_submodule(&self) -> bool {
        self.mode == SUBMODULE
    }
}

impl Objects {
    /// Opens the repository whose work tree has its top here.
    ///
    /// # Errors
    /// A sentence: it is no repository, belongs to somebody else, or has a form that is not read.
    pub fn open(top: &Path) -> Result<Self, String> {
        if top.join(".git").symlink_metadata().is_err() {
            return Err(format!("`{}` is in no git repository", top.display()));
        }
        let options = gix::open::Options::isolated().bail_if_untrusted(true);
        match gix::open_opts(top, options) {
            Ok(repository) => Ok(Self { repository }),
            Err(error) => Err(format!(
                "the repository at `{}` can't be read: {error}",
                top.display()
            )),
        }
    }

    /// What is staged and not in the last commit. A path in conflict comes with each of its sides.
    ///
    /// # Errors
    /// When the index or the last commit can't be read.
    pub fn staged(&self) -> Result<Vec<Held>, String> {
        let index = self
            .repository
            .index_or_empty()
            .map_err(said("the index"))?;
        let head = self
            .repository
            .head_tree_id_or_empty()
            .map_err(said("the last commit"))?;
        let committed = self.files_of(head.detach())?;
        let entries = index.entries().iter().map(|entry| Held {
            path: entry.path(&index).to_owned(),
            id: entry.id,
            mode: entry.mode.bits(),
        });
        let mut staged: Vec<Held> = entries
            .filter(|entry| committed.get(&entry.path) != Some(entry))
            .collect();
        staged.dedup();
        Ok(staged)
    }

    /// The files of the last commit.
    ///
    /// # Errors
    /// When there is none, or it can't be read.
    pub fn head(&self) -> Result<Files, String> {
        let head = self
            .repository
            .head_tree_id()
            .map_err(said("the last commit"))?;
        self.files_of(head.detach())
    }

    /// The files where the history of the last commit left that of `revision`.
    ///
    /// # Errors
    /// When there is no such revision, or objects of it are not here.
    pub fn base(&self, revision: &str) -> Result<Files, String> {
        let wrong = |_| format!("git knows no revision `{revision}` here");
        let found = self.repository.rev_parse_single(revision).map_err(wrong)?;
        let commit = found
            .object()
            .and_then(|it| it.peel_to_commit())
            .map_err(wrong)?;
        let head = self.repository.head_id().map_err(said("the last commit"))?;
        // Without a common ancestor, as in a shallow clone, the revision itself is the base.
        let base = self.repository.merge_base(commit.id, head);
        let base = base.ok().flatten().map_or(commit.id, gix::Id::detach);
        let base = self
            .repository
            .find_commit(base)
            .map_err(said("the revision"))?;
        let tree = base.tree_id().map_err(said("the revision"))?;
        self.files_of(tree.detach())
    }

    /// What the last commit has of one file; only the trees on the way to it are read.
    #[must_use]
    pub fn at_head(&self, name: &Path) -> Option<Vec<u8>> {
        let tree = self.repository.head_tree_id().ok()?;
        let tree = self.repository.find_tree(tree).ok()?;
        let entry = tree.lookup_entry_by_path(name).ok()??;
        self.small_blob(entry.object_id())
    }

    /// What is staged of one file.
    #[must_use]
    pub fn in_index(&self, name: &Path) -> Option<Vec<u8>> {
        let index = self.repository.index_or_empty().ok()?;
        let name = gix::path::into_bstr(name).ok()?;
        let name = gix::path::to_unix_separators_on_windows(name);
        let id = index.entry_by_path(name.as_ref())?.id;
        self.small_blob(id)
    }

    /// The bytes of a blob that is not larger than sources are.
    fn small_blob(&self, id: ObjectId) -> Option<Vec<u8>> {
        let header = self.repository.try_find_header(id).ok()??;
        if header.size() > MAX_SOURCE || !header.kind().is_blob() {
            return None;
        }
        let mut object = self.repository.try_find_object(id).ok()??;
        Some(std::mem::take(&mut object.data))
    }

    fn files_of(&self, tree: ObjectId) -> Result<Files, String> {
        if tree == ObjectId::empty_tree(tree.kind()) {
            return Ok(Files::new());
        }
        let tree = self.repository.find_tree(tree).map_err(said("a tree"))?;
        let files = tree
            .traverse()
            .breadthfirst
            .files()
            .map_err(said("a tree"))?;
        let files = files.into_iter().filter(|entry| !entry.mode.is_tree());
        let held = files.map(|entry| Held {
            path: entry.filepath,
            id: entry.oid,
            mode: u32::from(entry.mode.value()),
        });
        Ok(held.map(|held| (held.path.clone(), held)).collect())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it is too large, or not in the repository, as in a partial clone.
    pub fn bytes(&self, held: &Held) -> Result<Vec<u8>, Skip> {
        let absent = || Skip::Unreadable("its object is not in the repository".to_owned());
        let header = self.repository.try_find_header(held.id);
        let header = header.ok().flatten().ok_or_else(absent)?;
        if header.size() > MAX_BYTES {
            return Err(Skip::TooLarge);
        }
        let object = self.repository.try_find_object(held.id);
        let mut object = object.ok().flatten().ok_or_else(absent)?;
        Ok(std::mem::take(&mut object.data))
    }
}

/// The path of a file as the system has it; bytes that make no name here are replaced.
#[must_use]
pub fn path_of(held: &Held) -> std::path::PathBuf {
    match held.path.to_path() {
        Ok(path) => path.to_owned(),
        Err(_) => held.path.to_str_lossy().into_owned().into(),
    }
}

fn said<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> String {
    move |error| format!("{what} can't be read: {error}")
}
