//! The lists of tables in settings: `[[custom_rules]]` and `[[allow]]`.
//!
//! Each entry is read by itself, so that a broken one is told with its line and leaves the
//! others working.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::DeValue;

use super::Settings;
use crate::own::{Allow, CustomRule, Group, MAX_RULES, Pattern, Target};
use crate::rule;

/// Whether a key holds such a list.
pub(super) fn is_list(name: &str) -> bool {
    matches!(name, "custom_rules" | "allow")
}

/// Reads a list. `wrong` is told where a mistake is and what to do about it.
pub(super) fn read(
    name: &str,
    key: Range<usize>,
    value: &Spanned<DeValue<'_>>,
    into: &mut Settings,
    wrong: &mut dyn FnMut(Range<usize>, String),
) {
    let DeValue::Array(items) = value.get_ref() else {
        return wrong(key, format!("`{name}` must be a list: write `[[{name}]]`"));
    };
    if items.len() > MAX_RULES {
        let over = items[MAX_RULES].span();
        wrong(over, too_many(name, items.len()));
    }
    for item in items.iter().take(MAX_RULES) {
        let problem = if name == "allow" {
            one(item, check_allow).map(|entry| into.allow.push(entry))
        } else {
            let known = &into.custom_rules;
            let checked = one(item, |entry: &CustomRule| check_rule(entry, known));
            checked.map(|entry| into.custom_rules.push(entry))
        };
        if let Err((span, message)) = problem {
            let label = item
                .get_ref()
                .get("id")
                .and_then(|id| id.get_ref().as_str());
            let label = label.map_or(String::new(), |id| format!("rule `{id}`: "));
            wrong(
                span,
                format!("{label}{message}; the entry is off until that is right"),
            );
        }
    }
}

/// What is said of a list that is too long.
pub(crate) fn too_many(name: &str, count: usize) -> String {
    format!(
        "{count} entries of `{name}`, and only the first {MAX_RULES} count: join some, or leave some out"
    )
}

/// What a parser says, without the excerpt that it draws below.
pub(crate) fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

type Wrong = (Range<usize>, String);

fn one<'de, T: Deserialize<'de>>(
    item: &Spanned<DeValue<'de>>,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<T, Wrong> {
    let at = item.span().start..item.span().start;
    let read = T::deserialize(item.clone().into_deserializer());
    let entry = read.map_err(|error| {
        let message = first_line(error.message());
        (error.span().unwrap_or(at.clone()), message)
    })?;
    check(&entry).map_err(|message| (at, message))?;
    Ok(entry)
}

/// What is wrong with a rule that its types can't say.
pub(crate) fn check_rule(entry: &CustomRule, known: &[CustomRule]) -> Result<(), String> {
    let id = &entry.id;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.is_empty() || !id.chars().all(plain) {
        return Err("its `id` must be made of letters, digits, `-`, `_` and `.`".to_owned());
    }
    if rule::by_id(id).is_some() {
        return Err("a built-in rule has this id, choose another".to_owned());
    }
    if known.iter().any(|other| other.id == *id) {
        return Err("another rule above has this id, choose another".to_owned());
    }
    match &entry.regex {
        None if entry.path.is_none() && entry.path_regex.is_none() => {
            return Err(
                "it needs a `regex`, or a `path` to report files by their names".to_owned(),
            );
        }
        None => {}
        Some(pattern) => check_group(pattern, entry.secret_group.as_ref())?,
    }
    if entry
        .entropy
        .is_some_and(|least| !(0.0..=8.0).contains(&least))
    {
        return Err("`entropy` must be between 0 and 8 bits".to_owned());
    }
    if entry.keywords.iter().any(String::is_empty) {
        return Err("an empty keyword is on every line: take it out".to_owned());
    }
    if entry.stopwords.iter().any(String::is_empty) {
        return Err("an empty stopword is in every value: take it out".to_owned());
    }
    let name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let starts_wrong = |env: &String| env.starts_with(|c: char| c.is_ascii_digit());
    if entry
        .env
        .as_ref()
        .is_some_and(|env| env.is_empty() || starts_wrong(env) || !env.chars().all(name))
    {
        return Err("`env` must be a name of capitals, digits and `_`".to_owned());
    }
    Ok(())
}

fn check_group(pattern: &Pattern, group: Option<&Group>) -> Result<(), String> {
    let regex = pattern.regex();
    match group {
        Some(Group::Number(number)) if *number >= regex.captures_len() => {
            let groups = regex.captures_len() - 1;
            Err(format!(
                "the regex has no group {number}, its groups are 1 to {groups}"
            ))
        }
        Some(Group::Name(name)) if !regex.capture_names().flatten().any(|it| it == name) => Err(
            format!("the regex has no group `{name}`: write it as `(?<{name}>…)`"),
        ),
        _ => Ok(()),
    }
}

/// What is wrong with an allow entry that its types can't say. It may not be able to silence
/// everything at once.
pub(crate) fn check_allow(entry: &Allow) -> Result<(), String> {
    if !entry.has_paths() && !entry.has_values() && entry.fingerprints.is_empty() {
        return Err(
            "it allows nothing: give `fingerprints`, `regexes`, `stopwords` or `paths`".to_owned(),
        );
    }
    let fingerprint = |text: &String| {
        text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    if let Some(text) = entry.fingerprints.iter().find(|text| !fingerprint(text)) {
        return Err(format!(
            "`{text}` is no fingerprint: `keyward check --format json` prints them"
        ));
    }
    for pattern in &entry.regexes {
        if entry.target == Target::Value && !pattern.is_anchored() {
            let text = pattern.as_str();
            return Err(format!(
                "`{text}` must say what the whole value is: begin it with `^` and end it with `$`"
            ));
        }
    }
    too_wide(entry)
}

/// Refuses what would allow most of the values that there are.
pub(crate) fn too_wide(entry: &Allow) -> Result<(), String> {
    for pattern in &entry.regexes {
        if silences_most(|value, line| {
            pattern.is_match(if entry.target == Target::Value {
                value
            } else {
                line
            })
        }) {
            return Err(format!(
                "`{}` allows nearly every secret: narrow it",
                pattern.as_str()
            ));
        }
    }
    for word in &entry.stopwords {
        let lower = word.to_lowercase();
        if word.is_empty() || silences_most(|value, _| value.to_lowercase().contains(&lower)) {
            return Err(format!(
                "the stopword `{word}` is in nearly every secret: use a longer one"
            ));
        }
    }
    Ok(())
}

/// How many made-up secrets an allow entry is tried on.
const TRIED: usize = 48;

fn silences_most(allows: impl Fn(&str, &str) -> bool) -> bool {
    let step = (rule::all().len() / TRIED).max(1);
    let (mut quiet, mut tried) = (0, 0);
    for rule in rule::all().iter().step_by(step) {
        let (line, secret) = rule::sample_line(rule, 7);
        tried += 1;
        quiet += usize::from(allows(line.get(secret).unwrap_or_default(), &line));
    }
    quiet * 2 > tried
}
