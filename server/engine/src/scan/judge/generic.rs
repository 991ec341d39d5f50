//! Values without a form of their own: the name they are assigned to, and how random they look.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use super::{Case, Judgement, Outcome, Score, common, score};
use crate::finding::{Role, Signal};
use crate::rule::{self, Kind, Rule};
use crate::suppress::Reason;
use crate::suppress::placeholder::{default_password, like_its_name, placeholder};
use crate::suppress::randomness::random_bits;
use crate::suppress::shapes::{disqualify, disqualify_password, is_bare_uuid, may_be_key};

/// Shortest value that can be told from an identifier by its looks.
const SHORTEST: usize = 8;
/// Shortest password that is worth a word.
const SHORTEST_PASSWORD: usize = 6;
/// Longest password that somebody types.
const LONGEST_PASSWORD: usize = 64;
/// From this length on a random value is none by chance.
const SURE: usize = 20;
/// Hex digits are a key of these lengths, in steps of four: what is longer is data.
const HEX_KEYS: RangeInclusive<usize> = 16..=128;

/// Judges a value by what its name says: as a password, or as a generated secret. Gives the
/// rule that has the say.
pub(super) fn judge(case: &Case<'_>) -> (&'static Rule, Outcome) {
    let rule = |wanted: &Kind| {
        let mut rules = rule::generic().iter();
        rules
            .find(|rule| rule.kind == *wanted)
            .unwrap_or(case.hit.rule)
    };
    let password = password(case);
    if matches!(password, Some(Ok(_))) {
        return (rule(&Kind::Password), password);
    }
    match secret(case) {
        None => (rule(&Kind::Password), password),
        secret => (rule(&Kind::Generic), secret),
    }
}

/// Judges a value under a name that says secret.
fn secret(case: &Case<'_>) -> Outcome {
    let value = case.value;
    let well_formed =
        value.len() >= SHORTEST && value.bytes().all(|byte| in_generic(byte, case.hit.quoted));
    // The name last: most values are expressions, which is quick to see.
    if !(well_formed && is_written_out(case)) {
        return None;
    }
    let name = score::name_weight(case.sink, rule::lists().secret_words, case.second);
    (name > 0).then(|| secret_named(case, name))
}

fn secret_named(case: &Case<'_>, name: i16) -> Judgement {
    let value = case.value;
    if let Some(reason) = stand_in(case).or_else(|| disqualify(value)) {
        // Many keys are hex digits or UUIDs: a name without doubt speaks for them.
        let key = reason == Reason::KnownShape && name >= score::STRONG_NAME;
        if !(key && (hex_of_key_length(value) || may_be_key(value))) {
            return Err(reason);
        }
    }
    // JSON in base64 that is no whole web token, or a rule would have it.
    if value.starts_with("eyJ") || value.contains(".eyJ") {
        return Err(Reason::KnownShape);
    }
    if case.context.role != Role::Config && is_key_id(case.sink, value) {
        return Err(Reason::KnownShape);
    }
    let hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hex
        && (name < score::STRONG_NAME
            || !HEX_KEYS.contains(&value.len())
            || !value.len().is_multiple_of(4))
    {
        return Err(Reason::KnownShape);
    }
    let Some(looks) = looks(value) else {
        return Err(Reason::NotRandom);
    };
    let mut score = named(
        case,
        "name-secret",
        "assigned to a name that says secret",
        name,
    )?;
    score.add(looks);
    if !value.bytes().any(|byte| byte.is_ascii_digit()) {
        score.add(score::LETTERS_ONLY);
    }
    Ok(score)
}

/// Judges a value under a name that says password.
fn password(case: &Case<'_>) -> Outcome {
    let value = case.value;
    let well_formed = (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_graphic());
    if !(well_formed && is_written_out(case)) {
        return None;
    }
    let name = score::name_weight(case.sink, rule::lists().password_words, case.second);
    (name > 0).then(|| password_named(case, name))
}

fn password_named(case: &Case<'_>, name: i16) -> Judgement {
    let value = case.value;
    if let Some(reason) = stand_in(case).or_else(|| disqualify_password(value)) {
        return Err(reason);
    }
    if default_password(value) {
        return Err(Reason::LocalDefault);
    }
    if is_bare_uuid(value) {
        return Err(Reason::KnownShape);
    }
    let value = &*unescaped(value);
    let looks = looks(value).or_else(|| mixed(value).then_some(score::MIXED));
    let Some(looks) = looks else {
        return Err(Reason::NotRandom);
    };
    let text = "assigned to a name that says password";
    let mut score = named(case, "name-password", text, name)?;
    score.add(looks);
    if value.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        score.add(score::LETTERS_ONLY);
    }
    Ok(score)
}

/// Most bits that one character may add: letters written as digits are rare, not random.
const MOST_BITS: f32 = 1.4;

/// Whether a value looks random also when digits and signs are read as the letters they stand
/// for: `Sup3rS3cr3tP@ss`.
fn looks_random_read(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let read: String = value.chars().map(letter).collect();
    read == value || letters * 2 < value.len() || random_bits(&read).is_some()
}

fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => c,
    }
}

/// The id of a key pair, as AWS and those who follow it write one: `accessKey: AKIA…`. Its
/// secret is the other half.
fn is_key_id(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let id = value
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    name.contains("access") && !name.contains("secret") && id && (16..=24).contains(&value.len())
}

/// Weighs how a value looks that somebody may have chosen; `word` is what words cost there.
pub(super) fn weigh_looks(score: &mut Score, value: &str, word: Signal) {
    match looks(value) {
        Some(looks) => score.add(looks),
        None if !mixed(value) => score.add(word),
        None => {}
    }
}

/// How random a value looks, by the bits by which chance explains it better than code does.
/// `None` for what looks like code or words.
fn looks(value: &str) -> Option<Signal> {
    // Few UUIDs and few short hex numbers are keys: they name records, revisions, messages.
    let hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_bare_uuid(value) {
        return Some(score::RANDOM_FAIRLY);
    }
    if hex && (16..32).contains(&value.len()) {
        return Some(score::RANDOM_SLIGHTLY);
    }
    let bits = random_bits(value)?.min(MOST_BITS * value.len() as f32);
    if !looks_random_read(value) {
        return None;
    }
    Some(match bits {
        ..12.0 => score::RANDOM_SLIGHTLY,
        ..20.0 => score::RANDOM_FAIRLY,
        ..32.0 => score::RANDOM_CLEARLY,
        _ => score::RANDOM_SURELY,
    })
}

/// Without the letters that JSON escapes, as in translations: `Jelsz\u00f3`.
fn unescaped(value: &str) -> Cow<'_, str> {
    static ESCAPE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\\u[0-9a-fA-F]{4}").expect("a valid pattern"));
    ESCAPE.replace_all(value, "")
}

/// The score of a value for its name and its place.
fn named(case: &Case<'_>, id: &'static str, text: &'static str, weight: i16) -> Judgement {
    common(case)?;
    if case.context.role == Role::Lock {
        return Err(Reason::LockFile);
    }
    let mut score = Score::new(score::GENERIC);
    score.add(Signal { id, text, weight });
    place(case, &mut score);
    Ok(score)
}

/// Weighs where a value stands that has no form of its own.
pub(super) fn place(case: &Case<'_>, score: &mut Score) {
    score.add_role(case.context.role, true);
    if case.in_comment {
        score.add(score::IN_COMMENT);
    }
}

/// Code needs quotes around a literal; without them it is an expression, unless no expression
/// looks like it, as in a command or an address within a longer text.
fn is_written_out(case: &Case<'_>) -> bool {
    let value = case.value;
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    case.hit.quoted
        || case.context.bare
        || digits >= 2 && value.len() >= SURE && looks(value) == Some(score::RANDOM_SURELY)
}

fn stand_in(case: &Case<'_>) -> Option<Reason> {
    if disqualify_password(case.value) == Some(Reason::Reference) {
        // First, because what a lookup names is often like the name it is given to.
        Some(Reason::Reference)
    } else if placeholder(case.value) {
        Some(Reason::Placeholder)
    } else if like_its_name(case.value, case.sink) {
        Some(Reason::LikeItsName)
    } else {
        None
    }
}

/// Bytes of a generated value; more signs where quotes tell its ends.
fn in_generic(byte: u8, quoted: bool) -> bool {
    byte.is_ascii_alphanumeric()
        || quoted && byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>')
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
    // `INFO_17`, `SHA256`: names of constants.
    let constant = signs == 0 && !value.bytes().any(|b| b.is_ascii_lowercase());
    !constant && letters >= 3 && (digits >= 2 || (digits >= 1 && signs >= 1) || signs >= 2)
}
