//! The bytes by which nearly every path is told from nearly every pattern of a known file.
//!
//! A file is held to a thousand patterns. The bytes lie next to each other in a table, so that
//! this costs less than to reach for the text of a few of the patterns. The build step includes
//! this file to write the table.

/// A name's first byte and its last three, the last one first; zero where there is none.
pub(crate) fn of_name(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let last = |back: usize| bytes.iter().rev().nth(back).copied();
    let four = [bytes.first().copied(), last(0), last(1), last(2)];
    u32::from_le_bytes(four.map(Option::unwrap_or_default))
}

/// What a name has to have there to be like a pattern, and a mask of what counts.
#[cfg_attr(
    not(test),
    allow(dead_code, reason = "asked for by the build step only")
)]
pub(crate) fn of_pattern(pattern: &str) -> (u32, u32) {
    let name = pattern.rsplit('/').next().unwrap_or(pattern);
    let starts = !name.starts_with('*');
    let fixed = name.rsplit_once('*').map_or(3, |(_, end)| end.len());
    let counts = |counts: bool| if counts { u8::MAX } else { 0 };
    let mask = [starts, fixed > 0, fixed > 1, fixed > 2].map(counts);
    let mask = u32::from_le_bytes(mask);
    (of_name(name) & mask, mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_like_a_pattern_passes_its_glance() {
        let passes = |name: &str, pattern: &str| {
            let (key, mask) = of_pattern(pattern);
            of_name(name) & mask == key
        };
        for (name, pattern) in [
            ("a.py", "*.py"),
            ("run", "run"),
            ("my.cnf", "etc/my.cnf"),
            ("env", "env"),
            ("x", "*"),
            ("ab", "a*b"),
            ("", ""),
            ("settings_dev.py", "settings*.py"),
        ] {
            assert!(passes(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [("a.ry", "*.py"), ("ru", "run"), ("xab", "a*b"), ("b", "c*")] {
            assert!(!passes(name, pattern), "{name} {pattern}");
        }
    }
}
