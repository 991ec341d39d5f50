//! What the comments above variables say is due.

use std::path::Path;

use keyward_engine::inventory::{Due, Urgency, due_in};
use keyward_engine::{Confidence, FileContext, Role, Severity};

use super::about::About;
use super::report::Reported;
use super::settings::Settings;
use crate::cli::lines::Lines;
use crate::workspace::{read, roots};

/// What is due in a `.env` or a template.
pub(super) fn due(
    shown: &Path,
    root: &Path,
    text: &str,
    context: &FileContext,
    settings: &Settings,
) -> Vec<Reported> {
    if !matches!(context.role, Role::DotEnv | Role::Template) {
        return Vec::new();
    }
    let path = roots::relative(shown, root);
    let lines = Lines::new(text);
    let policy = settings.of(root).rotation();
    let one = |due: Due| {
        let about = About {
            rule: due.check,
            name: "comment above a key",
            message: due.message,
            confidence: match due.urgency {
                Urgency::Warning => Confidence::Likely,
                Urgency::Reminder => Confidence::Possible,
            },
            severity: Severity::Info,
            context: &text[due.range.clone()],
        };
        about.reported(shown, root, &path, Some((&lines, due.range)), settings)
    };
    let due = due_in(text, &policy, crate::today::today()).into_iter();
    due.filter_map(one).collect()
}

/// The same for a file that may be ignored by git, whose bytes stand in the buffer.
pub(super) fn due_in_file(
    shown: &Path,
    root: &Path,
    settings: &Settings,
    bytes: &[u8],
) -> Vec<Reported> {
    let context = FileContext::of(&roots::relative(shown, root), None);
    match read::decode(shown, bytes) {
        Ok(text) => due(shown, root, &text, &context, settings),
        Err(_) => Vec::new(),
    }
}
