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

/// Whether lines in the syntax of `.gitignore` cover a file, read as a library reads them.
#[must_use]
pub fn ignored(rules: &[&str], relative: &Path, library: Library) -> bool {
    lines(rules.iter().copied(), relative, library) == Some(true)
}

/// Whether a glob fits a path, as [`Syntax::Glob`] reads it.
#[must_use]
pub fn globbed(pattern: &str, path: &Path) -> bool {
    glob(pattern, true, path)
}

/// Whether a glob fits a path, as micromatch reads it.
#[must_use]
pub fn micromatched(pattern: &str, path: &Path) -> bool {
    let folder = pattern.strip_suffix("/**");
    let folder = folder.filter(|folder| !folder.ends_with('*'));
    glob(pattern, true, path) || folder.is_some_and(|folder| glob(folder, true, path))
}

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
        Library::Git | Library::NodeIgnore | Library::NodeIgnore700 => {}
    }
    walked(&compiled(lines, library)?, relative, false)
}

/// What rules say about a path, as git asks them: from the outermost folder on, and one that is
/// ignored hides everything in it.
pub(super) fn walked(rules: &Gitignore, relative: &Path, is_dir: bool) -> Option<bool> {
    let hidden = folders(relative).any(|folder| rules.matched(folder, true).is_ignore());
    if hidden {
        return Some(true);
    }
    verdict(&rules.matched(relative, is_dir))
}

/// The folders that a path stands in, without the root.
fn folders(relative: &Path) -> impl Iterator<Item = &Path> {
    let all = relative.ancestors().skip(1);
    all.filter(|folder| !folder.as_os_str().is_empty())
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
    walked(&rules, relative, false) == Some(true)
}

/// The same for a folder.
pub(super) fn folder<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
    library: Library,
) -> Option<bool> {
    walked(&compiled(lines, library)?, relative, true)
}

/// The rules of lines; `None` where there are none.
fn compiled<'a>(lines: impl Iterator<Item = &'a str>, library: Library) -> Option<Gitignore> {
    let rules = compile(lines, library);
    (!rules.is_empty()).then_some(rules)
}

/// The rules of lines.
pub(super) fn compile<'a>(lines: impl Iterator<Item = &'a str>, library: Library) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    let cased = matches!(
        library,
        Library::Git | Library::Pathspec | Library::Unordered
    );
    let _ = builder.case_insensitive(!cased);
    for line in lines {
        if library == Library::NodeIgnore700 {
            let _ = builder.add_line(None, &as_7_0_0(line));
        } else {
            let _ = builder.add_line(None, line);
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// A line as node-ignore 7.0.0 reads it: `[!a]` is the characters `!` and `a`, and `b/**/` is
/// everything in `b`, files as well.
fn as_7_0_0(line: &str) -> String {
    let line = match line.strip_suffix("/**/") {
        Some(folder) if !folder.ends_with("**") => &line[..folder.len() + "/**".len()],
        _ => line,
    };
    let mut parts = line.split("[!");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((class, rest)) => out.extend(["[", class, "!]", rest]),
            None => out.extend(["[!", part]),
        }
    }
    out
}

/// Each line on its own, the last that fits deciding: a folder that is ignored hides nothing
/// that a later line takes back.
fn one_by_one<'a>(
    lines: impl DoubleEndedIterator<Item = &'a str>,
    relative: &Path,
) -> Option<bool> {
    lines.rev().find_map(|line| touches(line, relative))
}

/// Any line that fits, unless one that takes the file back fits as well.
fn unordered<'a>(lines: impl DoubleEndedIterator<Item = &'a str>, relative: &Path) -> Option<bool> {
    let fitting = lines.filter_map(|line| {
        let (sign, body) = line
            .strip_prefix('!')
            .map_or(("", line), |body| ("!", body));
        touches(&format!("{sign}{}", body.trim_matches('/')), relative)
    });
    fitting.min()
}

/// What one line says, taken alone, about a path or a folder around it.
fn touches(line: &str, relative: &Path) -> Option<bool> {
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, line).ok()?;
    let rules = builder.build().ok()?;
    verdict(&rules.matched(relative, false))
        .or_else(|| folders(relative).find_map(|folder| verdict(&rules.matched(folder, true))))
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
        Syntax::Micromatch => {
            let pattern = pattern.trim_end_matches('/');
            let mut way = std::iter::once(subject.relative).chain(folders(subject.relative));
            way.any(|path| micromatched(pattern, path))
        }
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
