//! Ordered rules that allow, ask or deny.

use std::path::Path;

use super::{Job, names, values, view};
use crate::exposure::assistant::Strength;
use crate::exposure::control::strength;
use crate::exposure::control_row::{self, ControlKind, RuleFields, RuleSource, Syntax};
use crate::exposure::edit::Edited;
use crate::exposure::settings::{Order, Settings, Value};

/// The text with the rules that it lacks, where they win.
pub(super) fn added(job: &Job<'_>, old: &str, edited: &Edited<'_>) -> Result<String, String> {
    let ControlKind::Rules {
        format,
        sources,
        order,
        ..
    } = &job.control.kind
    else {
        return Ok(old.to_owned());
    };
    let order = match order {
        control_row::Order::Last => Order::Last,
        control_row::Order::First => Order::First,
        control_row::Order::Strictest => Order::Any,
    };
    let mut settings = values::parsed(old, *format)?;
    let value = values::value(job.fix, *format)?;
    let table = Table::of(job, sources, &settings, &value)?;
    let templates = names::templates(job.files, job.root, edited);
    let before: Vec<Option<Strength>> = {
        let now = View::of(job, &settings, edited);
        templates.iter().map(|it| now.strength(it)).collect()
    };
    let (at, value) = table.addition(job, value);
    let at: Vec<&str> = at.iter().map(String::as_str).collect();
    values::add(&mut settings, &at, value, order)?;
    for file in job.files {
        let now = View::of(job, &settings, edited);
        if !now.holds(file) {
            let pattern = table.class(file).unwrap_or_else(|| table.name(file));
            table.add(&mut settings, &pattern, Strength::ToolLevel, order)?;
        }
    }
    // What is denied for all must not take a template along that was open before.
    for (template, before) in templates.iter().zip(before) {
        let now = View::of(job, &settings, edited);
        if order != Order::Any && rank(now.strength(template)) < rank(before) {
            let effect = before.unwrap_or(Strength::None);
            table.add(&mut settings, &table.name(template), effect, order)?;
        }
    }
    Ok(settings.text())
}

/// 0 for what keeps a file out for sure.
fn rank(strength: Option<Strength>) -> u8 {
    strength.map_or(u8::MAX, Strength::rank)
}

/// The workspace with the settings as they are by now.
struct View<'a> {
    job: &'a Job<'a>,
    edited: Edited<'a>,
}

impl<'a> View<'a> {
    fn of(job: &'a Job<'a>, settings: &Settings, edited: &'a Edited<'a>) -> Self {
        let mut view = Edited::new(edited);
        view.put(&job.root.join(job.target), None, settings.text());
        Self { job, edited: view }
    }

    fn strength(&self, file: &Path) -> Option<Strength> {
        let workspace = view(self.job.control, file, self.job.root, &self.edited);
        strength(self.job.control, &workspace).ok().flatten()
    }

    fn holds(&self, file: &Path) -> bool {
        rank(self.strength(file)) <= self.job.control.strength.rank()
    }
}

/// Where rules stand in this file, and in which form.
struct Table {
    /// The keys that lead to them.
    at: Vec<String>,
    tool: &'static str,
    /// The keys of a rule, where rules are an array.
    fields: Option<&'static RuleFields>,
    /// The word that the fix has for a refusal.
    deny: String,
    /// The rules of the fix, where only they are added and not the rest of its value.
    alone: Option<Vec<(String, Value)>>,
    syntax: Syntax,
}

impl Table {
    fn of(
        job: &Job<'_>,
        sources: &'static [RuleSource],
        settings: &Settings,
        value: &Value,
    ) -> Result<Self, String> {
        let ControlKind::Rules { syntax, .. } = &job.control.kind else {
            return Err("holds no rules".to_owned());
        };
        let first = sources.first().ok_or("has no place for rules")?;
        // The form that the file has already; two in one file would contradict each other.
        let there = |it: &&RuleSource| {
            it.fields.is_some()
                && settings
                    .value(it.at)
                    .is_some_and(|it| it.elements().is_some())
        };
        let source = sources.iter().find(there).unwrap_or(first);
        let whole = whole(job, value);
        let own = resolved(first.at, &whole);
        let mut table = Self {
            at: resolved(source.at, &whole).unwrap_or_default(),
            tool: source.tool,
            fields: source.fields.as_ref(),
            deny: "deny".to_owned(),
            alone: None,
            syntax: *syntax,
        };
        if source.fields.is_some() && first.fields.is_none() {
            table.alone = Some(rules_of(&whole, &own.unwrap_or_default(), first.tool));
        } else if let Some(theirs) = named(source.at, settings)? {
            table.alone = Some(rules_of(&whole, &own.unwrap_or_default(), first.tool));
            table.at = theirs;
        } else if let Some(fields) = &source.fields {
            let rule = whole.at(source.at).unwrap_or(value);
            let rule = rule.elements().and_then(<[Value]>::first).unwrap_or(rule);
            let keys: Vec<&str> = fields.effect.split('.').collect();
            if let Some(word) = rule.at(&keys).and_then(Value::text) {
                word.clone_into(&mut table.deny);
            }
        }
        Ok(table)
    }

    /// What goes where, first of all.
    fn addition(&self, job: &Job<'_>, value: Value) -> (Vec<String>, Value) {
        let Some(rules) = &self.alone else {
            let at: Vec<String> = job.fix.at.iter().map(|&key| key.to_owned()).collect();
            let is_rule = self.at == at && self.fields.is_some() && value.entries().is_some();
            let value = if is_rule {
                Value::List(vec![value])
            } else {
                value
            };
            return (at, value);
        };
        match self.fields {
            Some(fields) => {
                let rules = rules.iter().filter_map(|(pattern, effect)| {
                    Some(self.entry(fields, pattern, effect.text()?))
                });
                (self.at.clone(), Value::List(rules.collect()))
            }
            None => (self.place(), Value::Map(rules.clone())),
        }
    }

    fn add(
        &self,
        settings: &mut Settings,
        pattern: &str,
        effect: Strength,
        order: Order,
    ) -> Result<(), String> {
        let word = match effect {
            Strength::None => "allow",
            Strength::Ask => "ask",
            _ => &self.deny,
        };
        let (at, value) = match self.fields {
            Some(fields) => {
                let rule = self.entry(fields, pattern, word);
                (self.at.clone(), Value::List(vec![rule]))
            }
            None => {
                let rule = (pattern.to_owned(), Value::from(word));
                (self.place(), Value::Map(vec![rule]))
            }
        };
        let at: Vec<&str> = at.iter().map(String::as_str).collect();
        values::add(settings, &at, value, order)
    }

    /// The keys that lead to patterns.
    fn place(&self) -> Vec<String> {
        let mut at = self.at.clone();
        if !self.tool.is_empty() {
            at.push(self.tool.to_owned());
        }
        at
    }

    fn entry(&self, fields: &RuleFields, pattern: &str, effect: &str) -> Value {
        let mut rule = Value::Map(Vec::new());
        for (keys, text) in [
            (fields.tool, self.tool),
            (fields.pattern, pattern),
            (fields.effect, effect),
        ] {
            if !keys.is_empty() && !text.is_empty() {
                rule.put(&keys.split('.').collect::<Vec<_>>(), Value::from(text));
            }
        }
        rule
    }

    /// The pattern of a class of files that fits this one.
    fn class(&self, file: &Path) -> Option<String> {
        let by_name = !matches!(
            self.syntax,
            Syntax::Literal | Syntax::Regex | Syntax::Prefix
        );
        let line = names::class(file).filter(|_| by_name)?;
        Some(self.anywhere(line))
    }

    /// The pattern for a file by its name.
    fn name(&self, file: &Path) -> String {
        let name = names::name(file);
        match self.syntax {
            Syntax::Literal => names::slashed(file),
            Syntax::Regex => format!(".*{}", regex::escape(&name)),
            Syntax::Gitignore | Syntax::Glob => self.anywhere(&globset::escape(&name)),
            _ => self.anywhere(&name),
        }
    }

    fn anywhere(&self, name: &str) -> String {
        match self.syntax {
            Syntax::Wildcard | Syntax::Fnmatch if name.starts_with('*') => name.to_owned(),
            Syntax::Wildcard | Syntax::Fnmatch => format!("*{name}"),
            _ => format!("**/{name}"),
        }
    }
}

/// The value of a fix as it stands in a file of its own.
fn whole(job: &Job<'_>, value: &Value) -> Value {
    let mut whole = Value::Map(Vec::new());
    if job.fix.at.is_empty() {
        return value.clone();
    }
    whole.put(job.fix.at, value.clone());
    whole
}

/// The keys of a source, in which `{key}` is the text of the settings' `key`.
fn resolved(at: &[&str], settings: &Value) -> Option<Vec<String>> {
    let keys = at.iter().map(|key| match variable(key) {
        Some(key) => Some(settings.get(key)?.text()?.to_owned()),
        None => Some((*key).to_owned()),
    });
    keys.collect()
}

fn variable(key: &str) -> Option<&str> {
    key.strip_prefix('{')?.strip_suffix('}')
}

/// The place that the user's own settings name, where the keys leave it to them.
///
/// # Errors
/// When they name one that this file does not have.
fn named(at: &[&str], settings: &Settings) -> Result<Option<Vec<String>>, String> {
    let Some(place) = at.iter().position(|key| variable(key).is_some()) else {
        return Ok(None);
    };
    let key = variable(at[place]).unwrap_or_default();
    let Some(name) = settings.value(&[key]).and_then(Value::text) else {
        return Ok(None);
    };
    let mut keys: Vec<&str> = at.to_vec();
    keys[place] = name;
    if settings.value(&keys[..=place]).is_none() {
        return Err(format!("names with `{key}` what it does not define"));
    }
    Ok(Some(keys.into_iter().map(str::to_owned).collect()))
}

/// Patterns and effects of one tool in the value of a fix.
fn rules_of(whole: &Value, at: &[String], tool: &str) -> Vec<(String, Value)> {
    let mut keys: Vec<&str> = at.iter().map(String::as_str).collect();
    if !tool.is_empty() {
        keys.push(tool);
    }
    let rules = whole.at(&keys).and_then(Value::entries);
    rules.unwrap_or_default().to_vec()
}
