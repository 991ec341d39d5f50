//! Values that are not written plainly: what is encoded or in parts can be moved only where
//! the same text can be put back.

use std::ops::Range;

use super::{Refusal, Request, refusal};
use crate::finding::Layer;

/// Refuses a value that one lookup cannot take the place of.
pub(super) fn check_parts(request: &Request<'_>) -> Result<(), Refusal> {
    if request.finding.layers.contains(&Layer::Joined) {
        let why = "The value is put together from several literals: write it as one, then move it.";
        return Err(refusal("several-literals", why));
    }
    Ok(())
}

/// Refuses an encoded value that is only a piece of what is encoded, and one whose escapes
/// are none to the language.
pub(super) fn check_run(
    request: &Request<'_>,
    range: &Range<usize>,
    value: &str,
) -> Result<(), Refusal> {
    let Some(layer) = request.finding.layers.first() else {
        return Ok(());
    };
    if *layer == Layer::Escapes && value.contains('\\') {
        let why =
            "The value is written with escapes that are none in this literal: move it by hand.";
        return Err(refusal("literal-not-understood", why));
    }
    let before = request.text[..range.start].bytes().next_back();
    let behind = request.text[range.end..].bytes().next();
    let cut =
        before.is_some_and(goes_on) || behind.is_some_and(|byte| byte == b'=' || goes_on(byte));
    if cut {
        let why = "The value is a piece of a longer encoded text: take it out by hand.";
        return Err(refusal("part-of-a-run", why));
    }
    Ok(())
}

/// What the name of a variable says about its value, which is moved as it stands.
pub(super) fn suffix(layers: &[Layer]) -> &'static str {
    match layers.first() {
        Some(Layer::Base64) => "_BASE64",
        Some(Layer::Hex) => "_HEX",
        Some(Layer::Percent) => "_ENCODED",
        // Escapes are decoded with their literal.
        Some(Layer::Escapes | Layer::Joined) | None => "",
    }
}

fn goes_on(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-' | b'%')
}
