//! Lists of patterns in settings files.

use super::control::{Outcome, Undone, subject};
use super::control_row::{Control, ControlKind};
use super::pattern::{self, Subject};
use super::settings::Value;
use super::workspace::{Broken, MAX_RULES, Workspace};

/// What the list of a control says about the file.
///
/// # Errors
/// When a settings file cannot be read, or holds too many patterns.
pub(super) fn list(
    control: &'static Control,
    workspace: &Workspace<'_>,
) -> Result<Outcome, Broken> {
    let ControlKind::List {
        format,
        at,
        field,
        replaces,
        builtin,
        ..
    } = &control.kind
    else {
        return Ok(Outcome::simple(control, false));
    };
    let mut entries = Vec::new();
    let mut written = None;
    for &file in control.files {
        let settings = workspace.settings(file, *format)?;
        if let Some(value) = settings.value(at) {
            written = written.or(Some(file));
            entries.extend(entry_texts(value, field));
        }
    }
    if entries.len() > MAX_RULES {
        return Err(Broken {
            file: control.files[0].to_owned(),
            line: None,
            what: format!("holds more than {MAX_RULES} rules"),
        });
    }
    let subject = list_subject(&control.kind, workspace);
    let base = covers(&control.kind, &[], true, &subject);
    let keeps = !(*replaces && written.is_some());
    let set = covers(&control.kind, &entries, keeps, &subject);
    let undone = (base && !set && !builtin.is_empty()).then(|| Undone {
        control,
        file: written.unwrap_or(control.files[0]),
        at,
        why: "a list of one's own takes the place of the one built in",
    });
    Ok(Outcome {
        undone,
        ..Outcome::simple(control, set)
    })
}

fn list_subject<'a>(kind: &ControlKind, workspace: &'a Workspace<'_>) -> Subject<'a> {
    match kind {
        ControlKind::List { subject: text, .. } => subject(text, workspace),
        _ => subject("{path}", workspace),
    }
}

/// The patterns of a list's entries: texts, or one key of each.
pub(super) fn entry_texts(value: &Value, field: &str) -> Vec<String> {
    if field.is_empty() {
        return value.strings().unwrap_or_default();
    }
    let entries = value.elements().unwrap_or_default().iter();
    entries
        .filter_map(|entry| Some(entry.get(field)?.text()?.to_owned()))
        .collect()
}

/// Whether entries of a settings list, or the patterns built in, cover the file.
pub(super) fn listed(kind: &ControlKind, entries: &[String], workspace: &Workspace<'_>) -> bool {
    let keeps = matches!(
        kind,
        ControlKind::List {
            replaces: false,
            ..
        }
    );
    covers(kind, entries, keeps, &list_subject(kind, workspace))
}

fn covers(kind: &ControlKind, entries: &[String], built_in: bool, subject: &Subject<'_>) -> bool {
    let ControlKind::List {
        syntax,
        wrap,
        whole,
        root_prefix,
        foreign_prefixes,
        builtin,
        ..
    } = kind
    else {
        return false;
    };
    let own = entries
        .iter()
        .filter_map(|entry| entry.strip_prefix(wrap.0)?.strip_suffix(wrap.1))
        .filter(|pattern| {
            !foreign_prefixes
                .iter()
                .any(|prefix| pattern.starts_with(prefix))
        })
        .map(|pattern| anchored(pattern, root_prefix));
    let default = builtin.iter().filter(|_| built_in);
    entries.iter().any(|entry| whole.contains(&entry.as_str()))
        || own
            .chain(default.map(|&one| one.to_owned()))
            .any(|pattern| pattern::fits(&pattern, *syntax, subject))
}

fn anchored(pattern: &str, root_prefix: &str) -> String {
    match pattern.strip_prefix(root_prefix) {
        Some(rest) if !root_prefix.is_empty() => format!("/{rest}"),
        _ => pattern.to_owned(),
    }
}
