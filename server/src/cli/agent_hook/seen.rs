//! When a client last asked. A hook that is registered may still never be asked: it waits for trust,
//! is switched off, or the client reads another file. So each client's last question is remembered,
//! by the time of an empty-handed file in the user's state folder.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use keyward_engine::agent::Call;
use keyward_engine::fix::{Before, EditPlan, FileEdit, NewText, Purpose, TextEdit};

use crate::apply;

/// Not at every question: writing takes longer than answering.
const EVERY: Duration = Duration::from_secs(600);

/// Notes that a client has asked. Nothing comes of it when that fails.
pub(super) fn note(call: &Call) {
    if !call.understood || call.is_trial {
        return;
    }
    let Some((root, path)) = place(call.client.id) else {
        return;
    };
    if age(&path).is_some_and(|age| age < EVERY) {
        return;
    }
    let old = std::fs::read_to_string(&path).ok();
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let plan = EditPlan {
        title: String::new(),
        name: String::new(),
        files: vec![FileEdit {
            path,
            purpose: Purpose::Ignore,
            before: Before::of(old.as_deref()),
            edits: vec![TextEdit {
                range: 0..old.as_deref().map_or(0, str::len),
                text: NewText(format!("{}\n", now.as_secs()).into()),
            }],
            owner_only: true,
        }],
        notes: Vec::new(),
    };
    let _ = apply::write(&plan, &root, |_| true);
}

/// How long ago a client has asked, give or take [`EVERY`].
pub(super) fn last(client: &str) -> Option<Duration> {
    age(&place(client)?.1)
}

fn age(path: &std::path::Path) -> Option<Duration> {
    let written = path.symlink_metadata().ok()?.modified().ok()?;
    Some(written.elapsed().unwrap_or_default())
}

/// The folder to start at, which is there, and the file.
fn place(client: &str) -> Option<(PathBuf, PathBuf)> {
    let set = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute() && path.is_dir())
    };
    let (root, folder) = match set("XDG_STATE_HOME").or_else(|| set("LOCALAPPDATA")) {
        Some(root) => (root, PathBuf::from("keyward")),
        None => (
            std::env::home_dir().filter(|home| home.is_dir())?,
            PathBuf::from(".local/state/keyward"),
        ),
    };
    let path = root.join(folder).join(format!("hook-{client}"));
    Some((root, path))
}
