//! What the rules say, as static tables written by `build.rs` from `rules/`.

mod class;
mod format;
mod glance;
pub mod proof;
mod random;
mod sample;
mod tables;
mod types;

pub use class::Class;
pub use format::{Accept, Ends, Format, Reader};
pub(crate) use format::{ends_as, like, of_path as formats_of};
pub(crate) use glance::of_name as glance_of;
pub use random::Random;
pub use sample::{sample, sample_line};
pub(crate) use tables::{ROLE_TABLE, joins};
pub use types::{Body, Kind, Part, Provider, Rule, Word};
pub(crate) use types::{Joins, RoleNames};

/// The word lists of `rules/generic.toml`.
#[derive(Debug)]
pub struct Lists {
    /// Words of names that say the value is secret.
    pub secret_words: &'static [Word],
    /// Words of names that say the value is a password.
    pub password_words: &'static [Word],
    /// Words of names that say the value is no secret.
    pub public_words: &'static [Word],
    /// Stand-ins, lower case: whole values or parts between delimiters.
    pub placeholders: &'static [&'static str],
    /// Passwords that everybody knows.
    pub default_passwords: &'static [&'static str],
    /// Words that stand for no password where a file has a place for one, lower case.
    pub no_passwords: &'static [&'static str],
    /// Hosts of examples and of one's own machine; a leading `*` stands for any subdomain.
    pub local_hosts: &'static [&'static str],
    /// Published examples: the first 16 hex digits of the SHA-256, and what it is.
    pub known_examples: &'static [(&'static str, &'static str)],
    /// What manuals write into the middle of made-up values; too long to be there by chance.
    pub example_marks: &'static [&'static str],
}

/// The rules of providers, in order of id.
#[must_use]
pub fn all() -> &'static [Rule] {
    tables::rules()
}

/// The words of `named` rules in one of the buckets of `scan::grams`, each with the place of its
/// rule in [`all`].
pub(crate) fn named(bucket: usize) -> &'static [(&'static str, u16)] {
    tables::named(bucket)
}

/// Whether a value of a `named` rule can be written with these bytes.
pub(crate) fn may_be_named(value: &[u8]) -> bool {
    let class = tables::named_bytes(value.len());
    value.iter().all(|&byte| class.has(byte))
}

/// The rules for values of any provider: a random secret, a chosen password.
#[must_use]
pub fn generic() -> &'static [Rule] {
    tables::generic_rules()
}

/// The rules for lines of known files, in order of id.
#[must_use]
pub fn lines() -> &'static [Rule] {
    tables::line_rules()
}

/// The kinds of files whose lines are known.
#[must_use]
pub fn formats() -> &'static [Format] {
    tables::formats()
}

/// The word lists.
#[must_use]
pub fn lists() -> &'static Lists {
    &tables::LISTS
}

/// The rule of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    match all().binary_search_by(|rule| rule.id.cmp(id)) {
        Ok(at) => Some(&all()[at]),
        Err(_) => generic().iter().chain(lines()).find(|rule| rule.id == id),
    }
}
