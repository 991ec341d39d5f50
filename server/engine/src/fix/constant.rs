//! Declarations of constants: what cannot hold a lookup becomes what can, where all uses that
//! the file shows allow it. The rows of `rules/languages/` say how and when.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::place::{Around, capitalised, file_scope};
use super::source::edit;
use super::{Refusal, TextEdit, refusal};
use crate::files::{Entry, Files};
use crate::lang::{self, Constant, Language, Lexed, Literal, TokenKind, Use, pattern};

/// A declaration that can be changed.
pub(super) struct Found {
    pub(super) row: &'static Constant,
    name: String,
    name_at: Range<usize>,
    /// What the declaration's start and end become, and where they stand.
    before: (Range<usize>, String),
    behind: (Range<usize>, String),
}

/// The declaration that the literal belongs to, when the language has a row for it.
pub(super) fn find(
    language: &'static Language,
    code: &str,
    around: &Around,
    literal: &Literal,
) -> Result<Option<Found>, Refusal> {
    let header = header(code, literal.full.start);
    for row in language.constants {
        let placed = match header {
            Some(header) => !row.top_level && matches(row.inside, header),
            None => row.top_level || row.inside.is_empty(),
        };
        let Some(found) = placed.then(|| declaration(row, around, literal)).flatten() else {
            continue;
        };
        if !row.why.is_empty() {
            return Err(refused(row.why));
        }
        return Ok(Some(found));
    }
    Ok(None)
}

fn refused(why: &str) -> Refusal {
    refusal("constant-context", &format!("{}.", capitalised(why)))
}

fn matches(wanted: &str, text: &str) -> bool {
    wanted.is_empty() || pattern(wanted).is_some_and(|wanted| wanted.is_match(text.as_bytes()))
}

fn declaration(row: &'static Constant, around: &Around, literal: &Literal) -> Option<Found> {
    let start = literal.full.start - around.head.len();
    let head = pattern(row.head)?;
    let head = head.captures(around.head.as_bytes())?;
    let tail = pattern(row.tail)?;
    let tail = tail.captures(around.tail.as_bytes())?;
    let moved = |range: Range<usize>, by: usize| range.start + by..range.end + by;
    let name = head.name("name")?;
    let all = head.name("all")?;
    let mut becomes = Vec::new();
    head.expand(row.becomes.as_bytes(), &mut becomes);
    let behind = tail.name("all").map_or(0..0, |all| all.range());
    Some(Found {
        row,
        name: String::from_utf8(name.as_bytes().to_vec()).ok()?,
        name_at: moved(name.range(), start),
        before: (moved(all.range(), start), String::from_utf8(becomes).ok()?),
        behind: (moved(behind, literal.full.end), row.behind.to_owned()),
    })
}

/// What stands before the innermost `{` around a place, from the statement before on.
fn header(code: &str, at: usize) -> Option<&str> {
    let mut depth = 0usize;
    let mut open = None;
    for (found, byte) in code.bytes().enumerate().take(at).rev() {
        match byte {
            b'}' => depth += 1,
            b'{' if depth == 0 => {
                open = Some(found);
                break;
            }
            b'{' => depth -= 1,
            _ => {}
        }
    }
    let open = open?;
    let start = code[..open].rfind([';', '{', '}']).map_or(0, |at| at + 1);
    Some(&code[start..open])
}

/// The edits of the declaration and of its uses; `lookup` is what takes the literal's place.
pub(super) fn edits(
    found: &Found,
    text: &str,
    lexed: &Lexed,
    literal: &Literal,
    lookup: (Range<usize>, String),
) -> Result<Vec<TextEdit>, Refusal> {
    let code = lexed.blanked(text);
    check_texts(found, text, lexed)?;
    let uses = uses(found, &code, Some(found.name_at.start))?;
    if found.row.needs_use && uses.is_empty() {
        let why = "Nothing in this file uses the constant, and a variable that nothing uses does not compile: delete it, and revoke the value.";
        return Err(refusal("constant-context", why));
    }
    let mut edits = if found.row.leaves_group {
        out_of_group(found, text, &code, literal, &lookup.1)?
    } else {
        let (before, behind) = (found.before.clone(), found.behind.clone());
        let parts = [before, lookup, behind].into_iter();
        parts
            .filter(|(range, text)| !range.is_empty() || !text.is_empty())
            .map(|(range, text)| edit(range, text))
            .collect()
    };
    if !found.row.use_behind.is_empty() {
        let behind = |end: usize| edit(end..end, found.row.use_behind.to_owned());
        edits.extend(uses.into_iter().map(behind));
    }
    Ok(edits)
}

/// Refuses what the other files do with the constant.
pub(super) fn check_others(
    found: &Found,
    language: &'static Language,
    path: &Path,
    workspace: &Path,
    files: &dyn Files,
) -> Result<(), Refusal> {
    /// More files than that are not looked at: then it is not known.
    const MOST: usize = 400;
    if found.row.others.is_empty() {
        return Ok(());
    }
    let mut left = MOST;
    let mut folders = vec![(root(path, workspace, found.row, files), 0)];
    while let Some((dir, depth)) = folders.pop() {
        for name in files.list(&dir) {
            let other = dir.join(&name);
            if found.row.others.iter().any(|ending| name.ends_with(ending)) && other != path {
                left = left.checked_sub(1).ok_or_else(|| {
                    refused("too many other files may use this constant: move it by hand")
                })?;
                if let Ok(Some(text)) = files.read(&other) {
                    check_other(found, language, &text)?;
                }
            } else if depth < DEEPEST && goes_into(&name) && files.entry(&other) == Entry::Directory
            {
                folders.push((other, depth + 1));
            }
        }
    }
    Ok(())
}

/// How many folders deep other files are looked for.
const DEEPEST: usize = 6;

fn goes_into(name: &str) -> bool {
    !name.starts_with('.')
        && !matches!(
            name,
            "target" | "node_modules" | "vendor" | "build" | "bin" | "obj"
        )
}

fn check_other(found: &Found, language: &'static Language, text: &str) -> Result<(), Refusal> {
    if !text.contains(found.name.as_str()) {
        return Ok(());
    }
    let lexed = lang::lex(text, language);
    check_texts(found, text, &lexed)?;
    let used = !uses(found, &lexed.blanked(text), None)?.is_empty();
    if used && !found.row.use_behind.is_empty() {
        return Err(refused(
            "another file uses this constant: give it a function that returns it first",
        ));
    }
    Ok(())
}

/// The folder that holds all files that may use the constant.
fn root(path: &Path, workspace: &Path, row: &Constant, files: &dyn Files) -> PathBuf {
    let own = path.parent().unwrap_or(path);
    let holds = |dir: &&Path| {
        let names = files.list(dir);
        names
            .iter()
            .any(|name| row.others_root.iter().any(|root| name.ends_with(root)))
    };
    let mut above = own.ancestors().take_while(|dir| dir.starts_with(workspace));
    above.find(holds).unwrap_or(own).to_path_buf()
}

/// Refuses names that stand in the text of a literal, where a format takes them from.
fn check_texts(found: &Found, text: &str, lexed: &Lexed) -> Result<(), Refusal> {
    let literals = lexed
        .tokens
        .iter()
        .filter(|token| !matches!(token.kind, TokenKind::Comment));
    for row in found.row.forbid.iter().filter(|row| !row.text.is_empty()) {
        let wanted = row.text.replace("NAME", &found.name);
        let has = |range: &Range<usize>| matches(&wanted, &text[range.clone()]);
        if literals.clone().any(|token| has(&token.content)) {
            return Err(refused(row.why));
        }
    }
    Ok(())
}

/// Where the uses of the constant end.
fn uses(found: &Found, code: &str, own: Option<usize>) -> Result<Vec<usize>, Refusal> {
    /// How much code before and behind a use is looked at.
    const WINDOW: usize = 2048;
    let mut ends = Vec::new();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    for (at, name) in code.match_indices(found.name.as_str()) {
        let end = at + name.len();
        let inside_word = code[..at].ends_with(is_word) || code[end..].starts_with(is_word);
        if inside_word || Some(at) == own {
            continue;
        }
        let head = &code[super::place::floor(code, at.saturating_sub(WINDOW))..at];
        let tail = &code[end..super::place::floor(code, (end + WINDOW).min(code.len()))];
        let is = |row: &&Use| {
            row.text.is_empty()
                && matches(row.head, head)
                && matches(row.tail, tail)
                && (!row.file_scope || file_scope(code, at))
        };
        if found.row.keep.iter().any(|row| is(&row)) {
            continue;
        }
        if let Some(row) = found.row.forbid.iter().find(is) {
            return Err(refused(row.why));
        }
        ends.push(end);
    }
    Ok(ends)
}

/// Takes the declaration's line out of the bracket around it, and writes it behind.
fn out_of_group(
    found: &Found,
    text: &str,
    code: &str,
    literal: &Literal,
    lookup: &str,
) -> Result<Vec<TextEdit>, Refusal> {
    let (group, inner) = group(code, literal.full.start)
        .ok_or_else(|| refused("the group of this constant does not end: close it first"))?;
    let forbids = |row: &&Use| matches(row.text, &code[inner.clone()]);
    if let Some(row) = found.row.group.iter().find(forbids) {
        return Err(refused(row.why));
    }
    let line = lines_of(text, code, literal, inner.start);
    let eol = if text[line.clone()].ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let indent = &text[group.start..];
    let indent = &indent[..indent.len() - indent.trim_start_matches([' ', '\t']).len()];
    let comments = text[line.start..found.name_at.start].lines();
    let mut moved = String::new();
    for comment in comments
        .map(str::trim)
        .filter(|comment| !comment.is_empty())
    {
        moved.push_str(&format!("{indent}{comment}{eol}"));
    }
    let rest = text[literal.full.end..line.end].trim_end();
    moved.push_str(&format!("{indent}{}{lookup}{rest}", found.before.1));
    let empty = code[inner.start..line.start].trim().is_empty()
        && code[line.end..inner.end].trim().is_empty();
    Ok(if empty {
        vec![edit(group, moved)]
    } else {
        vec![
            edit(line, String::new()),
            edit(group.end..group.end, format!("{eol}{eol}{moved}")),
        ]
    })
}

/// The lines of a declaration with the comments right above it.
fn lines_of(text: &str, code: &str, literal: &Literal, floor: usize) -> Range<usize> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |found| found + 1);
    let mut start = line_start(literal.full.start);
    while start > 0 {
        let above = line_start(start - 1);
        let comment = code[above..start].trim().is_empty() && !text[above..start].trim().is_empty();
        if !comment || above <= floor {
            break;
        }
        start = above;
    }
    let end = text[literal.full.end..].find('\n');
    start..end.map_or(text.len(), |found| literal.full.end + found + 1)
}

/// The whole lines of the group around a place, without the last line end, and what stands in its bracket.
fn group(code: &str, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let open = code[..at].rfind('(')?;
    let mut depth = 0usize;
    let close = code[open..].bytes().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let close = open + close;
    let start = code[..open].rfind('\n').map_or(0, |found| found + 1);
    let end = code[close..]
        .find('\n')
        .map_or(code.len(), |found| close + found);
    Some((start..end, open + 1..close))
}
