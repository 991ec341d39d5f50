//! What the window rule rests on. The build step includes this file and holds every shape to
//! it, so that the scanner and the rules cannot disagree.

/// Longest match that is not one run of token bytes, in bytes (see [`is_token`]).
pub(super) const SHORT: usize = 560;
/// Longest shape that is not one run of token bytes, in bytes: [`SHORT`] and room for quotes.
pub(super) const MIXED: usize = 512;
/// Longest match at all but for blocks, in bytes.
pub(super) const LONG: usize = 4096;
/// How far left of its start a candidate may look, in bytes.
pub(super) const LEFT: usize = 336;
/// How far behind its end a candidate may look, in bytes.
pub(super) const RIGHT: usize = 216;
/// Farthest a word may stand before the run it explains, in bytes.
pub(super) const WITHIN: u16 = 160;
/// Most pieces of one way to write a shape: three UUIDs in a URL make 35.
pub(super) const PIECES: usize = 40;

const _: () = assert!(MIXED <= SHORT && WITHIN as usize <= LEFT);

/// A byte of which long tokens are made. The window rule grows over runs of them, so every
/// shape longer than [`MIXED`] must be such a run.
#[inline]
pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'_' | b'-' | b'+' | b'/' | b'.' | b'~' | b'=' | b':' | b'%'
        )
}
