//! Finds literals: a sieve over every other place, then a look at what it lets through.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::grams::{self, FOLD, GRAMS, SLOTS};

/// Bytes of text per round of the sieve.
const ROUND: usize = 8192;
/// Places that one round looks at.
const PLACES: usize = ROUND / 2;
/// Bytes that one step of the sieve looks at four places of.
const STEP: usize = 8;
/// Bytes that have to be there for a step.
const SEEN: usize = STEP + 2;
/// [`FOLD`] for eight bytes.
const FOLD_STEP: u64 = u64::from_le_bytes([FOLD; 8]);

/// A literal to find.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    /// As it is written; small letters stand for both cases unless `exact`.
    pub(super) text: Cow<'static, [u8]>,
    /// Whether case counts.
    pub(super) exact: bool,
    /// Where the list of what it may start begins and ends.
    pub(super) leads: (u16, u16),
}

/// The tables of some literals.
#[derive(Clone, Debug)]
pub(super) struct Front {
    pub(super) literals: Cow<'static, [Literal]>,
    /// The first bytes of each.
    pub(super) keys: Cow<'static, [(u64, u64)]>,
    pub(super) grams: Cow<'static, [u64]>,
    pub(super) slots: Cow<'static, [u16]>,
    pub(super) seen: Cow<'static, [(u16, i8)]>,
}

impl Front {
    /// Makes the tables at run time, as the build step does for all rules.
    pub(super) fn new(literals: Vec<Literal>) -> Self {
        let tables = grams::tables(literals.iter().map(|literal| &*literal.text));
        Self {
            literals: Cow::Owned(literals),
            keys: Cow::Owned(tables.keys),
            grams: Cow::Owned(tables.grams),
            slots: Cow::Owned(tables.slots),
            seen: Cow::Owned(tables.seen),
        }
    }

    /// Calls `found` with every place where a literal stands in the text, until it says that it
    /// has seen enough.
    pub(super) fn search(
        &self,
        text: &[u8],
        mut found: impl FnMut(Range<usize>, &Literal) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (Some(grams), Some(slots)) = (self.grams.first_chunk(), self.slots.first_chunk())
        else {
            return ControlFlow::Continue(());
        };
        let mut places = [0; PLACES];
        for start in (0..text.len()).step_by(ROUND) {
            let end = text.len().min(start + ROUND + SEEN - STEP);
            let passed = sieve(grams, &text[start..end], &mut places);
            let kept = self.sift(slots, text, start, &mut places[..passed]);
            for place in &places[..kept] {
                self.look(slots, text, start + usize::from(*place), &mut found)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Moves the places of a round to the front that may be worth a look, and returns how many
    /// there are. As the sieve does, it goes without a branch that depends on the text.
    fn sift(&self, slots: &[u16; SLOTS], text: &[u8], start: usize, places: &mut [u16]) -> usize {
        let mut kept = 0;
        for at in 0..places.len() {
            let place = start + usize::from(places[at]);
            let slot = grams::slot(grams::gram((eight(text, place) & FOLD_STEP) as u32));
            let (from, to) = (usize::from(slots[slot]), usize::from(slots[slot + 1]));
            let fits = |row: usize| {
                let (literal, back) = self.seen[row];
                let (key, mask) = self.keys[usize::from(literal)];
                let there = eight(text, place.wrapping_add_signed(-isize::from(back)));
                (there ^ key) & mask == 0
            };
            let worth = fits(from) | fits(to - 1) | (to - from > 2);
            places[kept] = places[at];
            kept += usize::from(worth);
        }
        kept
    }

    /// Looks for the literals by whose four bytes a place can have passed.
    #[inline]
    fn look(
        &self,
        slots: &[u16; SLOTS],
        text: &[u8],
        place: usize,
        found: &mut impl FnMut(Range<usize>, &Literal) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let four = eight(text, place) & FOLD_STEP;
        let slot = grams::slot(grams::gram(four as u32));
        let (from, to) = (usize::from(slots[slot]), usize::from(slots[slot + 1]));
        for &(literal, back) in self.seen.get(from..to).unwrap_or_default() {
            let literal = usize::from(literal);
            let Some(start) = place.checked_add_signed(-isize::from(back)) else {
                continue;
            };
            let (key, mask) = self.keys[literal];
            if (eight(text, start) ^ key) & mask != 0 {
                continue;
            }
            let literal = &self.literals[literal];
            if stands(literal, text, start) {
                found(start..start + literal.text.len(), literal)?;
            }
        }
        ControlFlow::Continue(())
    }
}

/// Eight bytes from `at` on, zero where there is no text.
#[inline]
fn eight(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => {
            let mut bytes = [0; 8];
            bytes[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(bytes)
        }
    }
}

#[inline]
fn stands(literal: &Literal, text: &[u8], start: usize) -> bool {
    let Some(there) = text.get(start..start + literal.text.len()) else {
        return false;
    };
    if literal.exact {
        there == &*literal.text
    } else {
        there.eq_ignore_ascii_case(&literal.text)
    }
}

/// Writes the even places of a round whose four bytes are those of a literal to `places`, and
/// returns how many there are. No branch depends on the text: most places fail, but no machine
/// could foresee which.
fn sieve(grams: &[u64; GRAMS], round: &[u8], places: &mut [u16; PLACES]) -> usize {
    let mut passed = 0;
    let mut at = 0;
    while let Some(bytes) = round[at..].first_chunk::<SEEN>() {
        if at >= ROUND {
            return passed;
        }
        passed = step(grams, bytes, at, places, passed);
        at += STEP;
    }
    while at < round.len().min(ROUND) {
        let mut bytes = [0; SEEN];
        let rest = &round[at..];
        bytes[..rest.len().min(SEEN)].copy_from_slice(&rest[..rest.len().min(SEEN)]);
        passed = step(grams, &bytes, at, places, passed);
        at += STEP;
    }
    passed
}

#[inline(always)]
fn step(
    grams: &[u64; GRAMS],
    bytes: &[u8; SEEN],
    at: usize,
    places: &mut [u16; PLACES],
    mut passed: usize,
) -> usize {
    let eight = |from: usize| bytes[from..].first_chunk().copied().unwrap_or_default();
    let low = u64::from_le_bytes(eight(0)) & FOLD_STEP;
    let high = u64::from_le_bytes(eight(SEEN - STEP)) & FOLD_STEP;
    let fours = [low, low >> 16, low >> 32, high >> 32];
    for (index, four) in fours.into_iter().enumerate() {
        let bit = grams::gram(four as u32);
        // There are never more places than there is room for: the mask only says so.
        places[passed & (PLACES - 1)] = (at + 2 * index) as u16;
        passed += (grams[bit / 64] >> (bit % 64) & 1) as usize;
    }
    passed
}
