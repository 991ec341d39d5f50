//! Whether other accounts of the machine can read a `.env`.

use super::check::say;
use super::{Issue, Subject, shown};
use crate::files::{Files, Readers};

pub(super) const ID: &str = "env-readable-by-others";

pub(super) fn look(subject: &Subject<'_>, files: &dyn Files) -> Option<Issue> {
    let first = subject
        .secrets()
        .map(|(_, range)| range.clone())
        .min_by_key(|it| it.start)?;
    let way = match files.readers(subject.path) {
        Readers::Nobody => return None,
        Readers::Group => "group",
        Readers::Everybody => "others",
    };
    let file = shown(subject.path, subject.folder());
    let place = first.start..first.start;
    Some(Issue::new(ID, place, "", say(ID, way, &[("file", &file)])).of_file())
}
