//! Ordered rules that allow, ask or deny, as settings files hold them.

use super::control_row::{Order, RuleSource, Syntax};
use super::pattern::{Subject, fits, name_fits};
use super::settings::{Settings, Value};

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// The tool runs.
    Allow,
    /// The user is asked.
    Ask,
    /// The tool is refused.
    Deny,
}

impl Effect {
    /// The effect that a word stands for; anything unknown allows, so that nothing is promised.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "deny" | "none" | "reject" => Self::Deny,
            "ask" => Self::Ask,
            _ => Self::Allow,
        }
    }
}

/// A pattern and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) pattern: String,
    pub(super) effect: Effect,
}

/// The rules of one source for its tool, in the order of the file.
pub(super) fn read(source: &RuleSource, settings: &Settings) -> Vec<Rule> {
    let Some(value) = place(source.at, settings) else {
        return Vec::new();
    };
    if let Some(fields) = &source.fields {
        let rules = value.elements().unwrap_or_default().iter();
        return rules
            .filter(|rule| {
                inside(rule, fields.tool).is_none_or(|tool| name_fits(tool, source.tool))
            })
            .filter_map(|rule| {
                Some(Rule {
                    pattern: inside(rule, fields.pattern).unwrap_or("*").to_owned(),
                    effect: Effect::of(inside(rule, fields.effect)?),
                })
            })
            .collect();
    }
    if source.tool.is_empty() {
        return patterns(&value);
    }
    match &value {
        // One word for every tool.
        Value::Text(_) => patterns(&value),
        _ => value
            .entries()
            .unwrap_or_default()
            .iter()
            .filter(|(tool, _)| name_fits(tool, source.tool))
            .flat_map(|(_, rules)| patterns(rules))
            .collect(),
    }
}

/// A word for every file, or patterns with a word each.
fn patterns(value: &Value) -> Vec<Rule> {
    if let Value::Text(word) = value {
        return vec![Rule {
            pattern: "*".to_owned(),
            effect: Effect::of(word),
        }];
    }
    let entries = value.entries().unwrap_or_default().iter();
    let rules = entries.filter_map(|(pattern, word)| {
        Some(Rule {
            pattern: pattern.clone(),
            effect: Effect::of(word.text()?),
        })
    });
    rules.collect()
}

/// The value at a way of keys, of which `{key}` is the text of the file's `key`.
fn place(at: &[&str], settings: &Settings) -> Option<Value> {
    let mut keys: Vec<String> = Vec::new();
    for key in at {
        match key.strip_prefix('{').and_then(|key| key.strip_suffix('}')) {
            Some(named) => keys.push(settings.value(&[named])?.text()?.to_owned()),
            None => keys.push((*key).to_owned()),
        }
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    settings.value(&keys).cloned()
}

/// The text at a way of keys that dots part.
fn inside<'a>(rule: &'a Value, keys: &str) -> Option<&'a str> {
    let keys: Vec<&str> = keys.split('.').collect();
    rule.at(&keys)?.text()
}

/// What the rules say about a subject; `None` where none fits.
pub(super) fn decide(
    rules: &[Rule],
    order: Order,
    syntax: Syntax,
    subject: &Subject<'_>,
) -> Option<Effect> {
    let mut fitting = rules
        .iter()
        .filter(|rule| fits(&rule.pattern, syntax, subject))
        .map(|rule| rule.effect);
    match order {
        Order::First => fitting.next(),
        Order::Last => fitting.next_back(),
        Order::Strictest => fitting.max(),
    }
}
