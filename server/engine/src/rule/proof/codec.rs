//! Number and byte encodings that the proofs share.

use data_encoding::BASE64_NOPAD;
use sha2::{Digest, Sha256};

/// Digits, upper case, lower case.
pub(super) const BASE62: &[u8; 62] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits, lower case, upper case.
pub(super) const BASE62_LOWER_FIRST: &[u8; 62] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Digits, lower case.
pub(super) const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// RFC 4648 base 32.
pub(super) const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A number in an alphabet's digits, at least `width` of them.
pub(super) fn digits(mut number: u64, alphabet: &[u8], width: usize) -> String {
    let base = alphabet.len() as u64;
    let mut out = Vec::new();
    while number > 0 {
        out.push(alphabet[(number % base) as usize]);
        number /= base;
    }
    while out.len() < width {
        out.push(alphabet[0]);
    }
    out.iter().rev().map(|&byte| char::from(byte)).collect()
}

/// Base64 of either alphabet, padded or not, to bytes. Strict about trailing bits.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text
        .trim_end_matches('=')
        .bytes()
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    BASE64_NOPAD.decode(&plain).ok()
}

/// `count` bytes that follow from `seed` alone: made-up tokens take their randomness from here.
pub(super) fn expand(seed: &str, count: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(count + 32);
    for block in 0u32.. {
        if out.len() >= count {
            break;
        }
        let hash = Sha256::new()
            .chain_update(seed.as_bytes())
            .chain_update(block.to_le_bytes());
        out.extend_from_slice(&hash.finalize());
    }
    out.truncate(count);
    out
}

/// Text over `alphabet` that follows from `seed` alone.
pub(super) fn expand_text(seed: &str, alphabet: &[u8], count: usize) -> String {
    expand(seed, count)
        .iter()
        .map(|&byte| char::from(alphabet[byte as usize % alphabet.len()]))
        .collect()
}

/// The longest unpadded base64 text of at most `len` characters holds this many bytes.
pub(super) fn base64_capacity(len: usize) -> usize {
    len * 3 / 4
}
