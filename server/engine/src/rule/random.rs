//! Numbers from a seed, for samples and for measuring.

/// SplitMix64 (Steele, Lea and Flood, 2014): needs no dependency, and its numbers never change.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 when there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % limit.max(1) as u64).unwrap_or(0)
    }

    /// `len` of these ASCII letters.
    pub fn text(&mut self, letters: &[u8], len: usize) -> String {
        (0..len)
            .map(|_| char::from(letters[self.below(letters.len())]))
            .collect()
    }
}
