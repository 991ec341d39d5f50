//! Tokens that carry a number: AWS accounts and Discord users.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};

use super::codec::{BASE32, base64, expand_text};

/// Characters of a key id before its base-32 part: `AKIA`, `ASIA`, …
const AWS_PREFIX: usize = 4;
/// Account numbers have twelve digits.
const AWS_ACCOUNTS: u64 = 1_000_000_000_000;
/// The top bit is set in key ids that carry an account number (those made since 2019).
const AWS_MARK: u64 = 1 << 47;
/// Bits 7 to 46 of the first six bytes hold the account.
const AWS_MASK: u64 = (1 << 40) - 1;

/// The number of the AWS account that a key id belongs to; `None` for older ids, which
/// carry none.
#[must_use]
pub fn aws_account_id(key_id: &str) -> Option<u64> {
    let six = aws_six(key_id)?;
    let account = six >> 7 & AWS_MASK;
    (six & AWS_MARK != 0 && account < AWS_ACCOUNTS).then_some(account)
}

fn aws_six(key_id: &str) -> Option<u64> {
    if key_id.len() != AWS_PREFIX + 16 {
        return None;
    }
    let bytes = BASE32_NOPAD
        .decode(key_id.as_bytes().get(AWS_PREFIX..)?)
        .ok()?;
    Some(bytes[..6].iter().fold(0, |n, &b| n << 8 | u64::from(b)))
}

/// Builds an id with a possible account number.
pub(super) fn complete_aws(token: &mut String) {
    if token.len() != AWS_PREFIX + 16 || !token.is_ascii() {
        return;
    }
    let body = expand_text(token, BASE32, 16);
    let Ok(mut bytes) = BASE32_NOPAD.decode(body.as_bytes()) else {
        return;
    };
    let six = bytes[..6].iter().fold(0, |n, &b| n << 8 | u64::from(b));
    let account = (six >> 7 & AWS_MASK) % AWS_ACCOUNTS;
    let six = AWS_MARK | account << 7 | six & 0x7f;
    bytes[..6].copy_from_slice(&six.to_be_bytes()[2..]);
    token.replace_range(AWS_PREFIX.., &BASE32_NOPAD.encode(&bytes));
}

/// Snowflakes have had 17 to 20 digits since 2015.
const SNOWFLAKE_DIGITS: std::ops::RangeInclusive<usize> = 17..=20;

/// Whether what stands before the first dot decodes to a snowflake number.
pub(super) fn discord(token: &str) -> bool {
    let digits = token.split_once('.').and_then(|(id, _)| base64(id));
    digits.is_some_and(|digits| {
        SNOWFLAKE_DIGITS.contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
    })
}

/// Builds the first segment anew, keeping its length and its first character where it can.
pub(super) fn complete_discord(token: &mut String) {
    let Some((id, _)) = token.split_once('.') else {
        return;
    };
    let count = (id.len() * 3 / 4).clamp(*SNOWFLAKE_DIGITS.start(), *SNOWFLAKE_DIGITS.end());
    // The first base64 character tells which digits may come first.
    let first = match id.as_bytes().first() {
        Some(b'N') => '5',
        Some(b'O') => '8',
        _ => '1',
    };
    let rest = expand_text(token, b"0123456789", count - 1);
    let digits = format!("{first}{rest}");
    let end = id.len();
    token.replace_range(..end, &BASE64URL_NOPAD.encode(digits.as_bytes()));
}
