//! Private keys in PEM (RFC 7468) and PGP armor (RFC 9580), as they are found in
//! source: indented, quoted line by line, or with `\n` written out in one line.

use data_encoding::BASE64_NOPAD;

use super::codec::{base64, expand};
use crate::suppress::randomness::looks_random;

/// A body that decodes is believed from this many characters on.
const MIN_BODY: usize = 100;
/// What an OpenSSH key begins with.
const OPENSSH: &[u8] = b"openssh-key-v1\0";
/// Whether the block's body decodes to something that begins as a private key does.
pub(super) fn check(block: &str) -> bool {
    let Some((text, encrypted)) = body(block) else {
        return false;
    };
    // A key that was cut off is still a key: whole groups only.
    let whole = &text[..text.len() / 4 * 4];
    let Some(bytes) = base64(whole).or_else(|| base64(&text)) else {
        return false;
    };
    is_short_der(&bytes)
        || text.len() >= MIN_BODY
            && (encrypted || is_der(&bytes) || is_pgp(&bytes) || bytes.starts_with(OPENSSH))
}

/// Whether there is a body at all, be it damaged or made up: a parser of keys has the markers
/// and words.
pub(super) fn has_body(block: &str) -> bool {
    let Some((text, _)) = body(block) else {
        return false;
    };
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= MIN_BODY && digits * 20 >= text.len() && looks_random(&text)
}

/// A DER sequence of less than 128 bytes whose length is right: an Ed25519 key is so short.
fn is_short_der(bytes: &[u8]) -> bool {
    matches!(*bytes, [0x30, len @ 32..0x80, ..] if bytes.len() == 2 + usize::from(len))
}

/// A DER sequence that begins with a version number, or with the sequence that names a cipher.
fn is_der(bytes: &[u8]) -> bool {
    let content = match bytes {
        [0x30, 0x81, _, content @ ..] | [0x30, 0x82, _, _, content @ ..] => content,
        [0x30, len, content @ ..] if *len < 0x80 => content,
        _ => return false,
    };
    matches!(content, [0x02, 0x01, ..] | [0x30, ..])
}

/// A packet with the tag of a secret key, in the old or the new format, of a known version.
fn is_pgp(bytes: &[u8]) -> bool {
    let version = match bytes {
        [0x94, _, version, ..] | [0x95, _, _, version, ..] | [0x97, version, ..] => version,
        [0xC5, 192..=223, _, version, ..] | [0xC5, 0..=191, version, ..] => version,
        _ => return false,
    };
    matches!(version, 3..=6)
}

/// The base64 between the markers, and whether headers say that it is encrypted.
fn body(block: &str) -> Option<(String, bool)> {
    let after = block.find("-----BEGIN ")? + "-----BEGIN ".len();
    let start = after + block[after..].find("-----")? + 5;
    let end = block[start..]
        .find("-----END")
        .map_or(block.len(), |at| start + at);
    let mut out = String::new();
    let mut encrypted = false;
    for line in block[start..end]
        .lines()
        .map(undecorated)
        .flat_map(unescaped)
    {
        if line.contains(':') {
            encrypted |= line.contains("ENCRYPTED");
        } else if !line.starts_with('=') {
            // A line that begins with `=` is PGP's own checksum.
            out.extend(
                line.chars()
                    .filter(|c| c.is_ascii_alphanumeric() || "+/".contains(*c)),
            );
        }
    }
    Some((out, encrypted))
}

/// The lines that written-out line ends make of a line, at any depth of escaping.
fn unescaped(line: &str) -> impl Iterator<Item = &str> {
    // Behind a backslash stands the `n` or `r` that it belongs to.
    let mut escaped = false;
    line.split('\\').map(move |part| {
        let rest = if escaped {
            part.strip_prefix(['n', 'r']).unwrap_or(part)
        } else {
            part
        };
        escaped = true;
        rest
    })
}

/// A line without indentation, comment marks, or the quotes and operators of a concatenation.
fn undecorated(line: &str) -> &str {
    let line = line.trim();
    let line = ["# ", "// ", "* ", "> ", "; "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
        .unwrap_or(line);
    let line = line.trim_start_matches(['+', '.', ',', ' ']);
    match line.strip_prefix(['"', '\'', '`']) {
        Some(quoted) => quoted.split(['"', '\'', '`']).next().unwrap_or(quoted),
        None => line.split(['"', '\'', '`']).next().unwrap_or(line),
    }
}

/// Builds a body of the same length that decodes as the block's label wants.
pub(super) fn complete(block: &mut String) {
    let Some(after) = block.find("-----BEGIN ").map(|at| at + 11) else {
        return;
    };
    let Some(start) = block[after..].find("-----").map(|at| after + at + 5) else {
        return;
    };
    let label = block[after..start].to_owned();
    let end = block[start..]
        .find("-----END")
        .map_or(block.len(), |at| start + at);
    let count = ((end - start).clamp(160, 1600) * 3 / 4) / 3 * 3;
    let mut bytes = expand(block, count);
    if label.contains("OPENSSH") {
        bytes[..OPENSSH.len()].copy_from_slice(OPENSSH);
    } else if label.contains("PGP") {
        bytes[..4].copy_from_slice(&[0x95, 0x03, 0xC6, 0x04]);
    } else {
        let len = (count - 4) as u16;
        bytes[..2].copy_from_slice(&[0x30, 0x82]);
        bytes[2..4].copy_from_slice(&len.to_be_bytes());
        bytes[4..7].copy_from_slice(&[0x02, 0x01, 0x00]);
    }
    let text = BASE64_NOPAD.encode(&bytes);
    let mut lines = String::from("\n");
    for line in text.as_bytes().chunks(64) {
        lines.extend(line.iter().map(|&byte| char::from(byte)));
        lines.push('\n');
    }
    block.replace_range(start..end, &lines);
}
