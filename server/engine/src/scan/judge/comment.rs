//! Whether a place stands in a comment, as far as its line shows.

use crate::scan::limits::LEFT;

/// How far back the beginning of the line is sought, in bytes.
const REACH: usize = LEFT - 16;

/// Whether the line that holds `at` begins as a comment does.
pub(super) fn holds(text: &[u8], at: usize) -> bool {
    let floor = at.saturating_sub(REACH);
    let before = &text[floor..at];
    let line = match before.iter().rposition(|&byte| byte == b'\n') {
        Some(end) => &before[end + 1..],
        None if floor == 0 => before,
        // A line that begins farther away is no comment that somebody wrote.
        None => return false,
    };
    let line = line.trim_ascii_start();
    match line {
        [b'/', b'/' | b'*', ..] | [b'<', b'!', b'-', b'-', ..] | [b';' | b'%', ..] => true,
        [b'-', b'-', next, ..] => next.is_ascii_whitespace(),
        [b'*', next, ..] => next.is_ascii_whitespace(),
        [b'#', rest @ ..] => !directive(rest),
        _ => false,
    }
}

/// `#define` and its kin, and the `#[…]` of Rust: code.
fn directive(rest: &[u8]) -> bool {
    let word = rest.trim_ascii_start();
    ["define", "if", "elif", "pragma", "include", "[", "!["]
        .iter()
        .any(|word_of_code| word.starts_with(word_of_code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn the_beginning_of_the_line_tells() {
        for line in [
            "// a", "  * a", "# a", "-- a", "; a", "/** a", "<!-- a", "/// a", "//! a",
        ] {
            let text = format!("let b = 1;\n{line} password = ");
            assert!(holds(text.as_bytes(), text.len()), "{line}");
        }
        for line in [
            "a // b",
            "*a = b",
            "#define a",
            "--flag",
            "#[doc = ",
            "password: ",
        ] {
            let text = format!("// a comment\n{line} password = ");
            assert!(!holds(text.as_bytes(), text.len()), "{line}");
        }
    }
}
