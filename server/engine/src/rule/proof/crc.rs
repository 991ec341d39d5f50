//! Checksums that are a CRC-32 (IEEE, as in zlib) of the token's own characters.
//!
//! Each scheme is one function from a token to where its checksum stands and what
//! it should be, so that checking and completing cannot disagree.

use std::ops::Range;

use data_encoding::BASE64_NOPAD;
use sha2::{Digest, Sha256};

use super::ProofKind;
use super::codec::{BASE32, BASE36, BASE62, BASE62_LOWER_FIRST, digits};

/// Where a token's checksum stands, and the text that belongs there.
pub(super) type Expected = (Range<usize>, String);

/// The checksum that `token` should carry; `None` when the token is no such token at all.
pub(super) fn expected(kind: ProofKind, token: &str, prefix: usize) -> Option<Expected> {
    if !token.is_ascii() || prefix >= token.len() {
        return None;
    }
    match kind {
        ProofKind::Crc32Base62Tail6 => tail(token, prefix, 6, |crc| digits(crc, BASE62, 6)),
        ProofKind::Crc32Base62Salad => {
            // The prefix may end before the scope: `salad_cloud_user_`, `salad_cloud_org_`.
            let body = ["salad_cloud_user_", "salad_cloud_org_"]
                .iter()
                .find(|scope| token.starts_with(**scope))
                .map_or(prefix, |scope| scope.len());
            tail(token, body, 6, |crc| digits(crc, BASE62, 6))
        }
        ProofKind::Crc32Base62WholeTail6 => tail(token, 0, 6, |crc| digits(crc, BASE62, 6)),
        ProofKind::Crc32Base62DluWholeTail6 => {
            tail(token, 0, 6, |crc| digits(crc, BASE62_LOWER_FIRST, 6))
        }
        ProofKind::Crc32HexLeWhole => grafana(token),
        ProofKind::Crc32HexUpperWhole => atlassian(token),
        ProofKind::Crc32HexBody => hex_body(token, prefix),
        ProofKind::Crc32LeBase64 => tail(token, prefix, 6, |crc| {
            BASE64_NOPAD.encode(&(crc as u32).to_le_bytes())
        }),
        ProofKind::Crc32Base36Gitlab => gitlab(token, prefix),
        ProofKind::GithubFineGrained => github_fine_grained(token),
        _ => None,
    }
}

/// A checksum over `token[from..]` but for the last `width` characters, which hold it.
fn tail(
    token: &str,
    from: usize,
    width: usize,
    encode: impl Fn(u64) -> String,
) -> Option<Expected> {
    let at = token.len().checked_sub(width)?;
    (at > from).then(|| (at..token.len(), encode(crc(&token[from..at]))))
}

fn crc(text: &str) -> u64 {
    u64::from(crc32fast::hash(text.as_bytes()))
}

/// `glsa_` + 32 + `_` + 8.
fn grafana(token: &str) -> Option<Expected> {
    let at = token.len().checked_sub(8)?;
    let body = token[..at].strip_suffix('_')?;
    let text = format!("{:08x}", (crc(body) as u32).swap_bytes());
    Some((at..token.len(), text))
}

/// All but the last eight characters; an `=` inside may be escaped for a URL or a properties file.
fn atlassian(token: &str) -> Option<Expected> {
    let at = token.len().checked_sub(8)?;
    let plain = token[..at]
        .replace("%3D", "=")
        .replace("%3d", "=")
        .replace("\\=", "=");
    Some((at..token.len(), format!("{:08X}", crc(&plain))))
}

/// Prefix + body + 8, with or without `_` before the eight.
fn hex_body(token: &str, prefix: usize) -> Option<Expected> {
    let at = token.len().checked_sub(8)?;
    let body = token.get(prefix..at)?;
    let body = body.strip_suffix('_').unwrap_or(body);
    Some((at..token.len(), format!("{:08x}", crc(body))))
}

/// Prefix + payload + `.01.` + two digits of length + seven of checksum, or with `.` alone.
fn gitlab(token: &str, prefix: usize) -> Option<Expected> {
    let length_at = token.len().checked_sub(9)?;
    let head = token.get(prefix..length_at)?;
    let payload = head
        .strip_suffix(".01.")
        .or_else(|| head.strip_suffix('.'))?;
    let mut text = digits(payload.len() as u64, BASE36, 2);
    let before = format!("{}{text}", &token[..length_at]);
    text.push_str(&digits(crc(&before), BASE36, 7));
    Some((length_at..token.len(), text))
}

/// `github_pat_` + 22 + `_` + 59, of which eight in the middle are a digest of what precedes them.
fn github_fine_grained(token: &str) -> Option<Expected> {
    if token.len() != 93 {
        return None;
    }
    let hash = Sha256::digest(&token.as_bytes()[..77]);
    let forty_bits = hash[..5].iter().fold(0, |n, &b| n << 8 | u64::from(b));
    Some((77..85, digits(forty_bits, BASE32, 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_is_the_ieee_polynomial() {
        assert_eq!(crc("123456789"), 0xcbf4_3926);
    }

    #[test]
    fn digits_are_padded_on_the_left() {
        assert_eq!(digits(0, BASE62, 6), "000000");
        assert_eq!(digits(u64::from(u32::MAX), BASE62, 6), "4gfFC3");
        assert_eq!(digits(35, BASE36, 2), "0z");
        assert_eq!(digits(36, BASE36, 2), "10");
    }
}
