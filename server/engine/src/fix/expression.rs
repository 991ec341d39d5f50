//! A lookup that takes the place of a language's own, and what is filled into it.

use std::path::Path;

use super::TextEdit;
use super::header;
use super::import::{after_docstring, siblings};
use super::source::edit;
use crate::files::Files;
use crate::lang::{Lexed, Lookup, pattern};

/// The expression of a framework or secrets manager. `NAME` stands for the variable.
#[derive(Debug)]
pub(super) struct Expression {
    /// The expression, which fails when there is no value.
    pub(super) loud: &'static str,
    /// The same with the other kind of quotes, for code inside a literal; empty when not needed.
    pub(super) other_quotes: &'static str,
    /// The expression that gives an empty text when there is no value; empty where there is none.
    pub(super) quiet: &'static str,
    /// The same with the other kind of quotes.
    pub(super) quiet_other_quotes: &'static str,
    /// Whether it needs no parentheses anywhere.
    pub(super) atom: bool,
    /// What must be imported.
    pub(super) needs: &'static [Need],
    /// A function at the end of the file.
    pub(super) helper: Option<Function>,
}

/// An import.
#[derive(Debug)]
pub(super) struct Need {
    /// Matches, over several lines, when it is there already.
    pub(super) present: &'static str,
    /// The line to add.
    pub(super) line: &'static str,
    /// Behind the docstring, as Python wants it.
    pub(super) docstring: bool,
}

/// A function that an expression calls.
#[derive(Debug)]
pub(super) struct Function {
    /// Matches when the file has it already.
    pub(super) present: &'static str,
    /// Its text.
    pub(super) text: &'static str,
    /// The ending of the files that share it, all in one folder; empty where none do.
    pub(super) extension: &'static str,
}

impl Expression {
    /// As a page shows it.
    pub(super) fn shown(&self) -> String {
        let words = [
            (HELPER, "env"),
            (APP, "app"),
            (FIELD, "name"),
            (CAMEL, "name"),
        ];
        let filled = words.iter();
        filled.fold(self.loud.to_owned(), |text, (mark, word)| {
            text.replace(*mark, word)
        })
    }

    /// The language's lookup with this expression in it, the quiet one if that is wished and there.
    pub(super) fn over(&self, base: &Lookup, quiet: bool) -> Lookup {
        let (loud, other_quotes) = match quiet && !self.quiet.is_empty() {
            true => (self.quiet, self.quiet_other_quotes),
            false => (self.loud, self.other_quotes),
        };
        Lookup {
            loud,
            other_quotes,
            inside: "",
            atom: self.atom,
            imports: &[],
            helper: None,
            format_helper: None,
            ..*base
        }
    }

    /// The imports and the function that a file has not got yet.
    pub(super) fn added(
        &self,
        text: &str,
        lexed: &Lexed,
        path: &Path,
        files: &dyn Files,
    ) -> Vec<TextEdit> {
        let has =
            |text: &str, present| pattern(present).is_some_and(|it| it.is_match(text.as_bytes()));
        let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut edits = Vec::new();
        if let Some(helper) = &self.helper {
            let shared = !helper.extension.is_empty()
                && siblings(path, helper.extension, files).any(|text| has(&text, helper.present));
            if shared || has(text, helper.present) {
                return edits;
            }
            let gap = if text.ends_with('\n') { "" } else { eol };
            let body = helper.text.replace('\n', eol);
            edits.push(edit(text.len()..text.len(), format!("{gap}{eol}{body}")));
        }
        let code = lexed.blanked(text);
        let missing = self.needs.iter().filter(|need| !has(text, need.present));
        let (packages, lines): (Vec<&Need>, Vec<&Need>) =
            missing.partition(|need| need.line.ends_with('"') && language_is_go(path));
        if !packages.is_empty() {
            let packages: Vec<&str> = packages.iter().map(|need| need.line).collect();
            let group = format!("import (\n\t{}\n)", packages.join("\n\t"));
            edits.push(header::top(text, &code, lexed, &group));
        }
        for need in lines {
            edits.push(if need.docstring {
                after_docstring(text, &code, lexed, &need.line.replace('\n', eol))
            } else {
                header::top(text, &code, lexed, need.line)
            });
        }
        edits
    }
}

/// Go's imports are groups of packages.
fn language_is_go(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "go")
}

/// Stands in a table for what the file calls the object that reads variables: `HELPER` in a rule file.
const HELPER: char = '\u{e000}';
/// For the project's name: `APP`.
const APP: char = '\u{e001}';
/// For the variable in lower case: `FIELD`.
const FIELD: char = '\u{e002}';
/// For the variable in camel case: `CAMEL`.
const CAMEL: char = '\u{e003}';

/// What the project and the file call things.
#[derive(Clone, Debug, Default)]
pub(super) struct Blanks {
    pub(super) helper: String,
    pub(super) app: String,
    pub(super) field: String,
    pub(super) camel: String,
}

impl Blanks {
    /// The forms of a variable's name.
    pub(super) fn of(name: &str) -> Self {
        let field = name.to_lowercase();
        let mut camel = String::new();
        for word in field.split('_').filter(|word| !word.is_empty()) {
            let mut letters = word.chars();
            let first = letters.next().map(|it| match camel.is_empty() {
                true => it,
                false => it.to_ascii_uppercase(),
            });
            camel.extend(first);
            camel.push_str(letters.as_str());
        }
        Self {
            field,
            camel,
            ..Self::default()
        }
    }

    /// A template of a table, filled in.
    pub(super) fn fill(&self, template: &str) -> String {
        template
            .replace(HELPER, &self.helper)
            .replace(APP, &self.app)
            .replace(FIELD, &self.field)
            .replace(CAMEL, &self.camel)
    }

    /// Fills in what is left open in the edits of a source.
    pub(super) fn fill_all(&self, edits: &mut [TextEdit]) {
        for edit in edits {
            if edit.text.0.contains([HELPER, APP, FIELD, CAMEL]) {
                *edit.text.0 = self.fill(&edit.text.0);
            }
        }
    }
}

/// Edits in order; those at one place become one, in the order they were made.
pub(super) fn in_order(mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out: Vec<TextEdit> = Vec::new();
    for one in edits {
        match out.last_mut() {
            Some(last) if last.range == one.range && last.range.is_empty() => {
                last.text.0.push_str(&one.text.0);
            }
            _ => out.push(one),
        }
    }
    out
}
