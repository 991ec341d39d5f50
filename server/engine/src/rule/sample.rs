//! Made-up credentials.

use std::ops::Range;

use super::types::Rule;

/// stub
#[must_use]
pub fn sample(rule: &Rule, seed: u64) -> String {
    let _ = (rule, seed);
    String::new()
}

/// stub
#[must_use]
pub fn sample_line(rule: &Rule, seed: u64) -> (String, Range<usize>) {
    let _ = (rule, seed);
    (String::new(), 0..0)
}
