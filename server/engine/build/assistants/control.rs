//! `[[control]]`: what keeps an assistant from a file, and how it is written.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;
use toml::Spanned;

use super::Row;
use super::names::{
    AFTER_GIT, FORMATS, LIBRARIES, Names, ORDERS, PLACES, ROUTES, STRENGTHS, SYNTAXES,
};
use crate::emit::strings;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Control {
    id: Spanned<String>,
    kind: Spanned<String>,
    strength: Spanned<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    part: Option<String>,
    #[serde(default)]
    in_git: bool,
    #[serde(default)]
    unverified: bool,
    #[serde(default)]
    closes: Vec<Spanned<String>>,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    format: Option<Spanned<String>>,
    #[serde(default)]
    at: Vec<String>,
    #[serde(default)]
    field: String,
    #[serde(default)]
    syntax: Option<Spanned<String>>,
    #[serde(default)]
    subject: Option<String>,
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
    replaces: bool,
    #[serde(default)]
    replaced_by: Option<Setting>,
    #[serde(default)]
    library: Option<Spanned<String>>,
    #[serde(default)]
    place: Option<Spanned<String>>,
    #[serde(default)]
    after_git: Option<Spanned<String>>,
    #[serde(default)]
    named_by: Option<Setting>,
    #[serde(default)]
    root_only: bool,
    #[serde(default)]
    reopened_by: Vec<String>,
    #[serde(default)]
    sources: Vec<RuleSource>,
    #[serde(default)]
    order: Option<Spanned<String>>,
    #[serde(default)]
    defaults: Vec<(String, String)>,
    #[serde(default)]
    flags: BTreeMap<String, Scalar>,
    #[serde(default)]
    fallback: String,
    #[serde(default)]
    events: Vec<HookEvent>,
    #[serde(default)]
    matchers: bool,
    #[serde(default)]
    requires: Option<Spanned<String>>,
    #[serde(default)]
    needs: Vec<Setting>,
    #[serde(default)]
    undone_by: Vec<Setting>,
    #[serde(default)]
    platform: Option<Spanned<String>>,
    leaves: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    fix: Option<Fix>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Bool(bool),
    Text(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    file: String,
    at: Vec<String>,
    #[serde(default)]
    equals: Option<Scalar>,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    at: Vec<String>,
    #[serde(default)]
    tool: String,
    #[serde(default)]
    fields: Option<RuleFields>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFields {
    tool: String,
    pattern: String,
    effect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HookEvent {
    at: Vec<String>,
    #[serde(default)]
    tool: String,
    closes: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fix {
    title: Spanned<String>,
    #[serde(default)]
    entries: Vec<String>,
    #[serde(default)]
    at: Vec<String>,
    #[serde(default)]
    value: String,
    #[serde(default)]
    snippet: Option<Snippet>,
    #[serde(default)]
    on_request: bool,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Snippet {
    language: String,
    place: String,
    text: String,
}

impl Row<'_> {
    pub(super) fn control(&mut self, one: &Control, all: &[Control]) -> String {
        self.check_control(one, all);
        let kind = self.kind(one);
        let strength = self.name(&one.strength, "Strength", STRENGTHS);
        let closes = self.names(&one.closes, "Route", ROUTES);
        let fix = self.fix(one);
        format!(
            "Control {{ id: {:?}, strength: {strength}, exact_label: {:?}, part: {:?}, in_git: {}, verified: {}, closes: {closes}, \
             files: {}, kind: {kind}, requires: {:?}, needs: {}, undone_by: {}, platform: {:?}, leaves: {:?}, \
             note: {:?}, fix: {fix} }}, ",
            one.id.get_ref(),
            one.label,
            one.part,
            one.in_git,
            !one.unverified,
            strings(&one.files),
            one.requires.as_ref().map(Spanned::get_ref),
            settings(&one.needs),
            settings(&one.undone_by),
            one.platform.as_ref().map(Spanned::get_ref),
            one.leaves,
            one.note,
        )
    }

    fn check_control(&mut self, one: &Control, all: &[Control]) {
        let without_files = ["git", "builtin", "manual", "server"];
        if one.files.is_empty() && !without_files.contains(&one.kind.get_ref().as_str()) {
            self.wrong(&one.id, "name the files that hold this control");
        }
        if all
            .iter()
            .filter(|it| it.id.get_ref() == one.id.get_ref())
            .count()
            > 1
        {
            self.wrong(&one.id, "another control of this file has this id");
        }
        if let Some(requires) = &one.requires
            && !all.iter().any(|it| it.id.get_ref() == requires.get_ref())
        {
            self.wrong(requires, "no control of this file has this id");
        }
        if let Some(platform) = &one.platform {
            self.one_of(platform, "platform", &["linux", "macos", "windows"]);
        }
        if let Some(fix) = &one.fix
            && !fix.title.get_ref().contains("{file}")
        {
            self.wrong(&fix.title, "the title must name the file: write {file}");
        }
    }

    fn kind(&mut self, one: &Control) -> String {
        match one.kind.get_ref().as_str() {
            "lines" => self.lines(one),
            "git" => format!(
                "ControlKind::Git {{ root_only: {}, library: {}, reopened_by: {} }}",
                one.root_only,
                self.library(one),
                strings(&one.reopened_by)
            ),
            "builtin" => format!(
                "ControlKind::Builtin {{ patterns: {}, syntax: {} }}",
                strings(&one.builtin),
                self.required(one, one.syntax.as_ref(), "syntax", "Syntax", SYNTAXES),
            ),
            "list" => self.list(one),
            "rules" => self.rules(one),
            "flags" => self.flags(one),
            "hook" => self.hook(one),
            "present" => "ControlKind::Present".to_owned(),
            "manual" => "ControlKind::Manual".to_owned(),
            "server" => "ControlKind::Server".to_owned(),
            _ => {
                self.wrong(
                    &one.kind,
                    "kind is lines, git, builtin, list, rules, flags, hook, present, manual or server",
                );
                String::new()
            }
        }
    }

    /// A name out of a table, with a complaint where it is missing.
    fn required(
        &mut self,
        one: &Control,
        value: Option<&Spanned<String>>,
        field: &str,
        kind: &str,
        table: Names,
    ) -> String {
        if let Some(value) = value {
            return self.name(value, kind, table);
        }
        let known: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        let kind = one.kind.get_ref();
        self.wrong(
            &one.id,
            format!(
                "a control of kind `{kind}` needs `{field}`: {}",
                known.join(", ")
            ),
        );
        String::new()
    }

    fn optional(&mut self, value: Option<&Spanned<String>>, kind: &str, table: Names) -> String {
        match value {
            Some(value) => self.name(value, kind, table),
            None => format!("{kind}::{}", table[0].1),
        }
    }

    fn library(&mut self, one: &Control) -> String {
        one.library.as_ref().map_or_else(
            || "None".to_owned(),
            |library| format!("Some({})", self.name(library, "Library", LIBRARIES)),
        )
    }

    fn lines(&mut self, one: &Control) -> String {
        let library = self.optional(one.library.as_ref(), "Library", LIBRARIES);
        let after_git = self.optional(one.after_git.as_ref(), "AfterGit", AFTER_GIT);
        let place = self.optional(one.place.as_ref(), "Place", PLACES);
        format!(
            "ControlKind::Lines {{ builtin: {}, replaced_by: {}, library: {library}, place: {place}, \
             after_git: {after_git}, named_by: {} }}",
            strings(&one.builtin),
            setting(one.replaced_by.as_ref()),
            setting(one.named_by.as_ref()),
        )
    }

    fn list(&mut self, one: &Control) -> String {
        let format = self.required(one, one.format.as_ref(), "format", "Format", FORMATS);
        let syntax = self.required(one, one.syntax.as_ref(), "syntax", "Syntax", SYNTAXES);
        let (before, after) = one.wrap.clone().unwrap_or_default();
        format!(
            "ControlKind::List {{ format: {format}, at: {}, field: {:?}, syntax: {syntax}, subject: {:?}, \
             wrap: ({before:?}, {after:?}), whole: {}, root_prefix: {:?}, foreign_prefixes: {}, builtin: {}, \
             replaces: {} }}",
            strings(&one.at),
            one.field,
            one.subject.as_deref().unwrap_or("{path}"),
            strings(&one.whole),
            one.root_prefix,
            strings(&one.foreign_prefixes),
            strings(&one.builtin),
            one.replaces,
        )
    }

    fn rules(&mut self, one: &Control) -> String {
        let format = self.required(one, one.format.as_ref(), "format", "Format", FORMATS);
        let syntax = self.required(one, one.syntax.as_ref(), "syntax", "Syntax", SYNTAXES);
        let order = self.required(one, one.order.as_ref(), "order", "Order", ORDERS);
        if one.sources.is_empty() {
            self.wrong(
                &one.id,
                "rules need `sources`: where they stand in the file",
            );
        }
        let sources: String = one.sources.iter().map(rule_source).collect();
        let builtin: Vec<String> = one
            .defaults
            .iter()
            .map(|(pattern, effect)| format!("({pattern:?}, {effect:?})"))
            .collect();
        format!(
            "ControlKind::Rules {{ format: {format}, sources: &[{sources}], order: {order}, syntax: {syntax}, \
             subject: {:?}, builtin: &[{}] }}",
            one.subject.as_deref().unwrap_or("{path}"),
            builtin.join(", "),
        )
    }

    fn flags(&mut self, one: &Control) -> String {
        let format = self.required(one, one.format.as_ref(), "format", "Format", FORMATS);
        if one.flags.is_empty() {
            self.wrong(&one.id, "flags need at least one key and its value");
        }
        let mut flags = String::new();
        for (key, value) in &one.flags {
            let value = scalar(value);
            write!(flags, "Flag {{ key: {key:?}, value: {value} }}, ").expect("a string");
        }
        format!(
            "ControlKind::Flags {{ format: {format}, at: {}, flags: &[{flags}], fallback: {:?} }}",
            strings(&one.at),
            one.fallback
        )
    }

    fn hook(&mut self, one: &Control) -> String {
        let format = one.format.as_ref().map_or_else(
            || "None".to_owned(),
            |format| format!("Some({})", self.name(format, "Format", FORMATS)),
        );
        if one.events.is_empty() {
            self.wrong(
                &one.id,
                "a hook needs `events`, each with the routes that it closes",
            );
        }
        let mut events = String::new();
        for event in &one.events {
            let closes = self.names(&event.closes, "Route", ROUTES);
            write!(
                events,
                "HookEvent {{ at: {}, tool: {:?}, closes: {closes} }}, ",
                strings(&event.at),
                event.tool
            )
            .expect("a string");
        }
        format!(
            "ControlKind::Hook {{ format: {format}, events: &[{events}], matchers: {} }}",
            one.matchers
        )
    }

    fn fix(&mut self, control: &Control) -> String {
        let Some(fix) = &control.fix else {
            return "None".to_owned();
        };
        // Every ignore file gets the same lines, unless its row has others.
        let entries = match control.kind.get_ref().as_str() {
            "lines" if fix.entries.is_empty() => "IGNORE_LINES".to_owned(),
            _ => strings(&fix.entries),
        };
        let snippet = fix.snippet.as_ref().map_or_else(
            || "None".to_owned(),
            |one| {
                format!(
                    "Some(Snippet {{ language: {:?}, place: {:?}, text: {:?} }})",
                    one.language, one.place, one.text
                )
            },
        );
        format!(
            "Some(ControlFix {{ title: {:?}, entries: {entries}, at: {}, value: {:?}, snippet: {snippet}, \
             on_request: {}, note: {:?} }})",
            fix.title.get_ref(),
            strings(&fix.at),
            fix.value,
            fix.on_request,
            fix.note,
        )
    }
}

fn rule_source(one: &RuleSource) -> String {
    let fields = one.fields.as_ref().map_or_else(
        || "None".to_owned(),
        |fields| {
            format!(
                "Some(RuleFields {{ tool: {:?}, pattern: {:?}, effect: {:?} }})",
                fields.tool, fields.pattern, fields.effect
            )
        },
    );
    format!(
        "RuleSource {{ at: {}, tool: {:?}, fields: {fields} }}, ",
        strings(&one.at),
        one.tool
    )
}

fn scalar(one: &Scalar) -> String {
    match one {
        Scalar::Bool(value) => format!("Scalar::Bool({value})"),
        Scalar::Text(value) => format!("Scalar::Text({value:?})"),
    }
}

fn one_setting(one: &Setting) -> String {
    let equals = one.equals.as_ref().map_or_else(
        || "None".to_owned(),
        |value| format!("Some({})", scalar(value)),
    );
    format!(
        "Setting {{ file: {:?}, at: {}, equals: {equals}, why: {:?} }}",
        one.file,
        strings(&one.at),
        one.why
    )
}

fn setting(one: Option<&Setting>) -> String {
    one.map_or_else(
        || "None".to_owned(),
        |one| format!("Some({})", one_setting(one)),
    )
}

fn settings(all: &[Setting]) -> String {
    let all: Vec<String> = all.iter().map(one_setting).collect();
    format!("&[{}]", all.join(", "))
}
