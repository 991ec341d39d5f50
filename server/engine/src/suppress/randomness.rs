//! Whether a value looks random.

/// Stands in until the trained table lands: many different bytes, and digits or both cases.
#[must_use]
pub fn looks_random(value: &str) -> bool {
    let mut seen = [false; 256];
    value
        .bytes()
        .for_each(|byte| seen[usize::from(byte)] = true);
    let distinct = seen.iter().filter(|&&seen| seen).count();
    value.len() >= 12 && distinct >= 9 && value.bytes().any(|byte| byte.is_ascii_digit())
}
