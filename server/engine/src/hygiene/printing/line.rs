//! Files in which a line or a block alone tells: pipelines, images, infrastructure.

use std::ops::Range;
use std::sync::OnceLock;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::row::{Block, Line};
use crate::hygiene::check::say;
use crate::hygiene::dotenv::short;
use crate::hygiene::name::says_secret;
use crate::hygiene::{Issue, Subject, table};
use crate::lang::{self, pattern};

/// All rows' globs in one set: names are few, and files many.
struct Ready {
    globs: GlobSet,
    /// The row of each glob.
    rows: Vec<usize>,
}

fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| {
        let mut globs = GlobSetBuilder::new();
        let mut rows = Vec::new();
        for (at, line) in table::LINES.iter().enumerate() {
            for glob in line.files.iter().filter_map(|glob| Glob::new(glob).ok()) {
                globs.add(glob);
                rows.push(at);
            }
        }
        let globs = globs.build().unwrap_or_default();
        Ready { globs, rows }
    })
}

pub(super) fn look(subject: &Subject<'_>) -> Vec<Issue> {
    let path = subject.relative();
    let named = ready()
        .globs
        .matches(&path)
        .into_iter()
        .map(|at| ready().rows[at]);
    let mut named: Vec<usize> = named.collect();
    named.dedup();
    let lines = named
        .into_iter()
        .flat_map(|at| in_lines(&table::LINES[at], subject));
    let blocks = table::BLOCKS
        .iter()
        .flat_map(|block| in_blocks(block, subject));
    lines.chain(blocks).collect()
}

fn holds(text: &str, gate: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), gate.as_bytes()).is_some()
}

fn in_lines(row: &Line, subject: &Subject<'_>) -> Vec<Issue> {
    if !holds(subject.text, row.gate) {
        return Vec::new();
    }
    let Some(regex) = pattern(row.pattern) else {
        return Vec::new();
    };
    let mut issues = Vec::new();
    let mut at = 0;
    for line in subject.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let found = regex
            .captures(line.as_bytes())
            .filter(|_| !line.trim_start().starts_with('#'));
        let Some(found) = found else {
            continue;
        };
        let name = found.name("name").map(|it| &line[it.range()]);
        let place = found
            .name("at")
            .or_else(|| found.get(0))
            .map(|it| it.range());
        if let (Some(place), true) = (place, name.is_none_or(says_secret)) {
            issues.push(issue(
                row.check,
                row.say,
                place.start + start..place.end + start,
                name,
            ));
        }
    }
    issues
}

fn issue(check: &'static str, key: &str, place: Range<usize>, name: Option<&str>) -> Issue {
    let name = name.unwrap_or_default();
    let message = say(check, key, &[("name", &short(name))]);
    Issue::new(check, place, name, message)
}

fn in_blocks(row: &Block, subject: &Subject<'_>) -> Vec<Issue> {
    let text = subject.text;
    let about = row.languages.contains(&subject.context.language) && holds(text, row.gate);
    let Some(language) = lang::by_id(subject.context.language).filter(|_| about) else {
        return Vec::new();
    };
    let (Some(head), Some(held), Some(unless)) =
        (pattern(row.head), pattern(row.holds), pattern(row.unless))
    else {
        return Vec::new();
    };
    let lexed = lang::lex(text, language);
    let blanked = lexed.blanked(text);
    let mut issues = Vec::new();
    for found in head.captures_iter(text.as_bytes()) {
        let (Some(all), Some(name)) = (found.get(0), found.name("name")) else {
            continue;
        };
        let Some(end) = closing(&blanked, all.end()) else {
            continue;
        };
        let body = &text[all.end()..end];
        let secret = held.captures(body.as_bytes()).is_some_and(|it| {
            it.name("name")
                .is_none_or(|name| says_secret(&body[name.range()]))
        });
        if secret && !unless.is_match(body.as_bytes()) && !lexed.in_comment(&all.range()) {
            issues.push(issue(
                row.check,
                row.say,
                name.range(),
                Some(&text[name.range()]),
            ));
        }
    }
    issues
}

/// Where the bracket closes whose inside begins at `start`.
fn closing(blanked: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in blanked[start..].bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(start + at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
