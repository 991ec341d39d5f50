//! Words of several parts, however they are written: `api_key`, `api-key`, `api.key`, `apiKey`.
//!
//! Only a word's first part is searched for, so that the matcher stays small; the rest is
//! compared where it stands. The build step includes this file: it writes down what to search for.

#![cfg_attr(
    not(test),
    allow(
        dead_code,
        reason = "the build step uses one half, the engine the other"
    )
)]

/// From this many letters on, a word's first part is worth a search of its own: shorter ones, like
/// `test` and `app`, are all over any code.
const SEARCHED: usize = 5;
/// What may stand between two parts, beside nothing.
const JOINTS: &[u8] = b"_-.";

/// What to search a text for to find the word: its first part, or its first two where the
/// first is too short to be rare.
pub(super) fn beginnings(word: &str) -> Vec<String> {
    let Some(joint) = joint(word, 0) else {
        return vec![word.to_owned()];
    };
    let first = &word[..joint];
    if first.len() >= SEARCHED {
        return vec![first.to_owned()];
    }
    let end = self::joint(word, joint + 1).unwrap_or(word.len());
    let second = &word[joint + 1..end];
    let spelled = JOINTS
        .iter()
        .map(|&joint| format!("{first}{}{second}", char::from(joint)));
    spelled.chain([format!("{first}{second}")]).collect()
}

/// Where the word ends in the text if it begins at `at`, in any spelling.
pub(super) fn end_of(word: &str, text: &[u8], mut at: usize) -> Option<usize> {
    for (index, byte) in word.bytes().enumerate() {
        let next = text.get(at);
        if byte == b'_' && is_joint(word.as_bytes(), index) {
            at += usize::from(next.is_some_and(|next| JOINTS.contains(next)));
        } else if next.is_some_and(|next| next.eq_ignore_ascii_case(&byte)) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}

/// The next `_` between two parts, from `from` on. One at an end belongs to the word.
fn joint(word: &str, from: usize) -> Option<usize> {
    (from..word.len()).find(|&index| is_joint(word.as_bytes(), index))
}

fn is_joint(word: &[u8], index: usize) -> bool {
    let alphanumeric = |at: usize| word.get(at).is_some_and(u8::is_ascii_alphanumeric);
    word[index] == b'_' && index > 0 && alphanumeric(index - 1) && alphanumeric(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_is_searched_for() {
        assert_eq!(beginnings("datadog_api_key"), ["datadog"]);
        assert_eq!(
            beginnings("dd_app_key"),
            ["dd_app", "dd-app", "dd.app", "ddapp"]
        );
        assert_eq!(beginnings("fb_"), ["fb_"]);
        assert_eq!(beginnings("bearer "), ["bearer "]);
    }

    #[test]
    fn any_spelling_ends_where_it_ends() {
        for text in ["api_key", "API-KEY", "api.key", "apiKey"] {
            assert_eq!(
                end_of("api_key", text.as_bytes(), 0),
                Some(text.len()),
                "{text}"
            );
        }
        assert_eq!(end_of("api_key", b"api__key", 0), None);
        assert_eq!(end_of("fb_", b"fb-", 0), None);
        assert_eq!(end_of("api_key", b"api_ke", 0), None);
    }
}
