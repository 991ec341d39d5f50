//! *Mark as rotated today*: the comment that says so.

use std::path::Path;

use jiff::civil::Date;
use zeroize::Zeroizing;

use super::{Item, items};
use crate::dotenv;
use crate::finding::Role;
use crate::fix::{Before, EditPlan, FileEdit, NewText, Purpose, Refusal, TextEdit, refusal};
use crate::scan::FileContext;

/// Of files that define a variable, the one whose comments are kept: where a rotation is noted,
/// else one with comments of the kind, else a template, else the first. A place in the list.
#[must_use]
pub fn best_place(files: &[(&Path, &str)], name: &str) -> Option<usize> {
    let rank = |(number, (path, text)): (usize, &(&Path, &str))| {
        let all = items(text);
        let item = all.iter().find(|item| item.name == name)?;
        let is_template = FileContext::of(path, None).role == Role::Template;
        let rank = match (&item.notes.rotated, item.decorators.is_empty()) {
            (Some(_), _) => 0,
            (None, false) => 1,
            (None, true) if is_template => 2,
            (None, true) => 3,
        };
        Some((rank, number))
    };
    let ranked = files.iter().enumerate().filter_map(rank);
    ranked.min().map(|(_, number)| number)
}

/// Plans the comment in this file.
///
/// # Errors
/// When the file does not define the variable, or says that it was rotated today.
pub fn mark_rotated(path: &Path, text: &str, name: &str, today: Date) -> Result<EditPlan, Refusal> {
    let all = items(text);
    // Where a name is there twice, the last one counts in most loaders.
    let Some(item) = all.iter().rfind(|item| item.name == name) else {
        let why = format!("No line of this file defines {name}: mark it in the file that does.");
        return Err(refusal("no-such-variable", &why));
    };
    let edit = edit(text, item, &all, today);
    if text.get(edit.range.clone()) == Some(edit.text.0.as_str()) {
        let why = format!("{name} is marked as rotated on {today} already.");
        return Err(refusal("already-marked", &why));
    }
    let is_template = FileContext::of(path, None).role == Role::Template;
    Ok(EditPlan {
        title: format!("Mark {name} as rotated today ({today})"),
        name: name.to_owned(),
        files: vec![FileEdit {
            path: path.to_path_buf(),
            purpose: if is_template {
                Purpose::Template
            } else {
                Purpose::DotEnv
            },
            before: Before::of(Some(text)),
            edits: vec![edit],
            owner_only: false,
        }],
        notes: Vec::new(),
    })
}

fn edit(text: &str, item: &Item, all: &[Item], today: Date) -> TextEdit {
    let replaced = |range, new: String| TextEdit {
        range,
        text: NewText(Zeroizing::new(new)),
    };
    let of = |name: &str| {
        let mut decorators = item.decorators.iter().rev();
        decorators.find(|it| text[it.name.clone()] == *name)
    };
    if let Some((_, range)) = &item.notes.rotated {
        return replaced(range.clone(), today.to_string());
    }
    if let Some(empty) = of("rotated") {
        // What cannot be read gives way, and so does nothing.
        let sign = if empty.assigned { "=" } else { " " };
        return replaced(empty.name.end..empty.whole.end, format!("{sign}{today}"));
    }
    // As the others are written: with `=`, or with a blank.
    let mut others = all.iter().flat_map(|item| &item.decorators);
    let assigned = others.any(|it| it.assigned);
    let sign = if assigned { "=" } else { " " };
    let eol = dotenv::parse(text).eol;
    let start = item.entry.line.start;
    replaced(start..start, format!("# @rotated{sign}{today}{eol}"))
}
