//! The password of a URL.

use super::generic::{place, weigh_looks};
use super::{Case, Judgement, Score, common, score};
use crate::rule;
use crate::suppress::Reason;
use crate::suppress::placeholder::{default_password, placeholder};
use crate::suppress::shapes::disqualify;

/// Shorter ones are examples.
const SHORTEST: usize = 3;
/// Digits alone are a password from this length on; below they are a port or a number.
const SHORTEST_NUMBER: usize = 6;

/// Judges the password of a URL.
pub(super) fn judge(case: &Case<'_>, text: &[u8]) -> Judgement {
    let value = case.value;
    if let Some(reason @ (Reason::Reference | Reason::Encrypted)) = disqualify(value) {
        return Err(reason);
    }
    let number = value.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = if number { SHORTEST_NUMBER } else { SHORTEST };
    if value.len() < shortest || placeholder(value) {
        return Err(Reason::Placeholder);
    }
    if !says_something(value) {
        return Err(Reason::NotRandom);
    }
    common(case)?;
    let host = case
        .hit
        .host
        .clone()
        .map(|host| String::from_utf8_lossy(&text[host]).to_ascii_lowercase());
    if default_password(value) || host.as_deref().is_some_and(is_local) {
        return Err(Reason::LocalDefault);
    }
    let mut score = Score::new(score::URL);
    weigh_looks(&mut score, value, score::WORD_LIKE);
    place(case, &mut score);
    Ok(score)
}

/// Whether a letter or a digit is left once escapes are taken out: `%60%7B%7D` is a test of
/// escaping.
fn says_something(value: &str) -> bool {
    let mut parts = value.split('%');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.get(2..).unwrap_or_default());
    std::iter::once(first)
        .chain(rest)
        .any(|part| part.contains(|c: char| c.is_alphanumeric()))
}

/// A host of one's own machine, or of examples.
fn is_local(host: &str) -> bool {
    rule::lists()
        .local_hosts
        .iter()
        .any(|known| match known.strip_prefix('*') {
            Some(suffix) => host.ends_with(suffix),
            None => host == *known,
        })
}
