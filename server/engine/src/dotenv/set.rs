//! Setting and finding a variable in a `.env`.

use std::ops::Range;

use super::{Profile, parse, read};

/// The one replacement that gives `key` the value written as `written`: in place when the
/// file has the key, else a line at the end in the file's own style.
#[must_use]
pub fn set(text: &str, key: &str, written: &str) -> (Range<usize>, String) {
    let layout = parse(text);
    if let Some(entry) = layout
        .entries
        .iter()
        .rfind(|entry| text[entry.key.clone()] == *key)
    {
        return (entry.value.clone(), written.to_owned());
    }
    let mut line = String::with_capacity(key.len() + written.len() + 16);
    let is_empty = text.trim_start_matches('\u{feff}').is_empty();
    if !is_empty && !layout.final_newline {
        line.push_str(layout.eol);
    }
    if !layout.entries.is_empty() && layout.entries.iter().all(|entry| entry.export) {
        line.push_str("export ");
    }
    line.push_str(key);
    line.push('=');
    line.push_str(written);
    if is_empty || layout.final_newline {
        line.push_str(layout.eol);
    }
    (text.len()..text.len(), line)
}

/// The name that has exactly this value already, as the loader reads it.
#[must_use]
pub fn find_value<'t>(text: &'t str, value: &str, profile: &Profile) -> Option<&'t str> {
    let layout = parse(text);
    let found = layout.entries.iter().find(|entry| {
        let key = &text[entry.key.clone()];
        // Only the entry that counts, should the key be there twice.
        let last = layout
            .entries
            .iter()
            .rfind(|other| &text[other.key.clone()] == key);
        last == Some(entry)
            && read(entry.raw(text, profile), profile).is_some_and(|read| *read == value)
    });
    found.map(|entry| &text[entry.key.clone()])
}
