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
    let run = lines_of_base64(&window[..next_begin]);
    (solid(&window[..run]) >= CUT_OFF).then(|| at..body + run)
}

/// How far the lines of a body reach: base64, one run a line, until an empty line or prose.
fn lines_of_base64(text: &[u8]) -> usize {
    let (mut at, mut end) = (0, 0);
    loop {
        let mut breaks = 0;
        loop {
            match &text[at..] {
                [b' ' | b'\t' | b'\r', ..] => at += 1,
                [b'\n', ..] => {
                    breaks += 1;
                    at += 1;
                }
                [b'\\', b'n', ..] => {
                    breaks += 1;
                    at += 2;
                }
                [b'\\', b'r', ..] => at += 2,
                _ => break,
            }
        }
        let run = text[at..]
            .iter()
            .take_while(|&&byte| in_base64(byte))
            .count();
        let prose = matches!(text.get(at + run), Some(b' ' | b',' | b'.'));
        if run == 0 || prose || (end > 0 && breaks != 1) {
            return end;
        }
        at += run;
        end = at;
    }
}

fn solid(text: &[u8]) -> usize {
    text.iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .count()
}

fn in_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, needle)
}
