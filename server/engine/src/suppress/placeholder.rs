//! Stand-ins, well-known defaults and published examples.
//!
//! Words are compared with whole values and with the parts between delimiters, never
//! with the inside of a part, and a part that looks random beats every word: a real key
//! may hold any short word by chance.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use sha2::{Digest, Sha256};

use super::randomness::looks_random;
use crate::rule::lists;

/// From this many letters on, a stand-in that is one part of a value speaks for all of it.
const TELLING_PART: usize = 4;
/// From this many equal characters on, a part is fill.
const FILL: usize = 4;
/// From this many letters on, a stand-in inside a random-looking part is no chance: seven
/// given letters in a row come up once in a billion keys.
const TELLING_LETTERS: usize = 7;
/// From this many equal characters on, a value was cut or blanked out somewhere.
const LONG_FILL: usize = 6;
/// From this many letters on, a value that ends in its name is made from it.
const NAMED: usize = 5;
/// From this many characters on, a part that looks random is the value.
const RANDOM_PART: usize = 16;

/// The stand-ins, with and without their delimiters.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let plain = lists().placeholders.iter().map(|word| (*word).to_owned());
    let joined = lists().placeholders.iter().map(|word| alphanumeric(word));
    plain
        .chain(joined)
        .filter(|word| !word.is_empty())
        .collect()
});

/// The stand-ins that nobody meets by chance.
static LONG_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mixed = |word: &str| word.bytes().collect::<HashSet<u8>>().len() >= 4;
    let words = WORDS.iter().map(String::as_str);
    let long = words.filter(|word| word.len() >= TELLING_LETTERS && letters(word) && mixed(word));
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(long)
        .expect("a short list of words")
});

/// Whether a value stands in for one: `changeme`, `your-api-key`, `sk_test_xxxxxxxx`.
#[must_use]
pub fn placeholder(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let joined = alphanumeric(&lower);
    if joined.is_empty() || WORDS.contains(&lower) || WORDS.contains(&joined) {
        return true;
    }
    let parts = parts(value);
    if blanked_out(&lower) || parts.iter().any(|part| holds_a_stand_in(part)) {
        return true;
    }
    let filled: usize = parts
        .iter()
        .filter(|part| is_fill(part))
        .map(String::len)
        .sum();
    if filled * 2 >= joined.len() {
        return true;
    }
    !is_random(value, &parts) && says_so(&parts) || nothing_left(&parts)
}

/// Whether a long stand-in is one of the parts and the others together are no key.
fn nothing_left(parts: &[String]) -> bool {
    let stand_in = |part: &&String| part.len() >= TELLING_LETTERS && WORDS.contains(*part);
    if !parts.iter().any(|part| stand_in(&part)) {
        return false;
    }
    let rest: String = parts
        .iter()
        .filter(|part| !stand_in(part))
        .map(String::as_str)
        .collect();
    !looks_random(&rest)
}

/// A stand-in within a part, as documentation writes it into the middle of a made-up key.
fn holds_a_stand_in(part: &str) -> bool {
    part.len() > TELLING_LETTERS
        && LONG_WORDS
            .find_overlapping_iter(part)
            .any(|word| word.range().len() < part.len())
}

/// `…XXXXXXXX…`, or cut short with dots.
fn blanked_out(lower: &str) -> bool {
    let fill = |run: &[u8]| {
        matches!(run[0], b'x' | b'*' | b'.' | b'0') && run.iter().all(|&byte| byte == run[0])
    };
    lower.contains("...") || lower.ends_with('…') || lower.as_bytes().windows(LONG_FILL).any(fill)
}

/// Most digits and signs that people put behind a word that everybody knows.
const ADDED: usize = 6;

/// Whether the value is a password that everybody knows: a role, a product, the first lines of
/// every list of passwords, also with the usual digits and signs behind.
#[must_use]
pub fn default_password(value: &str) -> bool {
    let lower = value.to_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || "!@#$._-".contains(c));
    let known = |text: &str| lists().default_passwords.contains(&text);
    known(&lower) || stem.len() >= 4 && lower.len() - stem.len() <= ADDED && known(stem)
}

/// Whether a value is only its name again: `password = "Password"`, `apiKey: "my-api-key"`.
#[must_use]
pub fn like_its_name(value: &str, name: &str) -> bool {
    let extra = value
        .chars()
        .filter(|c| !c.is_alphabetic() && !"_-. /:".contains(*c))
        .count();
    // The files that a build makes: `smbk5pwd.la: smbk5pwd.lo`.
    let stem = |text: &str| text.split_once('.').map(|(stem, _)| stem.to_lowercase());
    if stem(name).is_some_and(|name| name.len() >= NAMED && stem(value) == Some(name)) {
        return true;
    }
    let (value_letters, name) = (letters(value), letters(name));
    // A word or two before it, as in `my-n8n-api-key`.
    let ends_so = name.len() >= NAMED && alphanumeric(&value.to_lowercase()).ends_with(&name);
    if ends_so && value.len() <= 3 * name.len() {
        return true;
    }
    if value_letters.len() < 3 || extra > 2 || looks_random(value) {
        return false;
    }
    let bare = [
        "my", "your", "the", "some", "a", "test", "dummy", "fake", "new", "old",
    ]
    .iter()
    .find_map(|word| {
        value_letters
            .strip_prefix(word)
            .filter(|rest| rest.len() >= 3)
    })
    .unwrap_or(&value_letters);
    [value_letters.as_str(), bare].iter().any(|value| {
        name == **value || name.ends_with(*value) || value.len() >= 5 && name.starts_with(*value)
    })
}

/// Whether a value is one that manuals, emulators or standards publish, or says so itself:
/// `wJalr…EXAMPLEKEY`.
#[must_use]
pub fn public_example(value: &str) -> bool {
    let marks = lists().example_marks.iter();
    example_of(value).is_some() || marks.into_iter().any(|mark| value.contains(mark))
}

/// What manual, emulator or standard publishes the value.
#[must_use]
pub fn example_of(value: &str) -> Option<&'static str> {
    let digest = digest16(value);
    let examples = lists().known_examples.iter();
    examples
        .into_iter()
        .find(|(known, _)| *known == digest)
        .map(|(_, what)| *what)
}

/// The first 16 hex digits of a value's SHA-256: how published examples are listed. To be
/// compared only, never shown or kept.
#[must_use]
pub fn digest16(value: &str) -> String {
    let mut out = String::with_capacity(16);
    for byte in &Sha256::digest(value)[..8] {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Lower-case parts between delimiters and at capitals: `yourApi_KEY2` is your, api, key2.
fn parts(value: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut before = ' ';
    for character in value.chars() {
        let starts = before.is_lowercase() && character.is_uppercase();
        if starts || !character.is_alphanumeric() && before.is_alphanumeric() {
            out.push(String::new());
        }
        // Delimiters are kept as long as they repeat: `****` is fill.
        if !character.is_alphanumeric() && character != before && !before.is_alphanumeric() {
            out.push(String::new());
        }
        if character.is_alphanumeric() && !before.is_alphanumeric() {
            out.push(String::new());
        }
        if let Some(part) = out.last_mut() {
            part.extend(character.to_lowercase());
        }
        before = character;
    }
    out.retain(|part| part.chars().any(char::is_alphanumeric) || part.chars().count() >= FILL);
    out
}

fn is_fill(part: &str) -> bool {
    let mut characters = part.chars();
    let first = characters.next();
    part.chars().count() >= FILL && characters.all(|c| Some(c) == first)
}

/// Whether a part, or the value as a whole, is more than words.
fn is_random(value: &str, parts: &[String]) -> bool {
    let delimited = value.split(|c: char| !c.is_alphanumeric());
    looks_random(value)
        || delimited
            .into_iter()
            .any(|part| part.len() >= RANDOM_PART && looks_random(part))
        || parts.is_empty()
}

/// Whether one telling part is a stand-in, or all of them are.
fn says_so(parts: &[String]) -> bool {
    let known = |part: &String| {
        let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
        WORDS.contains(part) || !stem.is_empty() && WORDS.contains(stem)
    };
    let telling =
        |part: &String| part.chars().filter(|c| c.is_alphabetic()).count() >= TELLING_PART;
    parts.iter().any(|part| telling(part) && known(part)) || parts.iter().all(known)
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{all, proof, sample};

    #[test]
    fn stand_ins() {
        let values = [
            "changeme",
            "CHANGE_ME",
            "your-api-key",
            "yourApiKeyHere",
            "xxxxxxxxxxxxxxxxxxxx",
            "sk_test_xxxxxxxxxxxx",
            "****************",
            "...",
            "",
            "insert-your-token-here",
            "EXAMPLE123",
            "foo",
            "foo-bar",
            "<<<<>>>>",
            "todo: fill in",
            "replace_me_please",
        ];
        for value in values {
            assert!(placeholder(value), "{value}");
        }
    }

    #[test]
    fn chosen_passwords_are_none() {
        for value in [
            "Tr0ub4dor&3",
            "Summer2026!",
            "BarCelona9!",
            "abc-Winter-77",
            "foo4Real!Winter",
        ] {
            assert!(!placeholder(value), "{value}");
        }
    }

    #[test]
    fn no_sample_of_any_rule_is_a_stand_in_or_an_example() {
        for rule in all() {
            for seed in 0..20 {
                let value = sample(rule, seed);
                assert!(
                    value.is_empty() || !placeholder(&value),
                    "{} {seed}",
                    rule.id
                );
                assert!(!public_example(&value), "{} {seed}", rule.id);
            }
        }
    }

    #[test]
    fn a_random_part_beats_a_word() {
        let mut key = "q".repeat(52);
        proof::complete(proof::ProofKind::AzureDevopsLegacy, &mut key, 0);
        let random = digest16("any");
        assert!(!placeholder(&format!("example-{random}")));
        assert!(placeholder(&format!("example-{}", &random[..2])));
    }

    #[test]
    fn values_made_from_their_names() {
        let pairs = [
            ("password", "Password"),
            ("db_password", "password1"),
            ("apiKey", "my-api-key"),
            ("config.secretKey", "secretKey"),
            ("token", "YOUR_TOKEN"),
            ("apiKey", "my-n8n-api-key"),
        ];
        for (name, value) in pairs {
            assert!(like_its_name(value, name), "{name} {value}");
        }
        for (name, value) in [
            ("password", concat!("Password", "2024!")),
            ("password", "Summer"),
            ("key", "ab"),
            ("token", ""),
        ] {
            assert!(!like_its_name(value, name), "{name} {value}");
        }
    }

    #[test]
    fn published_examples_are_known_by_their_digest() {
        // The example of RFC 7617, section 2: user and pass phrase, put together here.
        let value = data_encoding::BASE64.encode(b"Aladdin:open sesame");
        assert!(public_example(&value));
        assert!(!public_example("Aladdin"));
        assert!(default_password("Admin123") && default_password("admin12345!"));
        assert!(
            !default_password("admin-of-mine") && !default_password(&format!("dev{}", 20_261_121))
        );
    }

    proptest::proptest! {
        #[test]
        fn any_value_is_judged(value in ".{0,60}", name in ".{0,30}") {
            let _ = (placeholder(&value), like_its_name(&value, &name), public_example(&value));
        }
    }
}
