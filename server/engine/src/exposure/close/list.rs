//! Patterns in a list of a settings file. A list knows no exceptions: what would hide a template
//! is left out, and the names that it meant are listed instead.

use std::path::{Path, PathBuf};

use super::{Job, names, values};
use crate::exposure::assistant::named_env_files;
use crate::exposure::control_row::{ControlKind, Syntax};
use crate::exposure::edit::Edited;
use crate::exposure::list::{entry_texts, listed};
use crate::exposure::settings::{Order, Value};
use crate::exposure::workspace::Workspace;

/// The text with the entries that it lacks.
pub(super) fn added(job: &Job<'_>, old: &str, edited: &Edited<'_>) -> Result<String, String> {
    let ControlKind::List {
        format,
        at,
        field,
        wrap,
        ..
    } = &job.control.kind
    else {
        return Ok(old.to_owned());
    };
    let mut settings = values::parsed(old, *format)?;
    if !job.fix.value.is_empty() {
        let value = named(values::value(job.fix, *format)?);
        values::add(&mut settings, job.fix.at, value, Order::Any)?;
    }
    let present = settings.value(at).map(|it| entry_texts(it, field));
    let list = List {
        job,
        present: present.unwrap_or_default(),
        templates: names::templates(job.files, job.root, edited),
        edited,
    };
    let new = list.missing();
    if !new.is_empty() {
        let entries = new.iter().map(|entry| {
            let text = Value::Text(format!("{}{entry}{}", wrap.0, wrap.1));
            if field.is_empty() {
                text
            } else {
                Value::Map(vec![((*field).to_owned(), text)])
            }
        });
        values::add(
            &mut settings,
            at,
            Value::List(entries.collect()),
            Order::Any,
        )?;
    }
    Ok(settings.text())
}

struct List<'a> {
    job: &'a Job<'a>,
    /// Entries as they are written.
    present: Vec<String>,
    templates: Vec<PathBuf>,
    edited: &'a Edited<'a>,
}

impl List<'_> {
    /// Patterns for the files that nothing covers yet, none of which hides a template.
    fn missing(&self) -> Vec<String> {
        let mut new: Vec<String> = Vec::new();
        let base = self.base();
        let open = self.open(&[]);
        if open.iter().any(|file| self.covers(&base, file)) {
            let lacking = base.into_iter();
            new.extend(lacking.filter(|it| !self.present.contains(&self.wrapped(it))));
        }
        for file in open {
            if !self.covers(&new, file) {
                let class = names::class(file).map(|line| self.anywhere(line));
                let class = class.filter(|it| self.fits(it, file));
                new.push(class.unwrap_or_else(|| self.pattern(file)));
            }
        }
        let hidden = |new: &[String]| -> Vec<&PathBuf> {
            let templates = self.templates.iter();
            let open = templates.filter(|it| !self.covers(&[], it));
            open.filter(|it| self.covers(new, it)).collect()
        };
        let hidden = hidden(&new);
        if !hidden.is_empty() {
            new.retain(|entry| !hidden.iter().any(|it| self.fits(entry, it)));
            let again: Vec<String> = self.open(&new).iter().map(|it| self.pattern(it)).collect();
            new.extend(again);
        }
        new
    }

    /// The files that neither the list nor more of it covers.
    fn open(&self, more: &[String]) -> Vec<&PathBuf> {
        let files = self.job.files.iter();
        files.filter(|file| !self.covers(more, file)).collect()
    }

    /// What a fix adds in any case.
    fn base(&self) -> Vec<String> {
        let mut base: Vec<String> = Vec::new();
        for entry in self.job.fix.entries.iter().flat_map(|entry| by_name(entry)) {
            if !base.contains(&entry) {
                base.push(entry);
            }
        }
        base
    }

    /// The pattern for a name at any depth.
    fn anywhere(&self, name: &str) -> String {
        match self.syntax() {
            Syntax::Wildcard if name.starts_with('*') => name.to_owned(),
            Syntax::Wildcard | Syntax::Fnmatch => format!("*{name}"),
            _ => format!("**/{name}"),
        }
    }

    /// The pattern for one file.
    fn pattern(&self, file: &Path) -> String {
        let name = names::name(file);
        match self.syntax() {
            Syntax::Literal => names::slashed(file),
            Syntax::Regex => regex::escape(&name),
            Syntax::Prefix => self.subject(file),
            _ => self.anywhere(&globset::escape(&name)),
        }
    }

    /// The text in which the file is looked for.
    fn subject(&self, file: &Path) -> String {
        let path = names::slashed(file.strip_prefix(self.job.root).unwrap_or(file));
        match &self.job.control.kind {
            ControlKind::List { subject, .. } => subject
                .replace("{path}", &path)
                .replace("{name}", &names::name(file)),
            _ => path,
        }
    }

    fn syntax(&self) -> Syntax {
        match &self.job.control.kind {
            ControlKind::List { syntax, .. } => *syntax,
            _ => Syntax::Glob,
        }
    }

    fn wrapped(&self, entry: &str) -> String {
        match &self.job.control.kind {
            ControlKind::List { wrap, .. } => format!("{}{entry}{}", wrap.0, wrap.1),
            _ => entry.to_owned(),
        }
    }

    /// Whether one pattern alone fits a file.
    fn fits(&self, entry: &str, file: &Path) -> bool {
        let workspace = Workspace::new(file, self.job.root, self.edited);
        let none = listed(&self.job.control.kind, &[], &workspace);
        !none && listed(&self.job.control.kind, &[self.wrapped(entry)], &workspace)
    }

    /// Whether the entries that are there, with more, cover a file.
    fn covers(&self, more: &[String], file: &Path) -> bool {
        let workspace = Workspace::new(file, self.job.root, self.edited);
        let mut all = self.present.clone();
        all.extend(more.iter().map(|entry| self.wrapped(entry)));
        listed(&self.job.control.kind, &all, &workspace)
    }
}

/// A pattern for every `.env` there may be, as patterns for the usual ones: it would take
/// `.env.example` along.
fn by_name(entry: &str) -> Vec<String> {
    match entry.split_once(EVERY_ENV) {
        // `.env.*.local` is one of the names.
        Some((_, after)) if after.starts_with('.') => vec![entry.to_owned()],
        None => vec![entry.to_owned()],
        Some((before, after)) => {
            let names = named_env_files().iter();
            names.map(|name| format!("{before}{name}{after}")).collect()
        }
    }
}

const EVERY_ENV: &str = ".env.*";

/// The same for the lists in a value. What stands for paths of this machine goes: those that
/// are found take its place.
fn named(value: Value) -> Value {
    match value {
        Value::List(all) => {
            let mut new: Vec<Value> = Vec::new();
            for one in all {
                let more = match &one {
                    Value::Text(text) if text.starts_with('<') => Vec::new(),
                    Value::Text(text) => by_name(text).into_iter().map(Value::Text).collect(),
                    _ => vec![named(one)],
                };
                for value in more {
                    if !new.contains(&value) {
                        new.push(value);
                    }
                }
            }
            Value::List(new)
        }
        Value::Map(all) => {
            let all = all.into_iter().map(|(key, value)| (key, named(value)));
            Value::Map(all.collect())
        }
        other => other,
    }
}
