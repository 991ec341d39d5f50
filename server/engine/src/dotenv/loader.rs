//! Which loaders a project has.

use std::path::Path;

use super::{Loader, Profile, profile, table};
use crate::files::{Entry, Files};
use crate::lang::pattern;

/// What a project's files say about who reads its `.env`.
#[derive(Debug, Default)]
pub struct Loaders {
    /// How they read, each once, those of the language first; empty when the project names none.
    pub profiles: Vec<&'static Profile>,
    /// Whether one of them gives the program its variables.
    pub loads: bool,
    /// The file that one of them prefers to `.env` where there is one.
    pub env: Option<&'static str>,
}

/// The loaders of the project around `dir`, from there up to `root` and no further: those of the
/// language in the nearest folder that names one, those for all languages in every folder.
#[must_use]
pub fn loaders_for(dir: &Path, root: &Path, language: &str, files: &dyn Files) -> Loaders {
    let mut found = Loaders::default();
    let own = |loader: &&Loader| loader.languages.contains(&language);
    let nearest = folders(dir, root)
        .map(|folder| in_folder(folder, table::LOADERS.iter().filter(own), files))
        .find(|loaders| !loaders.is_empty());
    let for_all = folders(dir, root).flat_map(|folder| {
        let all = table::LOADERS.iter().filter(|one| one.languages.is_empty());
        in_folder(folder, all, files)
    });
    for loader in nearest.into_iter().flatten().chain(for_all) {
        found.loads |= loader.loads;
        if !loader.env.is_empty() {
            found.env = Some(loader.env);
        }
        let new = found.profiles.iter().all(|one| one.id != loader.profile);
        found
            .profiles
            .extend(profile(loader.profile).filter(|_| new));
    }
    found
}

/// How the loaders of the project around `dir` read, whatever their language: those in the nearest folder
/// that names any, and those for all languages in every folder.
#[must_use]
pub fn loaders_around(dir: &Path, root: &Path, files: &dyn Files) -> Vec<&'static Profile> {
    let own = |loader: &&Loader| !loader.languages.is_empty();
    let nearest = folders(dir, root)
        .map(|folder| in_folder(folder, table::LOADERS.iter().filter(own), files))
        .find(|loaders| !loaders.is_empty());
    let for_all = folders(dir, root).flat_map(|folder| {
        let all = table::LOADERS.iter().filter(|one| one.languages.is_empty());
        in_folder(folder, all, files)
    });
    let mut found: Vec<&'static Profile> = Vec::new();
    for loader in nearest.into_iter().flatten().chain(for_all) {
        let new = found.iter().all(|one| one.id != loader.profile);
        found.extend(profile(loader.profile).filter(|_| new));
    }
    found
}

fn folders<'p>(dir: &'p Path, root: &'p Path) -> impl Iterator<Item = &'p Path> {
    dir.ancestors()
        .take_while(move |folder| folder.starts_with(root))
}

fn in_folder(
    folder: &Path,
    loaders: impl Iterator<Item = &'static Loader>,
    files: &dyn Files,
) -> Vec<&'static Loader> {
    loaders
        .filter(|loader| shows(loader, folder, files))
        .collect()
}

/// Whether one of the loader's files is in the folder and names it.
fn shows(loader: &Loader, folder: &Path, files: &dyn Files) -> bool {
    loader.files.iter().any(|name| {
        let Some((head, tail)) = name.split_once('*') else {
            return names(&folder.join(name), loader.pattern, files);
        };
        let (inner, head) = head.rsplit_once('/').unwrap_or(("", head));
        let inner = folder.join(inner);
        let fits = |name: &String| {
            name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        };
        let mut entries = files.list(&inner).into_iter().filter(fits);
        entries.any(|name| names(&inner.join(name), loader.pattern, files))
    })
}

fn names(path: &Path, named: &str, files: &dyn Files) -> bool {
    if named.is_empty() {
        // It may be no text.
        return matches!(files.entry(path), Entry::File { .. });
    }
    let Ok(Some(text)) = files.read(path) else {
        return false;
    };
    pattern(named).is_some_and(|named| named.is_match(text.as_bytes()))
}
