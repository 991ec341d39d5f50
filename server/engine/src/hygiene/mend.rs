//! Quick fixes, where what has to be done is exact. Values stay where they are.

use std::collections::BTreeSet;
use std::ops::Range;

use zeroize::Zeroizing;

use super::{Issue, Subject, rights, template};
use crate::dotenv::{self, Duplicates, Entry, parse};
use crate::files::Files;
use crate::fix::{Before, EditPlan, FileEdit, NewText, Purpose, TextEdit, sync_template};

/// What mends an issue of a file as it stands; `None` where there is more than one way, or none.
#[must_use]
pub fn mend(issue: &Issue, subject: &Subject<'_>, files: &dyn Files) -> Option<EditPlan> {
    match issue.check.id {
        "env-duplicate-name" => duplicate(issue, subject, files),
        "env-unread-line" => unread(issue, subject),
        rights::ID => Some(for_the_owner(subject)),
        template::MISSING => missing(subject),
        template::DRIFT if issue.anchor == "template" => {
            sync_template(subject.root, subject.path, files).ok()
        }
        template::DRIFT => into_file(subject, files),
        _ => None,
    }
}

fn replace(range: Range<usize>, text: impl Into<String>) -> TextEdit {
    TextEdit {
        range,
        text: NewText(Zeroizing::new(text.into())),
    }
}

fn of_file(subject: &Subject<'_>, title: String, edits: Vec<TextEdit>) -> Option<EditPlan> {
    Some(EditPlan {
        title,
        name: String::new(),
        files: vec![FileEdit::source(subject.path, subject.text, edits)],
        notes: Vec::new(),
    })
}

/// Removes the entry that the loaders pass over.
fn duplicate(issue: &Issue, subject: &Subject<'_>, files: &dyn Files) -> Option<EditPlan> {
    let text = subject.text;
    let layout = parse(text);
    let name = |entry: &Entry| text[entry.key.clone()] == issue.anchor;
    let at = layout
        .entries
        .iter()
        .position(|entry| entry.key == issue.range)?;
    let (first, again) = (
        &layout.entries[at],
        layout.entries[at + 1..].iter().find(|it| name(it))?,
    );
    let loaders = dotenv::loaders_around(subject.folder(), subject.root, files);
    let all = |wanted| !loaders.is_empty() && loaders.iter().all(|one| one.duplicates == wanted);
    let same = text[first.value.clone()] == text[again.value.clone()];
    let gone = if same || all(Duplicates::Last) {
        first
    } else if all(Duplicates::First) {
        again
    } else {
        return None;
    };
    let line = text[..gone.line.start]
        .bytes()
        .filter(|&byte| byte == b'\n')
        .count()
        + 1;
    let title = format!("Remove line {line}, which has no effect");
    of_file(
        subject,
        title,
        vec![replace(whole_line(text, &gone.line), "")],
    )
}

/// A line with its end.
fn whole_line(text: &str, line: &Range<usize>) -> Range<usize> {
    let end = text[line.end..]
        .find('\n')
        .map_or(text.len(), |found| line.end + found + 1);
    line.start..end
}

/// Writes `NAME=value` where blanks, a `:` or `export` are all that is wrong.
fn unread(issue: &Issue, subject: &Subject<'_>) -> Option<EditPlan> {
    let text = subject.text;
    let line_start = text[..issue.range.start]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    let line = text[line_start..].lines().next()?;
    let edits = match parse(text)
        .entries
        .iter()
        .find(|entry| entry.key == issue.range)
    {
        Some(entry) => of_entry(text, entry),
        None => of_colon(line, line_start)?,
    };
    let title = "Write it as `NAME=value`".to_owned();
    (!edits.is_empty()).then(|| of_file(subject, title, edits))?
}

fn of_entry(text: &str, entry: &Entry) -> Vec<TextEdit> {
    let equals = text[entry.key.end..]
        .find('=')
        .map_or(entry.key.end, |found| entry.key.end + found);
    let spans = [
        entry.line.start..entry.key.start,
        entry.key.end..equals,
        equals + 1..entry.value.start,
    ];
    let blank = |span: &Range<usize>| {
        let part = &text[span.clone()];
        let kept = part.trim_matches(['\u{feff}', ' ', '\t']);
        !part.is_empty() && (kept.is_empty() || kept == "export")
    };
    let spans = spans.into_iter().filter(blank);
    spans.map(|span| replace(span, "")).collect()
}

/// `NAME: value`, when the value needs no other quoting here than there.
fn of_colon(line: &str, start: usize) -> Option<Vec<TextEdit>> {
    let (name, value) = line.split_once(':')?;
    let blanks = value.len() - value.trim_start().len();
    let plain = !value.trim().contains([' ', '#']) || value.trim().starts_with(['"', '\'']);
    let at = start + name.len();
    plain.then(|| vec![replace(at..at + 1 + blanks, "=")])
}

/// Takes the rights of others away: no text changes.
fn for_the_owner(subject: &Subject<'_>) -> EditPlan {
    EditPlan {
        title: format!("Let nobody else read {}", subject.name()),
        name: String::new(),
        files: vec![FileEdit {
            path: subject.path.to_owned(),
            purpose: Purpose::DotEnv,
            before: Before::of(Some(subject.text)),
            edits: Vec::new(),
            owner_only: true,
        }],
        notes: Vec::new(),
    }
}

/// Makes a template with the names alone.
fn missing(subject: &Subject<'_>) -> Option<EditPlan> {
    let name = template::template_name(subject.name());
    let layout = parse(subject.text);
    let mut seen = BTreeSet::new();
    let names = layout
        .entries
        .iter()
        .map(|entry| &subject.text[entry.key.clone()]);
    let names = names.filter(|name| seen.insert(*name));
    let lines: String = names.map(|name| format!("{name}=\n")).collect();
    Some(EditPlan {
        title: format!("Make a {name} with the names alone"),
        name: String::new(),
        files: vec![FileEdit {
            path: subject.folder().join(name),
            purpose: Purpose::Template,
            before: Before::Absent,
            edits: vec![replace(0..0, lines)],
            owner_only: false,
        }],
        notes: Vec::new(),
    })
}

/// Adds what only the template names, as it stands there.
fn into_file(subject: &Subject<'_>, files: &dyn Files) -> Option<EditPlan> {
    let (_, text) = template::template_of(subject, files)?;
    let unset = template::unset(subject, &text, files);
    let layout = parse(&text);
    let entries = layout
        .entries
        .iter()
        .filter(|entry| unset.contains(&text[entry.key.clone()]));
    let lines: Vec<String> = entries
        .map(|entry| text[entry.key.start..entry.value.end].to_owned())
        .collect();
    let title = format!("Add the missing names to `{}`", subject.name());
    of_file(subject, title, vec![appended(subject.text, &lines)])
}

/// Lines behind the last one, ended as the others are.
fn appended(text: &str, lines: &[String]) -> TextEdit {
    let eol = parse(text).eol;
    let begin = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        eol
    };
    let lines: String = lines.iter().map(|line| format!("{line}{eol}")).collect();
    replace(text.len()..text.len(), format!("{begin}{lines}"))
}
