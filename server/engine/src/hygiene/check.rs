//! The checks, and what they say.

use std::fmt::Display;

use super::table;
use crate::finding::{Confidence, Severity};

/// Something that is looked for besides credentials.
#[derive(Debug)]
pub struct Check {
    /// `env-duplicate-name`. A part of people's settings: it never changes.
    pub id: &'static str,
    /// What it is called: fits into "a …".
    pub name: &'static str,
    /// How loudly it is said.
    pub level: Confidence,
    /// How bad it is.
    pub severity: Severity,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub instead: &'static str,
    /// What the quick fix does; empty where there is none.
    pub fix: &'static str,
    /// Its sentences, by name.
    pub say: &'static [(&'static str, &'static str)],
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Check {}

impl Check {
    /// A sentence with the blanks filled in.
    pub(super) fn say(&self, key: &str, blanks: &[(&str, &dyn Display)]) -> String {
        let found = self.say.iter().find(|(known, _)| *known == key);
        let mut out = found.map_or_else(String::new, |(_, text)| (*text).to_owned());
        for (name, with) in blanks {
            out = out.replace(&format!("{{{name}}}"), &with.to_string());
        }
        out
    }
}

/// Every check.
#[must_use]
pub fn all() -> &'static [Check] {
    table::CHECKS
}

/// The check of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Check> {
    table::CHECKS.iter().find(|check| check.id == id)
}

/// The check of an id that the code names: a test holds all of them to the table.
pub(super) fn must(id: &'static str) -> &'static Check {
    by_id(id).unwrap_or(&table::CHECKS[0])
}

/// What a check says.
pub(super) fn say(id: &'static str, key: &str, blanks: &[(&str, &dyn Display)]) -> String {
    must(id).say(key, blanks)
}
