//! Runs of base64 and of hex digits that decode to text.
//!
//! Nearly every run is a name, a path or a digest. These are told by their first sixteen
//! characters, which do not decode to text, so that clean text costs a glance at every other
//! byte and little more.

use std::ops::Range;

use zeroize::Zeroizing;

use super::block::BLOCK;
use super::context::FileContext;
use super::hit::Hit;
use super::judge::Verdict;
use super::layer::{DEPTH, Reading};
use super::limits::LONG;
use crate::finding::Layer;
use crate::rule::Kind;

/// Shortest run that is decoded wherever it stands, in characters: 18 bytes of text.
const SHORTEST: usize = 24;
/// Shortest run of hex digits: 16 bytes of text.
const SHORTEST_HEX: usize = 32;
/// Shortest value under a telling name, with its padding and without.
const SHORTEST_PADDED: usize = 8;
const SHORTEST_BARE: usize = 16;
/// Characters that have to decode to text before the rest is looked at.
const GLANCE: usize = 16;

/// Bytes that are looked at together, and how far apart.
const WINDOW: usize = 8;
const STRIDE: usize = SHORTEST - WINDOW + 1;

/// What the table holds for a byte that is no digit.
const NONE: u8 = 0xff;

/// The value of each digit of base64, in both alphabets.
static BASE64: [u8; 256] = {
    let mut table = [NONE; 256];
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut at = 0;
    while at < digits.len() {
        table[digits[at] as usize] = at as u8;
        at += 1;
    }
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table
};

/// The candidates inside encoded runs, and where long ones start: these are read like blocks.
pub(super) fn hits(
    text: &[u8],
    context: &FileContext,
    depth: usize,
    hits: &mut Vec<Hit>,
    anchors: &mut Vec<usize>,
) {
    let short: Vec<Reading> = hits
        .iter()
        .filter_map(|hit| short_value(text, hit))
        .collect();
    for reading in short {
        hits.extend(reading.hits(text, context, depth));
    }
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        at = run.end;
        for piece in pieces(text, &run) {
            if piece.len() > LONG {
                anchors.push(piece.start);
            } else if let Some(reading) = reading(text, piece) {
                hits.extend(reading.hits(text, context, depth));
            }
        }
    }
    anchors.sort_unstable();
    anchors.dedup();
}

/// Where runs start that are long enough to be decoded.
pub(crate) fn runs(text: &[u8]) -> Vec<usize> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        at = run.end;
        runs.push(run.start);
    }
    runs
}

/// What a run says that is longer than [`LONG`] and begins at `start`. No more than the longest
/// block is read of it.
pub(super) fn long_run(
    text: &[u8],
    start: usize,
    context: &FileContext,
    depth: usize,
) -> Option<Verdict> {
    let limit = text.len().min(start + BLOCK);
    let run = start..start + run_len(&text[start..limit]);
    if depth >= DEPTH || run.len() <= LONG {
        return None;
    }
    let reading = pieces(text, &run)
        .into_iter()
        .filter(|piece| piece.start == start && piece.len() > LONG)
        .find_map(|piece| reading(text, piece))?;
    let hits = reading.hits(text, context, depth);
    hits.into_iter().next()?.verdict
}

/// A short value under a telling name as text, where it is base64 of one. Without padding
/// words decode to text now and then, so these have to be longer.
fn short_value(text: &[u8], hit: &Hit) -> Option<Reading> {
    let value = &text[hit.range.clone()];
    let assigned = matches!(
        hit.rule.kind,
        Kind::Generic | Kind::Password | Kind::Line { .. }
    );
    if !assigned || !(SHORTEST_PADDED..SHORTEST + 2).contains(&value.len()) {
        return None;
    }
    let digits = run_len(value);
    let padding = value.len() - digits;
    let padded = (1..=2).contains(&padding)
        && value.len().is_multiple_of(4)
        && value[digits..].iter().all(|&byte| byte == b'=');
    let sure = padded || padding == 0 && digits >= SHORTEST_BARE;
    let decoded = sure.then(|| from_base64(&value[..digits]))??;
    decoded.is_ascii().then_some(Reading {
        layer: Layer::Base64,
        source: hit.range.clone(),
        text: decoded,
        places: None,
    })
}

/// The next run of digits of base64 that is long enough, not counting what pads it. None
/// starts before `at`.
///
/// Wherever such a run lies, it fills one of the windows that are [`STRIDE`] apart, and hardly
/// anything else does.
fn next_run(text: &[u8], mut at: usize) -> Option<Range<usize>> {
    let mut window = at + STRIDE - 1;
    loop {
        let digits = text.get(window..)?.first_chunk::<WINDOW>()?;
        if has_blank_or_quote(digits) || !digits.iter().copied().all(is_digit) {
            window += STRIDE;
            continue;
        }
        let before = text[at..window].iter().rev();
        let start = window - before.take_while(|&&byte| is_digit(byte)).count();
        let end = window + WINDOW + run_len(&text[window + WINDOW..]);
        if end - start >= SHORTEST {
            return Some(start..end);
        }
        at = end;
        window = at + STRIDE;
    }
}

/// Whether one of these bytes is below `+`, as blanks, quotes and brackets are, or above ASCII:
/// all of them at once, because most windows end here.
fn has_blank_or_quote(window: &[u8; WINDOW]) -> bool {
    const HIGHEST: u64 = u64::from_ne_bytes([0x80; WINDOW]);
    const LOWEST_DIGIT: u64 = u64::from_ne_bytes([b'+'; WINDOW]);
    let bytes = u64::from_le_bytes(*window);
    // A byte that is too small borrows: its highest bit comes up.
    let below = bytes.wrapping_sub(LOWEST_DIGIT) & !bytes;
    (below | bytes) & HIGHEST != 0
}

fn run_len(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| is_digit(byte)).count()
}

fn is_digit(byte: u8) -> bool {
    BASE64[usize::from(byte)] != NONE
}

/// What of a run may be encoded text: all of it in the alphabet of URLs, or what lies between
/// the signs of that alphabet in the usual one.
fn pieces(text: &[u8], run: &Range<usize>) -> Vec<Range<usize>> {
    let run = without_escape(text, run.start)..run.end;
    let (mut usual, mut url) = (false, false);
    for &byte in &text[run.clone()] {
        usual |= matches!(byte, b'+' | b'/');
        url |= matches!(byte, b'-' | b'_');
    }
    let mut out = Vec::new();
    let mut look = |piece: Range<usize>| {
        if piece.len() >= SHORTEST && promises_text(&text[piece.clone()]) {
            out.push(piece);
        }
    };
    if !(usual && url) {
        look(run.clone());
    }
    if url {
        parts(text, &run, *b"-_").for_each(&mut look);
    }
    if usual && url {
        parts(text, &run, *b"+/").for_each(&mut look);
    }
    out
}

/// What lies between two signs in a run.
fn parts<'t>(
    text: &'t [u8],
    run: &Range<usize>,
    signs: [u8; 2],
) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = run.start;
    let parts = text[run.clone()].split(move |byte| signs.contains(byte));
    parts.map(move |part| {
        let range = from..from + part.len();
        from = range.end + 1;
        range
    })
}

/// The place behind the letter of an escape that a run seems to start with: `\nZXhh…`.
pub(super) fn without_escape(text: &[u8], at: usize) -> usize {
    let escaped = at > 0 && text[at - 1] == b'\\' && matches!(text[at], b'n' | b'r' | b't');
    at + usize::from(escaped)
}

/// Whether the first characters decode to text, one way or the other.
fn promises_text(piece: &[u8]) -> bool {
    let base64 = &piece[..GLANCE];
    let hex = without_0x(piece);
    base64.chunks_exact(4).all(|quad| is_text(&bytes_of(quad)))
        || hex.len() >= SHORTEST_HEX
            && hex[..GLANCE].chunks_exact(2).all(|pair| {
                let byte = hex_byte(pair);
                byte.is_some_and(|byte| is_text(&[byte]))
            })
}

/// The run as text, with what pads it.
fn reading(text: &[u8], piece: Range<usize>) -> Option<Reading> {
    let limit = piece.end.min(piece.start + BLOCK);
    let digits = &text[piece.start..limit];
    let (layer, decoded) = match from_hex(without_0x(digits)) {
        Some(decoded) => (Layer::Hex, decoded),
        None => (Layer::Base64, from_base64(digits)?),
    };
    let padding = text[limit..]
        .iter()
        .take((4 - digits.len() % 4) % 4)
        .take_while(|&&byte| byte == b'=')
        .count();
    let padding = if layer == Layer::Hex { 0 } else { padding };
    Some(Reading {
        layer,
        source: piece.start..limit + padding,
        text: decoded,
        places: None,
    })
}

fn from_base64(digits: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if digits.len() % 4 == 1 {
        return None;
    }
    // Room for all of it, so that no copy is left behind by growing.
    let mut out = Zeroizing::new(Vec::with_capacity(digits.len() / 4 * 3 + 3));
    for quad in digits.chunks(4) {
        let bytes = bytes_of(quad);
        let bytes = &bytes[..quad.len() - 1];
        if bytes.iter().any(|&byte| is_control(byte)) {
            return None;
        }
        out.extend_from_slice(bytes);
    }
    unicode(out)
}

/// The bytes when they are text, without a character that the end of the piece cut off.
fn unicode(mut bytes: Zeroizing<Vec<u8>>) -> Option<Zeroizing<Vec<u8>>> {
    match std::str::from_utf8(&bytes) {
        Ok(_) => Some(bytes),
        Err(cut) if cut.error_len().is_none() => {
            let end = cut.valid_up_to();
            bytes.truncate(end);
            Some(bytes)
        }
        Err(_) => None,
    }
}

/// The three bytes of up to four digits.
fn bytes_of(quad: &[u8]) -> [u8; 3] {
    let value = |at: usize| {
        quad.get(at)
            .map_or(0, |&byte| BASE64[usize::from(byte)] & 63)
    };
    let (a, b, c, d) = (value(0), value(1), value(2), value(3));
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

fn from_hex(digits: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if digits.len() < SHORTEST_HEX || !digits.len().is_multiple_of(2) {
        return None;
    }
    let mut out = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    for pair in digits.chunks_exact(2) {
        out.push(hex_byte(pair).filter(|&byte| !is_control(byte))?);
    }
    unicode(out)
}

fn without_0x(digits: &[u8]) -> &[u8] {
    digits
        .strip_prefix(b"0x")
        .or_else(|| digits.strip_prefix(b"0X"))
        .unwrap_or(digits)
}

/// The byte that two hex digits stand for.
pub(super) fn hex_byte(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (high, low) = (digit(*pair.first()?)?, digit(*pair.get(1)?)?);
    u8::try_from(high << 4 | low).ok()
}

/// Whether these are bytes of plain text: what encodes pictures and keys is none.
fn is_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|&byte| byte.is_ascii() && !is_control(byte))
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}
