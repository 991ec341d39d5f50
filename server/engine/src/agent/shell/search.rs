//! Whether a search through folders would show lines of a secret file.

use globset::{Glob, GlobMatcher};
use regex::RegexBuilder;

use super::super::place::{Place, Secret};

/// A search.
pub(in super::super) struct Query<'q> {
    pub(in super::super) pattern: &'q str,
    pub(in super::super) fixed: bool,
    pub(in super::super) any_case: bool,
    /// Whether files whose names begin with a dot are read.
    pub(in super::super) hidden: bool,
    pub(in super::super) include: Vec<String>,
    pub(in super::super) exclude: Vec<String>,
}

/// Files are read up to this size, in bytes.
const MAX_FILE: usize = 256 * 1024;
/// Secret files that are looked at.
const FILES: usize = 24;

/// The first secret file below a folder of which the search would show a line.
pub(in super::super) fn would_show(
    place: &Place<'_>,
    target: &str,
    query: &Query<'_>,
) -> Option<Secret> {
    let folder = place.absolute(target);
    let pattern = if query.fixed {
        regex::escape(query.pattern)
    } else {
        // Basic expressions write these with a backslash.
        query
            .pattern
            .replace("\\|", "|")
            .replace("\\(", "(")
            .replace("\\)", ")")
    };
    let build = |pattern: &str| {
        RegexBuilder::new(pattern)
            .case_insensitive(query.any_case)
            .multi_line(true)
            .size_limit(256 * 1024)
            .build()
    };
    let regex = build(&pattern).or_else(|_| build(&regex::escape(query.pattern)));
    let (include, exclude) = (globs(&query.include), globs(&query.exclude));
    let secrets = place.secrets_below(&folder);
    secrets.into_iter().take(FILES).find(|secret| {
        let name = secret
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let relative = secret.path.strip_prefix(&folder).unwrap_or(&secret.path);
        let below_dot = relative
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
        let fits = |globs: &[GlobMatcher]| globs.iter().any(|glob| glob.is_match(name.as_ref()));
        if below_dot && !query.hidden && !fits(&include)
            || !include.is_empty() && !fits(&include)
            || fits(&exclude)
        {
            return false;
        }
        let text = place.files.read(&secret.path).ok().flatten();
        let text = text.filter(|text| text.len() <= MAX_FILE);
        match (&regex, text) {
            (Ok(regex), Some(text)) => regex.is_match(&text),
            // What cannot be looked at may show anything.
            _ => true,
        }
    })
}

/// Patterns of names; `!` in front takes out, which is left to the others.
fn globs(texts: &[String]) -> Vec<GlobMatcher> {
    let opened = |text: &String| {
        let text = text
            .replace([super::word::ANY, super::word::HOLE], "*")
            .replace(super::word::ONE, "?");
        text.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let plain = texts.iter().filter(|text| !text.starts_with('!'));
    plain
        .filter_map(|text| Glob::new(&opened(text)).ok())
        .map(|glob| glob.compile_matcher())
        .collect()
}
