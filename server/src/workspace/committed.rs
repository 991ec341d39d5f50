//! What git has of one file already: in the last commit, and in the index. Read by a library;
//! no program is run, and of the last commit only the trees on the way to the file are read.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use keyward_engine::files::Committed;
use memchr::memmem;
use zeroize::Zeroizing;

use super::git::{self, Repository, State};
use super::objects::Objects;

/// Files that are remembered: menus and hovers ask for the same few again and again.
const KEPT: usize = 8;
/// Larger indexes are not read while somebody waits for a menu.
const MAX_INDEX: u64 = 64 * 1024 * 1024;

/// What git has of files, remembered until it commits or stages something.
#[derive(Default)]
pub struct Commits {
    kept: RefCell<Vec<Kept>>,
}

/// The texts of one file.
struct Kept {
    path: PathBuf,
    state: State,
    head: Option<Zeroizing<Vec<u8>>>,
    index: Option<Zeroizing<Vec<u8>>>,
}

impl std::fmt::Debug for Commits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Commits").finish_non_exhaustive()
    }
}

impl Commits {
    /// Where git has this value in what it has of the file.
    #[must_use]
    pub fn find(&self, path: &Path, value: &[u8]) -> Option<Committed> {
        if value.is_empty() {
            return None;
        }
        let repository = git::discover(path)?;
        let state = repository.state();
        let mut kept = self.kept.borrow_mut();
        let known = kept.iter().position(|it| it.path == path);
        let known = known.map(|at| kept.remove(at));
        let texts = match known.filter(|it| it.state == state) {
            Some(texts) => texts,
            None => read(path, &repository, state)?,
        };
        let holds = |text: &Option<Zeroizing<Vec<u8>>>| {
            text.as_ref()
                .is_some_and(|text| memmem::find(text, value).is_some())
        };
        let found = if holds(&texts.head) {
            Some(Committed::Head)
        } else {
            holds(&texts.index).then_some(Committed::Index)
        };
        kept.insert(0, texts);
        kept.truncate(KEPT);
        found
    }
}

fn read(path: &Path, repository: &Repository, state: State) -> Option<Kept> {
    let name = path.strip_prefix(&repository.top).ok()?;
    let objects = Objects::open(&repository.top).ok()?;
    let small = state.index.is_some_and(|(len, _)| len <= MAX_INDEX);
    Some(Kept {
        path: path.to_path_buf(),
        head: objects.at_head(name).map(Zeroizing::new),
        index: small
            .then(|| objects.in_index(name))
            .flatten()
            .map(Zeroizing::new),
        state,
    })
}
