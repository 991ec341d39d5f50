//! What a quick fix does about a decoy.

use super::{Decoy, DecoyFix};
use crate::exposure::edit::{difference, target};
use crate::exposure::settings::{Addition, Format, Order, Settings, Value};
use crate::files::Files;
use crate::fix::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, TextEdit};

/// The title of the quick fix; `None` where there is none. For [`DecoyFix::Close`] it is the
/// assistant's own fix that is offered.
#[must_use]
pub fn decoy_fix_title(decoy: &Decoy) -> Option<String> {
    let name = &decoy.file;
    match decoy.fix? {
        DecoyFix::Close => None,
        DecoyFix::RemoveLine => Some(format!("Remove this line from {name}")),
        DecoyFix::Set(value) => {
            let key = decoy.at.last().copied().unwrap_or_default();
            Some(format!("Set {key} to {value} in {name}"))
        }
    }
}

/// Plans the quick fix of a decoy as it was found just now.
///
/// # Errors
/// When there is none, or the file cannot be edited; the refusal says why.
pub fn decoy_fix(decoy: &Decoy, files: &dyn Files) -> Result<EditPlan, Refusal> {
    let name = &decoy.file;
    let old = target(&decoy.path, name, files)?.unwrap_or_default();
    let edit = match decoy.fix {
        Some(DecoyFix::RemoveLine) => without_line(decoy, &old),
        Some(DecoyFix::Set(value)) => Some(with_setting(decoy, value, &old)?),
        Some(DecoyFix::Close) | None => None,
    };
    let edit = edit.ok_or_else(|| Refusal {
        code: "text-has-changed",
        message: format!("`{name}` has changed: nothing was edited."),
    })?;
    Ok(EditPlan {
        title: decoy_fix_title(decoy).unwrap_or_default(),
        name: String::new(),
        files: vec![FileEdit {
            path: decoy.path.clone(),
            purpose: Purpose::Ignore,
            before: Before::of(Some(&old)),
            edits: vec![edit],
            owner_only: false,
        }],
        notes: Vec::new(),
    })
}

fn without_line(decoy: &Decoy, old: &str) -> Option<TextEdit> {
    old.get(decoy.range.clone())?;
    let start = old[..decoy.range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = old[decoy.range.end..].find('\n');
    let end = end.map_or(old.len(), |at| decoy.range.end + at + 1);
    Some(TextEdit {
        range: start..end,
        text: NewText(String::new().into()),
    })
}

fn with_setting(decoy: &Decoy, value: bool, old: &str) -> Result<TextEdit, Refusal> {
    let name = &decoy.file;
    let refused = |problem: String| Refusal {
        code: "settings-in-the-way",
        message: format!("`{name}` {problem}: mend it by hand, then try again."),
    };
    let parsed = Settings::parse(old, Format::of(&decoy.path));
    let mut settings = parsed.map_err(|invalid| refused(invalid.to_string()))?;
    let addition = Addition {
        at: decoy.at,
        value: &Value::Bool(value),
        order: Order::Any,
        lift: None,
    };
    settings.add(&addition).map_err(refused)?;
    Ok(difference(old, &settings.text()))
}
