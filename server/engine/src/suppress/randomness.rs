//! Whether a text looks random: how much better "each character drawn evenly from its
//! alphabet" explains it than "written the way code is", in bits per character.
//!
//! What code is like stands in `rules/bigrams.txt`: for each pair of characters how
//! surprising the second is behind the first in literals and names of real sources.
//! `cargo xtask train` writes the file and prints how well it does on sources it has
//! not seen. A bigram model because it beats entropy, word lists and token counts at
//! every rate of false alarms, in less than five kilobytes and one look-up per byte.
//!
//! As trained on Rust and JavaScript, and measured on Python's standard library without
//! its tests and on made-up keys (hex left out: whether it is secret, its name decides):
//!
//! | literals without a space | flagged | after [`super::shapes`] |
//! |---|---|---|
//! | 8 to 15 characters  | 3.9 % | 0.9 % |
//! | 16 to 64 characters | 1.9 % | 0.2 % |
//!
//! | found of | 8 | 10 | 12 | 16 | 20 | 32 characters |
//! |---|---|---|---|---|---|---|
//! | base62            | 95.8 % | 98.1 % | 99.2 % | 100 %  | 100 %  | 100 % |
//! | base64url         | 95.3 % | 97.8 % | 98.7 % | 99.8 % | 100 %  | 100 % |
//! | lower-case base36 | 97.1 % | 98.8 % | 99.8 % | 100 %  | 100 %  | 100 % |
//! | letters           | 90.2 % | 95.1 % | 97.5 % | 99.3 % | 99.8 % | 100 % |
//! | small letters     | 83.0 % | 89.0 % | 93.7 % | 97.2 % | 99.3 % | 100 % |

/// Characters with a row of their own: digits, upper case, lower case, six joiners.
const SYMBOLS: &[u8; 68] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-./+=";
/// The row of every other character, and of what precedes the first one.
const OTHER: u8 = 68;
/// Rows and columns of the table.
pub const SIZE: usize = 69;
/// Bytes of the table as a text: one line for each row.
pub const TABLE_LEN: usize = SIZE * (SIZE + 1);
/// Steps of the table's digits for one bit.
pub const STEPS_PER_BIT: f32 = 5.0;
/// The digit that stands for no surprise at all; higher ones stand for more.
pub const ZERO: u8 = b'0';
/// The highest digit.
pub const MAX: u8 = b'~';

static TABLE: &[u8; TABLE_LEN] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../rules/bigrams.txt"
));

/// The row of each byte.
static ROW: [u8; 256] = {
    let mut row = [OTHER; 256];
    let mut at = 0;
    while at < SYMBOLS.len() {
        row[SYMBOLS[at] as usize] = at as u8;
        at += 1;
    }
    row
};

/// The row of a byte in the table; also its column.
#[must_use]
pub fn row(byte: u8) -> usize {
    usize::from(ROW[usize::from(byte)])
}

/// Below this many characters nothing looks random: too many words do.
pub const MIN_LEN: usize = 8;
/// What a long text needs, in bits per character.
const BASE: f32 = 0.2;
/// What a short one needs more, divided by its length: the score of few characters varies.
const SHORT: f32 = 6.0;

/// Bits per character by which evenly drawn characters explain `value` better than code
/// does: about 1.5 for a random key, below zero for words. Zero for an empty value.
#[must_use]
pub fn randomness(value: &str) -> f32 {
    score(TABLE, value)
}

/// [`randomness`] by another table, for measuring one that is being trained.
#[must_use]
pub fn score(table: &[u8; TABLE_LEN], value: &str) -> f32 {
    if value.is_empty() {
        return 0.0;
    }
    let mut steps = 0;
    let mut before = usize::from(OTHER);
    for byte in value.bytes() {
        let row = row(byte);
        steps += u32::from(table[before * (SIZE + 1) + row] - ZERO);
        before = row;
    }
    let surprise = steps as f32 / STEPS_PER_BIT / value.len() as f32;
    surprise - alphabet(value.as_bytes()).log2()
}

/// What [`randomness`] a value of this many bytes needs to look random.
#[must_use]
pub fn threshold(len: usize) -> f32 {
    BASE + SHORT / len.max(1) as f32
}

/// By how many bits in all chance explains a value better than code does, if it looks random at
/// all: 8 for eight characters of base62, 50 for forty. Shorter values than
/// [`looks_random`] takes are weighed, too.
#[must_use]
pub fn random_bits(value: &str) -> Option<f32> {
    let plain = !value.bytes().any(|byte| byte <= b' ' || byte >= 0x7f);
    let randomness = randomness(value);
    (plain && randomness >= threshold(value.len())).then_some(randomness * value.len() as f32)
}

/// Whether a value looks like a generated secret rather than like code or words.
#[must_use]
pub fn looks_random(value: &str) -> bool {
    value.len() >= MIN_LEN
        && !value.bytes().any(|byte| byte <= b' ' || byte >= 0x7f)
        && randomness(value) >= threshold(value.len())
}

/// From this many characters on, joined hex and numbers are read as such: shorter ones are
/// addresses and dates.
const LONG: usize = 24;

/// The size of the smallest usual alphabet that has every character of the value. Hex and
/// long numbers are often joined by separators: these count one by one there.
fn alphabet(value: &[u8]) -> f32 {
    let all = |test: fn(&u8) -> bool| value.iter().all(|b| is_joiner(*b) || test(b));
    let joined = 1.0 + joiners(value);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let long = value.len() >= LONG;
    let one_case = all(|b| !b.is_ascii_uppercase()) || all(|b| !b.is_ascii_lowercase());
    let only = |test: fn(&u8) -> bool| value.iter().all(test);
    if long && one_case && all(u8::is_ascii_hexdigit) {
        15.0 + joined
    } else if long && one_case && digits > letters && all(u8::is_ascii_alphanumeric) {
        35.0 + joined
    } else if one_case && only(u8::is_ascii_hexdigit) {
        16.0
    } else if one_case && only(|b| matches!(b, b'2'..=b'7') || b.is_ascii_alphabetic()) {
        32.0
    } else if one_case && only(u8::is_ascii_alphanumeric) {
        36.0
    } else if only(u8::is_ascii_alphanumeric) {
        62.0
    } else if only(|b| b.is_ascii_alphanumeric() || b"_-+/=".contains(b)) {
        64.0
    } else {
        80.0
    }
}

fn is_joiner(byte: u8) -> bool {
    b"_-./:@".contains(&byte)
}

/// How many different joiners a value has.
fn joiners(value: &[u8]) -> f32 {
    b"_-./:@"
        .iter()
        .filter(|joiner| value.contains(joiner))
        .count() as f32
}

/// Shannon entropy of the value's own characters, in bits per character. At most the
/// logarithm of its length, so it says little about short values.
#[must_use]
pub fn entropy(value: &str) -> f32 {
    let mut counts = [0u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let len = value.len() as f32;
    let bits = |&count: &u32| {
        let share = count as f32 / len;
        -share * share.log2()
    };
    counts.iter().filter(|&&count| count > 0).map(bits).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule;

    #[test]
    fn the_table_is_a_square_of_digits() {
        for line in TABLE.split_inclusive(|&byte| byte == b'\n') {
            assert_eq!(line.len(), SIZE + 1);
            assert!(line[..SIZE].iter().all(|byte| (ZERO..=MAX).contains(byte)));
        }
        assert!(TABLE.iter().filter(|&&byte| byte == MAX).count() < SIZE * SIZE / 4);
    }

    #[test]
    fn code_is_not_random() {
        let names = [
            "get_user_by_id",
            "AbstractSingletonProxyFactoryBean",
            "content-security-policy",
            "application/json",
            "MAX_RETRY_COUNT",
            "requestAnimationFrame",
            "node_modules/.bin/eslint",
            "ThisIsAPasswordWithWords",
            "correct-horse-battery-staple",
            "example.com/path/to/page",
        ];
        for name in names {
            assert!(!looks_random(name), "{name} scores {}", randomness(name));
        }
    }

    #[test]
    fn entropy_counts_bits() {
        assert_eq!(entropy("aaaa"), 0.0);
        assert_eq!(entropy("abcd"), 2.0);
        assert_eq!(entropy(""), 0.0);
    }

    #[test]
    fn a_shorter_text_needs_more() {
        assert!((8..100).all(|len| threshold(len) > threshold(len + 1)));
    }

    /// How many of 400 made-up texts of this alphabet look random.
    fn found(alphabet: &str, len: usize) -> usize {
        let mut state = 0x2545_F491_4F6C_DD1Du64;
        let letters = alphabet.as_bytes();
        let mut next = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(letters[(state >> 24) as usize % letters.len()])
        };
        (0..400)
            .filter(|_| looks_random(&(0..len).map(&mut next).collect::<String>()))
            .count()
    }

    #[test]
    fn made_up_keys_are_random() {
        let base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let base64url = format!("{base62}-_");
        for (alphabet, len) in [
            (base62, 20),
            (base62, 40),
            (&base64url, 20),
            (&base62[..36], 20),
            (&base62[36..], 32),
        ] {
            assert!(
                found(alphabet, len) >= 396,
                "{len} characters of {alphabet}"
            );
        }
    }

    /// Where no proof decides, a key that does not look random is reported as doubtful.
    #[test]
    fn keys_of_the_rules_look_random() {
        for rule in rule::all().iter().filter(|rule| rule.proof.is_none()) {
            if matches!(rule.kind, rule::Kind::Block { .. } | rule::Kind::Url { .. }) {
                continue;
            }
            let random = |seed: &u64| {
                let sample = rule::sample(rule, *seed);
                looks_random(sample.get(rule.public_prefix..).unwrap_or(&sample))
            };
            let found = (0..40).filter(random).count();
            assert!(found >= 28, "{}: {found} of 40 samples", rule.id);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_score(value in ".{0,80}") {
            prop_assert!(randomness(&value).is_finite());
            prop_assert!(entropy(&value) >= 0.0);
        }
    }
}
