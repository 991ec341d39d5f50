//! Whether the values of a `.env` can get into a commit.

use super::check::say;
use super::{Issue, Subject, shown};
use crate::Confidence;
use crate::files::Files;
use crate::ignorefile::is_ignored;

const TRACKED: &str = "env-tracked";
const NOT_IGNORED: &str = "env-not-ignored";

pub(super) fn look(subject: &Subject<'_>, files: &dyn Files) -> Option<Issue> {
    let top = files.git_root(subject.path)?;
    let tracked = files.tracked(subject.path)?;
    if !tracked && is_ignored(subject.path, &top, files, None) {
        return None;
    }
    let file = shown(subject.path, subject.folder());
    let first = subject.secrets().map(|(_, range)| range.start).min();
    let (id, way) = if tracked {
        (TRACKED, "tracked")
    } else {
        (NOT_IGNORED, "untracked")
    };
    let message = say(id, way, &[("file", &file)]);
    match first {
        Some(at) => Some(Issue::new(id, at..at, "", message).of_file()),
        // Some frameworks commit a file with settings only, and then it is meant.
        None if tracked => None,
        None => Some(
            Issue::new(id, 0..0, "", message)
                .at(Confidence::Possible)
                .of_file(),
        ),
    }
}
