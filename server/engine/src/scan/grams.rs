//! The tables by which literals are found, and how they are made.
//!
//! Four bytes of every other place of a text are looked up in a bit table, so that a place
//! costs the same however many literals there are. What is set for a literal are the four
//! bytes that such a place can see of it: where the literal stands at an even place, its
//! first four; where it stands at an odd one, the second to the fifth if it is as long, else
//! the byte before it and its first three.
//!
//! The build step includes this file to write the tables, the engine to read them, so that the two
//! cannot disagree.

/// Binary logarithm of the number of bits in the table of four bytes: 32 KiB of the nearest cache.
const GRAM_BITS: u32 = 18;
/// Words of the table of four bytes.
pub(super) const GRAMS: usize = 1 << (GRAM_BITS - 6);
/// Binary logarithm of the number of buckets by the first three bytes.
const HEAD_BITS: u32 = 12;
/// Buckets by the first three bytes, and one end.
pub(super) const HEADS: usize = (1 << HEAD_BITS) + 1;
/// From this length on, a literal at an odd place is known by its second to fifth byte.
pub(super) const LONGER: usize = 5;
/// Fewest bytes of a literal, which the build step holds all to.
#[allow(dead_code, reason = "asked for by the build step only")]
pub(super) const SHORTEST: usize = 3;

/// Leaves of a byte what upper and lower case of a letter share. Different signs may become
/// one, as no two letters do.
pub(super) const FOLD: u8 = 0x5f;
/// An odd number without a pattern: its products spread over the upper bits.
const SPREAD: u32 = 0x9E37_79B1;

/// The bit of four folded bytes, the first the lowest.
#[inline]
pub(super) const fn gram(four: u32) -> usize {
    (four.wrapping_mul(SPREAD) >> (32 - GRAM_BITS)) as usize
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
    /// A bit for each hash of four folded bytes that a literal can show.
    pub(super) grams: Vec<u64>,
    /// Where the literals of a bucket begin; its end is where those of the next begin.
    pub(super) heads: Vec<u16>,
}

/// Puts literals in the order of their buckets.
pub(super) fn sort<T>(literals: &mut [T], text: impl Fn(&T) -> &[u8]) {
    literals.sort_by_cached_key(|literal| head(first(text(literal))));
}

/// The tables for literals in the order of their buckets.
pub(super) fn tables<'t>(literals: impl Iterator<Item = &'t [u8]> + Clone) -> Tables {
    let mut grams = vec![0; GRAMS];
    for literal in literals.clone() {
        let at = |place| literal.get(place);
        let start = [at(0), at(1), at(2), at(3)];
        let inner = match literal.len() {
            LONGER.. => [at(1), at(2), at(3), at(4)],
            _ => [None, at(0), at(1), at(2)],
        };
        set(&mut grams, start);
        set(&mut grams, inner);
    }
    Tables {
        keys: literals.clone().map(key).collect(),
        grams,
        heads: heads(literals),
    }
}

/// Where the literals of each bucket begin, and where the last ones end.
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

/// Sets the bits of four bytes, of which one may be any.
fn set(grams: &mut [u64], four: [Option<&u8>; 4]) {
    let known = four.map(|byte| byte.map_or(0, |byte| byte & FOLD));
    let any = four.iter().position(Option::is_none);
    for byte in (0..=u8::MAX).filter(|byte| byte & FOLD == *byte) {
        let mut bytes = known;
        match any {
            Some(place) => bytes[place] = byte,
            None if byte > 0 => break,
            None => {}
        }
        let bit = gram(u32::from_le_bytes(bytes));
        grams[bit / 64] |= 1 << (bit % 64);
    }
}
