//! The `.env` files around a file, and what they hold, as keyed hashes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyward_engine::files::{Entry, Files};
use keyward_engine::scan::Known;
use keyward_engine::{FileContext, Role};
use zeroize::Zeroizing;

use super::roots;

/// Of one folder so many `.env` files are read.
const FILES: usize = 16;

/// What is known by folder: nothing is read twice before [`KnownValues::forget`].
#[derive(Debug, Default)]
pub struct KnownValues {
    by_folder: HashMap<PathBuf, Option<Arc<Known>>>,
}

impl KnownValues {
    /// Lets go of everything, to be read again.
    pub fn forget(&mut self) {
        self.by_folder.clear();
    }

    /// Adds what the `.env` files in the folder of a file and above it hold, up to the root.
    /// `files` is asked for only where the folder is a new one.
    pub fn add_to<F: Files>(
        &mut self,
        context: &mut FileContext,
        path: &Path,
        root: &Path,
        files: impl FnOnce() -> F,
    ) {
        let inside = path.parent().filter(|folder| folder.starts_with(root));
        // In a `.env` its own values are at home.
        if let (Some(folder), false) = (inside, context.role == Role::DotEnv) {
            context.known = match self.by_folder.get(folder) {
                Some(known) => known.clone(),
                None => self.of(folder, root, &files()),
            };
        }
    }

    fn of(&mut self, folder: &Path, root: &Path, files: &dyn Files) -> Option<Arc<Known>> {
        if let Some(known) = self.by_folder.get(folder) {
            return known.clone();
        }
        let above = folder
            .parent()
            .filter(|above| above.starts_with(root))
            .and_then(|above| self.of(above, root, files));
        let known = with_own(above, folder, root, files);
        self.by_folder.insert(folder.to_owned(), known.clone());
        known
    }
}

/// What is known above a folder, and what its own files add.
fn with_own(
    above: Option<Arc<Known>>,
    folder: &Path,
    root: &Path,
    files: &dyn Files,
) -> Option<Arc<Known>> {
    let mut names = files.list(folder);
    names.retain(|name| is_dotenv(name));
    names.sort();
    let texts: Vec<(String, Zeroizing<String>)> = names
        .into_iter()
        .take(FILES)
        .filter_map(|name| Some((name.clone(), text(&folder.join(name), files)?)))
        .collect();
    if texts.is_empty() {
        return above;
    }
    let mut known = above.map_or_else(Known::default, Arc::unwrap_or_clone);
    for (name, text) in texts {
        let path = folder.join(name);
        let shown = roots::slashed(path.strip_prefix(root).unwrap_or(&path));
        known.add(&text, &shown);
    }
    (!known.is_empty()).then(|| Arc::new(known))
}

/// The text of a `.env` that is nobody else's. One that git tracks is for everybody to read: it
/// holds settings, or is reported as a whole.
fn text(path: &Path, files: &dyn Files) -> Option<Zeroizing<String>> {
    let regular = files.is_open(path) || matches!(files.entry(path), Entry::File { .. });
    if !regular || files.tracked(path) == Some(true) {
        return None;
    }
    files.read(path).ok().flatten().map(Zeroizing::new)
}

/// Whether this is the name of a `.env` file, templates left out.
#[must_use]
pub fn is_dotenv(name: &str) -> bool {
    (name.starts_with(".env") || name.ends_with(".env"))
        && FileContext::of(Path::new(name), None).role == Role::DotEnv
}
