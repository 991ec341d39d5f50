//! The import and the helper function that a lookup needs.

use std::ops::Range;
use std::path::Path;

use super::TextEdit;
use super::source::edit;
use crate::files::Files;
use crate::lang::{Lexed, Lookup, Place, pattern};

/// The import and the helper that the lookup needs and the file has not got.
pub(super) fn helper_edits(
    text: &str,
    code: &str,
    lexed: &Lexed,
    path: &Path,
    lookup: &Lookup,
    files: &dyn Files,
) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut needs_import = true;
    if let Some(helper) = &lookup.helper {
        let present = pattern(helper.present);
        let has = |text: &str| {
            present
                .as_ref()
                .is_some_and(|present| present.is_match(text.as_bytes()))
        };
        needs_import =
            !has(text) && !siblings(path, helper.extension, files).any(|text| has(&text));
        if needs_import {
            let eol = eol(text);
            let gap = if text.ends_with('\n') { "" } else { eol };
            let body = helper.text.replace('\n', eol);
            edits.push(edit(text.len()..text.len(), format!("{gap}{eol}{body}")));
        }
    }
    if let Some(import) = lookup.import.as_ref().filter(|_| needs_import) {
        // Contents of literals count here: Go's imports are literals.
        if !pattern(import.present).is_some_and(|present| present.is_match(text.as_bytes())) {
            edits.push(match import.place {
                Place::AfterDocstring => after_docstring(text, code, lexed, import.line),
                Place::ImportGroup => import_group(text, code, import.line),
            });
        }
    }
    edits
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
        .filter(move |name| own.as_deref() != Some(name.as_ref()) && name.ends_with(extension))
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
        let mut at = group.end + body.find('\n').map_or(0, |found| found + 1);
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
