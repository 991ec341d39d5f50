//! The tables that `build.rs` wrote from `rules/`.

use super::Class;
use super::format::{Accept, Ends, Format, Reader};
use super::proof::ProofKind;
use super::types::{Body, Joins, Kind, Part, Provider, RoleNames, Rule, Word};
use crate::finding::{Role, Severity};

static GENERIC_PROVIDER: Provider = Provider {
    name: "Any provider",
    file: "generic",
};

include!(concat!(env!("OUT_DIR"), "/providers.rs"));
include!(concat!(env!("OUT_DIR"), "/generic.rs"));
include!(concat!(env!("OUT_DIR"), "/formats.rs"));
include!(concat!(env!("OUT_DIR"), "/joins.rs"));
include!(concat!(env!("OUT_DIR"), "/roles.rs"));

/// Rules of providers, in order of id.
pub(super) fn rules() -> &'static [Rule] {
    &RULES
}

/// The words of `named` rules of one bucket, each with the place of its rule in [`rules`].
pub(super) fn named(bucket: usize) -> &'static [(&'static str, u16)] {
    match NAMED_HEADS.get(bucket..=bucket + 1) {
        Some(&[from, to]) => &NAMED[usize::from(from)..usize::from(to)],
        _ => &[],
    }
}

/// The bytes that stand in values of `named` rules that are so many bytes long.
pub(super) fn named_bytes(len: usize) -> &'static Class {
    &NAMED_BYTES[len.min(NAMED_BYTES.len() - 1)]
}

/// The rules for values of any provider.
pub(super) fn generic_rules() -> &'static [Rule] {
    GENERIC_RULES
}

/// Rules for lines of known files, in order of id.
pub(super) fn line_rules() -> &'static [Rule] {
    &LINE_RULES
}

/// What a name has to have to be like each of [`FORMAT_PATTERNS`].
pub(super) static FORMAT_GLANCES: &[(u32, u32)] = &GLANCES;

/// Patterns of known files, and the places of their formats.
pub(super) static FORMAT_PATTERNS: &[(&str, u16)] = &PATTERNS;

/// The known kinds of files.
pub(super) fn formats() -> &'static [Format] {
    &FORMATS
}

/// The lists of `rules/generic.toml`.
pub(super) static LISTS: super::Lists = super::Lists {
    secret_words: SECRET_WORDS,
    password_words: PASSWORD_WORDS,
    public_words: PUBLIC_WORDS,
    placeholders: PLACEHOLDERS,
    default_passwords: DEFAULT_PASSWORDS,
    no_passwords: NO_PASSWORDS,
    local_hosts: LOCAL_HOSTS,
    known_examples: KNOWN_EXAMPLES,
    example_marks: EXAMPLE_MARKS,
};

/// The roles of `rules/roles.toml`, first match decides.
pub(crate) static ROLE_TABLE: &[RoleNames] = ROLES;

/// How literals of a language are put together: operators, and whether a backslash at the end
/// of a line goes on with the next one, blanks at its start left out or not.
pub(crate) fn joins(language: &str) -> &'static Joins {
    let place = JOINS.binary_search_by_key(&language, |&(known, _)| known);
    place.map_or(&NO_JOINS, |place| &JOINS[place].1)
}

/// For a language that puts no literals together.
static NO_JOINS: Joins = Joins {
    operators: &[],
    continued: false,
    continued_indented: false,
};
