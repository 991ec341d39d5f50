//! Files of assistants: imports that send a secret file along, and records that git would take.

use std::path::Path;

use keyward_engine::agent_file::{imports_of_secrets, record_message, record_of};
use keyward_engine::files::Files as _;
use keyward_engine::{Confidence, FileContext, Severity, ignorefile};

use super::about::About;
use super::report::Reported;
use super::settings::Settings;
use crate::cli::lines::Lines;
use crate::workspace::files::DiskFiles;
use crate::workspace::roots;

/// The imports of secret files in a file that is sent to a model.
pub(super) fn imports(
    shown: &Path,
    root: &Path,
    text: &str,
    context: &FileContext,
    settings: &Settings,
) -> Vec<Reported> {
    if !context.agent.is_some_and(|file| file.imports) {
        return Vec::new();
    }
    let path = roots::relative(shown, root);
    let lines = Lines::new(text);
    let one = |import: keyward_engine::agent_file::Import| {
        let named = &text[import.range.start + 1..import.range.end];
        let about = About {
            rule: "assistant-import",
            name: "import of a secret file",
            message: import.message(named),
            confidence: Confidence::Certain,
            severity: Severity::High,
            context: named,
        };
        about.reported(shown, root, &path, Some((&lines, import.range)), settings)
    };
    let imports = imports_of_secrets(text).into_iter();
    imports.filter_map(one).collect()
}

/// The record of an assistant that a file is or lies in, if git does not ignore it. `seen` keeps
/// those that were told.
pub(super) fn record(
    shown: &Path,
    root: &Path,
    seen: &mut std::collections::HashSet<String>,
    settings: &Settings,
) -> Option<Reported> {
    let path = roots::relative(shown, root);
    let slashed = roots::slashed(&path);
    let found = record_of(&slashed)?;
    let record = &slashed[..found.len];
    if !seen.insert(record.to_owned()) {
        return None;
    }
    let files = DiskFiles::new(root);
    let full = root.join(&path);
    let top = files.git_root(&full).unwrap_or_else(|| root.to_owned());
    let tracked = files.tracked(&full) == Some(true);
    if !tracked && ignorefile::is_ignored(&full, &top, &files, None) {
        return None;
    }
    let about = About {
        rule: "assistant-record",
        name: "record of an assistant",
        message: record_message(found.record, record, tracked),
        confidence: if found.record.doubtful {
            Confidence::Possible
        } else {
            Confidence::Likely
        },
        severity: Severity::Medium,
        context: "",
    };
    // Told of the record as a whole, whatever file in it was met first.
    let up = slashed[found.len..].matches('/').count();
    let shown = shown.ancestors().nth(up).unwrap_or(shown);
    about.reported(shown, root, Path::new(record), None, settings)
}
