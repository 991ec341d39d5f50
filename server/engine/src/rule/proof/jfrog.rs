//! JFrog's two kinds of token.

use data_encoding::BASE64_NOPAD;

use super::codec::{BASE62, base64, expand_text};

/// Bytes of an access token in base 58; one less for the few that begin with a zero.
const ACCESS_BYTES: std::ops::RangeInclusive<usize> = 53..=54;
/// What a reference token decodes to.
const REFERENCE: &str = "reftkn:";
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Whether the token decodes as its kind should.
pub(super) fn check(token: &str) -> bool {
    if token.starts_with("AKC") {
        let bytes = bs58::decode(token).into_vec();
        return bytes.is_ok_and(|bytes| ACCESS_BYTES.contains(&bytes.len()));
    }
    base64(token).is_some_and(|bytes| bytes.starts_with(REFERENCE.as_bytes()))
}

/// Builds the part behind the prefix anew.
pub(super) fn complete(token: &mut String, prefix: usize) {
    if token.starts_with("AKC") {
        let at = prefix.min(token.len());
        let tail = expand_text(token, BASE58, token.len() - at);
        token.replace_range(at.., &tail);
        return;
    }
    let count = (token.len() * 3 / 4).saturating_sub(REFERENCE.len() + "01:0123456789:".len());
    let id = expand_text(token, BASE62, count);
    let text = format!("{REFERENCE}01:0000000000:{id}");
    *token = BASE64_NOPAD.encode(text.as_bytes());
}
