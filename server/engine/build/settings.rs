//! `rules/settings/`: configuration formats, and what can stand in place of a value in each.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::put::{self, Put};
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    name: String,
    syntax: Spanned<String>,
    #[serde(default)]
    files: Vec<Spanned<String>>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    content: Vec<Spanned<String>>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    doubled: Vec<String>,
    #[serde(default)]
    rename: Vec<(String, String)>,
    #[serde(default)]
    env: String,
    #[serde(default)]
    profiles: Vec<String>,
    /// Sentences that follow those of every place.
    #[serde(default)]
    notes: Vec<String>,
    place: Vec<Spanned<Place>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    #[serde(default)]
    at: Vec<String>,
    #[serde(default)]
    files: Vec<Spanned<String>>,
    head: Option<Spanned<String>>,
    tail: Option<Spanned<String>>,
    #[serde(default)]
    whole: bool,
    value: Option<String>,
    inside: Option<String>,
    quotes: Option<Spanned<String>>,
    entry: Option<String>,
    #[serde(default)]
    delete: bool,
    #[serde(default)]
    empty: bool,
    refuse: Option<String>,
    #[serde(default)]
    variable: String,
    #[serde(default)]
    part: bool,
    #[serde(default)]
    put: Vec<Spanned<Put>>,
    #[serde(default)]
    drop: String,
    also: Option<Spanned<Also>>,
    same: Option<Spanned<Same>>,
    #[serde(default)]
    notes: Vec<String>,
}

/// A line for a mapping beside the entry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Also {
    key: String,
    line: String,
}

/// The action where the key has the variable's name already.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    entry: Option<String>,
    #[serde(default)]
    delete: bool,
}

/// The table `SETTINGS`.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let mut out =
        "/// Every format, in order of id.\npub(super) static SETTINGS: &[Setting] = &[\n"
            .to_owned();
    // A pattern asked of nothing else belongs to one file.
    let mut owners = BTreeMap::new();
    for source in Source::folder(rules, "settings", problems) {
        let Some(setting) = source.parse::<Setting>(problems) else {
            continue;
        };
        check(&source, &setting, &mut owners, problems);
        for also in setting
            .place
            .iter()
            .filter_map(|place| place.get_ref().also.as_ref())
        {
            if setting.syntax.get_ref() != "yaml" || !also.get_ref().line.starts_with("NAME:") {
                let message = "`also` is for YAML, and its line begins with `NAME:`";
                problems.at(&source, also.span(), message);
            }
        }
        let syntax = syntax(&source, &setting.syntax, problems);
        let places: Vec<String> = setting
            .place
            .iter()
            .map(|place| {
                let span = place.span();
                let place = place.get_ref();
                put::check(&place.put, syntax, &source, problems);
                place.emit(&source, span, &setting.notes, problems)
            })
            .collect();
        writeln!(
            out,
            "    Setting {{ id: {:?}, name: {:?}, syntax: Syntax::{syntax}, files: {}, languages: {}, content: {}, \
             beside: {}, doubled: {}, rename: &{:?}, env: {:?}, profiles: {}, places: &[\n        {},\n    ] }},",
            source.stem,
            setting.name,
            spanned(&setting.files),
            strings(&setting.languages),
            spanned(&setting.content),
            strings(&setting.beside),
            strings(&setting.doubled),
            setting.rename,
            setting.env,
            strings(&setting.profiles),
            places.join(",\n        "),
        )
        .expect("a string");
    }
    out + "];\n"
}

fn spanned(items: &[Spanned<String>]) -> String {
    strings(&items.iter().map(Spanned::get_ref).collect::<Vec<_>>())
}

fn syntax(source: &Source, syntax: &Spanned<String>, problems: &mut Problems) -> &'static str {
    match syntax.get_ref().as_str() {
        "yaml" => "Yaml",
        "json" => "Json",
        "toml" => "Toml",
        "xml" => "Xml",
        "ini" => "Ini",
        "text" => "Text",
        _ => {
            let message = "syntax is yaml, json, toml, xml, ini or text";
            problems.at(source, syntax.span(), message);
            "Text"
        }
    }
}

fn check(
    source: &Source,
    setting: &Setting,
    owners: &mut BTreeMap<String, String>,
    problems: &mut Problems,
) {
    if setting.files.is_empty() && setting.languages.is_empty() {
        let message = "say in `files` or `languages` which files have this format";
        problems.at(source, setting.syntax.span(), message);
    }
    let files = setting
        .place
        .iter()
        .flat_map(|place| &place.get_ref().files);
    for file in setting.files.iter().chain(files) {
        if file.get_ref().starts_with('/') || file.get_ref().chars().all(|c| "*/".contains(c)) {
            let message = "a file is a name or the end of a path, with `*` for any text";
            problems.at(source, file.span(), message);
        }
    }
    let told_apart = !setting.content.is_empty() || !setting.beside.is_empty();
    for file in setting.files.iter().filter(|_| !told_apart) {
        let owner = owners.insert(file.get_ref().clone(), source.name.clone());
        if let Some(other) = owner {
            let message =
                format!("{other} has this file too; tell them apart by `content` or `beside`");
            problems.at(source, file.span(), message);
        }
    }
    for pattern in &setting.content {
        regex(source, pattern, problems);
    }
}

fn regex(source: &Source, pattern: &Spanned<String>, problems: &mut Problems) {
    if let Err(error) = regex_syntax::parse(pattern.get_ref()) {
        let message = format!("this is no regular expression: {error}");
        problems.at(source, pattern.span(), message);
    }
}

impl Place {
    fn emit(
        &self,
        source: &Source,
        span: std::ops::Range<usize>,
        notes: &[String],
        problems: &mut Problems,
    ) -> String {
        for pattern in self.head.iter().chain(&self.tail) {
            regex(source, pattern, problems);
        }
        let action = self.action(source, &span, problems);
        let text = |text: &Option<Spanned<String>>| {
            text.as_ref()
                .map_or_else(String::new, |text| text.get_ref().clone())
        };
        let also = self.also.as_ref().map_or_else(
            || "None".to_owned(),
            |also| {
                format!(
                    "Some(({:?}, {:?}))",
                    also.get_ref().key,
                    also.get_ref().line
                )
            },
        );
        let same = self.same.as_ref().map(|same| match same.get_ref() {
            Same {
                entry: Some(entry),
                delete: false,
            } => format!("Action::Entry({entry:?})"),
            Same {
                entry: None,
                delete: true,
            } => "Action::Delete".to_owned(),
            Same { .. } => {
                let message = "`same` has either `entry` or `delete = true`";
                problems.at(source, same.span(), message);
                "Action::Delete".to_owned()
            }
        });
        let same = same.map_or_else(|| "None".to_owned(), |same| format!("Some({same})"));
        let notes: Vec<&String> = self.notes.iter().chain(notes).collect();
        format!(
            "Place {{ at: {}, files: {}, head: {:?}, tail: {:?}, whole: {}, action: {action}, variable: {:?}, part: {}, put: {}, drop: {:?}, also: {also}, same: {same}, notes: {} }}",
            strings(&self.at),
            spanned(&self.files),
            text(&self.head),
            text(&self.tail),
            self.whole,
            self.variable,
            self.part,
            put::emit(&self.put),
            self.drop,
            strings(&notes),
        )
    }

    /// The one thing that is done.
    fn action(
        &self,
        source: &Source,
        span: &std::ops::Range<usize>,
        problems: &mut Problems,
    ) -> String {
        let mut actions = Vec::new();
        if let Some(value) = &self.value {
            if !value.contains("NAME") && !value.contains("ID") {
                let message = "write NAME, or ID for an id made of it, where it goes in `value`";
                problems.at(source, span.clone(), message);
            }
            let inside = self.inside.as_ref().unwrap_or(value);
            let quotes = self.quotes(source, problems);
            actions.push(format!(
                "Action::Value {{ whole: {value:?}, inside: {inside:?}, quotes: Quotes::{quotes} }}"
            ));
        }
        actions.extend(
            self.entry
                .iter()
                .map(|lines| format!("Action::Entry({:?})", lines.trim_end())),
        );
        actions.extend(self.delete.then(|| "Action::Delete".to_owned()));
        actions.extend(self.empty.then(|| "Action::Empty".to_owned()));
        actions.extend(
            self.refuse
                .iter()
                .map(|why| format!("Action::Refuse({why:?})")),
        );
        if actions.len() != 1 {
            let message = "a place has one of `value`, `entry`, `delete`, `empty` and `refuse`";
            problems.at(source, span.clone(), message);
        }
        if self.notes.is_empty() && self.refuse.is_none() {
            let message = "say in `notes` how the program gets the variable";
            problems.at(source, span.clone(), message);
        }
        actions.pop().unwrap_or_default()
    }

    fn quotes(&self, source: &Source, problems: &mut Problems) -> &'static str {
        let Some(quotes) = &self.quotes else {
            return "Keep";
        };
        match quotes.get_ref().as_str() {
            "keep" => "Keep",
            "raw" => "Raw",
            "drop" => "Drop",
            "double" => "Double",
            _ => {
                let message = "quotes is keep, raw, drop or double";
                problems.at(source, quotes.span(), message);
                "Keep"
            }
        }
    }
}
