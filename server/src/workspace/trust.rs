//! How far the settings of a workspace are trusted.

use keyward_engine::config::Trust;

/// On the command line the user has chosen the folder: what its settings silence is counted and
/// shown. `--no-repo-config` is for a stranger's folder, where they must not even be read.
pub const COMMAND_LINE: Trust = Trust::Trusted;

/// In an editor the client says whether the user trusts the workspace; one that says nothing
/// has no such notion, and its user opened the folder as on the command line.
#[must_use]
pub fn of_client(trusted: Option<bool>) -> Trust {
    match trusted {
        Some(false) => Trust::Untrusted,
        Some(true) | None => Trust::Trusted,
    }
}
