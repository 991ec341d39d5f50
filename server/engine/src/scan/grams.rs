//! The tables by which literals are found, and how they are made.
//!
//! Four bytes of every other place of a text are looked up in a bit table, so that a place
//! costs the same however many literals there are. Set for a literal are four bytes that such a
//! place sees of it where it stands at an even place, and four where it stands at an odd one:
//! of those there are, the ones that ordinary text has least often. For a short literal the
//! byte before or behind it is one of them, whatever it is.
//!
//! The build step includes this file to write the tables, the engine to read them, so that the two
//! cannot disagree.

use std::ops::RangeInclusive;

/// Binary logarithm of the number of bits in the table of four bytes: 32 KiB of the nearest cache.
const GRAM_BITS: u32 = 18;
/// Words of the table of four bytes.
pub(super) const GRAMS: usize = 1 << (GRAM_BITS - 6);
/// Binary logarithm of the number of buckets by four bytes.
const SLOT_BITS: u32 = 14;
/// Buckets by four bytes, and one end.
pub(super) const SLOTS: usize = (1 << SLOT_BITS) + 1;
/// Binary logarithm of the number of buckets by the first three bytes.
const HEAD_BITS: u32 = 12;
/// Buckets by the first three bytes, and one end.
pub(super) const HEADS: usize = (1 << HEAD_BITS) + 1;
/// Farthest from the start of a literal that four bytes of it are taken.
const FARTHEST: usize = 9;
/// Fewest bytes of a literal, which the build step holds all to.
#[allow(dead_code, reason = "asked for by the build step only")]
pub(super) const SHORTEST: usize = 3;

/// Leaves of a byte what upper and lower case of a letter share. Different signs may become
/// one, as no two letters do.
pub(super) const FOLD: u8 = 0x5f;
/// An odd number without a pattern: its products spread over the upper bits.
const SPREAD: u32 = 0x9E37_79B1;
/// What counts of four folded bytes: half of the first and the last, because one of them may be
/// any byte. A short literal then takes sixteen bits and not sixty-four, so the table stays thin.
const COUNTS: u32 = u32::from_le_bytes([0x0f, FOLD, FOLD, 0x0f]);

/// The bit of four folded bytes, the first the lowest.
#[inline]
pub(super) const fn gram(four: u32) -> usize {
    ((four & COUNTS).wrapping_mul(SPREAD) >> (32 - GRAM_BITS)) as usize
}

/// The bucket of four bytes, by their bit.
#[inline]
pub(super) const fn slot(gram: usize) -> usize {
    gram >> (GRAM_BITS - SLOT_BITS)
}

/// The bucket of the first three of four folded bytes.
#[inline]
pub(super) const fn head(four: u32) -> usize {
    ((four & 0x00FF_FFFF).wrapping_mul(SPREAD) >> (32 - HEAD_BITS)) as usize
}

/// The first four bytes of a text folded, zero where there are none.
pub(super) fn first(text: &[u8]) -> u32 {
    let mut bytes = [0; 4];
    for (place, byte) in bytes.iter_mut().zip(text) {
        *place = byte & FOLD;
    }
    u32::from_le_bytes(bytes)
}

/// The first eight bytes of a literal folded, and a mask of those that there are.
pub(super) fn key(literal: &[u8]) -> (u64, u64) {
    let (mut bytes, mut mask) = ([0; 8], [0; 8]);
    for (place, byte) in literal.iter().take(8).enumerate() {
        (bytes[place], mask[place]) = (byte & FOLD, FOLD);
    }
    (u64::from_le_bytes(bytes), u64::from_le_bytes(mask))
}

/// The tables.
pub(super) struct Tables {
    /// The first bytes of each literal, to compare with many at once.
    pub(super) keys: Vec<(u64, u64)>,
    /// A bit for each hash of four folded bytes by which a literal is seen.
    pub(super) grams: Vec<u64>,
    /// Where the seen of a bucket begin; its end is where those of the next begin.
    pub(super) slots: Vec<u16>,
    /// Which literal is seen, and how far before the place it starts: -1 is behind it.
    pub(super) seen: Vec<(u16, i8)>,
}

/// Puts words in the order of their buckets by the first three bytes.
#[allow(dead_code, reason = "asked for by the build step only")]
pub(super) fn sort<T>(words: &mut [T], text: impl Fn(&T) -> &[u8]) {
    words.sort_by_cached_key(|word| head(first(text(word))));
}

/// The tables for literals.
pub(super) fn tables<'t>(literals: impl Iterator<Item = &'t [u8]> + Clone) -> Tables {
    let mut bits: Vec<(usize, u16, i8)> = Vec::new();
    for (place, literal) in (0..).zip(literals.clone()) {
        for odd in [false, true] {
            let (four, back) = rarest(literal, odd);
            bits.extend(bits_of(four).map(|bit| (bit, place, back)));
        }
    }
    let mut grams = vec![0; GRAMS];
    let mut rows: Vec<(usize, u16, i8)> = Vec::new();
    for (bit, place, back) in bits {
        grams[bit / 64] |= 1 << (bit % 64);
        rows.push((slot(bit), place, back));
    }
    rows.sort_unstable();
    rows.dedup();
    let mut slots = vec![0; SLOTS];
    for (slot, ..) in &rows {
        slots[slot + 1] += 1;
    }
    for slot in 1..SLOTS {
        slots[slot] += slots[slot - 1];
    }
    Tables {
        keys: literals.map(key).collect(),
        grams,
        slots,
        seen: rows
            .into_iter()
            .map(|(_, place, back)| (place, back))
            .collect(),
    }
}

/// Four bytes of a literal, of which one may be any.
type Four = [Option<u8>; 4];

/// The rarest four bytes of a literal that an even place sees of it, where it starts at an even or
/// an odd place, and how far behind its start they begin. Of a short literal one of them is the
/// byte before or behind it.
fn rarest(literal: &[u8], odd: bool) -> (Four, i8) {
    let four = |back: i8| -> Four {
        [0, 1, 2, 3].map(|at| literal.get(usize::try_from(back + at).ok()?).copied())
    };
    let rarest_of = |backs: RangeInclusive<i8>| {
        let backs = backs.filter(|back| back.rem_euclid(2) == i8::from(odd));
        backs.max_by_key(|&back| (rarity(four(back)), -back))
    };
    let seen = literal.len().min(FARTHEST + 4) as i8;
    let back = rarest_of(0..=seen - 4).or_else(|| rarest_of(-1..=seen - 3));
    let back = back.unwrap_or_default();
    (four(back), back)
}

/// How rare some bytes are in code and prose, roughly: letters in the order of their frequency.
/// The two in the middle count whole in [`gram`], and a sign that is repeated draws a line.
fn rarity(four: Four) -> usize {
    let letters = b"etaoinsrlcdupmhgfbywvkxzqj";
    let one = |at: usize| {
        let byte = four[at].filter(|_| at == 0 || four[at - 1] != four[at])?;
        let small = byte.to_ascii_lowercase();
        let place = letters.iter().position(|&letter| letter == small);
        Some(place.unwrap_or(20) * [1, 2, 2, 1][at])
    };
    (0..4).filter_map(one).sum()
}

/// The bits of four bytes, of which one may be any.
fn bits_of(four: Four) -> impl Iterator<Item = usize> {
    let known = four.map(|byte| byte.map_or(0, |byte| byte & FOLD));
    let any = four.iter().position(Option::is_none);
    let bytes = (0..=u8::MAX).filter(|byte| byte & FOLD == *byte);
    bytes
        .take(if any.is_some() { 256 } else { 1 })
        .map(move |byte| {
            let mut bytes = known;
            if let Some(place) = any {
                bytes[place] = byte;
            }
            gram(u32::from_le_bytes(bytes))
        })
}

/// Where the words of each bucket begin, and where the last ones end.
#[allow(dead_code, reason = "asked for by the build step only")]
pub(super) fn heads<'t>(literals: impl Iterator<Item = &'t [u8]>) -> Vec<u16> {
    let mut heads = vec![0; HEADS];
    for literal in literals {
        heads[head(first(literal)) + 1] += 1;
    }
    for bucket in 1..HEADS {
        heads[bucket] += heads[bucket - 1];
    }
    heads
}
