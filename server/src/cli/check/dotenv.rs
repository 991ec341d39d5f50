//! A `.env` file, ignored or not: whether it gets around, and how it is kept.

use std::path::Path;

use keyward_engine::exposure::{self, Git, Markers};
use keyward_engine::scan;
use keyward_engine::suppress::Reason;

use super::hygiene;
use super::report::Reported;
use super::settings::Settings;
use crate::workspace::files::DiskFiles;
use crate::workspace::{read, roots};

/// Whether git ignores a `.env` file, so that the values in it are where they belong.
pub(crate) fn is_kept_out(path: &Path, root: &Path) -> bool {
    let files = DiskFiles::new(root);
    let exposure = exposure::assess(&root.join(path), root, &Markers::default(), &files);
    exposure.git == Git::Ignored
}

/// What is wrong with a `.env` file, and why what else was found is quiet.
pub(crate) fn issues(
    shown: &Path,
    root: &Path,
    settings: &Settings,
    buffer: &mut Vec<u8>,
) -> (Vec<Reported>, Vec<Reason>) {
    match read::read_into(shown, buffer) {
        Ok(()) => issues_of(shown, root, settings, buffer),
        Err(_) => Default::default(),
    }
}

/// The same for a file that holds these bytes, be it on disk or in git.
pub(crate) fn issues_of(
    shown: &Path,
    root: &Path,
    settings: &Settings,
    bytes: &[u8],
) -> (Vec<Reported>, Vec<Reason>) {
    let Ok(text) = read::decode(shown, bytes) else {
        return Default::default();
    };
    let path = roots::relative(shown, root);
    let context = settings.context(&path, root);
    let found = scan(&text, &context);
    let place = hygiene::Place {
        shown,
        root,
        path: &path,
        text: &text,
    };
    let settled = hygiene::look(&place, &context, &found, settings);
    let reported = settled.issues.into_iter();
    // Lines of such a file hold values, so none is shown.
    let reported = reported.map(|issue| hygiene::report(issue, &place, None));
    (reported.collect(), settled.quiet)
}
