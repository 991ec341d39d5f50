//! Which loader a project has.

use std::path::Path;

use super::{Profile, profile, table};
use crate::files::Files;
use crate::lang::pattern;

/// The profiles of the loaders that the project around `dir` names, nearest folder first;
/// empty when none does. Looks from `dir` up to `root` and no further.
#[must_use]
pub fn profiles_for(
    dir: &Path,
    root: &Path,
    language: &str,
    files: &dyn Files,
) -> Vec<&'static Profile> {
    let mut found: Vec<&'static Profile> = Vec::new();
    for folder in dir
        .ancestors()
        .take_while(|folder| folder.starts_with(root))
    {
        for loader in table::LOADERS {
            let fits = loader.languages.is_empty() || loader.languages.contains(&language);
            let Some(profile) = profile(loader.profile).filter(|_| fits) else {
                continue;
            };
            let new = found.iter().all(|other| other.id != profile.id);
            if new
                && loader
                    .files
                    .iter()
                    .any(|name| names(&folder.join(name), loader.pattern, files))
            {
                found.push(profile);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

fn names(path: &Path, named: &str, files: &dyn Files) -> bool {
    let Ok(Some(text)) = files.read(path) else {
        return false;
    };
    named.is_empty() || pattern(named).is_some_and(|named| named.is_match(text.as_bytes()))
}
