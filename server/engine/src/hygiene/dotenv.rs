//! Names that are set twice, and lines that the project's loader does not read.

use std::collections::HashMap;
use std::ops::Range;

use super::check::say;
use super::{Issue, Subject};
use crate::dotenv::{self, Duplicates, Effect, Layout, Profile, parse};
use crate::files::Files;

/// Whether the file is read by a loader: an `.envrc` is a script, a `.env.js` a program.
pub(super) fn is_one(subject: &Subject<'_>) -> bool {
    matches!(subject.context.language, "" | "dotenv") && !subject.name().ends_with("rc")
}

pub(super) fn look(subject: &Subject<'_>, files: &dyn Files) -> Vec<Issue> {
    let mut loaders = dotenv::loaders_around(subject.folder(), subject.root, files);
    // What they have in common is what is said of every loader.
    loaders.retain(|loader| loader.id != "portable");
    let layout = parse(subject.text);
    let mut issues = duplicates(subject, &layout, &loaders);
    issues.extend(unread(subject, &layout, &loaders));
    issues
}

/// A name for a sentence: what a stranger's file calls a variable may be long.
pub(super) fn short(name: &str) -> &str {
    let end = name.char_indices().nth(80).map_or(name.len(), |(at, _)| at);
    &name[..end]
}

/// The loaders as the subject of a sentence.
fn named(loaders: &[&Profile]) -> String {
    let names: Vec<&str> = loaders.iter().map(|one| one.name).collect();
    names.join(" and ")
}

fn duplicates(subject: &Subject<'_>, layout: &Layout, loaders: &[&'static Profile]) -> Vec<Issue> {
    const ID: &str = "env-duplicate-name";
    let text = subject.text;
    let mut last: HashMap<&str, usize> = HashMap::new();
    let mut issues = Vec::new();
    for (at, entry) in layout.entries.iter().enumerate().rev() {
        let name = &text[entry.key.clone()];
        let Some(again) = last.insert(name, at) else {
            continue;
        };
        let other = &layout.entries[again];
        let same = text[entry.value.clone()] == text[other.value.clone()];
        let line = line_of(text, other.key.start);
        let way = if same { "same" } else { way(loaders) };
        let message = say(
            ID,
            way,
            &[
                ("name", &short(name)),
                ("line", &line),
                ("loader", &named(loaders)),
            ],
        );
        let issue = Issue::new(ID, entry.key.clone(), name, message);
        issues.push(if same {
            issue.at(crate::Confidence::Possible)
        } else {
            issue
        });
    }
    issues
}

/// Which of two entries all of the loaders take.
fn way(loaders: &[&'static Profile]) -> &'static str {
    let all = |wanted| !loaders.is_empty() && loaders.iter().all(|one| one.duplicates == wanted);
    if all(Duplicates::Last) {
        "last"
    } else if all(Duplicates::First) {
        "first"
    } else if all(Duplicates::Refused) {
        "refused"
    } else {
        "either"
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].bytes().filter(|&byte| byte == b'\n').count() + 1
}

/// What is odd about a line.
struct Odd {
    range: Range<usize>,
    what: &'static str,
    effect: fn(&Profile) -> Effect,
}

fn unread(subject: &Subject<'_>, layout: &Layout, loaders: &[&'static Profile]) -> Vec<Issue> {
    let text = subject.text;
    let mut odd = Vec::new();
    odd.extend(whole_file(text, layout));
    odd.extend(
        layout
            .entries
            .iter()
            .filter_map(|entry| of_entry(text, entry)),
    );
    let mut covered = layout
        .entries
        .iter()
        .map(|entry| entry.line.clone())
        .peekable();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        while covered.next_if(|entry| entry.end < range.start).is_some() {}
        let taken = covered
            .peek()
            .is_some_and(|entry| entry.start <= range.end && range.start <= entry.end);
        if !taken {
            odd.extend(of_other(line.trim(), range));
        }
    }
    odd.iter()
        .filter_map(|one| judged(text, one, loaders))
        .collect()
}

fn judged(text: &str, odd: &Odd, loaders: &[&'static Profile]) -> Option<Issue> {
    const ID: &str = "env-unread-line";
    let (way, loader) = if loaders.is_empty() {
        let mut all = dotenv::profiles()
            .iter()
            .filter(|one| one.id != "properties");
        let none = all.all(|one| (odd.effect)(one) != Effect::Reads);
        (none.then_some("none")?, "")
    } else {
        let effect = |one: &&&Profile| (odd.effect)(one) != Effect::Reads;
        let loader = loaders.iter().find(effect)?;
        let way = match (odd.effect)(loader) {
            Effect::Ignores => "ignores",
            Effect::Eats => "eats",
            Effect::Refuses => "refuses",
            Effect::Differs => "differs",
            Effect::Reads => return None,
        };
        (way, loader.name)
    };
    let message = say(ID, way, &[("loader", &loader), ("what", &odd.what)]);
    let anchor = name_at(&text[odd.range.clone()]);
    // The names of tools are written as they are.
    let message = match message.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => message,
    };
    Some(Issue::new(ID, odd.range.clone(), anchor, message))
}

/// The name that a line begins with; nothing else of a line that is no assignment may be kept.
fn name_at(line: &str) -> &str {
    let len = line
        .bytes()
        .take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_')
        .count();
    if line[len..].starts_with([':', '=', ' ']) || line.len() == len {
        &line[..len]
    } else {
        ""
    }
}

/// What the first line has before it, and what all lines have behind them.
fn whole_file(text: &str, layout: &Layout) -> Vec<Odd> {
    let mut odd = Vec::new();
    let Some(first) = layout.entries.first() else {
        return odd;
    };
    // Before a comment nothing is lost.
    if text.starts_with('\u{feff}') && first.line.start <= 3 {
        odd.push(Odd {
            range: first.key.clone(),
            what: "a byte-order mark stands before the name, so save the file as UTF-8 without one",
            effect: |it| it.misreads.mark,
        });
    }
    if layout.eol == "\r\n" {
        odd.push(Odd {
            range: first.key.clone(),
            what: "its lines end as on Windows, so each value has a carriage return behind it",
            effect: |it| it.misreads.returns,
        });
    }
    odd
}

/// What is odd about an assignment.
fn of_entry(text: &str, entry: &dotenv::Entry) -> Option<Odd> {
    let name = &text[entry.key.clone()];
    let before = &text[entry.line.start..entry.key.start];
    let behind = text[entry.key.end..].chars().next()?;
    let blank = |c: char| c == ' ' || c == '\t';
    let (what, effect): (_, fn(&Profile) -> Effect) = if name.contains('-') {
        ("a name has no dash", |it| it.misreads.dash)
    } else if name.contains('.') {
        ("a name has no dot", |it| it.misreads.dot)
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        ("a name does not begin with a digit", |it| it.misreads.digit)
    } else if entry.export {
        ("it does not know `export`", |it| it.misreads.export)
    } else if blank(behind)
        || text[entry.key.end + 1..].starts_with(blank) && !text[entry.value.clone()].is_empty()
    {
        ("no blanks may stand around the `=`", |it| {
            it.misreads.blanks
        })
    } else if before.starts_with(blank) {
        ("no blanks may stand before the name", |it| {
            it.misreads.indent
        })
    } else {
        return of_value(text, entry);
    };
    let range = entry.key.clone();
    Some(Odd {
        range,
        what,
        effect,
    })
}

/// What is odd about the value.
fn of_value(text: &str, entry: &dotenv::Entry) -> Option<Odd> {
    let value = &text[entry.value.clone()];
    let behind =
        text[entry.value.end..entry.line.end.max(entry.value.end)].trim_start_matches([' ', '\t']);
    let quote = value.chars().next()?;
    let quoted = value.len() > 1 && value.ends_with(quote);
    let (what, effect): (_, fn(&Profile) -> Effect) = if behind.starts_with('#') {
        ("the comment behind the value becomes a part of it", |it| {
            it.misreads.comment
        })
    } else if quoted && quote == '"' {
        (QUOTES, |it| kept(it.takes('"')))
    } else if quoted && quote == '\'' {
        (QUOTES, |it| kept(it.takes('\'')))
    } else {
        return None;
    };
    let range = entry.key.clone();
    Some(Odd {
        range,
        what,
        effect,
    })
}

const QUOTES: &str = "the quotes around the value become a part of it";

fn kept(reads: bool) -> Effect {
    if reads {
        Effect::Reads
    } else {
        Effect::Differs
    }
}

/// What is odd about a line that is no assignment.
fn of_other(line: &str, range: Range<usize>) -> Option<Odd> {
    let line = line.trim_start_matches('\u{feff}');
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let rest = line.trim_start_matches(is_name);
    let (what, effect): (_, fn(&Profile) -> Effect) = if rest.len() < line.len() && rest.is_empty()
    {
        ("a name stands there without `=`", |it| it.misreads.bare)
    } else if rest.len() < line.len() && rest.starts_with(": ") {
        ("a `:` stands there instead of `=`", |it| it.misreads.colon)
    } else {
        ("it has no `NAME=` at its beginning", |it| it.misreads.junk)
    };
    Some(Odd {
        range,
        what,
        effect,
    })
}
