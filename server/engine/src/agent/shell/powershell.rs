//! PowerShell and `cmd`: too different from bash for its parser, so statements are cut at their
//! signs and judged by the same rows.

use super::super::place::Place;
use super::super::reason::Reason;
use super::super::tables::{self, Kind};
use super::code;
use super::command::name_of;

/// Statements that are looked at.
const STATEMENTS: usize = 200;

/// What keeps a command from being run, if something does.
pub(in super::super) fn judge(text: &str, place: &Place<'_>) -> Option<Reason> {
    // Methods of .NET: the brackets that they take their file in are where statements are cut.
    let lower = text.to_ascii_lowercase();
    if ["::read", "::open"].iter().any(|call| lower.contains(call))
        && let Some(secret) = code::files(text, place)
    {
        return Some(Reason::printed(&secret, ""));
    }
    let statements = text.split([';', '|', '&', '\n', '(', ')', '{', '}']);
    statements
        .take(STATEMENTS)
        .find_map(|one| statement(one, place))
}

fn statement(text: &str, place: &Place<'_>) -> Option<Reason> {
    let words = words(text);
    // `$x = Get-Content …` is what stands behind the sign.
    let words = match words.iter().position(|word| word == "=") {
        Some(at) => &words[at + 1..],
        None => &words[..],
    };
    let name = name_of(words.first()?);
    let mut plain: Vec<String> = words.to_vec();
    plain[0].clone_from(&name);
    if let Some((what, says)) = tables::reveals(&plain) {
        return Some(Reason::reveals(what, says));
    }
    let drive = |word: &&String| {
        let lower = word.to_ascii_lowercase();
        lower == "env:" || lower.starts_with("env:") && lower.len() < 6
    };
    if words[1..].iter().any(|word| drive(&word))
        || words.len() == 1 && (name == "set" || drive(&&words[0]))
    {
        return Some(Reason::environment());
    }
    let lower = words[0].to_ascii_lowercase();
    if let Some(variable) = lower.strip_prefix("$env:") {
        return crate::scan::says_secret(variable).then(Reason::variable);
    }
    let says = tables::command(&name).is_some_and(|row| row.does == Kind::Says);
    if says {
        let mut shown = words[1..].iter().filter_map(|word| {
            word.to_ascii_lowercase()
                .strip_prefix("$env:")
                .map(str::to_owned)
        });
        return shown
            .any(|variable| crate::scan::says_secret(&variable))
            .then(Reason::variable);
    }
    if tables::command(&name).is_none_or(|row| row.does != Kind::Harmless) {
        let secret = words[1..]
            .iter()
            .flat_map(|word| word.split(','))
            .find_map(|word| place.secret(word.trim_start_matches('@')))?;
        // A file that is copied to the name of a secret one is the last word.
        let copy = tables::command(&name).is_some_and(|row| row.does == Kind::Copies);
        if copy && words.len() > 2 && words.last().and_then(|word| place.secret(word)).is_some() {
            return None;
        }
        return Some(Reason::printed(&secret, &name));
    }
    None
}

/// Words with their quotes taken off.
fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '`' | '^') => word.extend(rest.next()),
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
            }
            (None, '<') => {
                // What is read from a file is shown.
                out.push(std::mem::take(&mut word));
            }
            (_, c) => word.push(c),
        }
    }
    out.push(word);
    out.retain(|word| !word.is_empty());
    out
}
