//! Files in which a line or a block alone tells: pipelines, images, infrastructure.

use std::ops::Range;

use globset::{Glob, GlobMatcher};

use super::row::{Block, Line};
use crate::hygiene::check::say;
use crate::hygiene::dotenv::short;
use crate::hygiene::name::says_secret;
use crate::hygiene::{Issue, Subject, table};
use crate::lang::{self, pattern};

pub(super) fn look(subject: &Subject<'_>) -> Vec<Issue> {
    let lines = table::LINES.iter().flat_map(|line| in_lines(line, subject));
    let blocks = table::BLOCKS.iter().flat_map(|block| in_blocks(block, subject));
    lines.chain(blocks).collect()
}

fn holds(text: &str, gate: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), gate.as_bytes()).is_some()
}

fn in_lines(row: &Line, subject: &Subject<'_>) -> Vec<Issue> {
    if !is_named(row.files, &subject.relative()) || !holds(subject.text, row.gate) {
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
        let found = regex.captures(line.as_bytes()).filter(|_| !line.trim_start().starts_with('#'));
        let Some(found) = found else {
            continue;
        };
        let name = found.name("name").map(|it| &line[it.range()]);
        let place = found.name("at").or_else(|| found.get(0)).map(|it| it.range());
        if let (Some(place), true) = (place, name.is_none_or(says_secret)) {
            issues.push(issue(row.check, row.say, place.start + start..place.end + start, name));
        }
    }
    issues
}

fn issue(check: &'static str, key: &str, place: Range<usize>, name: Option<&str>) -> Issue {
    let name = name.unwrap_or_default();
    let message = say(check, key, &[("name", &short(name))]);
    Issue::new(check, place, name, message)
}

/// Names are few and files many: what a glob ends with is looked at first.
fn is_named(globs: &[&str], path: &str) -> bool {
    let glob = |one: &&str| Glob::new(one).ok().map(|glob: Glob| GlobMatcher::from(glob.compile_matcher()));
    let likely = |one: &&str| {
        let end = one.rsplit(['*', '}']).next().unwrap_or_default().trim_start_matches('/');
        path.ends_with(end)
    };
    let mut likely = globs.iter().filter(|one| likely(one));
    likely.any(|one| glob(one).is_some_and(|glob| glob.is_match(path)))
}

fn in_blocks(row: &Block, subject: &Subject<'_>) -> Vec<Issue> {
    let text = subject.text;
    let about = row.languages.contains(&subject.context.language) && holds(text, row.gate);
    let language = lang::by_id(subject.context.language).filter(|_| about);
    let (Some(language), Some(head), Some(held), Some(unless)) =
        (language, pattern(row.head), pattern(row.holds), pattern(row.unless))
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
        let secret = held
            .captures(body.as_bytes())
            .is_some_and(|it| it.name("name").is_none_or(|name| says_secret(&body[name.range()])));
        if secret && !unless.is_match(body.as_bytes()) && !lexed.in_comment(&all.range()) {
            issues.push(issue(row.check, row.say, name.range(), Some(&text[name.range()])));
        }
    }
    issues
}

/// Where the bracket closes whose inside begins at `start`.
fn closing(blanked: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in blanked.bytes().enumerate().skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
