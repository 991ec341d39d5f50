//! The value around a finding, in whatever notation its file has.

use std::ops::Range;

use zeroize::Zeroizing;

use super::types::Syntax;
use super::{json, lines, toml, xml, yaml};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Without quotes.
    Plain,
    /// In `'`.
    Single,
    /// In `"`.
    Double,
    /// Over lines: a block of YAML, a long string of TOML.
    Block,
}

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Scalar {
    /// The way of keys to it, outermost first; a place in a list is its number.
    pub(super) keys: Vec<String>,
    /// All of it, with its quotes.
    pub(super) full: Range<usize>,
    /// What stands between the quotes.
    pub(super) content: Range<usize>,
    pub(super) style: Style,
    /// What it says.
    pub(super) value: Zeroizing<String>,
    /// Its key and itself; none in a list.
    pub(super) entry: Option<Range<usize>>,
    /// What goes when the entry is deleted.
    pub(super) removal: Option<Range<usize>>,
}

/// Why there is no value.
pub(super) enum Missing {
    /// The text is not in the notation.
    Broken,
    /// The range is in a comment, a key or no value at all.
    NoValue,
}

/// The value that holds all of `range`.
pub(super) fn scalar(syntax: Syntax, text: &str, range: &Range<usize>) -> Result<Scalar, Missing> {
    match syntax {
        Syntax::Yaml => yaml::scalar(text, range),
        Syntax::Json => json::scalar(text, range),
        Syntax::Toml => toml::scalar(text, range),
        Syntax::Xml => xml::scalar(text, range),
        Syntax::Ini => lines::ini(text, range),
        Syntax::Text => lines::text(text, range),
    }
}

/// What a part of a value says, its escapes read as those of the whole.
pub(super) fn decoded(syntax: Syntax, scalar: &Scalar, part: &str) -> Option<Zeroizing<String>> {
    let escapes = match syntax {
        Syntax::Ini => return Some(Zeroizing::new(part.to_owned())),
        Syntax::Text => part.contains('\\') && scalar.style != Style::Plain,
        Syntax::Xml => part.contains('&'),
        _ => scalar.style != Style::Plain && part.contains(['\\', '\'', '\n']),
    };
    if !escapes {
        return Some(Zeroizing::new(part.to_owned()));
    }
    let alone = match (syntax, scalar.style) {
        (Syntax::Xml, _) => format!("<x>{part}</x>"),
        (Syntax::Toml, Style::Single) => format!("x='{part}'"),
        (Syntax::Toml, Style::Double) => format!("x=\"{part}\""),
        (_, Style::Single) => format!("'{part}'"),
        (_, Style::Double) => format!("\"{part}\""),
        (_, Style::Plain | Style::Block) => return None,
    };
    let alone = Zeroizing::new(alone);
    let at = alone.find(part)?;
    let read = match syntax {
        Syntax::Text => return None,
        _ => self::scalar(syntax, &alone, &(at..at + part.len())).ok()?,
    };
    Some(read.value)
}
