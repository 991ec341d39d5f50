//! A `.env` file that git does not ignore, or holds already.

use std::path::Path;

use super::report::Reported;

/// What is wrong with the place of a `.env` file. Values in it are not looked at one by one:
/// they belong there, as long as the file stays out of git.
pub(crate) fn exposed(path: &Path, root: &Path, buffer: &mut Vec<u8>) -> Option<Reported> {
    let _ = (path, root, buffer);
    None
}
