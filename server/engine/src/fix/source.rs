//! The edit of the source: the lookup in place of the literal, and what it needs.

use std::ops::Range;
use std::path::Path;

use regex::Regex;
use zeroize::Zeroizing;

use super::{NewText, Refusal, TextEdit, refusal};
use crate::files::Files;
use crate::lang::{self, Language, Lexed, Literal, Lookup, Place};

/// A literal that can be moved, and the value that moves.
pub(super) struct Target {
    pub(super) literal: Literal,
    /// What is replaced: all of the content, or a part of it.
    pub(super) range: Range<usize>,
    pub(super) value: Zeroizing<String>,
}

/// The code around a literal, blanked.
struct Around {
    head: String,
    tail: String,
    in_brackets: bool,
}

/// How much code before and behind a literal is looked at.
const WINDOW: usize = 8 * 1024;

/// Finds what to move. `whole_url` moves the URL around the range when the literal is one.
pub(super) fn target(
    text: &str,
    language: &'static Language,
    lexed: &Lexed,
    range: &Range<usize>,
    whole_url: bool,
) -> Result<Target, Refusal> {
    let Some(literal) = lexed.literal_at(range) else {
        return Err(if lexed.in_comment(range) {
            refusal(
                "in-a-comment",
                "The value stands in a comment: delete it there, and revoke it.",
            )
        } else {
            refusal(
                "no-literal",
                "The value is not in a string literal that Keyward can replace: move it by hand.",
            )
        });
    };
    if !literal.kind.refuse.is_empty() {
        return Err(refusal("literal-kind", literal.kind.refuse));
    }
    let mut range = range.clone();
    if whole_url && literal.holes.is_empty() && is_url(&text[literal.content.clone()]) {
        range = literal.content.clone();
    }
    let value = lang::decode(&text[range.clone()], literal.kind).ok_or_else(|| {
        refusal(
            "literal-not-understood",
            "The literal has an escape that Keyward cannot decode: move it by hand.",
        )
    })?;
    let _ = language;
    Ok(Target {
        literal,
        range,
        value,
    })
}

fn is_url(content: &str) -> bool {
    let Some((scheme, rest)) = content.split_once("://") else {
        return false;
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    !scheme.is_empty()
        && scheme.chars().all(letters)
        && !rest.is_empty()
        && !rest.contains(char::is_whitespace)
}

/// The edits of the source, ascending.
pub(super) fn edits(
    text: &str,
    path: &Path,
    language: &'static Language,
    lexed: &Lexed,
    target: &Target,
    name: &str,
    files: &dyn Files,
) -> Result<Vec<TextEdit>, Refusal> {
    let Some(lookup) = &language.lookup else {
        return Err(no_lookup(language));
    };
    let code = lexed.blanked(text);
    let around = around(&code, &target.literal.full);
    check_place(language, &around)?;
    let (range, replacement) = replacement(text, language, lookup, target, &around, name)?;
    let mut edits = vec![edit(range, replacement)];
    edits.extend(helper_edits(text, &code, path, lookup, files));
    edits.sort_by_key(|edit| edit.range.start);
    Ok(edits)
}

pub(super) fn no_lookup(language: &Language) -> Refusal {
    refusal(
        "no-lookup",
        &format!("This format cannot read a variable: {}.", language.instead),
    )
}

fn edit(range: Range<usize>, text: String) -> TextEdit {
    TextEdit {
        range,
        text: NewText(Zeroizing::new(text)),
    }
}

fn around(code: &str, literal: &Range<usize>) -> Around {
    let start = floor(code, literal.start.saturating_sub(WINDOW));
    let end = floor(code, (literal.end + WINDOW).min(code.len()));
    let mut depth = 0usize;
    for byte in code[..literal.start].bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Around {
        head: code[start..literal.start].to_owned(),
        tail: code[literal.end..end].to_owned(),
        in_brackets: depth > 0,
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn matches(pattern: &str, text: &str) -> bool {
    pattern.is_empty() || Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

fn check_place(language: &Language, around: &Around) -> Result<(), Refusal> {
    let refused = language.refusals.iter().find(|one| {
        !(one.outside_brackets && around.in_brackets)
            && matches(one.head, &around.head)
            && matches(one.tail, &around.tail)
    });
    match refused {
        Some(one) => Err(refusal(
            "constant-context",
            &format!("{}.", capitalised(one.why)),
        )),
        None => Ok(()),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn named(template: &str, name: &str) -> String {
    template.replace("NAME", name)
}

/// What is replaced, and by what.
fn replacement(
    text: &str,
    language: &Language,
    lookup: &Lookup,
    target: &Target,
    around: &Around,
    name: &str,
) -> Result<(Range<usize>, String), Refusal> {
    let literal = &target.literal;
    let loud = format!("{}{}", named(lookup.loud, name), literal.kind.suffix);
    let is_whole = target.range == literal.content;
    if is_whole && !literal.heredoc {
        let call_follows = around.tail.trim_start().starts_with('.');
        let borrow = if call_follows { "" } else { lookup.borrow };
        let expression = format!("{borrow}{loud}");
        let parenthesised = in_place(&expression, lookup.atom, around);
        return Ok((
            literal.full.clone(),
            wrapped(language, around, &parenthesised),
        ));
    }
    if let Some((open, close)) = literal.kind.insert {
        let inside = inside(text, lookup, literal, name);
        return Ok((target.range.clone(), format!("{open}{inside}{close}")));
    }
    if !literal.kind.split && lookup.format.is_empty() || literal.heredoc {
        let why = "The value is a part of a literal that cannot be taken apart: move it by hand.";
        return Err(refusal("part-of-a-literal", why));
    }
    let joined = if lookup.format.is_empty() {
        split(text, lookup, target, &loud)
    } else {
        formatted(text, lookup, target, &loud)
    };
    let tight = lookup.operator.trim().is_empty() && lookup.format.is_empty();
    let atom = tight || !lookup.format.is_empty();
    Ok((
        literal.full.clone(),
        wrapped(language, around, &in_place(&joined, atom, around)),
    ))
}

/// The lookup as it stands inside a literal.
fn inside(text: &str, lookup: &Lookup, literal: &Literal, name: &str) -> String {
    let template = if lookup.inside.is_empty() {
        lookup.loud
    } else {
        lookup.inside
    };
    let quote = literal.closer(text).chars().next().unwrap_or('"');
    let clashes = literal.kind.avoid_quote && template.contains(quote);
    let template = if clashes {
        lookup.other_quotes
    } else {
        template
    };
    format!("{}{}", named(template, name), literal.kind.suffix)
}

/// `"before" + LOOKUP + "behind"`, without empty pieces.
fn split(text: &str, lookup: &Lookup, target: &Target, loud: &str) -> String {
    let literal = &target.literal;
    let (open, close) = (literal.opener(text), literal.closer(text));
    let before = &text[literal.content.start..target.range.start];
    let behind = &text[target.range.end..literal.content.end];
    let loud = if lookup.atom || lookup.operator.trim().is_empty() {
        loud.to_owned()
    } else {
        format!("({loud})")
    };
    let mut pieces = Vec::new();
    if !before.is_empty() {
        pieces.push(format!("{open}{before}{close}"));
    }
    pieces.push(loud);
    if !behind.is_empty() {
        pieces.push(format!("{open}{behind}{close}"));
    }
    pieces.join(lookup.operator)
}

/// `format!("before{}behind", LOOKUP)`.
fn formatted(text: &str, lookup: &Lookup, target: &Target, loud: &str) -> String {
    let literal = &target.literal;
    let piece = |range: Range<usize>| text[range].replace('{', "{{").replace('}', "}}");
    let template = format!(
        "{}{}{{}}{}{}",
        literal.opener(text),
        piece(literal.content.start..target.range.start),
        piece(target.range.end..literal.content.end),
        literal.closer(text)
    );
    lookup
        .format
        .replace("TEXT", &template)
        .replace("LOOKUP", loud)
}

/// The expression with parentheses where what stands around would bind tighter.
fn in_place(expression: &str, atom: bool, around: &Around) -> String {
    if atom || stands_free(around) {
        expression.to_owned()
    } else {
        format!("({expression})")
    }
}

fn stands_free(around: &Around) -> bool {
    let head = around.head.trim_end();
    let compared = ["==", "!=", "<=", ">="]
        .iter()
        .any(|operator| head.ends_with(operator));
    let arrow = head.ends_with("=>") || head.ends_with("->");
    let keyword = ["return", "yield", "echo"]
        .iter()
        .any(|word| head.ends_with(word));
    let head_free = head.is_empty()
        || arrow
        || keyword
        || (head.ends_with(['=', '(', ',', '[', '{', ':', ';']) && !compared);
    let tail = around.tail.trim_start();
    let same_line = !around.tail[..around.tail.len() - tail.len()].contains('\n');
    let tail_free = match tail.chars().next() {
        None | Some(')' | ']' | '}' | ',' | ';') => true,
        Some(next) => !same_line && (next.is_alphanumeric() || "_\"'@#}".contains(next)),
    };
    head_free && tail_free
}

fn wrapped(language: &Language, around: &Around, expression: &str) -> String {
    let wrap = language
        .wraps
        .iter()
        .find(|wrap| matches(wrap.head, &around.head) && matches(wrap.tail, &around.tail));
    let mut out = match wrap {
        Some(wrap) => format!("{}{expression}{}", wrap.open, wrap.close),
        None => expression.to_owned(),
    };
    if language.adjacent_literals {
        let is_quote = |c: char| c == '"' || c == '\'';
        let gap = |gap: &str| around.in_brackets || !gap.contains('\n');
        let head = around.head.trim_end();
        if head.ends_with(is_quote) && gap(&around.head[head.len()..]) {
            out.insert_str(0, "+ ");
        }
        let tail = around.tail.trim_start();
        let literal = tail.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if tail.len() - literal.len() <= 2
            && literal.starts_with(is_quote)
            && gap(&around.tail[..around.tail.len() - tail.len()])
        {
            out.push_str(" +");
        }
    }
    out
}

/// The import and the helper that the lookup needs and the file has not got.
fn helper_edits(
    text: &str,
    code: &str,
    path: &Path,
    lookup: &Lookup,
    files: &dyn Files,
) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut needs_import = true;
    if let Some(helper) = &lookup.helper {
        let present = Regex::new(helper.present).ok();
        let has = |text: &str| {
            present
                .as_ref()
                .is_some_and(|present| present.is_match(text))
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
        if !matches(import.present, text) {
            edits.push(match import.place {
                Place::AfterDocstring => after_docstring(text, code, import.line),
                Place::ImportGroup => import_group(text, code, import.line),
            });
        }
    }
    edits
}

fn siblings<'f>(
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

fn eol(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Behind the comments, the docstring and the `__future__` imports, before the first import.
fn after_docstring(text: &str, code: &str, line: &str) -> TextEdit {
    let eol = eol(text);
    let mut place = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut at = place;
    let mut seen_code = false;
    while at < code.len() {
        let end = statement_end(code, at);
        let statement = code[at..end].trim_start_matches('\u{feff}').trim_end();
        let is_doc = !seen_code
            && statement
                .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .starts_with(['"', '\'']);
        let is_future = statement.starts_with("from __future__");
        let is_import = statement.starts_with("import ") || statement.starts_with("from ");
        if is_import && !is_future {
            return edit(at..at, format!("{line}{eol}"));
        }
        let is_comment = statement.is_empty() && !text[at..end].trim().is_empty();
        if is_doc || is_future || (is_comment && !seen_code) {
            place = end;
        } else if !statement.is_empty() {
            break;
        }
        seen_code |= !statement.is_empty();
        at = end;
    }
    let before = if place > 0 && !text[..place].ends_with('\n') {
        eol
    } else {
        ""
    };
    let gap = if text[place..].starts_with(['\n', '\r']) {
        ""
    } else {
        eol
    };
    edit(place..place, format!("{before}{line}{eol}{gap}"))
}

/// Behind the line end that ends the statement at `at`: brackets and literals may span lines.
fn statement_end(code: &str, at: usize) -> usize {
    let mut depth = 0usize;
    let mut triple: Option<&str> = None;
    let mut skip_to = at;
    for (found, byte) in code[at..].bytes().enumerate() {
        let here = at + found;
        if here < skip_to {
            continue;
        }
        let quotes = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quotes| code.as_bytes()[here..].starts_with(quotes.as_bytes()));
        match (triple, quotes) {
            (None, Some(quotes)) => {
                triple = Some(quotes);
                skip_to = here + 3;
            }
            (Some(open), Some(quotes)) if open == quotes => {
                triple = None;
                skip_to = here + 3;
            }
            _ => match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b'\n' if depth == 0 && triple.is_none() => return here + 1,
                _ => {}
            },
        }
    }
    code.len()
}

/// Into `import ( … )` in order, or as a declaration of its own.
fn import_group(text: &str, code: &str, line: &str) -> TextEdit {
    let eol = eol(text);
    let group = Regex::new(r"(?m)^import[ \t]*\(")
        .ok()
        .and_then(|group| group.find(code));
    if let Some(group) = group {
        let close = code[group.end()..]
            .find(')')
            .map_or(code.len(), |found| group.end() + found);
        let body = text.get(group.end()..close).unwrap_or("");
        let mut at = group.end() + body.find('\n').map_or(0, |found| found + 1);
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
    let single = Regex::new("(?m)^import[ \\t]+[^\n]*\n")
        .ok()
        .and_then(|single| single.find(code));
    if let Some(single) = single {
        return edit(
            single.start()..single.start(),
            format!("import {line}{eol}"),
        );
    }
    let package = Regex::new("(?m)^package[ \\t]+[^\n]*(?:\n|$)")
        .ok()
        .and_then(|package| package.find(code));
    let at = package.map_or(0, |package| package.end());
    edit(at..at, format!("{eol}import {line}{eol}"))
}
