//! Files by assistants, as a table that fits the terminal.

use std::io::Write;

use clap::builder::styling::AnsiColor;
use keyward_engine::exposure::{Assistant, Exposure, Git, State};

use super::Map;
use super::layout::{bold, columns, cut_at_start, dim, padded, painted, wrapped};
use crate::cli::escape::escape;

/// Between two columns.
const GAP: usize = 2;
/// The widest cell: a sign, a blank and a word.
const CELL: usize = 10;

/// Prints the table, in blocks of as many assistants as fit beside each other.
pub(super) fn print(map: &Map, width: usize, to: &mut impl Write) -> std::io::Result<()> {
    let names: Vec<String> = map
        .files
        .iter()
        .map(|(place, _)| escape(&place.shown()).into_owned())
        .collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let first = widest.clamp(4, (width / 3).max(12));
    let git = 11;
    let mut rest = map.assistants.as_slice();
    let mut is_first = true;
    loop {
        let taken = first + if is_first { GAP + git } else { 0 };
        let fit = fitting(rest, width.saturating_sub(taken));
        let (block, behind) = rest.split_at(fit);
        head(block, first, is_first.then_some(git), to)?;
        for ((_, state), name) in map.files.iter().zip(&names) {
            write!(to, "{}", padded(&cut_at_start(name, first), first))?;
            let mut cells: Vec<(String, usize)> = Vec::new();
            if is_first {
                cells.push((git_cell(state.git), git));
            }
            cells.extend(block.iter().map(|one| (cell(state, one), column(one))));
            row(&cells, to)?;
        }
        rest = behind;
        is_first = false;
        if rest.is_empty() {
            return Ok(());
        }
        writeln!(to)?;
    }
}

/// How many assistants fit into so many columns; one at least.
fn fitting(assistants: &[&'static Assistant], width: usize) -> usize {
    let mut left = width;
    let mut fit = 0;
    for one in assistants {
        let Some(rest) = left.checked_sub(GAP + column(one)) else {
            break;
        };
        (left, fit) = (rest, fit + 1);
    }
    fit.max(1).min(assistants.len())
}

fn column(assistant: &Assistant) -> usize {
    let words = assistant.name.split_whitespace().map(columns);
    words.max().unwrap_or(0).max(CELL)
}

fn head(
    block: &[&'static Assistant],
    first: usize,
    git: Option<usize>,
    to: &mut impl Write,
) -> std::io::Result<()> {
    let mut cells: Vec<(Vec<String>, usize)> = vec![(vec!["file".to_owned()], first)];
    cells.extend(git.map(|width| (vec!["git".to_owned()], width)));
    cells.extend(
        block
            .iter()
            .map(|one| (wrapped(one.name, column(one)), column(one))),
    );
    let height = cells
        .iter()
        .map(|(lines, _)| lines.len())
        .max()
        .unwrap_or(1);
    for at in 0..height {
        let mut line = String::new();
        for (number, (lines, width)) in cells.iter().enumerate() {
            // Short names stand right above their column.
            let text = (at + lines.len()).checked_sub(height);
            let text = text.and_then(|at| lines.get(at)).map_or("", String::as_str);
            if number > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            line.push_str(&padded(text, *width));
        }
        writeln!(to, "{}", bold(line.trim_end()))?;
    }
    Ok(())
}

fn row(cells: &[(String, usize)], to: &mut impl Write) -> std::io::Result<()> {
    for (number, (text, width)) in cells.iter().enumerate() {
        let plain = anstream::adapter::strip_str(text).to_string();
        let last = number + 1 == cells.len();
        let blanks = if last {
            0
        } else {
            width.saturating_sub(columns(&plain))
        };
        write!(to, "{}{text}{}", " ".repeat(GAP), " ".repeat(blanks))?;
    }
    writeln!(to)
}

fn cell(state: &Exposure, assistant: &Assistant) -> String {
    let mut rows = state.assistants.iter();
    let one = rows.find(|one| one.assistant.id == assistant.id);
    one.map_or_else(String::new, |one| {
        let text = format!("{} {}", one.state.sign(), one.state.word());
        painted(&text, colour(one.state))
    })
}

fn git_cell(git: Git) -> String {
    match git {
        Git::Ignored => "ignored".to_owned(),
        Git::Untracked => painted("not ignored", AnsiColor::Red),
        Git::Tracked => painted("tracked", AnsiColor::Red),
        Git::NoRepository => dim("none"),
    }
}

/// How a state is painted.
pub(super) fn colour(state: State) -> AnsiColor {
    match state {
        State::Exposed => AnsiColor::Red,
        State::Unknown => AnsiColor::Magenta,
        State::Asks => AnsiColor::Yellow,
        State::ToolLevel => AnsiColor::Cyan,
        State::Enforced => AnsiColor::Green,
    }
}
