//! The map for people: the table, then what there is to say about each assistant.

use std::io::Write;

use keyward_engine::exposure::{
    Assistant, AssistantState, Control, Exposure, Git, Route, State, decoy_message, git_message,
    message,
};

use super::Map;
use super::layout::{bold, columns, dim, painted, width, wrapped};
use super::matrix::{self, colour};
use super::places::Place;
use crate::cli::escape::escape;
use crate::cli::stream;
use crate::words::count;

/// Where the texts begin behind their words.
const INDENT: usize = 11;
/// The same behind a sign and a word.
const LEGEND: usize = 14;

/// Prints the map. After a fix, what is left is left to the user.
pub(super) fn print(map: &Map, fixed: bool) -> anyhow::Result<()> {
    let mut to = stream::styled();
    let width = width();
    if !map.files.is_empty() {
        matrix::print(map, width, &mut to)?;
        writeln!(to)?;
        legend(map, width, &mut to)?;
        git(map, width, &mut to)?;
        for assistant in &map.assistants {
            about(map, assistant, width, &mut to)?;
        }
        if map.assistants.is_empty() {
            let text =
                "No sign of an assistant in use here; `--all` shows those that Keyward knows.";
            writeln!(to, "{text}\n")?;
        }
    }
    writeln!(to, "{}", summary(map, fixed))?;
    to.flush()?;
    Ok(())
}

/// The words of the table that occur in it.
fn legend(map: &Map, width: usize, to: &mut impl Write) -> std::io::Result<()> {
    let all = [
        State::Exposed,
        State::Unknown,
        State::Asks,
        State::ToolLevel,
        State::Enforced,
    ];
    let mut rows = map.files.iter().flat_map(|(_, state)| &state.assistants);
    let states: Vec<State> = rows.by_ref().map(|one| one.state).collect();
    for state in all.into_iter().filter(|state| states.contains(state)) {
        let head = format!("{} {}", state.sign(), state.word());
        let painted = painted(&head, colour(state));
        lines((&head, &painted), state.meaning(), LEGEND, width, to)?;
    }
    writeln!(to)
}

/// What git does, where it matters.
fn git(map: &Map, width: usize, to: &mut impl Write) -> std::io::Result<()> {
    let mut any = false;
    for git in [Git::Untracked, Git::Tracked] {
        let files = map.files.iter().filter(|(_, state)| state.git == git);
        let files: Vec<_> = files.map(|(place, state)| (place, state)).collect();
        let Some((_, first)) = files.first() else {
            continue;
        };
        if !any {
            writeln!(to, "{}", bold("git"))?;
        }
        any = true;
        let text = git_message(first).unwrap_or_default();
        entry("exposed", colour(State::Exposed), &text, width, to)?;
        others(
            &files.iter().map(|(place, _)| *place).collect::<Vec<_>>(),
            width,
            to,
        )?;
    }
    if any { writeln!(to) } else { Ok(()) }
}

/// What makes two files the same for an assistant.
type Same = (
    State,
    Option<&'static str>,
    bool,
    Vec<Route>,
    Option<String>,
);

fn same(one: &AssistantState) -> Same {
    let control = one.control.map(|control: &Control| control.id);
    (
        one.state,
        control,
        one.active,
        one.routes.clone(),
        one.problem.clone(),
    )
}

fn about(
    map: &Map,
    assistant: &'static Assistant,
    width: usize,
    to: &mut impl Write,
) -> std::io::Result<()> {
    let rows: Vec<(&Place, &Exposure, &AssistantState)> = map.of(assistant).collect();
    let Some((_, _, any)) = rows.first() else {
        return Ok(());
    };
    let not_seen = if any.seen.is_empty() {
        ", not seen here"
    } else {
        ""
    };
    let id = dim(&format!("({}{not_seen})", assistant.id));
    writeln!(to, "{} {id}", bold(assistant.name))?;
    let mut told: Vec<Same> = Vec::new();
    for (_, state, one) in &rows {
        let this = same(one);
        if told.contains(&this) {
            continue;
        }
        entry(
            one.state.word(),
            colour(one.state),
            &message(state, one),
            width,
            to,
        )?;
        let alike = rows.iter().filter(|(_, _, other)| same(other) == this);
        others(
            &alike.map(|(place, ..)| *place).collect::<Vec<_>>(),
            width,
            to,
        )?;
        if !one.routes.is_empty() {
            let routes: Vec<&str> = one.routes.iter().map(|route| route.text()).collect();
            plain("open", &routes.join(", "), width, to)?;
        }
        told.push(this);
    }
    if let Some(sign) = any.seen.first() {
        plain("seen", sign, width, to)?;
    }
    let mut decoys = map.decoys.iter();
    for decoy in decoys.by_ref().filter(|it| it.assistant.id == assistant.id) {
        let word = if decoy.is_trap { "trap" } else { "decoy" };
        entry(word, colour(State::Asks), &decoy_message(decoy), width, to)?;
    }
    writeln!(to)
}

/// The files that a line is about, where they are several.
fn others(places: &[&Place], width: usize, to: &mut impl Write) -> std::io::Result<()> {
    if places.len() < 2 {
        return Ok(());
    }
    let names: Vec<String> = places.iter().map(|place| place.shown()).collect();
    plain("files", &names.join(", "), width, to)
}

fn entry(
    head: &str,
    colour: clap::builder::styling::AnsiColor,
    text: &str,
    width: usize,
    to: &mut impl Write,
) -> std::io::Result<()> {
    lines((head, &painted(head, colour)), text, INDENT, width, to)
}

fn plain(head: &str, text: &str, width: usize, to: &mut impl Write) -> std::io::Result<()> {
    lines((head, &dim(head)), text, INDENT, width, to)
}

/// A word, plain and painted, and a text from a column on.
fn lines(
    (head, painted): (&str, &str),
    text: &str,
    indent: usize,
    width: usize,
    to: &mut impl Write,
) -> std::io::Result<()> {
    let indent = indent + 2;
    let wrapped = wrapped(&escape(text), width.saturating_sub(indent).max(20));
    for (number, line) in wrapped.iter().enumerate() {
        if number == 0 {
            let blanks = indent.saturating_sub(columns(head) + 2).max(1);
            writeln!(to, "  {painted}{}{line}", " ".repeat(blanks))?;
        } else {
            writeln!(to, "{}{line}", " ".repeat(indent))?;
        }
    }
    Ok(())
}

fn summary(map: &Map, fixed: bool) -> String {
    let files = |number: usize| count(number, "file", "files");
    let exposed = map.files.iter().filter(|(_, state)| state.is_exposed());
    let fixable = map.files.iter().any(|(_, state)| {
        state.git == Git::Untracked
            || state
                .assistants
                .iter()
                .any(|one| one.in_use && one.is_exposed() && one.fixable)
    });
    match (map.files.len(), exposed.count()) {
        (0, _) => "No secret file here.".to_owned(),
        (all, 0) => format!("{} looked at, nothing exposed.", files(all)),
        (all, some) => {
            let next = match (fixable, fixed) {
                (true, false) => "; next: `keyward exposure --fix --dry-run`, then `--fix`",
                (true, true) => "; what could not be set is said above",
                (false, _) => {
                    "; no setting closes the rest: keep values that matter out of these files"
                }
            };
            format!("{} looked at, {some} exposed{next}.", files(all))
        }
    }
}
