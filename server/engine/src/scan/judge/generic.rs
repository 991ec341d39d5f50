//! Values without a form of their own: the name they are assigned to, and how random they look.

use super::{Case, Judgement, Outcome, Score, common, score};
use crate::finding::{Role, Signal};
use crate::rule;
use crate::suppress::Reason;
use crate::suppress::placeholder::{default_password, like_its_name, placeholder};
use crate::suppress::randomness::looks_random;
use crate::suppress::shapes::{disqualify, disqualify_password};

/// Shortest value that can be told from an identifier by its looks.
const SHORTEST: usize = 12;
/// Hex digits are a key from this length on: half a digest names a revision or a message.
const SHORTEST_HEX: usize = 32;
/// Shorter values need more than their looks.
const SHORT: usize = 20;

/// Judges a value under a name that says secret.
pub(super) fn secret(case: &Case<'_>) -> Outcome {
    let value = case.value;
    let well_formed =
        value.len() >= SHORTEST && value.bytes().all(|byte| in_generic(byte, case.hit.quoted));
    let name = score::name_weight(case.sink, rule::lists().secret_words);
    (well_formed && name > 0 && is_written_out(case)).then(|| secret_named(case, name))
}

fn secret_named(case: &Case<'_>, name: i16) -> Judgement {
    let value = case.value;
    if let Some(reason) = stand_in(case).or_else(|| disqualify(value)) {
        // Many keys are hex digits: a name without doubt speaks for them.
        let key = reason == Reason::KnownShape && name >= score::STRONG_NAME;
        if !(key && hex_of_key_length(value)) {
            return Err(reason);
        }
    }
    if value.len() < SHORTEST_HEX && value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Reason::KnownShape);
    }
    if !looks_random(value) {
        return Err(Reason::NotRandom);
    }
    let mut score = named(case, "assigned to a name that says secret", name)?;
    score.add(score::RANDOM);
    if value.len() < SHORT || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        score.add(score::SHORT_VALUE);
    }
    Ok(score)
}

/// Judges a value under a name that says password.
pub(super) fn password(case: &Case<'_>) -> Outcome {
    let value = case.value;
    let well_formed =
        (8..=64).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic());
    let name = score::name_weight(case.sink, rule::lists().password_words);
    (well_formed && name > 0 && is_written_out(case)).then(|| password_named(case, name))
}

fn password_named(case: &Case<'_>, name: i16) -> Judgement {
    let value = case.value;
    if let Some(reason) = stand_in(case).or_else(|| disqualify_password(value)) {
        return Err(reason);
    }
    if default_password(value) {
        return Err(Reason::LocalDefault);
    }
    let random = looks_random(value);
    if !random && !mixed(value) {
        return Err(Reason::NotRandom);
    }
    let mut score = named(case, "assigned to a name that says password", name)?;
    score.add(if random { score::RANDOM } else { score::MIXED });
    Ok(score)
}

/// The score of a value for its name and its place.
fn named(case: &Case<'_>, text: &'static str, weight: i16) -> Judgement {
    common(case)?;
    if case.context.role == Role::Lock {
        return Err(Reason::LockFile);
    }
    let mut score = Score::new(score::GENERIC);
    score.add(Signal { text, weight });
    score.add_role(case.context.role, true);
    Ok(score)
}

/// Code needs quotes around a literal; without them it is an expression.
fn is_written_out(case: &Case<'_>) -> bool {
    case.hit.quoted
        || !matches!(
            case.context.role,
            Role::Source | Role::Test | Role::Generated
        )
}

fn stand_in(case: &Case<'_>) -> Option<Reason> {
    if placeholder(case.value) {
        Some(Reason::Placeholder)
    } else if like_its_name(case.value, case.sink) {
        Some(Reason::LikeItsName)
    } else {
        None
    }
}

/// Bytes of a generated value; brackets and commas only where quotes tell its ends.
fn in_generic(byte: u8, quoted: bool) -> bool {
    byte.is_ascii_alphanumeric()
        || quoted && matches!(byte, b'(' | b')' | b'[' | b']' | b',' | b';' | b'?' | b'|')
        || matches!(
            byte,
            b'+' | b'/'
                | b'='
                | b'_'
                | b'-'
                | b'.'
                | b'~'
                | b'!'
                | b'@'
                | b'#'
                | b'$'
                | b'%'
                | b'^'
                | b'&'
                | b'*'
                | b':'
        )
}

/// The lengths of keys that are written as hex digits.
fn hex_of_key_length(value: &str) -> bool {
    matches!(value.len(), 32 | 40 | 48 | 64) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Letters together with digits or signs, as people choose passwords.
pub(super) fn mixed(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let signs = value
        .bytes()
        .filter(|byte| {
            matches!(
                byte,
                b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'?' | b'+'
            )
        })
        .count();
    letters >= 3 && (digits >= 2 || (digits >= 1 && signs >= 1) || signs >= 2)
}
