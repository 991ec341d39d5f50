//! The two checksummed encodings that came from Bitcoin.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};

use super::codec::expand;

/// Whether the checksum of BIP-173 holds.
pub(super) fn bech32(token: &str) -> bool {
    CheckedHrpstring::new::<Bech32>(token).is_ok()
}

/// Builds the data part anew, with its checksum.
pub(super) fn complete_bech32(token: &mut String) {
    let Some((human, data)) = token.rsplit_once('1') else {
        return;
    };
    let Ok(hrp) = Hrp::parse(human) else {
        return;
    };
    // Six characters of checksum; whole bytes before it, as both users of the format have.
    let count = data.len().saturating_sub(6) * 5 / 8;
    let bytes = expand(token, count);
    let upper = human.bytes().any(|byte| byte.is_ascii_uppercase());
    let encoded = if upper {
        bech32::encode_upper::<Bech32>(hrp, &bytes)
    } else {
        bech32::encode_lower::<Bech32>(hrp, &bytes)
    };
    if let Ok(text) = encoded {
        *token = text;
    }
}

/// Whether the last four bytes are the double SHA-256 of those before them.
pub(super) fn base58check(token: &str) -> bool {
    bs58::decode(token).with_check(None).into_vec().is_ok()
}

/// Puts the checksum in; it reaches only the last digits, so the prefix stays.
pub(super) fn complete_base58check(token: &mut String) {
    let Ok(bytes) = bs58::decode(&*token).into_vec() else {
        return;
    };
    if let Some(body) = bytes.len().checked_sub(4).map(|at| &bytes[..at]) {
        *token = bs58::encode(body).with_check().into_string();
    }
}
