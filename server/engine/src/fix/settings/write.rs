//! The edit of a configuration file: as few bytes as possible, and read again before it is offered.

use std::ops::Range;

use super::scalar::{self, Scalar, Style};
use super::types::{Action, Quotes, Setting, Syntax};
use crate::fix::source::edit;
use crate::fix::{Refusal, TextEdit, refusal};

/// What is put where.
pub(super) struct Change<'a> {
    pub(super) text: &'a str,
    pub(super) setting: &'static Setting,
    pub(super) scalar: &'a Scalar,
    /// What of it moves.
    pub(super) part: Range<usize>,
    /// What that says, as it stands in the scalar's value.
    pub(super) moved: &'a str,
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    /// The file's name without its ending.
    pub(super) stem: &'a str,
}

impl Change<'_> {
    pub(super) fn edit(&self, action: &Action) -> Result<TextEdit, Refusal> {
        let edit = match action {
            Action::Value {
                whole,
                inside,
                quotes,
            } => return self.value(whole, inside, *quotes),
            Action::Entry(lines) => self.entry(lines)?,
            Action::Delete => self.delete()?,
            Action::Empty => {
                let bare = self.scalar.style == Style::Plain && self.setting.syntax == Syntax::Yaml;
                let nothing = if bare { "\"\"" } else { "" };
                edit(self.scalar.content.clone(), nothing.to_owned())
            }
            Action::Refuse(why) => return Err(refusal("constant-context", why)),
        };
        if self.parses(&edit) {
            Ok(edit)
        } else {
            Err(unfit())
        }
    }

    /// A template with its words filled in.
    pub(super) fn filled(&self, template: &str) -> String {
        let id = self.name.to_lowercase().replace('_', "-");
        let words = [
            ("STEM", self.stem),
            ("KEY", self.key),
            ("NAME", self.name),
            ("ID", &id),
        ];
        let mut out = String::with_capacity(template.len() + self.name.len());
        let mut rest = template;
        while let Some(next) = rest.chars().next() {
            let joined = out.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            let word = words.iter().find(|(word, _)| {
                let behind = rest.strip_prefix(word);
                !joined
                    && behind
                        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            });
            let (text, len) = word.map_or(
                (&rest[..next.len_utf8()], next.len_utf8()),
                |(word, text)| (*text, word.len()),
            );
            out.push_str(text);
            rest = &rest[len..];
        }
        out
    }

    fn value(&self, whole: &str, inside: &str, quotes: Quotes) -> Result<TextEdit, Refusal> {
        let is_whole = self.part == self.scalar.content;
        let template = if is_whole { whole } else { inside };
        if template.is_empty() {
            let why = "The value is a part of a longer one, and this format can only replace a whole one: move it by hand.";
            return Err(refusal("part-of-a-literal", why));
        }
        let new = self.filled(template);
        let full = self.scalar.full.clone();
        match quotes {
            Quotes::Raw => Ok(edit(self.part.clone(), new)),
            Quotes::Drop if is_whole => self.checked(edit(full, new)),
            Quotes::Drop => Ok(edit(self.part.clone(), new)),
            Quotes::Double if self.scalar.style == Style::Double => {
                Ok(edit(self.part.clone(), new))
            }
            Quotes::Double => {
                let (before, behind) = self.rest();
                Ok(edit(full, format!("\"{before}{new}{behind}\"")))
            }
            Quotes::Keep => self.kept(&new),
        }
    }

    fn checked(&self, edit: TextEdit) -> Result<TextEdit, Refusal> {
        if self.parses(&edit) {
            Ok(edit)
        } else {
            Err(unfit())
        }
    }

    /// What stands before and behind the part in its scalar.
    fn rest(&self) -> (&str, &str) {
        let content = &self.scalar.content;
        (
            &self.text[content.start..self.part.start],
            &self.text[self.part.end..content.end],
        )
    }

    /// The replacement with the quotes as they are, or with those that it needs: the first
    /// form that reads back as what is meant.
    fn kept(&self, new: &str) -> Result<TextEdit, Refusal> {
        let syntax = self.setting.syntax;
        let as_it_is = edit(self.part.clone(), escaped(syntax, self.scalar.style, new));
        if matches!(syntax, Syntax::Ini | Syntax::Text) {
            return Ok(as_it_is);
        }
        let meant = self.meant(new);
        let mut forms = Vec::new();
        // What readers may take as a sign of their own is not left to how forgiving one is.
        let signs = self.scalar.style == Style::Plain
            && self.part.start == self.scalar.content.start
            && new.starts_with(['{', '*', '&', '!', '%', '@', '`', '[', '|', '>']);
        if !signs {
            forms.push(as_it_is);
        }
        if let ([whole], true) = (meant.as_slice(), self.scalar.style != Style::Block) {
            let full = &self.scalar.full;
            for style in [Style::Double, Style::Single] {
                forms.extend(quoted(whole, style).map(|text| edit(full.clone(), text)));
            }
        }
        let reads = |form: &TextEdit| {
            let after = self.after(form);
            let at = form.range.start..form.range.start + form.text.0.len();
            scalar::scalar(syntax, &after, &at)
                .is_ok_and(|read| read.keys == self.scalar.keys && meant.contains(&*read.value))
        };
        forms.into_iter().find(reads).ok_or_else(unfit)
    }

    /// What the value may say afterwards: the moved text replaced once.
    fn meant(&self, new: &str) -> Vec<String> {
        let value = self.scalar.value.as_str();
        let places = value.match_indices(self.moved);
        places
            .map(|(at, moved)| format!("{}{new}{}", &value[..at], &value[at + moved.len()..]))
            .collect()
    }

    fn entry(&self, lines: &str) -> Result<TextEdit, Refusal> {
        let Some(entry) = self.scalar.entry.clone() else {
            return Err(unfit());
        };
        let line = self.text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
        let column = self.text[line..entry.start].chars().count();
        let end = if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let filled = self.filled(lines);
        let indent = format!("{end}{}", " ".repeat(column));
        Ok(edit(entry, filled.replace('\n', &indent)))
    }

    fn delete(&self) -> Result<TextEdit, Refusal> {
        let Some(lines) = self.scalar.removal.clone() else {
            let why = "The entry shares its line with others: delete it by hand, and set the variable that the program reads.";
            return Err(refusal("entry-shares-line", why));
        };
        Ok(edit(lines, String::new()))
    }

    pub(super) fn after(&self, edit: &TextEdit) -> String {
        let (before, behind) = (&self.text[..edit.range.start], &self.text[edit.range.end..]);
        format!("{before}{}{behind}", edit.text.0.as_str())
    }

    /// Whether the text is still in its notation.
    fn parses(&self, edit: &TextEdit) -> bool {
        let after = self.after(edit);
        let at = edit.range.start..edit.range.start;
        !matches!(
            scalar::scalar(self.setting.syntax, &after, &at),
            Err(scalar::Missing::Broken)
        )
    }
}

pub(super) fn unfit() -> Refusal {
    let why = "No replacement fits here without changing what stands around it: move it by hand.";
    refusal("part-of-a-literal", why)
}

/// A replacement as it stands inside a scalar.
fn escaped(syntax: Syntax, style: Style, new: &str) -> String {
    match (syntax, style) {
        (Syntax::Json, _) | (Syntax::Yaml | Syntax::Toml, Style::Double) => {
            new.replace('\\', "\\\\").replace('"', "\\\"")
        }
        (Syntax::Yaml, Style::Single) => new.replace('\'', "''"),
        (Syntax::Xml, _) => new
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;"),
        _ => new.to_owned(),
    }
}

/// A whole value in quotes; none where they would need escapes.
fn quoted(value: &str, style: Style) -> Option<String> {
    let (quote, clashes) = match style {
        Style::Single => ('\'', value.contains('\'')),
        _ => ('"', value.contains(['"', '\\'])),
    };
    let plain = !clashes && !value.contains(char::is_control);
    plain.then(|| format!("{quote}{value}{quote}"))
}
