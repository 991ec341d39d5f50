//! Characters that a terminal acts on, or that nobody sees, written out.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character must not reach a terminal as it is: controls, bidirectional
/// controls, zero-width characters, tags and other invisible ones.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// `text` on one line, every hidden character as `\u{…}`.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_escaped(&mut out, c);
    }
    Cow::Owned(out)
}

/// Adds one character, written out when it is hidden.
pub(crate) fn push_escaped(out: &mut String, c: char) {
    if is_hidden(c) {
        let _ = write!(out, "{}", c.escape_unicode());
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(escape("plain é 漢 🎉"), "plain é 漢 🎉");
        assert_eq!(escape("a\u{1b}[31m\rb\u{7}"), "a\\u{1b}[31m\\u{d}b\\u{7}");
        assert_eq!(
            escape("x\u{202e}y\u{200b}z\u{9b}"),
            "x\\u{202e}y\\u{200b}z\\u{9b}"
        );
    }
}
