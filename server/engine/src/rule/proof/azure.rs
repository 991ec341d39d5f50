//! Azure's keys. The seeds are the eight-letter words that Microsoft's
//! `security-utilities` publishes for each service, read as big-endian numbers.

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD};

use super::ProofKind;
use super::codec::{BASE62, base64, digits};
use super::marvin::marvin32;

/// The seeds under which a service makes keys; none for other kinds.
fn seeds(kind: ProofKind) -> &'static [&'static [u8; 8]] {
    match kind {
        ProofKind::AzureStorage => &[b"Default0"],
        ProofKind::AzureRedis => &[b"Access00"],
        ProofKind::AzureCosmos => &[
            b"MastRW00",
            b"MastRO00",
            b"SystRW00",
            b"SystRO00",
            b"SysAll00",
            b"Encryp00",
            b"Resour00",
        ],
        ProofKind::AzureBatch => &[b"AbAcct00"],
        ProofKind::AzureMl => &[b"Classic0"],
        ProofKind::AzureAcr => &[b"ACRDflt0"],
        ProofKind::AzureApim => &[b"Tenant00", b"IoTHub00", b"Gatewy00", b"GitKey00"],
        ProofKind::AzureMessaging => &[b"Send0000", b"Listen00", b"Manage00"],
        ProofKind::AzureFunctions => &[b"Functi00", b"Master00", b"System00"],
        ProofKind::AzureSearch => &[b"Query000", b"PAdmin00"],
        ProofKind::AzureIot => &[b"IoTHub00", b"Device00", b"DpsKey00"],
        _ => &[],
    }
}

/// Whether the last four bytes of the decoded key are the Marvin32 of those before them.
pub(super) fn identifiable(kind: ProofKind, token: &str) -> bool {
    let Some(bytes) = base64(token) else {
        return false;
    };
    let Some((body, sum)) = bytes.split_last_chunk::<4>() else {
        return false;
    };
    seeds(kind)
        .iter()
        .any(|&&seed| marvin32(u64::from_be_bytes(seed), body).to_le_bytes() == *sum)
}

/// Puts the checksum in, keeping the alphabet and the padding.
pub(super) fn complete_identifiable(kind: ProofKind, token: &mut String) {
    let padding = token.len() - token.trim_end_matches('=').len();
    let url = kind == ProofKind::AzureFunctions || token.contains(['-', '_']);
    let body = token.trim_end_matches('=').to_owned();
    // A made-up last digit may carry bits beyond the last byte: whole bytes only.
    let Some(mut bytes) = lenient(&body) else {
        return;
    };
    let Some(at) = bytes.len().checked_sub(4) else {
        return;
    };
    let seed = seeds(kind)
        .first()
        .map_or(0, |&&seed| u64::from_be_bytes(seed));
    let sum = marvin32(seed, &bytes[..at]).to_le_bytes();
    bytes[at..].copy_from_slice(&sum);
    let mut text = BASE64_NOPAD.encode(&bytes);
    if url {
        text = text.replace('+', "-").replace('/', "_");
    }
    text.push_str(&"=".repeat(padding));
    *token = text;
}

fn lenient(text: &str) -> Option<Vec<u8>> {
    base64(text).or_else(|| {
        // The surplus bits are in the last digit, which the checksum overwrites anyway.
        let cut = text.get(..text.len().checked_sub(1)?)?;
        base64(&format!("{cut}A"))
    })
}

/// Decoded offsets of the four checksum bytes of an old Azure DevOps token, lowest byte first.
const DEVOPS_OFFSETS: [usize; 4] = [22, 8, 7, 2];
/// What the CRC-32 is mixed with: for a user's token and for an application's.
const DEVOPS_MAGIC: [u32; 2] = [0xE0B9_692D, 0x1019_F92E];

/// 52 base-32 characters with a CRC-32 of the other 28 bytes scattered among them.
pub(super) fn devops_legacy(token: &str) -> bool {
    let Some(bytes) = devops_bytes(token) else {
        return false;
    };
    let stored = u32::from_le_bytes(DEVOPS_OFFSETS.map(|at| bytes[at]));
    DEVOPS_MAGIC.contains(&(stored ^ devops_crc(&bytes)))
}

/// Puts the checksum in.
pub(super) fn complete_devops_legacy(token: &mut String) {
    let Some(mut bytes) = devops_bytes(token) else {
        return;
    };
    let sum = (devops_crc(&bytes) ^ DEVOPS_MAGIC[0]).to_le_bytes();
    for (at, byte) in DEVOPS_OFFSETS.into_iter().zip(sum) {
        bytes[at] = byte;
    }
    *token = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
}

/// 52 characters are 260 bits: the last four belong to no byte.
fn devops_bytes(token: &str) -> Option<Vec<u8>> {
    if token.len() != 52 || !token.is_ascii() {
        return None;
    }
    let mut upper = token.to_ascii_uppercase().into_bytes();
    // Four of the last character's five bits belong to no byte.
    let last = upper.last_mut()?;
    *last = match *last {
        b'A'..=b'P' => b'A',
        b'Q'..=b'Z' | b'2'..=b'7' => b'Q',
        _ => return None,
    };
    BASE32_NOPAD.decode(&upper).ok()
}

fn devops_crc(bytes: &[u8]) -> u32 {
    let body: Vec<u8> = (0..bytes.len())
        .filter(|at| !DEVOPS_OFFSETS.contains(at))
        .map(|at| bytes[at])
        .collect();
    crc32fast::hash(&body)
}

/// Characters of a common annotated key before its checksum.
const ANNOTATED_BODY: usize = 80;

/// The checksum that a common annotated key should end with: four characters in the
/// short form; in the long form what six characters and their padding keep of it.
pub(super) fn annotated(token: &str) -> Option<String> {
    if !token.is_ascii() || !matches!(token.len(), 84 | 88) {
        return None;
    }
    let body = base64(&token[..ANNOTATED_BODY])?;
    let sum = marvin32(u64::from_be_bytes(*b"Default0"), &body);
    // The source encodes the little-endian bytes as one number, padded on the right.
    let mut text = digits(u64::from(sum.swap_bytes()), BASE62, 1);
    while text.len() < 6 {
        text.push('0');
    }
    if token.len() == 84 {
        text.truncate(4);
        return Some(text);
    }
    // The key is stored as 64 bytes: of the sixth character only two bits survive.
    let sixth = text.pop()?;
    text.push(match sixth {
        'A'..='P' => 'A',
        'Q'..='Z' | 'a'..='f' => 'Q',
        'g'..='v' => 'g',
        _ => 'w',
    });
    Some(text + "==")
}
