//! PyPI's tokens: macaroons in the binary format, version 2, that name the index.
//! Format: libmacaroons, `doc/format.txt`.

use data_encoding::BASE64URL_NOPAD;

use super::codec::{base64, base64_capacity, expand, expand_text};

const VERSION: u8 = 2;
const END: u8 = 0;
const LOCATION: u8 = 1;
const IDENTIFIER: u8 = 2;
const SIGNATURE: u8 = 6;
/// PyPI's two indexes.
const INDEXES: [&str; 2] = [concat!("pypi", ".org"), concat!("test.pypi", ".org")];
const PREFIX: &str = "pypi-";
/// An identifier is a UUID in its textual form.
const UUID_LEN: usize = 36;
const SIGNATURE_LEN: usize = 32;

/// Whether the token is a whole macaroon of an index.
pub(super) fn check(token: &str) -> bool {
    let body = token.strip_prefix(PREFIX).unwrap_or(token);
    base64(body).is_some_and(|bytes| parse(&bytes).is_some())
}

fn parse(bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.strip_prefix(&[VERSION])?;
    let location = field(&mut rest, LOCATION)?;
    if !INDEXES.iter().any(|index| index.as_bytes() == location) {
        return None;
    }
    field(&mut rest, IDENTIFIER)?;
    rest = rest.strip_prefix(&[END])?;
    // Caveats, each a section of its own, until an empty section.
    while rest.first() != Some(&END) {
        field(&mut rest, IDENTIFIER)?;
        rest = rest.strip_prefix(&[END])?;
    }
    rest = &rest[1..];
    let signature = field(&mut rest, SIGNATURE)?;
    (signature.len() == SIGNATURE_LEN && rest.is_empty()).then_some(())
}

/// Takes one field of this type off: type, length as a varint of at most two bytes, content.
fn field<'a>(rest: &mut &'a [u8], kind: u8) -> Option<&'a [u8]> {
    let (&found, after) = rest.split_first()?;
    let (&low, after) = after.split_first()?;
    let (len, after) = if low < 0x80 {
        (usize::from(low), after)
    } else {
        let (&high, after) = after.split_first()?;
        (usize::from(low & 0x7f) | usize::from(high) << 7, after)
    };
    if found != kind || len > after.len() {
        return None;
    }
    let (content, after) = after.split_at(len);
    *rest = after;
    Some(content)
}

fn push(out: &mut Vec<u8>, kind: u8, content: &[u8]) {
    out.push(kind);
    if content.len() < 0x80 {
        out.push(content.len() as u8);
    } else {
        out.push(content.len() as u8 | 0x80);
        out.push((content.len() >> 7) as u8);
    }
    out.extend_from_slice(content);
}

/// Builds a macaroon with one caveat that fills the token's length.
pub(super) fn complete(token: &mut String) {
    let test = BASE64URL_NOPAD.encode(&[VERSION, LOCATION, INDEXES[1].len() as u8]);
    let body = token.strip_prefix(PREFIX).unwrap_or(token);
    let index = INDEXES[usize::from(body.starts_with(&test))];
    let mut out = vec![VERSION];
    push(&mut out, LOCATION, index.as_bytes());
    push(&mut out, IDENTIFIER, uuid(token).as_bytes());
    out.push(END);
    // Behind the caveat: its end, the end of caveats, and the signature.
    let after = 2 + 2 + SIGNATURE_LEN;
    let room = base64_capacity(body.len()).saturating_sub(out.len() + after);
    if room > 10 {
        let header = if room < 0x80 { 2 } else { 3 };
        let caveat = expand_text(token, b"0123456789", room - header - 2);
        push(&mut out, IDENTIFIER, format!("[{caveat}]").as_bytes());
        out.push(END);
    }
    out.push(END);
    push(&mut out, SIGNATURE, &expand(token, SIGNATURE_LEN));
    *token = format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&out));
}

fn uuid(seed: &str) -> String {
    let mut text = expand_text(seed, b"0123456789abcdef", UUID_LEN);
    for at in [8, 13, 18, 23] {
        text.replace_range(at..=at, "-");
    }
    text
}
