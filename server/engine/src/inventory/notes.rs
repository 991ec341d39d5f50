//! What the comments above a variable say of it.

use std::ops::Range;

use jiff::civil::Date;

use super::decorator::{Decorator, decorators};
use crate::dotenv::{self, Entry};

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// What is said of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Who answers for it.
    pub owner: Option<Said>,
    /// What it is for.
    pub purpose: Option<Said>,
    /// Where it is used: `production`.
    pub environment: Option<Said>,
    /// The day of its last rotation.
    pub rotated: Option<(Date, Range<usize>)>,
    /// The last day on which it works.
    pub expires: Option<(Date, Range<usize>)>,
    /// Where or how it is revoked.
    pub revoke: Option<Said>,
    /// Whether `@sensitive` or `@public` says that it is a secret, or none.
    pub sensitive: Option<bool>,
}

impl Notes {
    /// Whether anything is said that makes the variable a key.
    #[must_use]
    pub fn makes_key(&self) -> bool {
        self.sensitive == Some(true)
            || self.owner.is_some()
            || self.rotated.is_some()
            || self.expires.is_some()
            || self.revoke.is_some()
    }

    /// Takes over what is not said yet.
    pub(super) fn add(&mut self, other: &Self) {
        fn take<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
            if to.is_none() {
                to.clone_from(from);
            }
        }
        take(&mut self.owner, &other.owner);
        take(&mut self.purpose, &other.purpose);
        take(&mut self.environment, &other.environment);
        take(&mut self.expires, &other.expires);
        take(&mut self.revoke, &other.revoke);
        take(&mut self.sensitive, &other.sensitive);
        // Whoever rotates a key may mark one of its files only: the latest day counts.
        if other.rotated.as_ref().map(|it| it.0) > self.rotated.as_ref().map(|it| it.0) {
            self.rotated.clone_from(&other.rotated);
        }
    }
}

/// Something that cannot be read as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its bytes in the file.
    pub range: Range<usize>,
    /// What is wrong, and how it is written.
    pub message: String,
}

/// A variable of a `.env` or a template, and what the comments above it say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The name.
    pub name: String,
    /// From the first comment that belongs to it to its end.
    pub block: Range<usize>,
    /// Its name, as bytes of the file.
    pub key: Range<usize>,
    /// What is said.
    pub notes: Notes,
    /// What is wrong in what is said.
    pub mistakes: Vec<Mistake>,
    pub(super) entry: Entry,
    pub(super) decorators: Vec<Decorator>,
}

/// The variables of a file in order.
#[must_use]
pub fn items(text: &str) -> Vec<Item> {
    let entries = dotenv::parse(text).entries;
    let one = |entry: Entry| {
        let mut start = entry.line.start;
        let mut found = Vec::new();
        while let Some(comment) = comment_above(text, start) {
            start = comment.start;
            let mut line = decorators(text, comment);
            line.append(&mut found);
            found = line;
        }
        found.extend(behind(text, &entry));
        let mut item = Item {
            name: text[entry.key.clone()].to_owned(),
            block: start..entry.line.end,
            key: entry.key.clone(),
            notes: Notes::default(),
            mistakes: Vec::new(),
            decorators: found,
            entry,
        };
        for decorator in item.decorators.clone() {
            item.take(text, &decorator);
        }
        item
    };
    entries.into_iter().map(one).collect()
}

/// The line above, if it is a comment that belongs to what follows: a divider ends that.
fn comment_above(text: &str, start: usize) -> Option<Range<usize>> {
    let end = start.checked_sub(1)?;
    let line = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let full = &text[line..end];
    let trimmed = full.trim_start_matches([' ', '\t', '\u{feff}']);
    let body = trimmed.strip_prefix('#')?.trim_start_matches([' ', '\t']);
    let is_divider = ["---", "===", "***", "###"]
        .iter()
        .any(|it| body.starts_with(it));
    if is_divider {
        return None;
    }
    let from = line + full.len() - trimmed.len();
    Some(from..line + full.trim_end().len())
}

/// The decorators of the comment behind a value.
fn behind(text: &str, entry: &Entry) -> Vec<Decorator> {
    let rest = &text[entry.value.end..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let trimmed = line.trim_start_matches([' ', '\t']);
    if !trimmed.starts_with('#') {
        return Vec::new();
    }
    let start = entry.value.end + line.len() - trimmed.len();
    decorators(text, start..start + trimmed.trim_end().len())
}

impl Item {
    fn take(&mut self, text: &str, one: &Decorator) {
        let value = &text[one.value.clone()];
        let said = || {
            let text = value.trim().to_owned();
            (!text.is_empty()).then(|| Said {
                text,
                range: one.value.clone(),
            })
        };
        let no = || matches!(value, "false" | "undefined");
        let notes = &mut self.notes;
        match &text[one.name.clone()] {
            "owner" => notes.owner = said().or_else(|| notes.owner.take()),
            "purpose" => notes.purpose = said().or_else(|| notes.purpose.take()),
            "environment" => notes.environment = said().or_else(|| notes.environment.take()),
            "revoke" => notes.revoke = said().or_else(|| notes.revoke.take()),
            "rotated" => {
                if let Some(date) = self.date(text, one) {
                    self.notes.rotated = Some(date);
                }
            }
            "expires" => {
                if let Some(date) = self.date(text, one) {
                    self.notes.expires = Some(date);
                }
            }
            "sensitive" => notes.sensitive = Some(!no()),
            "public" => notes.sensitive = Some(no()),
            _ => {}
        }
    }

    /// The date of a decorator. Its text is not repeated: nobody knows what stands there.
    fn date(&mut self, text: &str, one: &Decorator) -> Option<(Date, Range<usize>)> {
        let name = &text[one.name.clone()];
        let value = &text[one.value.clone()];
        let word = value.split_whitespace().next().unwrap_or_default();
        // A moment is as good as its day.
        let day = word.split(['T', 't']).next().unwrap_or_default();
        let is_written = day.len() == 10 && day.bytes().filter(|b| *b == b'-').count() == 2;
        let range = one.value.start..one.value.start + day.len();
        let why = match day.parse::<Date>() {
            Ok(date) if is_written => return Some((date, range)),
            _ if day.is_empty() => {
                format!("`@{name}` needs a date: write it as `@{name} 2026-08-01`.")
            }
            _ if is_written && day.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
                format!(
                    "The day behind `@{name}` does not exist: write year, month and day, as in 2026-08-01."
                )
            }
            _ => format!(
                "What stands behind `@{name}` is no date: write year, month and day, as in 2026-08-01."
            ),
        };
        self.mistakes.push(Mistake {
            range: one.whole.clone(),
            message: why,
        });
        None
    }
}
