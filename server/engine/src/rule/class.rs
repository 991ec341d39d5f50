//! Sets of bytes.

/// A set of bytes, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Class(pub [u64; 4]);

impl Class {
    /// Whether the byte is in the set.
    #[must_use]
    #[inline]
    pub const fn has(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] >> (byte & 63) & 1 == 1
    }

    /// The bytes of the set, in order.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + '_ {
        (0..=255).filter(|&byte| self.has(byte))
    }
}

impl std::fmt::Debug for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = self.bytes().map(char::from).collect();
        write!(f, "[{}]", text.escape_debug())
    }
}
