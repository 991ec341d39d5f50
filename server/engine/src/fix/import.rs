//! The import and the helper function that a lookup needs.

use std::ops::Range;
use std::path::Path;

use super::TextEdit;
use super::source::edit;
use crate::files::Files;
use crate::lang::{Import, Lexed, Lookup, Place, Spot, pattern};

/// The file that needs an import or a helper.
pub(super) struct Needed<'a> {
    pub(super) text: &'a str,
    /// The same, with comments and the contents of literals blanked.
    pub(super) code: &'a str,
    pub(super) lexed: &'a Lexed,
    pub(super) path: &'a Path,
    /// Where the literal stands: a helper may have to come first.
    pub(super) literal: usize,
    /// What the code calls the variable.
    pub(super) name: &'a str,
}

/// The imports and the helper that the lookup needs and the file has not got.
pub(super) fn helper_edits(
    file: &Needed<'_>,
    lookup: &Lookup,
    part: bool,
    files: &dyn Files,
) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let helper = match &lookup.format_helper {
        Some(helper) if part => Some(helper),
        _ => lookup.helper.as_ref(),
    };
    let missing = helper.filter(|helper| {
        let present = pattern(&helper.present.replace("NAME", file.name));
        let has = |text: &str| {
            present
                .as_ref()
                .is_some_and(|present| present.is_match(text.as_bytes()))
        };
        !has(file.text) && !siblings(file.path, helper.extension, files).any(|text| has(&text))
    });
    // Who has the helper has what it needs.
    if helper.is_none() || missing.is_some() {
        let given = |one: &&Import| {
            let code = file.code.as_bytes();
            one.given.is_empty() || pattern(one.given).is_some_and(|it| it.is_match(code))
        };
        let imports = lookup.imports.iter().filter(|one| part || !one.part);
        for import in imports.filter(given) {
            // Contents of literals count here: Go's imports are literals.
            if !pattern(import.present).is_some_and(|one| one.is_match(file.text.as_bytes())) {
                edits.push(put(file, import.place, import.spots, import.line));
            }
        }
    }
    edits.extend(missing.map(|helper| {
        let text = helper.text.replace("NAME", file.name);
        put(file, helper.place, helper.spots, &text)
    }));
    edits
}

/// An import or a helper at its place.
fn put(file: &Needed<'_>, place: Place, spots: &[Spot], line: &str) -> TextEdit {
    let eol = eol(file.text);
    match place {
        Place::AfterDocstring => after_docstring(file.text, file.code, file.lexed, line),
        Place::ImportGroup => import_group(file.text, file.code, line),
        Place::AfterSystemIncludes | Place::AfterIncludes => after_includes(file, place, line),
        Place::Spots => at_spot(file, spots, line),
        Place::End => {
            let gap = if file.text.ends_with('\n') { "" } else { eol };
            let end = file.text.len();
            edit(end..end, format!("{gap}{eol}{}", line.replace('\n', eol)))
        }
    }
}

/// At the first place that the code has, or else behind the comments at the top.
fn at_spot(file: &Needed<'_>, spots: &[Spot], line: &str) -> TextEdit {
    let eol = eol(file.text);
    let code = &file.code.as_bytes()[..file.literal];
    let found = spots.iter().find_map(|spot| {
        let at = pattern(spot.at)?.captures(code)?.name("at")?.start();
        Some((at, format!("{}{line}{}", spot.open, spot.close)))
    });
    let (at, mut text) = found.unwrap_or_else(|| (top(file), format!("{}\n\n", line.trim_end())));
    // A function is set off from what follows it.
    let follows = file.text[at..].trim_start_matches([' ', '\t', '\r']);
    let follows = follows.strip_prefix('\n').unwrap_or(follows);
    if line.contains('\n') && !follows.starts_with(['\n', '\r']) {
        text.push('\n');
    }
    edit(at..at, text.replace('\n', eol))
}

/// Behind the comments at the top.
fn top(file: &Needed<'_>) -> usize {
    let mut at = if file.text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    for line in file.text[at..file.literal].split_inclusive('\n') {
        let code = &file.code[at..at + line.len()];
        let comment = code.trim().is_empty() && !line.trim().is_empty();
        if !(comment || line.starts_with("#!")) || !line.ends_with('\n') {
            break;
        }
        at += line.len();
    }
    at
}

/// Behind the last `#include` at the top that no condition governs; where there is none,
/// behind what else the preprocessor is told first.
fn after_includes(file: &Needed<'_>, place: Place, line: &str) -> TextEdit {
    let eol = eol(file.text);
    let (mut at, mut depth) = (0usize, 0usize);
    let (mut system, mut any, mut first) = (None, None, top(file));
    let mut guard = false;
    for code in file.code[..file.literal].split_inclusive('\n') {
        let word = code.trim_start();
        at += code.len();
        let Some(directive) = word.strip_prefix('#').map(str::trim_start) else {
            if word.is_empty() {
                continue;
            }
            break;
        };
        // `#ifndef NAME` around a whole header is no condition.
        if directive.starts_with("ifndef") && depth == 0 && !guard && any.is_none() {
            guard = true;
        } else if directive.starts_with("if") {
            depth += 1;
        } else if directive.starts_with("endif") {
            depth = depth.saturating_sub(1);
        }
        if depth > 0 || !code.ends_with('\n') {
            continue;
        }
        first = at;
        if directive.starts_with("include") || directive.starts_with("import") {
            any = Some(at);
            system = if directive.contains('<') { any } else { system };
        }
    }
    // A literal of a `#define` stands in the last line that was looked at.
    let wanted = match place {
        Place::AfterSystemIncludes => system.or(any),
        _ => any,
    };
    let here = wanted.unwrap_or(first);
    let block = line.contains('\n');
    let blank = file.text[here..].starts_with(['\n', '\r']);
    let gap = if block { eol } else { "" };
    let end = if line.ends_with('\n') { "" } else { eol };
    let behind = if block && !blank { eol } else { "" };
    edit(
        here..here,
        format!("{gap}{}{end}{behind}", line.replace('\n', eol)),
    )
}

pub(super) fn siblings<'f>(
    path: &Path,
    extension: &'f str,
    files: &'f dyn Files,
) -> impl Iterator<Item = String> + use<'f> {
    let dir = path.parent().unwrap_or(path).to_path_buf();
    let own = path.file_name().map(std::ffi::OsStr::to_os_string);
    let names = files.list(&dir).into_iter();
    names
        .filter(move |name| {
            !extension.is_empty()
                && own.as_deref() != Some(name.as_ref())
                && name.ends_with(extension)
        })
        .filter_map(move |name| files.read(&dir.join(name)).ok().flatten())
}

pub(super) fn eol(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Behind the comments, the docstring and the `__future__` imports, before the first import.
pub(super) fn after_docstring(text: &str, code: &str, lexed: &Lexed, line: &str) -> TextEdit {
    let eol = eol(text);
    let literals = lexed.outer_literals();
    let mut place = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut at = place;
    let mut seen_code = false;
    let mut behind_prose = false;
    while at < code.len() {
        let end = statement_end(code, &literals, at);
        let statement = code[at..end].trim_start_matches('\u{feff}').trim_end();
        let literal = statement.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let is_doc = !seen_code && literal.starts_with(['"', '\'']);
        let is_future = statement.starts_with("from __future__");
        let is_import = statement.starts_with("import ") || statement.starts_with("from ");
        if is_import && !is_future {
            return edit(at..at, format!("{line}{eol}"));
        }
        let is_comment = statement.is_empty() && !text[at..end].trim().is_empty();
        if is_doc || is_future || (is_comment && !seen_code) {
            place = end;
            behind_prose = !is_future;
        } else if !statement.is_empty() {
            break;
        }
        seen_code |= !statement.is_empty();
        at = end;
    }
    let unended = place > 0 && !text[..place].ends_with(['\n', '\u{feff}']);
    let before = if unended || behind_prose { eol } else { "" };
    let gap = if text[place..].starts_with(['\n', '\r']) || place == text.len() {
        ""
    } else {
        eol
    };
    edit(place..place, format!("{before}{line}{eol}{gap}"))
}

/// Behind the line end that ends the statement at `at`: brackets and literals may span lines.
fn statement_end(code: &str, literals: &[Range<usize>], at: usize) -> usize {
    let mut depth = 0usize;
    let mut here = at;
    let mut next = literals.partition_point(|literal| literal.start < at);
    while let Some(&byte) = code.as_bytes().get(here) {
        if let Some(literal) = literals.get(next).filter(|literal| literal.start == here) {
            here = literal.end.max(here + 1);
            next += 1;
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 => return here + 1,
            _ => {}
        }
        here += 1;
    }
    code.len()
}

/// Into `import ( … )` in order, or as a declaration of its own.
fn import_group(text: &str, code: &str, line: &str) -> TextEdit {
    let eol = eol(text);
    let group = first(r"(?m)^import[ 	]*\(", code);
    if let Some(group) = group {
        let close = code[group.end..]
            .find(')')
            .map_or(code.len(), |found| group.end + found);
        let body = text.get(group.end..close).unwrap_or("");
        let Some(line_end) = body.find('\n') else {
            return edit(group.end..group.end, format!("{line}; "));
        };
        let mut at = group.end + line_end + 1;
        let first = at;
        for import in text[first..close].split_inclusive('\n') {
            // Standard packages stand in the first block, in order.
            if import.trim().is_empty() || import.trim() > line || import.trim().starts_with("//") {
                break;
            }
            at += import.len();
        }
        return edit(at..at, format!("\t{line}{eol}"));
    }
    let single = first(
        r"(?m)^import[ 	]+[^
]*
",
        code,
    );
    if let Some(single) = single {
        return edit(single.start..single.start, format!("import {line}{eol}"));
    }
    let package = first(
        r"(?m)^package[ 	]+[^
]*(?:
|$)",
        code,
    );
    let at = package.map_or(0, |package| package.end);
    edit(at..at, format!("{eol}import {line}{eol}"))
}

/// Where a pattern matches first.
fn first(wanted: &str, code: &str) -> Option<Range<usize>> {
    pattern(wanted)?
        .find(code.as_bytes())
        .map(|found| found.range())
}
