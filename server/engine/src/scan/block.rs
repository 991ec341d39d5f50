//! Lane D: from a begin marker to an end marker.

use std::ops::Range;

/// Longest block, in bytes: an RSA key of 16,384 bits with headers fits.
pub(super) const BLOCK: usize = 16 * 1024;
/// Fewest base64 characters behind a begin marker for a block whose end is cut off.
const CUT_OFF: usize = 64;
/// Fewest letters and digits between the markers; the smallest key has 64.
const SHORTEST: usize = 32;

/// The block that starts at `at` with `begin`. Where no end marker follows, what looks like its body.
pub(super) fn at(text: &[u8], at: usize, begin: &str, end: &str) -> Option<Range<usize>> {
    let body = at + begin.len();
    let limit = text.len().min(at + BLOCK);
    let window = text.get(body..limit)?;
    // Another block's marker before ours means that ours was only mentioned.
    let next_begin = find(window, b"-----BEGIN").unwrap_or(window.len());
    if let Some(found) = find(&window[..next_begin], end.as_bytes()) {
        // Two markers with next to nothing between them are only mentioned, as in a list of formats.
        return (solid(&window[..found]) >= SHORTEST).then(|| at..body + found + end.len());
    }
    let run = window[..next_begin]
        .iter()
        .take_while(|&&byte| in_body(byte))
        .count();
    (solid(&window[..run]) >= CUT_OFF).then(|| {
        let trailing = window[..run]
            .iter()
            .rev()
            .take_while(|byte| !byte.is_ascii_alphanumeric())
            .count();
        at..body + run - trailing
    })
}

fn solid(text: &[u8]) -> usize {
    text.iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .count()
}

fn in_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'+' | b'/' | b'=' | b'\\' | b'\n' | b'\r' | b' ' | b'\t'
        )
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len())
        .position(|window| window == needle)
}
