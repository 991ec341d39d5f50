//! `.gitleaks.toml` and `.betterleaks.toml`.
//!
//! Semantics as in gitleaks 8: <https://github.com/gitleaks/gitleaks#configuration>. Keys count
//! in any case, unknown ones are left alone, and a rule that reuses the id of one it extends
//! adds to its keywords and allowlists and replaces the rest.

use serde::Deserialize;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::go_regex::translate;
use crate::config::{Level, Problem, Settings, check_rule, first_line, too_many, too_wide};
use crate::own::{Allow, Condition, CustomRule, Group, MAX_RULES, Pattern, Required, Target};
use crate::rule;

/// How often a file may extend another.
pub const DEPTH: usize = 2;

/// What gitleaks' one generic rule is called, and which of ours stand for it.
const GENERIC: (&str, &[&str]) = ("generic-api-key", &["generic-secret", "generic-password"]);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rule {
    id: String,
    description: String,
    regex: String,
    secretgroup: usize,
    entropy: f64,
    keywords: Vec<String>,
    path: String,
    skipreport: bool,
    required: Vec<Needed>,
    allowlists: Vec<Allowlist>,
    allowlist: Option<Allowlist>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Needed {
    id: String,
    withinlines: Option<usize>,
    withincolumns: Option<usize>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Allowlist {
    description: String,
    condition: String,
    commits: Vec<String>,
    paths: Vec<String>,
    regexes: Vec<String>,
    regextarget: String,
    stopwords: Vec<String>,
    targetrules: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Extend {
    path: String,
    url: String,
    disabledrules: Vec<String>,
}

/// A file with what it extends, before it becomes settings.
#[derive(Default)]
struct Whole {
    /// Each with its line; 0 for one of a file that is extended.
    rules: Vec<(usize, Rule)>,
    allowlists: Vec<(usize, Allowlist)>,
    disabled: Vec<(usize, String)>,
}

/// Reads a configuration. `sibling` reads a file that it extends.
#[must_use]
pub fn gitleaks(
    text: &str,
    sibling: &dyn Fn(&str) -> Result<String, String>,
) -> (Settings, Vec<Problem>) {
    let mut told = Told(Vec::new());
    let whole = whole(text, sibling, 0, &mut told);
    let settings = settings(whole, &mut told);
    (settings, told.0)
}

/// What could not be taken over.
struct Told(Vec<Problem>);

impl Told {
    fn say(&mut self, line: usize, message: String) {
        self.0.push(Problem {
            line: line.max(1),
            message,
        });
    }
}

fn whole(
    text: &str,
    sibling: &dyn Fn(&str) -> Result<String, String>,
    depth: usize,
    told: &mut Told,
) -> Whole {
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            let why = first_line(error.message());
            told.say(line, format!("{why}; nothing of this file counts"));
            return Whole::default();
        }
    };
    let mut own = Whole::default();
    let mut base = Whole::default();
    for (key, value) in &table {
        let line = |at: usize| if depth == 0 { line_of(text, at) } else { 0 };
        match key.get_ref().to_ascii_lowercase().as_str() {
            "rules" => each(value, told, &line, &mut own.rules),
            "allowlists" | "allowlist" => each(value, told, &line, &mut own.allowlists),
            "extend" => {
                let at = line(key.span().start);
                let extend: Extend = lowered(value).try_into().unwrap_or_default();
                own.disabled
                    .extend(extend.disabledrules.iter().map(|id| (at, id.clone())));
                base = extended(&extend, at, sibling, depth, told);
            }
            _ => {}
        }
    }
    merged(base, own)
}

fn extended(
    extend: &Extend,
    line: usize,
    sibling: &dyn Fn(&str) -> Result<String, String>,
    depth: usize,
    told: &mut Told,
) -> Whole {
    if !extend.url.is_empty() {
        told.say(
            line,
            "a URL is not read: Keyward opens no connection".to_owned(),
        );
    }
    if extend.path.is_empty() {
        return Whole::default();
    }
    if depth >= DEPTH {
        let path = &extend.path;
        told.say(
            line,
            format!("`{path}` is not read: files extend each other {DEPTH} deep at most"),
        );
        return Whole::default();
    }
    match sibling(&extend.path) {
        Ok(text) => whole(&text, sibling, depth + 1, told),
        Err(why) => {
            told.say(line, format!("`{}` {why}", extend.path));
            Whole::default()
        }
    }
}

/// Reads the tables of a list, or a single one, each by itself.
fn each<T: for<'de> Deserialize<'de>>(
    value: &Spanned<DeValue<'_>>,
    told: &mut Told,
    line: &impl Fn(usize) -> usize,
    into: &mut Vec<(usize, T)>,
) {
    let single = std::slice::from_ref(value);
    let items: &[Spanned<DeValue<'_>>] = match value.get_ref() {
        DeValue::Array(items) => items,
        _ => single,
    };
    for item in items {
        let at = line(item.span().start);
        match lowered(item).try_into() {
            Ok(entry) => into.push((at, entry)),
            Err(error) => {
                let error: toml::de::Error = error;
                let why = first_line(error.message());
                told.say(at, format!("{why}; this entry is left out"));
            }
        }
    }
}

/// The value with its keys in lower case, as they count.
fn lowered(value: &Spanned<DeValue<'_>>) -> Value {
    match value.get_ref() {
        DeValue::Table(table) => {
            let entries = table.iter();
            let entries =
                entries.map(|(key, value)| (key.get_ref().to_ascii_lowercase(), lowered(value)));
            Value::Table(entries.collect::<Table>())
        }
        DeValue::Array(items) => Value::Array(items.iter().map(lowered).collect()),
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Boolean(false), Value::Integer),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or(Value::Boolean(false), Value::Float),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
    }
}

/// A file over the one that it extends.
fn merged(mut base: Whole, own: Whole) -> Whole {
    for (line, rule) in own.rules {
        match base.rules.iter_mut().find(|(_, known)| known.id == rule.id) {
            Some((at, known)) => {
                *at = line;
                known.extend(rule);
            }
            None => base.rules.push((line, rule)),
        }
    }
    base.allowlists.extend(own.allowlists);
    base.disabled.extend(own.disabled);
    base
}

impl Rule {
    fn extend(&mut self, over: Self) {
        self.keywords.extend(over.keywords);
        self.allowlists.extend(over.allowlists);
        self.allowlists.extend(over.allowlist);
        self.required.extend(over.required);
        for (mine, other) in [
            (&mut self.regex, over.regex),
            (&mut self.path, over.path),
            (&mut self.description, over.description),
        ] {
            if !other.is_empty() {
                *mine = other;
            }
        }
        if over.entropy != 0.0 {
            self.entropy = over.entropy;
        }
        if over.secretgroup != 0 {
            self.secretgroup = over.secretgroup;
        }
    }
}

fn settings(whole: Whole, told: &mut Told) -> Settings {
    let mut settings = Settings::default();
    let rules = whole.rules;
    let own_ids: Vec<String> = rules.iter().map(|(_, rule)| rule.id.clone()).collect();
    if rules.len() > MAX_RULES {
        told.say(rules[MAX_RULES].0, too_many("rules", rules.len()));
    }
    let disabled: Vec<String> = whole.disabled.iter().map(|(_, id)| id.clone()).collect();
    for (line, rule) in rules.into_iter().take(MAX_RULES) {
        if rule.regex.is_empty() && rule.path.is_empty() {
            add_to_built_in(rule, line, &mut settings, told);
        } else if !disabled.contains(&rule.id) {
            add_rule(rule, line, &mut settings, told);
        }
    }
    for (line, list) in whole.allowlists {
        add_allowlist(list, line, &own_ids, &mut settings, told);
    }
    for (line, id) in whole.disabled {
        match built_in(&id) {
            Some(ids) => {
                let off = ids.into_iter().map(|id| (id, Level::Off));
                settings.rules.extend(off);
            }
            None if own_ids.contains(&id) => {}
            None => told.say(
                line,
                format!("rule `{id}` is not known here, so it can't be disabled"),
            ),
        }
    }
    settings
}

fn add_rule(rule: Rule, line: usize, settings: &mut Settings, told: &mut Told) {
    let id = rule.id.clone();
    let checked = converted(rule, line, told).and_then(|rule| {
        check_rule(&rule, &settings.custom_rules)?;
        Ok(rule)
    });
    match checked {
        Ok(rule) => settings.custom_rules.push(rule),
        Err(why) => told.say(line, format!("rule `{id}`: {why}; it is left out")),
    }
}

/// A rule without a regex and a path adds to one of gitleaks' own.
fn add_to_built_in(rule: Rule, line: usize, settings: &mut Settings, told: &mut Told) {
    let Some(ids) = built_in(&rule.id) else {
        let id = rule.id;
        let message = format!("rule `{id}` is not known here; what it adds is left out");
        return told.say(line, message);
    };
    for list in rule.allowlists.into_iter().chain(rule.allowlist) {
        settings.allow.extend(allow(list, ids.clone(), line, told));
    }
}

fn add_allowlist(
    list: Allowlist,
    line: usize,
    own_ids: &[String],
    settings: &mut Settings,
    told: &mut Told,
) {
    let ids = targets(&list, own_ids, line, told);
    if !list.targetrules.is_empty() && ids.is_empty() {
        return;
    }
    let Some(entry) = allow(list, ids, line, told) else {
        return;
    };
    // With paths that must fit as well, the rest may be wide.
    let is_bounded = entry.condition == Condition::All && entry.has_paths();
    match too_wide(&entry) {
        Err(why) if !is_bounded => told.say(line, format!("{why}; the allowlist is left out")),
        _ => settings.allow.push(entry),
    }
}

/// The built-in rules that one of gitleaks' own stands for.
fn built_in(id: &str) -> Option<Vec<String>> {
    if id == GENERIC.0 {
        return Some(GENERIC.1.iter().map(|id| (*id).to_owned()).collect());
    }
    rule::by_id(id).map(|rule| vec![rule.id.to_owned()])
}

/// What an own rule is called here: a built-in one may have its id.
fn renamed(id: &str) -> String {
    if rule::by_id(id).is_some() {
        format!("gitleaks-{id}")
    } else {
        id.to_owned()
    }
}

fn targets(list: &Allowlist, own: &[String], line: usize, told: &mut Told) -> Vec<String> {
    let mut ids = Vec::new();
    for id in &list.targetrules {
        if own.contains(id) {
            ids.push(renamed(id));
        } else if let Some(known) = built_in(id) {
            ids.extend(known);
        } else {
            told.say(
                line,
                format!("rule `{id}` is not known here, so nothing of it is allowed"),
            );
        }
    }
    ids
}

fn converted(rule: Rule, line: usize, told: &mut Told) -> Result<CustomRule, String> {
    let pattern = |text: &str| match text {
        "" => Ok(None),
        text => Pattern::new(&translate(text)).map(Some),
    };
    let required = rule.required.into_iter().map(|needed| Required {
        id: renamed(&needed.id),
        within_lines: needed.withinlines,
        within_columns: needed.withincolumns,
    });
    let (regex, path_regex) = (pattern(&rule.regex)?, pattern(&rule.path)?);
    if ["(?s", "[\\s\\S]"]
        .iter()
        .any(|sign| rule.regex.contains(sign))
    {
        let id = &rule.id;
        told.say(
            line,
            format!("rule `{id}` is about several lines, and matches within one here"),
        );
    }
    let lists = rule.allowlists.into_iter().chain(rule.allowlist);
    Ok(CustomRule {
        id: renamed(&rule.id),
        name: (!rule.description.is_empty()).then_some(rule.description),
        regex,
        secret_group: (rule.secretgroup > 0).then_some(Group::Number(rule.secretgroup)),
        keywords: rule
            .keywords
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect(),
        path_regex,
        entropy: (rule.entropy > 0.0).then_some(rule.entropy),
        allow: lists
            .filter_map(|list| allow(list, Vec::new(), line, told))
            .collect(),
        required: required.collect(),
        report: !rule.skipreport,
        ..CustomRule::default()
    })
}

/// An allowlist as an allow entry; `None` when nothing of it can hold here.
fn allow(list: Allowlist, rules: Vec<String>, line: usize, told: &mut Told) -> Option<Allow> {
    let condition = if list.condition.eq_ignore_ascii_case("and") || list.condition == "&&" {
        Condition::All
    } else {
        Condition::Any
    };
    if !list.commits.is_empty() {
        let count = list.commits.len();
        told.say(
            line,
            format!("the commits of an allowlist ({count}) mean nothing to a scan of files"),
        );
        if condition == Condition::All {
            return None;
        }
    }
    let mut broken = false;
    let mut patterns = |texts: &[String]| -> Vec<Pattern> {
        let read = |text: &String| {
            let pattern = Pattern::new(&translate(text));
            if let Err(why) = &pattern {
                broken = true;
                told.say(
                    line,
                    format!("`{text}` in an allowlist: {why}; it allows nothing"),
                );
            }
            pattern.ok()
        };
        texts.iter().filter_map(read).collect()
    };
    let entry = Allow {
        rules,
        path_regexes: patterns(&list.paths),
        regexes: patterns(&list.regexes),
        target: match list.regextarget.as_str() {
            "match" => Target::Match,
            "line" => Target::Line,
            _ => Target::Value,
        },
        stopwords: list
            .stopwords
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect(),
        condition,
        reason: (!list.description.is_empty()).then_some(list.description),
        ..Allow::default()
    };
    // With all conditions needed, one that is missing would make the entry wider.
    let holds =
        (entry.has_paths() || entry.has_values()) && !(broken && condition == Condition::All);
    holds.then_some(entry)
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}
