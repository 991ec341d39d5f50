//! Tokens that wrap JSON in base64: JSON Web Tokens and their relatives.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};

use super::codec::{BASE62, base64, base64_capacity, expand, expand_text};

/// How base64 of `{"` begins, for every JSON object without a space in front.
const OBJECT: &str = "eyJ";

/// Where the base64 of a JSON object begins.
fn object_at(token: &str, prefix: usize) -> usize {
    token.find(OBJECT).unwrap_or(prefix.min(token.len()))
}

fn object(base64_text: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&base64(base64_text)?).ok()
}

/// Whether the header parses and names its algorithm (RFC 7515, section 4.1.1).
pub(super) fn jwt(token: &str, prefix: usize) -> bool {
    let text = &token[object_at(token, prefix)..];
    let header = text.split('.').next().and_then(object);
    header.is_some_and(|header| header.get("alg").is_some_and(Value::is_string))
}

/// When the token expires, in seconds since 1970 (RFC 7519, section 4.1.4). There is
/// no clock here: whoever has one compares.
pub(super) fn expiry(token: &str) -> Option<u64> {
    let text = &token[object_at(token, 0)..];
    let claims = object(text.split('.').nth(1)?)?;
    let at = claims.get("exp")?;
    at.as_u64().or_else(|| {
        at.as_f64()
            .filter(|seconds| (0.0..9e15).contains(seconds))
            .map(|seconds| seconds as u64)
    })
}

/// Builds a token with a plain header, made-up claims and a made-up signature.
pub(super) fn complete_jwt(token: &mut String, prefix: usize) {
    let at = object_at(token, prefix);
    let subject = expand_text(token, b"0123456789", 10);
    let header = BASE64URL_NOPAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = format!(r#"{{"sub":"{subject}","iat":1700000000,"exp":4102444800}}"#);
    let claims = BASE64URL_NOPAD.encode(claims.as_bytes());
    let signature = BASE64URL_NOPAD.encode(&expand(token, 32));
    *token = format!("{}{header}.{claims}.{signature}", &token[..at]);
}

/// Length of the signature that Sentry appends behind `_`.
const SIGNATURE: usize = 43;

/// Where the base64 ends: before `_` and a signature of fixed length, or at the end.
fn ends(token: &str) -> impl Iterator<Item = usize> {
    let signed = token
        .len()
        .checked_sub(SIGNATURE + 1)
        .filter(|&at| token.as_bytes()[at] == b'_');
    signed.into_iter().chain([token.len()])
}

/// Whether a JSON object with at least one member stands behind the prefix.
pub(super) fn base64_json(token: &str, prefix: usize) -> bool {
    let at = object_at(token, prefix);
    ends(token)
        .filter_map(|end| object(token.get(at..end)?))
        .any(|object| !object.is_empty())
}

/// Builds an object whose base64 begins as the token's literal prefix does.
pub(super) fn complete_base64_json(token: &mut String, prefix: usize) {
    let at = object_at(token, prefix);
    let Some(end) = ends(token).find(|&end| end > at) else {
        return;
    };
    // What the prefix fixes of the JSON: whole groups of four characters.
    let fixed = prefix.clamp(at, end) - at;
    let start = base64(&token[at..at + fixed / 4 * 4]).unwrap_or_default();
    let start = String::from_utf8(start).unwrap_or_default();
    // Whole groups of three bytes need no padding.
    let room = base64_capacity((end - at) / 4 * 4);
    for ending in ENDINGS {
        let filler = room.saturating_sub(start.len() + ending.len() - 1).max(8);
        let value = expand_text(token, BASE62, filler);
        let json = format!("{start}{}", ending.replacen('*', &value, 1));
        let text = BASE64URL_NOPAD.encode(json.as_bytes());
        let fits = text
            .as_bytes()
            .starts_with(&token.as_bytes()[at..at + fixed]);
        if fits && object(&text).is_some() {
            token.replace_range(at..end, &text);
            return;
        }
    }
}

/// Ways to finish an object that was cut anywhere; the first that parses is taken.
const ENDINGS: [&str; 6] = [
    r#":1700000000,"value":"*"}"#,
    r#""*":"value"}"#,
    r#"{"value":"*"}"#,
    r#"*"}"#,
    r#"":"*"}"#,
    r#""*"}"#,
];
