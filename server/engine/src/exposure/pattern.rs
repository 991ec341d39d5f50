//! Patterns as each program reads them.

use std::path::Path;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use globset::GlobBuilder;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::RegexBuilder;

use super::control_row::{Library, Syntax};

/// No pattern that a person writes compiles to more. Bytes.
const MAX_COMPILED: usize = 1 << 20;

/// What lines in the syntax of `.gitignore` say about a path: `None` where none fits. Lines
/// that are no pattern count for nothing.
pub(super) fn lines<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
    library: Library,
) -> Option<bool> {
    match library {
        Library::Pathspec => return one_by_one(lines, relative),
        Library::Unordered => return unordered(lines, relative),
        Library::Git | Library::NodeIgnore => {}
    }
    let rules = compiled(lines, library)?;
    verdict(&rules.matched_path_or_any_parents(relative, false))
}

/// Lists by where they stand.
type Compiled = HashMap<(usize, usize), Arc<Gitignore>>;

/// Whether a list of a row covers a path. Such a list is compiled once.
pub(super) fn fixed(list: &'static [&'static str], relative: &Path) -> bool {
    static COMPILED: Mutex<Option<Compiled>> = Mutex::new(None);
    let rules = {
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        let compiled = compiled.get_or_insert_default();
        let entry = compiled.entry((list.as_ptr() as usize, list.len()));
        let new = || Arc::new(compile(list.iter().copied(), Library::Git));
        Arc::clone(entry.or_insert_with(new))
    };
    verdict(&rules.matched_path_or_any_parents(relative, false)) == Some(true)
}

/// The same for a folder.
pub(super) fn folder<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
    library: Library,
) -> Option<bool> {
    let rules = compiled(lines, library)?;
    verdict(&rules.matched_path_or_any_parents(relative, true))
}

/// The rules of lines; `None` where there are none.
fn compiled<'a>(lines: impl Iterator<Item = &'a str>, library: Library) -> Option<Gitignore> {
    let rules = compile(lines, library);
    (!rules.is_empty()).then_some(rules)
}

/// The rules of lines.
pub(super) fn compile<'a>(lines: impl Iterator<Item = &'a str>, library: Library) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    let _ = builder.case_insensitive(library == Library::NodeIgnore);
    for line in lines {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Each line on its own, the last that fits deciding: a folder that is ignored hides nothing
/// that a later line takes back.
fn one_by_one<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
) -> Option<bool> {
    lines.rev().find_map(|line| {
        let rules = single(line)?;
        verdict(&rules.matched_path_or_any_parents(relative, false))
    })
}

/// Any line that fits, unless one that takes the file back fits as well.
fn unordered<'a>(lines: impl DoubleEndedIterator<Item = &'a str>, relative: &Path) -> Option<bool> {
    let fitting = lines.filter_map(|line| {
        let (sign, body) = line
            .strip_prefix('!')
            .map_or(("", line), |body| ("!", body));
        let rules = single(&format!("{sign}{}", body.trim_start_matches('/')))?;
        verdict(&rules.matched_path_or_any_parents(relative, false))
    });
    fitting.min()
}

fn single(line: &str) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, line).ok()?;
    builder.build().ok()
}

fn verdict<T>(matched: &Match<T>) -> Option<bool> {
    match matched {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    }
}

/// What a pattern of a settings file is compared with.
pub(super) struct Subject<'a> {
    /// The file from the workspace.
    pub(super) relative: &'a Path,
    /// The file, absolute.
    pub(super) absolute: &'a Path,
    /// The text that stands for it.
    pub(super) text: String,
}

/// Whether one pattern of a settings file fits.
pub(super) fn fits(pattern: &str, syntax: Syntax, subject: &Subject<'_>) -> bool {
    match syntax {
        Syntax::Gitignore => {
            lines(std::iter::once(pattern), subject.relative, Library::Git) == Some(true)
        }
        Syntax::Glob => glob(pattern, true, subject.relative),
        Syntax::Fnmatch => glob(pattern, false, Path::new(&subject.text)),
        Syntax::Wildcard => regex(&wildcard(pattern), &subject.text),
        Syntax::Regex => regex(pattern, &subject.text),
        Syntax::Prefix => subject.text.starts_with(pattern),
        Syntax::Literal => {
            let pattern = Path::new(pattern);
            pattern == subject.absolute || pattern == subject.relative
        }
    }
}

fn glob(pattern: &str, stops_at_slash: bool, path: &Path) -> bool {
    GlobBuilder::new(pattern)
        .literal_separator(stops_at_slash)
        .build()
        .is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

fn regex(pattern: &str, text: &str) -> bool {
    RegexBuilder::new(pattern)
        .size_limit(MAX_COMPILED)
        .build()
        .is_ok_and(|regex| regex.is_match(text))
}

/// A regex for the whole of a text.
pub(super) fn wildcard(pattern: &str) -> String {
    let inner = regex::escape(pattern)
        .replace(r"\*", ".*")
        .replace(r"\?", ".");
    format!(r"(?s)\A{inner}\z")
}

/// Whether a name fits a pattern in which `*` is any text.
pub(super) fn name_fits(pattern: &str, name: &str) -> bool {
    regex(&wildcard(pattern), name)
}

/// Whether a hook's matcher fits a tool: a regex for the whole name, `*` and nothing for all.
pub(super) fn matcher_fits(matcher: &str, tool: &str) -> bool {
    matches!(matcher, "" | "*") || regex(&format!(r"\A(?:{matcher})\z"), tool)
}
