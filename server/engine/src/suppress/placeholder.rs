//! Stand-ins for values.

/// Whether a value stands in for another.
#[must_use]
pub fn placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    crate::rule::lists().placeholders.contains(&lower.as_str())
}

/// Whether a value is made from its name.
#[must_use]
pub fn like_its_name(value: &str, name: &str) -> bool {
    value.eq_ignore_ascii_case(name)
}

/// Whether a value is published as an example.
#[must_use]
pub fn public_example(value: &str) -> bool {
    let _ = value;
    false
}
