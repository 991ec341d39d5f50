//! The values of `.env` files, as keyed hashes: none of them is kept.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::dotenv;
use crate::rule;
use crate::scan::score::name_weight;
use crate::suppress::placeholder::{default_password, like_its_name, placeholder, public_example};
use crate::suppress::randomness::looks_random;
use crate::suppress::shapes::{disqualify, disqualify_password};

/// Shorter values stand in a text by chance.
pub(super) const SHORTEST: usize = 8;
/// Longer values are no single line of code, in bytes.
pub(super) const LONGEST: usize = 512;
/// Values that are looked for at once.
const MOST: usize = 1000;
/// Longer files are no `.env`, in bytes.
const MAX_FILE: usize = 256 * 1024;
/// What a name must say at least for a value that does not look random.
const TELLING: i16 = 130;

/// The values of a workspace's `.env` files that are worth looking for elsewhere.
#[derive(Clone, Default)]
pub struct Known {
    /// By the hash of the first bytes: the lengths and hashes of the values that begin so.
    values: BTreeMap<u64, Vec<Value>>,
    /// The first two bytes of any value, as bits: most places of a text are passed by that.
    begins: Vec<u64>,
    count: usize,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    len: usize,
    hash: u64,
    /// Whether it is a secret by itself, wherever it stands.
    pub(super) random: bool,
    /// Which variable of which file has it, as a reason.
    pub(super) text: &'static str,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({} values)", self.count)
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Eq for Known {}

impl Known {
    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes in what a `.env` file holds. `file` is its name as it is shown.
    pub fn add(&mut self, text: &str, file: &str) {
        if text.len() > MAX_FILE {
            return;
        }
        each(text, |name, _, value| self.insert(name, value, file));
    }

    fn insert(&mut self, name: &str, value: &str, file: &str) {
        let Some(random) = worth(name, value).filter(|_| self.count < MOST) else {
            return;
        };
        let value = value.as_bytes();
        let one = Value {
            len: value.len(),
            hash: hash(value),
            random,
            text: reason(name, file),
        };
        let same = self.values.entry(hash(&value[..SHORTEST])).or_default();
        if same
            .iter()
            .any(|it| it.hash == one.hash && it.len == one.len)
        {
            return; // The file that came first is the nearer one.
        }
        same.push(one);
        // The longest first: a value may begin as another one does.
        same.sort_by_key(|it| std::cmp::Reverse(it.len));
        self.count += 1;
        self.begins.resize(BITS / 64, 0);
        let bit = pair(value);
        self.begins[bit / 64] |= 1 << (bit % 64);
    }

    /// The value that begins here as a whole word, and where it ends.
    pub(super) fn at(&self, text: &[u8], at: usize) -> Option<(Range<usize>, &Value)> {
        let head = text.get(at..at + SHORTEST)?;
        let bit = pair(head);
        if self.begins[bit / 64] & (1 << (bit % 64)) == 0 || (at > 0 && joined(text, at)) {
            return None;
        }
        let values = self.values.get(&hash(head))?;
        values.iter().find_map(|value| {
            let end = at + value.len;
            let whole = text.get(at..end)?;
            let fits = hash(whole) == value.hash && (end == text.len() || !joined(text, end));
            fits.then_some((at..end, value))
        })
    }
}

/// Calls with the name of each entry of a `.env`, where that stands, and the value.
fn each(text: &str, mut with: impl FnMut(&str, Range<usize>, &str)) {
    // What all loaders read alike, or what most do.
    let profiles = ["portable", "node-dotenv", "python-dotenv"];
    let profiles: Vec<_> = profiles
        .iter()
        .filter_map(|it| dotenv::profile(it))
        .collect();
    let layout = dotenv::parse(text);
    for entry in &layout.entries {
        let name = &text[entry.key.clone()];
        let mut read = profiles
            .iter()
            .filter_map(|it| dotenv::read(entry.raw(text, it), it));
        if let Some(value) = read.next() {
            with(name, entry.key.clone(), &value);
        }
    }
}

/// The secrets of a `.env`, to be compared: names, where they stand, and hashes of the values that mean
/// nothing outside of this process.
pub(crate) fn secret_values(text: &str) -> Vec<(String, Range<usize>, u64)> {
    let mut out = Vec::new();
    if text.len() <= MAX_FILE {
        each(text, |name, place, value| {
            if worth(name, value).is_some() && out.len() < MOST {
                out.push((name.to_owned(), place, hash(value.as_bytes())));
            }
        });
    }
    out
}

/// Pairs of bytes.
const BITS: usize = 1 << 16;

fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// Whether a word goes on from the byte before a place to the byte there.
fn joined(text: &[u8], at: usize) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    word(text[at - 1]) && word(text[at])
}

/// A hash with a key that dies with the process.
fn hash(bytes: &[u8]) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new).hash_one(bytes)
}

/// The reason, kept for ever once for each name: findings hold it.
fn reason(name: &str, file: &str) -> &'static str {
    static TEXTS: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
    let name: String = name.chars().take(100).collect();
    let text = format!("equal to {name} in {file}");
    let mut texts = TEXTS
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text.as_str()) {
        return known;
    }
    let kept: &'static str = text.leak();
    texts.insert(kept);
    kept
}

/// Whether a variable's name says that it holds a secret.
pub(crate) fn says_secret(name: &str) -> bool {
    let lists = rule::lists();
    let weight = |words| name_weight(name, words, false);
    weight(lists.secret_words).max(weight(lists.password_words)) >= TELLING
}

/// Whether a value is worth looking for, and then whether it is a secret by itself. Settings,
/// stand-ins, words, places and what everybody may know are not.
fn worth(name: &str, value: &str) -> Option<bool> {
    let plain = value.len() >= SHORTEST
        && value.len() <= LONGEST
        && !value.chars().any(char::is_control)
        && value.trim() == value;
    if !plain || is_for_clients(name) || placeholder(value) || public_example(value) {
        return None;
    }
    if let Some((_, behind)) = value.split_once("://") {
        return password_of(behind).map(looks_random);
    }
    if name_weight(name, rule::lists().public_words, false) < 0 {
        return None;
    }
    if default_password(value) || like_its_name(value, name) || disqualify_password(value).is_some()
    {
        return None;
    }
    let says = says_secret(name);
    if looks_random(value) {
        // A digest or an id is a secret only under a name that says so.
        return (says || disqualify(value).is_none()).then_some(true);
    }
    let kinds: [fn(char) -> bool; 3] = [
        |c| c.is_alphabetic(),
        |c| c.is_ascii_digit(),
        |c| !c.is_alphanumeric() && !"-_. /".contains(c),
    ];
    let mixed = kinds.iter().filter(|kind| value.contains(**kind)).count() >= 2;
    (says && mixed).then_some(false)
}

/// Whether the value under a name ends up in what a browser gets.
fn is_for_clients(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let mut prefixes = dotenv::client_prefixes().iter();
    prefixes.any(|prefix| upper.starts_with(prefix))
}

/// The password of a URL without its scheme, when it has one that counts.
fn password_of(behind: &str) -> Option<&str> {
    let authority = behind.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let stands_in = password.len() < 6
        || placeholder(password)
        || default_password(password)
        || disqualify_password(password).is_some();
    (!stands_in).then_some(password)
}
