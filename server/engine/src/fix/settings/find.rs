//! Which format a file is in.

use std::path::Path;

use super::types::Setting;
use crate::files::{Entry, Files};
use crate::fix::Request;
use crate::lang::pattern;
use crate::rule::like;

mod table {
    use super::super::types::*;
    include!(concat!(env!("OUT_DIR"), "/settings.rs"));
}

/// Every format, in order of id.
#[must_use]
pub fn all() -> &'static [Setting] {
    table::SETTINGS
}

/// The format of a file: the one with the most telling name among those that fit.
pub(in crate::fix) fn recognised(
    request: &Request<'_>,
    path: &Path,
    files: &dyn Files,
) -> Option<&'static Setting> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let fitting = all().iter().filter_map(|setting| {
        let weight = weight(setting, request, &shown)?;
        let fits = setting.content.iter().all(|one| matches(one, request.text))
            && (setting.beside.is_empty() || stands_beside(setting, request.root, path, files));
        fits.then_some((weight, setting))
    });
    fitting
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, setting)| setting)
}

/// How telling the name is: what was asked of the text and around it first, then letters
/// of the pattern.
fn weight(setting: &Setting, request: &Request<'_>, path: &str) -> Option<(usize, usize)> {
    let asked = setting.content.len() + usize::from(!setting.beside.is_empty());
    let letters = |pattern: &&str| pattern.bytes().filter(|&byte| byte != b'*').count();
    let by_name = setting
        .files
        .iter()
        .filter(|pattern| ends_as(path, pattern))
        .map(letters)
        .max();
    let by_id = setting.languages.contains(&request.language).then_some(64);
    by_name.max(by_id).map(|letters| (letters, asked))
}

/// Whether the last parts of a path are those of a pattern.
pub(super) fn ends_as(path: &str, pattern: &str) -> bool {
    let mut parts = path.rsplit('/');
    let mut wanted = pattern.rsplit('/');
    wanted.all(|pattern| parts.next().is_some_and(|part| like(part, pattern)))
}

pub(super) fn matches(wanted: &str, text: &str) -> bool {
    wanted.is_empty() || pattern(wanted).is_some_and(|wanted| wanted.is_match(text.as_bytes()))
}

fn stands_beside(setting: &Setting, root: &Path, path: &Path, files: &dyn Files) -> bool {
    let folders = path.ancestors().skip(1);
    let mut folders = folders.take_while(|folder| folder.starts_with(root));
    folders.any(|folder| {
        let mut names = setting.beside.iter();
        names.any(|name| files.entry(&folder.join(name)) != Entry::Absent)
    })
}
