//! Characters that nobody sees: zero-width ones and direction controls inside a key would
//! hide it from the lanes, so a text that has any is read without them.

use std::borrow::Cow;

use super::hit::{self, Hit};

/// Every candidate of a text, its places those of the text as it stands.
pub(super) fn hits(text: &[u8]) -> (Vec<Hit>, Vec<usize>) {
    let (plain, removed) = strip(text);
    let (mut hits, mut anchors) = hit::all(&plain);
    if !removed.is_empty() {
        hits.iter_mut().for_each(|hit| restore(hit, &removed));
        anchors
            .iter_mut()
            .for_each(|anchor| *anchor = shift(*anchor, true, &removed));
    }
    (hits, anchors)
}

/// Whether the bytes hold a character that is not seen.
#[must_use]
pub(super) fn any(text: &[u8]) -> bool {
    (0..text.len()).any(|at| hidden_len(&text[at..]) > 0)
}

/// The text without hidden characters, and the place (in the stripped text) and length of each.
fn strip(text: &[u8]) -> (Cow<'_, [u8]>, Vec<(usize, usize)>) {
    if !text.iter().any(|&byte| byte == 0xE2 || byte == 0xEF) || !any(text) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut removed = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match hidden_len(&text[at..]) {
            0 => {
                plain.push(text[at]);
                at += 1;
            }
            len => {
                removed.push((plain.len(), len));
                at += len;
            }
        }
    }
    (Cow::Owned(plain), removed)
}

/// Bytes of the hidden character that starts here, or 0. Zero-width space to right-to-left
/// mark, the embeddings and overrides, word joiner to the isolates, and the byte-order mark.
fn hidden_len(text: &[u8]) -> usize {
    match text {
        [0xE2, 0x80, 0x8B..=0x8F | 0xAA..=0xAE, ..]
        | [0xE2, 0x81, 0xA0..=0xAF, ..]
        | [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

fn restore(hit: &mut Hit, removed: &[(usize, usize)]) {
    hit.start = shift(hit.start, true, removed);
    for range in std::iter::once(&mut hit.range)
        .chain(hit.sink.as_mut())
        .chain(hit.host.as_mut())
    {
        *range = shift(range.start, true, removed)..shift(range.end, false, removed);
    }
}

/// A place of the stripped text in the text as it stands: a start lies behind what was
/// removed in front of it, an end before what follows it.
fn shift(at: usize, start: bool, removed: &[(usize, usize)]) -> usize {
    let passed = removed
        .iter()
        .take_while(|(place, _)| if start { *place <= at } else { *place < at });
    at + passed.map(|(_, len)| len).sum::<usize>()
}
