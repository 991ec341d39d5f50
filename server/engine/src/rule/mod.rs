//! What the rules say, as static tables written by `build.rs` from `rules/`.

mod class;
pub mod proof;
mod types;

pub use class::{Class, Classes};
pub use types::{Body, Env, Kind, Part, Provider, Rule, Word};

/// Every rule, in order of id.
#[must_use]
pub fn all() -> &'static [Rule] {
    &[]
}

/// The rule of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.id == id)
}

/// A made-up credential of this rule's shape, its checksum valid; the same for the same seed.
/// For tests, documentation and `keyward rules`: no real credential has this value.
#[must_use]
pub fn sample(rule: &Rule, seed: u64) -> String {
    let _ = (rule, seed);
    String::new()
}

/// A line of source that leaks `sample(rule, seed)` in the way this rule is about,
/// and where the secret stands in it: `token = "…"` for a token, a header for a header.
#[must_use]
pub fn sample_line(rule: &Rule, seed: u64) -> (String, std::ops::Range<usize>) {
    let _ = (rule, seed);
    (String::new(), 0..0)
}
