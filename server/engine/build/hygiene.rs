//! `rules/hygiene/`: the checks, names of variables, and where values are printed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::{severity, strings};
use crate::hygiene_printing as printing;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    check: Vec<Check>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    pub(crate) id: Spanned<String>,
    name: String,
    level: Spanned<String>,
    severity: Spanned<String>,
    why: String,
    instead: String,
    fix: String,
    #[serde(default)]
    pub(crate) say: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    secret: Vec<Spanned<String>>,
    ends: Vec<Spanned<String>>,
    exact: Vec<String>,
    harmless: Vec<Spanned<String>>,
    harmless_ends: Vec<Spanned<String>>,
    clear: Vec<Spanned<String>>,
    for_clients: Vec<String>,
    restricted: Vec<String>,
    prefix: Vec<Prefix>,
    environment: Vec<Environment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prefix {
    text: Spanned<String>,
    tool: String,
    #[serde(default)]
    frameworks: Vec<Spanned<String>>,
    #[serde(default)]
    config: Vec<String>,
    #[serde(default)]
    pattern: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Environment {
    names: Vec<String>,
    rank: u8,
}

/// The tables `CHECKS`, `NAMES`, `PREFIXES`, `ENVIRONMENTS`, and those of printing.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let mut out = String::new();
    let Some(source) = Source::read(rules, "hygiene/checks.toml", problems) else {
        return out;
    };
    let Some(checks) = source.parse::<Checks>(problems) else {
        return out;
    };
    check_checks(&source, &checks.check, problems);
    let rows: Vec<String> = checks.check.iter().map(Check::emit).collect();
    out.push_str(&format!(
        "pub(super) static CHECKS: &[Check] = &[\n{}\n];\n",
        rows.join(",\n")
    ));
    if let Some(source) = Source::read(rules, "hygiene/names.toml", problems)
        && let Some(names) = source.parse::<Names>(problems)
    {
        names.check(&source, rules, problems);
        out.push_str(&names.emit());
    }
    out.push_str(&printing::build(rules, &checks.check, problems));
    out
}

fn check_checks(source: &Source, checks: &[Check], problems: &mut Problems) {
    let mut ids = BTreeSet::new();
    for check in checks {
        let id = check.id.get_ref();
        if !ids.insert(id) {
            problems.at(
                source,
                check.id.span(),
                "this id is there already; ids are for one check",
            );
        }
        if !id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        {
            problems.at(
                source,
                check.id.span(),
                "an id has lower case letters and dashes only",
            );
        }
        if level(check.level.get_ref()).is_none() {
            problems.at(
                source,
                check.level.span(),
                "level is error, warning or hint",
            );
        }
        if severity(check.severity.get_ref()).is_none() {
            let why = "severity is info, low, medium, high or critical";
            problems.at(source, check.severity.span(), why);
        }
        for text in check.say.values() {
            if !text.ends_with('.') || text.matches('{').count() != text.matches('}').count() {
                let why = "a sentence ends with a full stop, and `{` has its `}`";
                problems.at(source, check.id.span(), why);
            }
        }
    }
}

/// The confidence that stands for a level.
fn level(word: &str) -> Option<&'static str> {
    Some(match word {
        "error" => "Certain",
        "warning" => "Likely",
        "hint" => "Possible",
        _ => return None,
    })
}

impl Check {
    fn emit(&self) -> String {
        let say: Vec<String> = self
            .say
            .iter()
            .map(|(key, text)| format!("({key:?}, {text:?})"))
            .collect();
        format!(
            "Check {{ id: {:?}, name: {:?}, level: Confidence::{}, severity: Severity::{}, why: {:?}, instead: {:?}, \
             fix: {:?}, say: &[{}] }}",
            self.id.get_ref(),
            self.name,
            level(self.level.get_ref()).unwrap_or_default(),
            severity(self.severity.get_ref()).unwrap_or_default(),
            self.why,
            self.instead,
            self.fix,
            say.join(", ")
        )
    }
}

impl Names {
    fn check(&self, source: &Source, rules: &Path, problems: &mut Problems) {
        let lists = [
            &self.secret,
            &self.ends,
            &self.harmless,
            &self.harmless_ends,
            &self.clear,
        ];
        for word in lists.into_iter().flatten() {
            let fits =
                |byte: u8| byte.is_ascii_lowercase() || byte == b' ' || byte.is_ascii_digit();
            if word.get_ref().is_empty() || !word.get_ref().bytes().all(fits) {
                let why = "words are in lower case, with one blank between two of them";
                problems.at(source, word.span(), why);
            }
        }
        for prefix in &self.prefix {
            for id in &prefix.frameworks {
                let file = rules.join(format!("frameworks/{}.toml", id.get_ref()));
                if !file.is_file() {
                    let why = "no such framework; name a file of rules/frameworks";
                    problems.at(source, id.span(), why);
                }
            }
            if prefix.config.is_empty() != prefix.pattern.is_empty() {
                let why = "`config` and `pattern` go together; add the one that is missing";
                problems.at(source, prefix.text.span(), why);
            }
        }
    }

    fn emit(&self) -> String {
        let prefixes: Vec<String> = self.prefix.iter().map(Prefix::emit).collect();
        let environments: Vec<String> = self
            .environment
            .iter()
            .map(|one| {
                let names = strings(&one.names);
                format!("Environment {{ names: {names}, rank: {} }}", one.rank)
            })
            .collect();
        format!(
            "pub(super) static NAMES: Names = Names {{ secret: {}, ends: {}, exact: {}, harmless: {}, harmless_ends: {}, \
             clear: {}, for_clients: {}, restricted: {} }};\n\
             pub(super) static PREFIXES: &[Prefix] = &[\n{}\n];\n\
             pub(super) static ENVIRONMENTS: &[Environment] = &[{}];\n",
            words(&self.secret),
            words(&self.ends),
            strings(&self.exact),
            words(&self.harmless),
            words(&self.harmless_ends),
            words(&self.clear),
            strings(&self.for_clients),
            strings(&self.restricted),
            prefixes.join(",\n"),
            environments.join(", ")
        )
    }
}

/// Names as lists of words.
fn words(names: &[Spanned<String>]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| strings(&name.get_ref().split(' ').collect::<Vec<_>>()))
        .collect();
    format!("&[{}]", names.join(", "))
}

impl Prefix {
    fn emit(&self) -> String {
        let frameworks: Vec<&String> = self.frameworks.iter().map(Spanned::get_ref).collect();
        format!(
            "Prefix {{ text: {:?}, tool: {:?}, frameworks: {}, config: {}, pattern: {:?} }}",
            self.text.get_ref(),
            self.tool,
            strings(&frameworks),
            strings(&self.config),
            self.pattern
        )
    }
}
