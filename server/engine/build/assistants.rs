//! `rules/assistants/*.toml`: what each AI assistant reads and what keeps it out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};

/// Names in the data and the variants of `exposure::Route`.
const ROUTES: &[(&str, &str)] = &[
    ("implicit_context", "ImplicitContext"),
    ("completion", "Completion"),
    ("index", "Index"),
    ("agent_file_tools", "AgentFileTools"),
    ("agent_search_tools", "AgentSearchTools"),
    ("shell", "Shell"),
    ("mcp", "Mcp"),
    ("environment", "Environment"),
    ("transcripts", "Transcripts"),
];

/// Names in the data and the variants of `exposure::Strength`.
const STRENGTHS: &[(&str, &str)] = &[
    ("enforced-os", "EnforcedOs"),
    ("enforced-tool-calls", "EnforcedToolCalls"),
    ("tool-level", "ToolLevel"),
    ("ask", "Ask"),
    ("completions-only", "CompletionsOnly"),
    ("index-only", "IndexOnly"),
    ("environment-only", "EnvironmentOnly"),
    ("best-effort", "BestEffort"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assistant {
    id: Spanned<String>,
    name: String,
    as_of: Spanned<String>,
    confidence: Spanned<String>,
    default: String,
    routes: Vec<Spanned<String>>,
    sources: Spanned<Vec<String>>,
    markers: Markers,
    #[serde(default, rename = "control")]
    controls: Vec<Control>,
    #[serde(default, rename = "decoy")]
    decoys: Vec<Decoy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Markers {
    strong: Spanned<Signs>,
    #[serde(default)]
    weak: Signs,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Signs {
    paths: Vec<String>,
    clients: Vec<String>,
    extensions: Vec<Spanned<String>>,
    env: Vec<String>,
    home: Vec<String>,
    modules: Vec<String>,
    settings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    id: Spanned<String>,
    kind: Spanned<String>,
    strength: Spanned<String>,
    closes: Vec<Spanned<String>>,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    format: Option<Spanned<String>>,
    #[serde(default)]
    at: Vec<String>,
    #[serde(default)]
    syntax: Option<Spanned<String>>,
    #[serde(default)]
    wrap: Option<(String, String)>,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    root_prefix: String,
    #[serde(default)]
    foreign_prefixes: Vec<String>,
    #[serde(default)]
    builtin: Vec<String>,
    #[serde(default)]
    replaced_by: Option<Setting>,
    #[serde(default)]
    undone_by: Option<Setting>,
    #[serde(default)]
    flags: BTreeMap<String, bool>,
    #[serde(default)]
    fallback: String,
    #[serde(default)]
    requires: Option<Spanned<String>>,
    leaves: String,
    #[serde(default)]
    fix: Option<Fix>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    file: String,
    at: Vec<String>,
    #[serde(default)]
    equals: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fix {
    title: Spanned<String>,
    #[serde(default)]
    entries: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decoy {
    path: String,
    #[serde(default)]
    at: Vec<String>,
    #[serde(default)]
    entries: Vec<String>,
    reason: Spanned<String>,
}

/// The table of assistants.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let mut out = String::from("static ASSISTANTS: &[Assistant] = &[\n");
    for source in Source::folder(rules, "assistants", problems) {
        if let Some(assistant) = source.parse::<Assistant>(problems) {
            let row = Row {
                source: &source,
                problems,
            };
            out.push_str(&row.assistant(&assistant));
        }
    }
    out.push_str("];\n");
    out
}

/// Checks one file while it is written.
struct Row<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
}

impl Row<'_> {
    fn assistant(mut self, one: &Assistant) -> String {
        self.check(one);
        let routes = self.names(&one.routes, "Route", ROUTES);
        let mut controls = String::new();
        for control in &one.controls {
            controls.push_str(&self.control(control, &one.controls));
        }
        let decoys: String = one.decoys.iter().map(|decoy| self.decoy(decoy)).collect();
        let strong = self.signs(one.markers.strong.get_ref());
        let weak = self.signs(&one.markers.weak);
        format!(
            "Assistant {{ id: {:?}, name: {:?}, as_of: {:?}, confidence: {:?}, default: {:?}, routes: {routes}, \
             sources: {}, strong: {strong}, weak: {weak}, controls: &[{controls}], decoys: &[{decoys}] }},\n",
            one.id.get_ref(),
            one.name,
            one.as_of.get_ref(),
            one.confidence.get_ref(),
            one.default,
            strings(one.sources.get_ref()),
        )
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: impl AsRef<str>) {
        self.problems.at(self.source, at.span(), message);
    }

    fn check(&mut self, one: &Assistant) {
        if *one.id.get_ref() != self.source.stem {
            self.wrong(
                &one.id,
                format!("the id must be the file's name, `{}`", self.source.stem),
            );
        }
        let date = one.as_of.get_ref().as_bytes();
        if date.len() != 10 || date[4] != b'-' || date[7] != b'-' {
            self.wrong(
                &one.as_of,
                "write the date of the newest source as YYYY-MM-DD",
            );
        }
        if !["high", "medium", "low"].contains(&one.confidence.get_ref().as_str()) {
            self.wrong(&one.confidence, "confidence is high, medium or low");
        }
        if one.sources.get_ref().is_empty() {
            self.wrong(&one.sources, "name at least one source");
        }
        let strong = one.markers.strong.get_ref();
        if strong.paths.is_empty() && strong.clients.is_empty() && strong.extensions.is_empty() {
            self.wrong(
                &one.markers.strong,
                "name at least one path, client or extension that shows its use",
            );
        }
        for decoy in &one.decoys {
            if !decoy.reason.get_ref().ends_with('.') {
                self.wrong(
                    &decoy.reason,
                    "end the reason with a full stop: it is shown as it stands",
                );
            }
        }
    }

    /// One value out of a table of names.
    fn name(&mut self, at: &Spanned<String>, kind: &str, table: &[(&str, &str)]) -> String {
        if let Some((_, variant)) = table.iter().find(|(name, _)| name == at.get_ref()) {
            return format!("{kind}::{variant}");
        }
        let known: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        self.wrong(
            at,
            format!(
                "`{}` is unknown; use one of {}",
                at.get_ref(),
                known.join(", ")
            ),
        );
        String::new()
    }

    fn names(&mut self, all: &[Spanned<String>], kind: &str, table: &[(&str, &str)]) -> String {
        let names: Vec<String> = all.iter().map(|one| self.name(one, kind, table)).collect();
        format!("&[{}]", names.join(", "))
    }

    fn signs(&mut self, signs: &Signs) -> String {
        for extension in &signs.extensions {
            if extension.get_ref().chars().any(char::is_uppercase) {
                self.wrong(
                    extension,
                    "write extension ids in lower case: they are compared so",
                );
            }
        }
        let extensions: Vec<&str> = signs
            .extensions
            .iter()
            .map(|one| one.get_ref().as_str())
            .collect();
        format!(
            "Signs {{ paths: {}, clients: {}, extensions: {}, env: {}, home: {}, modules: {}, settings: {} }}",
            strings(&signs.paths),
            strings(&signs.clients),
            strings(&extensions),
            strings(&signs.env),
            strings(&signs.home),
            strings(&signs.modules),
            strings(&signs.settings),
        )
    }

    fn control(&mut self, one: &Control, all: &[Control]) -> String {
        if one.kind.get_ref() != "git" && one.files.is_empty() {
            self.wrong(&one.id, "name the files that hold this control");
        }
        if let Some(requires) = &one.requires
            && !all
                .iter()
                .any(|other| other.id.get_ref() == requires.get_ref())
        {
            self.wrong(requires, "no control of this file has this id");
        }
        let kind = self.kind(one);
        let strength = self.name(&one.strength, "Strength", STRENGTHS);
        let closes = self.names(&one.closes, "Route", ROUTES);
        let fix = one.fix.as_ref().map_or_else(
            || "None".to_owned(),
            |fix| {
                if !fix.title.get_ref().contains("{file}") {
                    self.wrong(&fix.title, "the title must name the file: write {file}");
                }
                format!(
                    "Some(ControlFix {{ title: {:?}, entries: {} }})",
                    fix.title.get_ref(),
                    strings(&fix.entries)
                )
            },
        );
        format!(
            "Control {{ id: {:?}, strength: {strength}, closes: {closes}, files: {}, kind: {kind}, requires: {:?}, \
             undone_by: {}, leaves: {:?}, fix: {fix} }}, ",
            one.id.get_ref(),
            strings(&one.files),
            one.requires.as_ref().map(Spanned::get_ref),
            setting(one.undone_by.as_ref()),
            one.leaves,
        )
    }

    fn kind(&mut self, one: &Control) -> String {
        match one.kind.get_ref().as_str() {
            "lines" => format!(
                "ControlKind::Lines {{ builtin: {}, replaced_by: {} }}",
                strings(&one.builtin),
                setting(one.replaced_by.as_ref())
            ),
            "git" => "ControlKind::Git".to_owned(),
            "list" => self.list(one),
            "flags" => self.flags(one),
            _ => {
                self.wrong(&one.kind, "kind is lines, git, list or flags");
                String::new()
            }
        }
    }

    fn list(&mut self, one: &Control) -> String {
        let syntax = match one
            .syntax
            .as_ref()
            .map(|syntax| (syntax, syntax.get_ref().as_str()))
        {
            Some((_, "gitignore")) => "Gitignore",
            Some((_, "glob")) => "Glob",
            Some((at, _)) => {
                self.wrong(at, "syntax is gitignore or glob");
                ""
            }
            None => {
                self.wrong(&one.id, "a list needs `syntax`: gitignore or glob");
                ""
            }
        };
        let (before, after) = one.wrap.clone().unwrap_or_default();
        format!(
            "ControlKind::List {{ comments: {}, at: {}, syntax: Syntax::{syntax}, wrap: ({before:?}, {after:?}), \
             whole: {}, root_prefix: {:?}, foreign_prefixes: {}, builtin: {} }}",
            self.comments(one),
            strings(&one.at),
            strings(&one.whole),
            one.root_prefix,
            strings(&one.foreign_prefixes),
            strings(&one.builtin),
        )
    }

    fn flags(&mut self, one: &Control) -> String {
        if one.flags.is_empty() {
            self.wrong(&one.id, "flags need at least one key and its value");
        }
        let flags: String = one
            .flags
            .iter()
            .fold(String::new(), |mut text, (key, value)| {
                write!(text, "({key:?}, {value}), ").expect("a string");
                text
            });
        format!(
            "ControlKind::Flags {{ comments: {}, at: {}, flags: &[{flags}], fallback: {:?} }}",
            self.comments(one),
            strings(&one.at),
            one.fallback
        )
    }

    fn comments(&mut self, one: &Control) -> bool {
        match one
            .format
            .as_ref()
            .map(|format| (format, format.get_ref().as_str()))
        {
            Some((_, "json")) => false,
            Some((_, "jsonc")) => true,
            Some((at, _)) => {
                self.wrong(at, "format is json or jsonc");
                false
            }
            None => {
                self.wrong(&one.id, "a settings file needs `format`: json or jsonc");
                false
            }
        }
    }

    fn decoy(&mut self, one: &Decoy) -> String {
        format!(
            "DecoyRule {{ path: {:?}, at: {}, entries: {}, reason: {:?} }}, ",
            one.path,
            strings(&one.at),
            strings(&one.entries),
            one.reason.get_ref()
        )
    }
}

fn setting(one: Option<&Setting>) -> String {
    one.map_or_else(
        || "None".to_owned(),
        |one| {
            format!(
                "Some(Setting {{ file: {:?}, at: {}, equals: {:?} }})",
                one.file,
                strings(&one.at),
                one.equals
            )
        },
    )
}
