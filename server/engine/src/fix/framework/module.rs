//! Modules that declare a project's variables: `env.ts` with a schema, a class of settings,
//! a configuration file. Only what is recognised for sure is added to.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::files::{Entry, Files};
use crate::fix::expression::{Blanks, Expression};
use crate::fix::source::edit;
use crate::fix::{Before, FileEdit, Purpose, TextEdit};
use crate::lang::{self, pattern};

/// A kind of module.
#[derive(Debug)]
pub(super) struct Module {
    /// Where it may stand, relative to the folder of the framework's sign.
    pub(super) files: &'static [&'static str],
    /// What it contains. The group `name` is what it gives out.
    pub(super) text: &'static str,
    /// What it does not contain.
    pub(super) not_text: &'static str,
    /// Sources that do not read through it, by path.
    pub(super) not_path: &'static str,
    /// What is added where.
    pub(super) entries: &'static [Declared],
    /// How a file takes it in; empty where it is everywhere. `EXPORT` is the module's group
    /// `name`, the group `from` the module as the file names it.
    pub(super) import: &'static str,
    /// Whether only a source that takes it in is a reason to add to it.
    pub(super) only_imported: bool,
    /// The lookup through it.
    pub(super) lookup: Expression,
    /// What the name of a variable begins with, for it to be taken.
    pub(super) prefix: &'static str,
    /// Said when something was added.
    pub(super) note: &'static str,
}

/// An entry of a module.
#[derive(Debug)]
pub(super) struct Declared {
    /// Ends where the entries begin.
    pub(super) anchor: &'static str,
    pub(super) shape: Shape,
    /// The entry.
    pub(super) text: &'static str,
    /// The entry where those that are there are in upper case; empty for `text`.
    pub(super) upper: &'static str,
    /// Whether the module is fine without the anchor.
    pub(super) optional: bool,
}

/// How entries stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// In brackets, with commas.
    List,
    /// As lines of a class in Python.
    Fields,
    /// As lines at the end of the file.
    End,
}

/// What a module gives to a fix.
pub(super) struct Found {
    pub(super) module: &'static Module,
    pub(super) edit: Option<FileEdit>,
    pub(super) note: Option<String>,
    /// What it gives out.
    export: String,
    /// Its path without the ending, with `/`.
    stem: String,
    /// The variable as it is called there.
    pub(super) field: String,
    /// The same in camel case.
    pub(super) camel: String,
}

/// The first module of a folder that is recognised, with the entry for a variable.
pub(super) fn declared(
    modules: &'static [Module],
    folder: &Path,
    source: &Path,
    name: &str,
    app: &str,
    files: &dyn Files,
) -> Option<Found> {
    let file = super::relative(source, folder);
    modules
        .iter()
        .filter(|it| super::isnt(it.not_path, &file))
        .find_map(|module| {
            // The project's name is one of a package: letters, digits and `_`.
            let files_there = module.files.iter().map(|file| file.replace("APP", app));
            let paths = files_there.map(|file| folder.join(file));
            let mut paths = paths.filter(|path| path != source);
            paths.find_map(|path| recognised(module, path, folder, name, app, files))
        })
}

fn recognised(
    module: &'static Module,
    path: PathBuf,
    folder: &Path,
    name: &str,
    app: &str,
    files: &dyn Files,
) -> Option<Found> {
    if !matches!(files.entry(&path), Entry::File { .. }) {
        return None;
    }
    let text = files.read(&path).ok().flatten()?;
    let captures = pattern(module.text)?.captures(text.as_bytes())?;
    if !module.not_text.is_empty() && pattern(module.not_text)?.is_match(text.as_bytes()) {
        return None;
    }
    let export = captures
        .name("name")
        .map(|it| String::from_utf8_lossy(it.as_bytes()));
    let export = export.map(|it| it.into_owned()).unwrap_or_default();
    let code = lang::lex(&text, lang::of_path(&path)?).blanked(&text);
    let blanks = Blanks {
        app: app.to_owned(),
        ..Blanks::of(name.strip_prefix(module.prefix).unwrap_or(name))
    };
    let mut edits = Vec::new();
    let mut upper = false;
    for entry in module.entries {
        let Some(place) = pattern(entry.anchor)?.find(code.as_bytes()) else {
            if entry.optional {
                continue;
            }
            return None;
        };
        let added = match entry.shape {
            Shape::List => list(&text, &code, place.end(), entry.text, &blanks, name)?,
            Shape::Fields => {
                let (added, is_upper) = fields(&text, &code, place.end(), entry, &blanks, name)?;
                upper |= is_upper;
                added.into_iter().collect()
            }
            Shape::End => end(&text, entry.text, &blanks, name).into_iter().collect(),
        };
        edits.extend(added);
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let stem = super::relative(&path, folder);
    let stem = stem
        .rsplit_once('.')
        .map_or(stem.clone(), |(stem, _)| stem.to_owned());
    let added = !edits.is_empty();
    Some(Found {
        module,
        note: (added && !module.note.is_empty()).then(|| module.note.to_owned()),
        edit: added.then(|| FileEdit {
            before: Before::of(Some(&text)),
            path,
            purpose: Purpose::Module,
            edits,
            owner_only: false,
        }),
        export,
        stem,
        field: if upper { name.to_owned() } else { blanks.field },
        camel: blanks.camel,
    })
}

impl Module {
    pub(super) fn lookup(&self) -> &Expression {
        &self.lookup
    }

    pub(super) fn files(&self) -> &'static [&'static str] {
        self.files
    }

    /// The lookup for a file that takes this module in, and what the file calls it.
    pub(super) fn used_by(
        &'static self,
        text: &str,
        source: &Path,
        found: &Found,
    ) -> Option<(&'static Expression, String)> {
        if self.import.is_empty() {
            return Some((&self.lookup, String::new()));
        }
        if found.export.is_empty() && self.import.contains("EXPORT") {
            return None;
        }
        let import = self.import.replace("EXPORT", &regex::escape(&found.export));
        let captures = pattern(&import)?.captures(text.as_bytes())?;
        let group = |name| {
            let found = captures.name(name)?.as_bytes();
            Some(String::from_utf8_lossy(found).into_owned())
        };
        let Some(from) = group("from") else {
            return Some((&self.lookup, group("helper").unwrap_or_default()));
        };
        let python = source.extension().is_some_and(|it| it == "py");
        names(&from, &found.stem, python).then(|| (&self.lookup, found.export.clone()))
    }

    #[cfg(test)]
    pub(super) fn patterns(&self) -> Vec<&'static str> {
        let anchors = self.entries.iter().map(|entry| entry.anchor);
        anchors
            .chain([self.text, self.not_text, self.not_path, self.import])
            .collect()
    }
}

/// Whether an import names the module at a path: `./env`, `@/env`, `~/env.js`, `app.config`.
fn names(from: &str, stem: &str, python: bool) -> bool {
    let from = if python {
        from.trim_start_matches('.').replace('.', "/")
    } else {
        let bare = from.trim_start_matches(['.', '/', '@', '~', '#', '$']);
        let endings = [".js", ".mjs", ".ts", ".mts"];
        let ending = endings.iter().find_map(|end| bare.strip_suffix(end));
        ending.unwrap_or(bare).to_owned()
    };
    let whole = stem.strip_suffix("/index").unwrap_or(stem);
    let rest = whole.strip_suffix(from.as_str());
    !from.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

fn eol(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn has_key(code: &str, name: &str) -> bool {
    let found = format!(r#"(?i)(?:^|[^\w]){}["']?\s*(?::|=)"#, regex::escape(name));
    pattern(&found).is_some_and(|found| found.is_match(code.as_bytes()))
}

fn indent_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The bracket that closes what is open at `start`.
fn close(code: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return Some(at),
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// An entry behind the last one of a list in brackets, as the others stand.
fn list(
    text: &str,
    code: &str,
    start: usize,
    template: &str,
    blanks: &Blanks,
    name: &str,
) -> Option<Vec<TextEdit>> {
    let end = close(code, start)?;
    let entry = blanks.fill(&template.replace("NAME", name));
    let key = entry.split(':').next().unwrap_or_default().trim();
    let there = &text[start..end];
    if has_key(there, name) || (!key.is_empty() && has_key(there, key)) {
        return Some(Vec::new());
    }
    let inside = &code[start..end];
    let last = start + inside.trim_end().len();
    let empty = last <= start || inside.trim().is_empty();
    if !inside.contains('\n') {
        let (before, after) = match (empty, inside.ends_with(' ')) {
            (true, _) => (" ", " "),
            (false, _) if code[..last].ends_with(',') => (" ", ""),
            (false, _) => (", ", ""),
        };
        let at = if empty { start..end } else { last..last };
        return Some(vec![edit(at, format!("{before}{entry}{after}"))]);
    }
    let eol = eol(text);
    let unended = !empty && !code[..last].ends_with(',');
    let first = start + (inside.len() - inside.trim_start().len());
    let indent = if empty {
        format!("{}  ", indent_of(text, end))
    } else {
        indent_of(text, first).to_owned()
    };
    let line = if empty { start } else { last };
    let line_end = text[line..].find(['\r', '\n']).map_or(end, |at| line + at);
    let mut edits = Vec::new();
    if unended {
        edits.push(edit(last..last, ",".to_owned()));
    }
    edits.push(edit(line_end..line_end, format!("{eol}{indent}{entry},")));
    Some(edits)
}

/// A field behind the last one of a class; whether fields are in upper case.
fn fields(
    text: &str,
    code: &str,
    start: usize,
    entry: &Declared,
    blanks: &Blanks,
    name: &str,
) -> Option<(Option<TextEdit>, bool)> {
    let field = pattern(r"(?m)^([ \t]+)([A-Za-z]\w*)[ \t]*:[ \t]*[^\s=]")?;
    let class = class_body(code, start);
    let mut last: Option<Range<usize>> = None;
    let mut upper = false;
    let mut indent = "";
    for found in field.captures_iter(&code.as_bytes()[class.clone()]) {
        let (Some(space), Some(word)) = (found.get(1), found.get(2)) else {
            continue;
        };
        if !indent.is_empty() && space.len() != indent.len() {
            continue;
        }
        indent = &code[class.start + space.start()..class.start + space.end()];
        let word_range = class.start + word.start()..class.start + word.end();
        if code[word_range.clone()].eq_ignore_ascii_case(name) {
            return Some((
                None,
                code[word_range].contains(|c: char| c.is_ascii_uppercase()),
            ));
        }
        upper = code[word_range.clone()].contains(|c: char| c.is_ascii_uppercase());
        last = Some(word_range);
    }
    let last = last?;
    let end = statement_end(code, last.start);
    let template = if upper && !entry.upper.is_empty() {
        entry.upper
    } else {
        entry.text
    };
    let line = blanks.fill(&template.replace("NAME", name));
    let eol = eol(text);
    let before = if text[..end].ends_with('\n') { "" } else { eol };
    Some((
        Some(edit(end..end, format!("{before}{indent}{line}{eol}"))),
        upper,
    ))
}

/// The lines of a class that begins before `start`: up to one that is not indented.
fn class_body(code: &str, start: usize) -> Range<usize> {
    let mut at = start;
    for line in code[start..].split_inclusive('\n') {
        if !line.trim().is_empty() && !line.starts_with([' ', '\t', ')']) {
            break;
        }
        at += line.len();
    }
    start..at
}

/// Behind the line end of the statement at `at`.
fn statement_end(code: &str, at: usize) -> usize {
    let mut depth = 0usize;
    for (here, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 => return here + 1,
            _ => {}
        }
    }
    code.len()
}

/// A line at the end of the file.
fn end(text: &str, template: &str, blanks: &Blanks, name: &str) -> Option<TextEdit> {
    let line = blanks.fill(&template.replace("NAME", name));
    if text.contains(line.trim()) {
        return None;
    }
    let eol = eol(text);
    let before = if text.ends_with('\n') || text.is_empty() {
        ""
    } else {
        eol
    };
    Some(edit(text.len()..text.len(), format!("{before}{line}{eol}")))
}
