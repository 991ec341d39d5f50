//! Values that are merged into a settings file as the row has them.

use super::{Job, Secrets};
use crate::exposure::control_row::{Control, ControlFix, ControlKind, Scalar};
use crate::exposure::edit::Edited;
use crate::exposure::settings::{Addition, Format, Order, Settings, Value};
use crate::fix::Refusal;

/// The command of a hook, as rows write it.
const HOOK: &str = "keyward agent-hook";

pub(super) fn parsed(text: &str, format: Format) -> Result<Settings, String> {
    Settings::parse(text, format).map_err(|invalid| invalid.to_string())
}

/// Adds to a place of the settings.
pub(super) fn add(
    settings: &mut Settings,
    at: &[&str],
    value: Value,
    order: Order,
) -> Result<(), String> {
    settings.add(&Addition {
        at,
        value: &value,
        order,
        lift: Some("*"),
    })
}

/// Adds the value of a fix at its place.
pub(super) fn merge(
    settings: &mut Settings,
    fix: &ControlFix,
    format: Format,
    order: Order,
) -> Result<(), String> {
    add(settings, fix.at, value(fix, format)?, order)
}

/// The value of a fix, which the row writes in the notation of the file.
pub(super) fn value(fix: &ControlFix, format: Format) -> Result<Value, String> {
    Value::parse(fix.value, format).map_err(|invalid| invalid.to_string())
}

/// The text with the flags set.
pub(super) fn flags(job: &Job<'_>, old: &str) -> Result<String, String> {
    let ControlKind::Flags {
        format, at, flags, ..
    } = &job.control.kind
    else {
        return Ok(old.to_owned());
    };
    let mut settings = parsed(old, *format)?;
    if job.fix.value.is_empty() {
        let flags = flags.iter();
        let flags = flags.map(|flag| (flag.key.to_owned(), scalar(flag.value)));
        add(&mut settings, at, Value::Map(flags.collect()), Order::Any)?;
    } else {
        merge(&mut settings, job.fix, *format, Order::Any)?;
    }
    Ok(settings.text())
}

/// Sets what a control needs beside itself.
pub(super) fn needed(
    control: &Control,
    secrets: &Secrets<'_>,
    edited: &mut Edited<'_>,
) -> Result<(), Refusal> {
    for setting in control.needs {
        let Some(wanted) = setting.equals else {
            continue;
        };
        let path = secrets.root.join(setting.file);
        let before = edited.text(&path, setting.file)?;
        let problem = |problem: String| Refusal {
            code: "settings-in-the-way",
            message: format!(
                "`{}` {problem}: mend it by hand, then try again.",
                setting.file
            ),
        };
        let format = Format::of(&path);
        let mut settings =
            parsed(before.as_deref().unwrap_or_default(), format).map_err(problem)?;
        add(&mut settings, setting.at, scalar(wanted), Order::Any).map_err(problem)?;
        edited.put(&path, before, settings.text());
    }
    Ok(())
}

fn scalar(value: Scalar) -> Value {
    match value {
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Text(text) => Value::from(text),
    }
}

/// The text with the hook registered. Nothing is added to a script.
pub(super) fn hook(job: &Job<'_>, before: Option<&str>) -> Result<String, String> {
    let ControlKind::Hook { format, .. } = &job.control.kind else {
        return Ok(before.unwrap_or_default().to_owned());
    };
    let Some(format) = *format else {
        return match before {
            None => Ok(job.fix.value.replace(
                &format!("exec {HOOK}"),
                &format!("{NOTHING_THERE}exec {HOOK}"),
            )),
            Some(_) => Err("is a script of its own".to_owned()),
        };
    };
    let mut settings = parsed(before.unwrap_or_default(), format)?;
    let value = guarded(value(job.fix, format)?);
    add(&mut settings, job.fix.at, value, Order::Any)?;
    Ok(settings.text())
}

/// What a hook does on a machine on which Keyward is not installed: it lets the tool run. What is
/// committed runs everywhere, and some programs take a missing hook for a refusal.
const NOTHING_THERE: &str = "command -v keyward >/dev/null 2>&1 || { echo \"{}\"; exit 0; }; ";

/// Commands as they go into a file that is committed.
fn guarded(value: Value) -> Value {
    match value {
        Value::Text(text) if text.starts_with(HOOK) => {
            Value::Text(format!("sh -c '{NOTHING_THERE}exec {text}'"))
        }
        Value::List(all) => Value::List(all.into_iter().map(guarded).collect()),
        Value::Map(all) => Value::Map(all.into_iter().map(entry).collect()),
        other => other,
    }
}

fn entry((key, value): (String, Value)) -> (String, Value) {
    let value = match &value {
        Value::Text(text) if key == "powershell" => Value::Text(format!(
            "if (Get-Command keyward -ErrorAction SilentlyContinue) {{ $input | {text} }} else {{ '{{}}' }}"
        )),
        _ => guarded(value),
    };
    (key, value)
}
