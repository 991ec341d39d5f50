//! Values of the environment that are printed: the matcher over literals and comments that `lang` knows.
//!
//! Quiet in doubt. A read counts where it is an argument of what prints by itself, in a literal, joined to
//! others, or through functions that give it on as it is; or where a local variable that holds nothing else
//! is one. Presence, lengths, parts, and what any other function makes of it do not count.

mod flow;
mod line;
mod place;
mod row;

use std::ops::Range;

pub(super) use row::{Block, Line, Printing};

use self::place::Code;
use super::check::say;
use super::dotenv::short;
use super::name::says_secret;
use super::{Issue, Subject};
use crate::lang;

const ONE: &str = "secret-printed";
const ALL: &str = "environment-printed";

/// A longer line on the average is machine-written, in bytes.
const MINIFIED: usize = 300;

pub(super) fn look(subject: &Subject<'_>) -> Vec<Issue> {
    // What has code of its own is no pipeline.
    if row::is_known(subject.context.language) {
        return in_language(subject);
    }
    line::look(subject)
}

/// The names of variables that code of a language reads, with their places.
pub(super) fn reads(language: &str, text: &str) -> Vec<Range<usize>> {
    let Some(row) = row::of(language, text) else {
        return Vec::new();
    };
    let mut names: Vec<Range<usize>> = row.reads(text).map(|(_, name)| name).collect();
    names.sort_by_key(|range| range.start);
    names.dedup();
    names
}

/// Whether every template of a language's row makes a pattern.
#[cfg(test)]
pub(super) fn row_of(language: &str) -> bool {
    row::is_whole(language)
}

fn in_language(subject: &Subject<'_>) -> Vec<Issue> {
    let text = subject.text;
    let row = row::of(subject.context.language, text);
    let Some(row) = row.filter(|_| !is_minified(text)) else {
        return Vec::new();
    };
    // Most files that read variables print none: what costs more comes last.
    let sinks = row.sinks.iter().any(|sink| sink.is_match(text.as_bytes()));
    let Some(language) = lang::by_id(subject.context.language).filter(|_| sinks) else {
        return Vec::new();
    };
    let code = Code::new(text, language, row);
    if code.blanked.len() != text.len() {
        return Vec::new();
    }
    let sinks = code.sinks();
    let mut issues = Vec::new();
    for sink in &sinks {
        issues.extend(in_sink(&code, sink));
    }
    issues
}

fn is_minified(text: &str) -> bool {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    text.len() / lines > MINIFIED
}

/// Something that prints, and its arguments.
#[derive(Debug)]
struct Sink {
    /// As it is shown: `console.log`.
    name: String,
    /// Where its name begins.
    at: usize,
    arguments: Range<usize>,
}

fn in_sink(code: &Code<'_>, sink: &Sink) -> Vec<Issue> {
    let shown = format!("`{}`", sink.name);
    let inside = |range: &Range<usize>| {
        sink.arguments.start <= range.start && range.end <= sink.arguments.end
    };
    let mut issues = Vec::new();
    for (read, name) in code.reads.iter().filter(|(read, _)| inside(read)) {
        let variable = &code.text[name.clone()];
        if says_secret(variable) && code.is_printed(sink, read) {
            issues.push(one(read, variable, &shown));
        }
    }
    for local in code.locals().iter().filter(|local| local.from < sink.at) {
        if let Some(place) = code.use_of(local, sink) {
            issues.push(one(&place, &local.variable, &shown));
        }
    }
    for read in code.whole.iter().filter(|read| inside(read)) {
        if code.is_printed(sink, read) {
            let message = say(ALL, "printed", &[("sink", &shown)]);
            issues.push(Issue::new(ALL, read.clone(), "", message));
        }
    }
    issues
}

fn one(place: &Range<usize>, variable: &str, sink: &str) -> Issue {
    let message = say(
        ONE,
        "printed",
        &[("name", &short(variable)), ("sink", &sink)],
    );
    Issue::new(ONE, place.clone(), variable, message)
}
