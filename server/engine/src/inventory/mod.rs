//! The keys of a project: whose they are, how old, where they are used. Never their values.
//!
//! What people know of a key stands in comments above its variable, in `.env.example` or `.env`:
//! `# @owner payments @rotated 2026-08-01`. They are decorators of env-spec, so the tools that read
//! those take them as well, and decorators of theirs are left to them.

mod decorator;
mod due;
mod keys;
mod mark;
mod notes;
#[cfg(test)]
mod tests;
mod uses;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

pub use due::{Due, Urgency, days, due_in};
pub use jiff::civil::Date;
pub use keys::{Definition, collect, is_key};
pub use mark::{best_place, mark_rotated};
pub use notes::{Item, Mistake, Notes, Said, items};
pub use uses::Uses;

/// What is reported of comments and dates.
pub const CHECKS: &[&str] = &["key-comment", "key-expired", "key-rotation"];

/// Days that a key may go without rotation where nothing is set.
pub const DAYS: u32 = 90;

/// How old keys may become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Days by the name of a variable, the id of a provider, or `default`. 0 for any age.
    pub days: BTreeMap<String, u32>,
}

impl Policy {
    /// The days for a variable of this provider, an id; `None` where any age will do.
    #[must_use]
    pub fn days(&self, name: &str, provider: &str) -> Option<u32> {
        let mut asked = [name, provider, "default"].into_iter();
        let days = asked.find_map(|key| self.days.get(key).copied());
        Some(days.unwrap_or(DAYS)).filter(|days| *days > 0)
    }
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The path, relative to the project, with `/`.
    pub path: String,
    /// From 1.
    pub line: usize,
}

/// One key of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The variable.
    pub name: String,
    /// The folder whose `.env` it is, relative to the project; empty for the top.
    pub folder: PathBuf,
    /// The rule that its value or its name speaks for.
    pub rule: Option<&'static crate::rule::Rule>,
    /// Whether the rule knows the value itself.
    pub by_value: bool,
    /// What is said of it, from the first file that says it.
    pub notes: Notes,
    /// The environments that its files are for, where no comment says one.
    pub environments: Vec<String>,
    /// Where it is defined.
    pub defined: Vec<Place>,
}

impl Key {
    /// What it is, in words.
    #[must_use]
    pub fn what(&self) -> String {
        match self.rule {
            None => String::new(),
            // The name says whose it is, and not which of several kinds.
            Some(rule) if !self.by_value && keys::is_one_of_many(rule) => {
                format!("{} credential", rule.provider.name)
            }
            Some(rule) => rule.name.to_owned(),
        }
    }

    /// The provider: its id, and its name.
    #[must_use]
    pub fn provider(&self) -> Option<(&'static str, &'static str)> {
        let rule = self.rule.filter(|rule| keys::names_provider(rule))?;
        Some((rule.provider.file, rule.provider.name))
    }

    /// Where to revoke it: as the comment says, or the provider's page.
    #[must_use]
    pub fn revoke(&self) -> &str {
        match (&self.notes.revoke, self.rule) {
            (Some(said), _) => &said.text,
            (None, Some(rule)) => rule.revoke,
            (None, None) => "",
        }
    }
}
