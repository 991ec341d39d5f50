//! `.keyward.toml` to settings, with a line for everything that is wrong.

use std::ops::Range;

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::entries;
use super::{HookAnswer, Layer, Level, Settings, Trust};

/// Something wrong in a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line it is on, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// Reads settings. Nothing in here fails: what is wrong is told, and what is right applies,
/// except that a file with anything wrong in it can't make Keyward quieter.
#[must_use]
pub fn parse(text: &str, trust: Trust) -> (Layer, Vec<Problem>) {
    let mut layer = Layer::empty(trust);
    let mut problems = Vec::new();
    match DeTable::parse(text) {
        Ok(table) => read_keys(text, table.get_ref(), &mut layer.settings, &mut problems),
        Err(error) => problems.push(problem(text, error.span(), error.message())),
    }
    check_values(text, &mut layer, &mut problems);
    if !problems.is_empty() {
        keep_only_stricter(&mut layer.settings);
    }
    problems.sort_by_key(|problem| problem.line);
    (layer, problems)
}

/// Reads each key by itself, so that one mistake does not hide the others.
fn read_keys(text: &str, table: &DeTable<'_>, into: &mut Settings, problems: &mut Vec<Problem>) {
    for (key, value) in table {
        let name: &str = key.get_ref();
        if entries::is_list(name) {
            entries::read(name, key.span(), value, into, &mut |span, message| {
                problems.push(problem(text, Some(span), &message));
            });
        } else if let DeValue::Table(inner) = value.get_ref() {
            for (inner_key, inner_value) in inner {
                let one = format!(
                    "[{name}]\n{}\n",
                    entry(text, inner_key.get_ref(), inner_value.span())
                );
                merge(text, &one, inner_key.span(), into, problems);
            }
        } else {
            let one = entry(text, name, value.span());
            merge(text, &one, key.span(), into, problems);
        }
    }
}

/// One `key = value` of the file, its value as written.
fn entry(text: &str, key: &str, value: Range<usize>) -> String {
    let key = toml::Value::String(key.to_owned());
    format!("{key} = {}", text.get(value).unwrap_or("''"))
}

fn merge(
    text: &str,
    one: &str,
    span: Range<usize>,
    into: &mut Settings,
    problems: &mut Vec<Problem>,
) {
    match toml::from_str::<toml::Table>(one).and_then(Settings::deserialize) {
        Ok(part) => into.take(part),
        Err(error) => problems.push(problem(text, Some(span), error.message())),
    }
}

impl Settings {
    /// Takes over everything that `other` says.
    fn take(&mut self, other: Self) {
        self.min_confidence = other.min_confidence.or(self.min_confidence);
        self.rules.extend(other.rules);
        self.exclude.extend(other.exclude);
        self.env_file = other.env_file.or_else(|| self.env_file.take());
        self.secrets_manager = other
            .secrets_manager
            .or_else(|| self.secrets_manager.take());
        self.lookup = other.lookup.or(self.lookup);
        self.assistants.extend(other.assistants);
        self.code_lens = other.code_lens.or(self.code_lens);
        self.home_signs = other.home_signs.or(self.home_signs);
        self.rotation_days.extend(other.rotation_days);
        self.diagnostics = other.diagnostics.or(self.diagnostics);
        self.agent_hook = other.agent_hook.or(self.agent_hook);
        self.agent_hook_failure = other.agent_hook_failure.or(self.agent_hook_failure);
        self.agent_hook_allow.extend(other.agent_hook_allow);
    }
}

/// Checks what types can't: rule ids, globs, the place of the `.env`.
fn check_values(text: &str, layer: &mut Layer, problems: &mut Vec<Problem>) {
    let settings = &mut layer.settings;
    settings.rules.retain(|id, _| {
        let known = crate::rule::by_id(id).is_some()
            || crate::agent_file::CHECKS.contains(&id.as_str())
            || crate::hygiene::by_id(id).is_some()
            || crate::inventory::CHECKS.contains(&id.as_str())
            || settings.custom_rules.iter().any(|rule| rule.id == *id);
        if !known {
            let message = format!("no rule is called `{id}`; `keyward rules` lists them all");
            problems.push(problem(text, find(text, id), &message));
        }
        known
    });
    for globs in [&mut settings.exclude, &mut settings.agent_hook_allow] {
        globs.retain(|glob| {
            let wrong = globset::Glob::new(glob).err();
            if let Some(error) = &wrong {
                let message = format!("`{glob}` is no glob: {}", error.kind());
                problems.push(problem(text, find(text, glob), &message));
            }
            wrong.is_none()
        });
    }
    if layer.trust != Trust::User
        && let Some(name) = settings.env_file.take_if(|name| !stays_inside(name))
    {
        let message = format!("`{name}` must be a path inside the workspace, without `..`");
        problems.push(problem(text, find(text, &name), &message));
    }
    let known = |id: &str| matches!(id, "auto" | "off") || crate::fix::manager(id).is_some();
    if let Some(id) = settings.secrets_manager.take_if(|id| !known(id)) {
        let ids: Vec<&str> = crate::fix::managers().iter().map(|one| one.id).collect();
        let ids = ids.join("`, `");
        let message = format!("no secrets manager is called `{id}`: write `auto`, `off`, `{ids}`");
        problems.push(problem(text, find(text, &id), &message));
    }
}

/// Whether a path from a stranger's settings stays in the folder, on every system.
fn stays_inside(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|part| !part.is_empty() && part != "..")
}

/// Drops everything that makes Keyward quieter.
fn keep_only_stricter(settings: &mut Settings) {
    settings.min_confidence = None;
    settings.exclude.clear();
    settings.agent_hook = settings
        .agent_hook
        .filter(|answer| *answer == HookAnswer::Deny);
    settings.agent_hook_allow.clear();
    settings.allow.clear();
    settings
        .rules
        .retain(|_, level| matches!(level, Level::Warning | Level::Error));
}

fn find(text: &str, part: &str) -> Option<Range<usize>> {
    text.find(part).map(|at| at..at + part.len())
}

fn problem(text: &str, span: Option<Range<usize>>, message: &str) -> Problem {
    let at = span.map_or(0, |span| span.start.min(text.len()));
    let line = text.as_bytes()[..at]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1;
    // The parser's own words may go on over several lines.
    let message = message.lines().next().unwrap_or_default().to_owned();
    Problem { line, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Confidence;

    fn read(text: &str) -> (Settings, Vec<(usize, String)>) {
        let (layer, problems) = parse(text, Trust::Untrusted);
        let told = problems.into_iter().map(|one| (one.line, one.message));
        (layer.settings, told.collect())
    }

    #[test]
    fn right_settings_are_read() {
        let text =
            "min_confidence = \"certain\"\nexclude = [\"a/**\"]\n[assistants]\ncursor = \"off\"\n";
        let (settings, problems) = read(text);
        assert_eq!(problems, []);
        assert_eq!(settings.min_confidence, Some(Confidence::Certain));
        assert_eq!(settings.exclude, ["a/**"]);
        assert_eq!(settings.assistants.len(), 1);
    }

    #[test]
    fn every_mistake_has_its_line_and_silences_nothing() {
        let text = "exclude = [\"**\"]\nfoo = 1\n\n[rules]\nno-such = \"off\"\n[assistants]\ncursor = \"maybe\"\n";
        let (settings, problems) = read(text);
        let lines: Vec<usize> = problems.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 5, 7], "{problems:?}");
        assert!(settings.exclude.is_empty());
    }

    #[test]
    fn paths_of_strangers_stay_inside() {
        for name in [
            "../.env",
            "/etc/.env",
            "a/../../.env",
            "C:/.env",
            "",
            "a//b",
        ] {
            assert!(!stays_inside(name), "{name}");
        }
        assert!(stays_inside("config/.env"));
    }

    #[test]
    fn no_text_makes_it_panic() {
        let texts = [
            "",
            "=",
            "[",
            "[[rules]]",
            "rules.a.b = 1",
            "'''",
            "a = {",
            "exclude = 3",
            "rules = 'off'",
            "\u{0}",
            "[rules]\n\"a\\nb\" = 'off'",
            "[a.b.c]\nd=1",
            "\"\" = 1",
        ];
        for text in texts {
            let _ = parse(text, Trust::Trusted);
        }
    }
}
