//! Plans the edit that asks an assistant to leave a secret file alone.

use std::path::Path;

use super::assistant::Assistant;
use super::control::{ignored_by, is_offered, is_set, judge, offered};
use super::control_row::{Control, ControlFix, ControlKind, Scalar};
use super::edit::{Edited, target};
use super::list::listed;
use super::message::fix_title;
use super::settings::{Addition, Format, Order, Settings, Value};
use super::workspace::Workspace;
use crate::files::Files;
use crate::fix::{EditPlan, Refusal};
use crate::ignorefile;

/// Plans the edit that asks `assistant` to skip the file. Existing content is kept as it is.
///
/// # Errors
/// When nothing is to be done or the settings cannot be edited safely; the refusal says why.
pub fn close(
    assistant: &'static Assistant,
    env_path: &Path,
    root: &Path,
    files: &dyn Files,
) -> Result<EditPlan, Refusal> {
    let workspace = Workspace::new(env_path, root, files);
    let name = plain_name(&workspace)?;
    let Some((control, fix)) = fixable(assistant) else {
        let message = format!(
            "{} has no setting that keeps it from `{name}`.",
            assistant.name
        );
        return refuse("no-control", message);
    };
    if offered(assistant, &judge(assistant, &workspace)).is_none() {
        let message = format!("{} is already asked to skip `{name}`.", assistant.name);
        return refuse("already-closed", message);
    }
    let file = control.files[0];
    let path = root.join(file);
    let before = target(&path, file, files)?;
    let old = before.clone().unwrap_or_default();
    let new = edited(control, fix, &old, &workspace).map_err(|problem| Refusal {
        code: "settings-in-the-way",
        message: format!("`{file}` {problem}: mend it by hand, then try again."),
    })?;
    let mut after = Edited::new(files);
    after.put(&path, before, new);
    if !is_set(control, &Workspace::new(env_path, root, &after)).unwrap_or(false) {
        let message = format!(
            "Another setting of {} overrides `{file}`: look there first.",
            assistant.name
        );
        return refuse("overridden", message);
    }
    Ok(EditPlan {
        title: fix_title(control, &name),
        name: String::new(),
        files: after.edits(),
        notes: vec![format!(
            "Strength: {}; still open: {}.",
            control.label(),
            control.leaves
        )],
    })
}

fn refuse<T>(code: &'static str, message: String) -> Result<T, Refusal> {
    Err(Refusal { code, message })
}

fn fixable(assistant: &'static Assistant) -> Option<(&'static Control, &'static ControlFix)> {
    let control = assistant.controls.iter().find(|one| is_offered(one))?;
    Some((control, control.fix.as_ref()?))
}

/// The file's name, as far as it can stand in every ignore file.
fn plain_name(workspace: &Workspace<'_>) -> Result<String, Refusal> {
    let name = workspace.name();
    let odd =
        |c: char| c.is_control() || matches!(c, '(' | ')' | '\\' | char::REPLACEMENT_CHARACTER);
    if name.is_empty() || name.contains(odd) || name.trim() != name {
        let message = "The file's name cannot be written in an ignore file: rename it first.";
        return refuse("odd-name", message.to_owned());
    }
    Ok(name)
}

/// The file's text with the control set, or what stands in the way.
fn edited(
    control: &Control,
    fix: &ControlFix,
    old: &str,
    workspace: &Workspace<'_>,
) -> Result<String, String> {
    match &control.kind {
        ControlKind::Lines { .. } => Ok(with_lines(old, fix, &workspace.relative)),
        ControlKind::List {
            format, at, wrap, ..
        } => {
            let mut settings = parsed(old, *format)?;
            let entries = missing(&control.kind, fix, &settings, workspace);
            let entries = entries.iter();
            let entries = entries.map(|entry| Value::Text(format!("{}{entry}{}", wrap.0, wrap.1)));
            add(&mut settings, at, &Value::List(entries.collect()))?;
            Ok(settings.text())
        }
        ControlKind::Flags {
            format, at, flags, ..
        } => {
            let mut settings = parsed(old, *format)?;
            let flags = flags.iter().map(|flag| {
                let value = match flag.value {
                    Scalar::Bool(value) => Value::Bool(value),
                    Scalar::Text(text) => Value::from(text),
                };
                (flag.key.to_owned(), value)
            });
            add(&mut settings, at, &Value::Map(flags.collect()))?;
            Ok(settings.text())
        }
        _ => Err("holds a control that is set by hand".to_owned()),
    }
}

/// The entries of a fix that the list lacks, and one for the file where they do not cover it.
fn missing(
    kind: &ControlKind,
    fix: &ControlFix,
    settings: &Settings,
    workspace: &Workspace<'_>,
) -> Vec<String> {
    let ControlKind::List { at, wrap, .. } = kind else {
        return Vec::new();
    };
    let wrapped = |entry: &str| format!("{}{entry}{}", wrap.0, wrap.1);
    let present = settings.value(at).and_then(Value::strings);
    let present = present.unwrap_or_default();
    let new = fix
        .entries
        .iter()
        .filter(|entry| !present.contains(&wrapped(entry)));
    let mut entries: Vec<String> = new.map(|&entry| entry.to_owned()).collect();
    let all: Vec<String> = present
        .iter()
        .cloned()
        .chain(entries.iter().map(|entry| wrapped(entry)))
        .collect();
    if !listed(kind, &all, workspace) {
        entries.push(format!("**/{}", globset::escape(&workspace.name())));
    }
    entries
}

/// The text with the lines of a fix that it lacks at its end, where they win.
fn with_lines(old: &str, fix: &ControlFix, relative: &Path) -> String {
    let newline = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let present: Vec<&str> = old.lines().map(str::trim_end).collect();
    let mut lines: Vec<String> = Vec::new();
    for entry in fix.entries {
        // A template that the user keeps ignored stays so.
        let hidden = entry
            .strip_prefix('!')
            .is_some_and(|name| ignored_by(present.iter().copied(), Path::new(name)));
        if !hidden && !present.contains(entry) {
            lines.push((*entry).to_owned());
        }
    }
    let name = relative.file_name().unwrap_or_default().to_string_lossy();
    let covered = |lines: &[String]| {
        ignored_by(
            present
                .iter()
                .copied()
                .chain(lines.iter().map(String::as_str)),
            relative,
        )
    };
    if !covered(&lines) {
        lines.push(ignorefile::escaped(&name));
    }
    let gap = if old.is_empty() || old.ends_with('\n') {
        ""
    } else {
        newline
    };
    let added: String = lines
        .iter()
        .map(|line| format!("{line}{newline}"))
        .collect();
    format!("{old}{gap}{added}")
}

fn parsed(text: &str, format: Format) -> Result<Settings, String> {
    Settings::parse(text, format).map_err(|invalid| invalid.to_string())
}

fn add(settings: &mut Settings, at: &[&str], value: &Value) -> Result<(), String> {
    settings.add(&Addition {
        at,
        value,
        order: Order::Any,
        lift: None,
    })
}
