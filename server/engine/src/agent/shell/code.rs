//! Texts of programs: which secret file they name, and whether they show the environment.

use super::super::place::{Place, Secret};
use super::super::reason::Reason;
use super::super::tables;

/// Longer texts are looked at up to here, in bytes.
const LONGEST: usize = 64 * 1024;
/// Runs that are asked about.
const RUNS: usize = 4000;

/// Why a program text shows a secret, as far as its words say.
pub(in super::super) fn reads(text: &str, place: &Place<'_>) -> Option<Reason> {
    if let Some(secret) = files(text, place) {
        return Some(Reason::printed(&secret, ""));
    }
    let rows = tables::code();
    let lower: String = text
        .chars()
        .take(LONGEST)
        .collect::<String>()
        .to_ascii_lowercase();
    if !rows.prints.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let whole = |word: &&&str| {
        lower.match_indices(**word).any(|(at, found)| {
            let next = lower[at + found.len()..].trim_start().chars().next();
            // One variable of all is not all of them.
            !matches!(next, Some('.' | '[' | 'a'..='z' | '_' | '{'))
        })
    };
    if rows.dumps.iter().find(whole).is_some() {
        return Some(Reason::environment());
    }
    let named = |word: &&str| {
        lower.match_indices(*word).any(|(at, found)| {
            let behind =
                lower[at + found.len()..].trim_start_matches(['(', '[', '\'', '"', ' ', '.']);
            let name: String = behind
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            crate::scan::says_secret(&name)
        })
    };
    rows.reads.iter().any(named).then(Reason::variable)
}

/// The secret file that a text names, in one piece or in quoted pieces put together.
pub(super) fn files(text: &str, place: &Place<'_>) -> Option<Secret> {
    let end = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let joined: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '"' | '+' | '\\' | ' ' | '`'))
        .collect();
    [text, &joined].into_iter().find_map(|text| {
        let inside =
            |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '~' | '$' | '%');
        let runs = text
            .split(|c| !inside(c))
            .filter(|run| run.contains(['.', '/', '_']));
        let runs = runs
            .map(|run| run.trim_end_matches('.'))
            .filter(|run| run.len() > 2);
        runs.take(RUNS).find_map(|run| {
            let lower = run.to_ascii_lowercase();
            let no_file = tables::code()
                .not_files
                .iter()
                .any(|one| lower.ends_with(one));
            if no_file { None } else { place.secret(run) }
        })
    })
}
