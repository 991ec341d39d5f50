//! Setting and finding a variable in a `.env`.

use std::ops::Range;

use super::layout::Layout;
use super::{Duplicates, Entry, Profile, parse, read, write};

/// What takes the place of what. It may hold a value.
pub type Replacement = (Range<usize>, String);

/// The replacements, ascending, that give `key` the value written as `written`, as these loaders
/// read the file: in place where they have the key, else as a line at the end in the file's style.
#[must_use]
pub fn set(text: &str, key: &str, written: &str, profiles: &[&Profile]) -> Vec<Replacement> {
    let layout = parse(text);
    let places = counting(text, &layout, key, profiles);
    if places.is_empty() {
        return vec![(
            text.len()..text.len(),
            line(text, &layout, key, written, profiles),
        )];
    }
    let edits = places
        .into_iter()
        .map(|entry| in_place(text, entry, written));
    edits.collect()
}

/// The entries of this name that one of the loaders goes by, ascending: the first, the last or both.
fn counting<'l>(
    text: &str,
    layout: &'l Layout,
    key: &str,
    profiles: &[&Profile],
) -> Vec<&'l Entry> {
    let mut all = layout
        .entries
        .iter()
        .filter(|entry| text[entry.key.clone()] == *key);
    let Some(first) = all.next() else {
        return Vec::new();
    };
    let Some(last) = all.next_back() else {
        return vec![first];
    };
    let any = |wanted: &[Duplicates]| profiles.iter().any(|one| wanted.contains(&one.duplicates));
    let of_first = any(&[Duplicates::First, Duplicates::Either]).then_some(first);
    let of_last = any(&[Duplicates::Last, Duplicates::Either, Duplicates::Refused]);
    let of_last = (of_last || of_first.is_none()).then_some(last);
    of_first.into_iter().chain(of_last).collect()
}

/// The value takes the place of the old one; what stands around that stays.
fn in_place(text: &str, entry: &Entry, written: &str) -> Replacement {
    if !entry.value.is_empty() {
        return (entry.value.clone(), written.to_owned());
    }
    // `K= # why`: the blank belongs to the comment. `K = `: the first one belongs to the `=`.
    let rest = entry.rest();
    let spaced = text[..rest.start - 1].ends_with([' ', '\t']);
    let blanks = &text[rest.clone()];
    let comment = blanks.trim_start_matches([' ', '\t']).len();
    let blanks = blanks.len() - comment;
    let keep = usize::from(spaced && blanks > 0);
    let start = rest.start + keep;
    if comment == 0 {
        return (start..rest.end, written.to_owned());
    }
    if blanks > keep {
        (start..start, written.to_owned())
    } else {
        (start..start, format!("{written} "))
    }
}

/// A new line for the end of the file.
fn line(text: &str, layout: &Layout, key: &str, written: &str, profiles: &[&Profile]) -> String {
    let mut line = String::with_capacity(key.len() + written.len() + 16);
    let is_empty = text.trim_start_matches('\u{feff}').is_empty();
    if !is_empty && !layout.final_newline {
        line.push_str(layout.eol);
    }
    if layout.exports() && profiles.iter().all(|one| one.export) {
        line.push_str("export ");
    }
    line.push_str(key);
    let spaced = layout.is_spaced(text) && profiles.iter().all(|one| one.spaces);
    line.push_str(if spaced { " = " } else { "=" });
    line.push_str(written);
    if is_empty || layout.final_newline {
        line.push_str(layout.eol);
    }
    line
}

/// The name that has exactly this value already, for every one of these loaders. Only what is
/// written beyond doubt counts: a name that is wrongly taken to hold the value would lose it.
#[must_use]
pub fn find_value<'t>(text: &'t str, value: &str, profiles: &[&Profile]) -> Option<&'t str> {
    let layout = parse(text);
    let mut keys = layout.entries.iter().map(|entry| &text[entry.key.clone()]);
    keys.find(|key| holds(text, key, value, profiles))
}

/// Whether the name has exactly this value, for every one of these loaders and beyond doubt.
#[must_use]
pub fn holds(text: &str, key: &str, value: &str, profiles: &[&Profile]) -> bool {
    let layout = parse(text);
    let entries = counting(text, &layout, key, profiles);
    let all = |entry: &&Entry| profiles.iter().all(|one| reads_as(text, entry, value, one));
    let named = |entry: &&Entry| text[entry.key.clone()] == *key;
    let twice = layout.entries.iter().filter(named).count() > 1;
    let refused = |one: &&Profile| twice && one.duplicates == Duplicates::Refused;
    !entries.is_empty() && entries.iter().all(all) && !profiles.iter().any(refused)
}

/// Whether the loader reads this value under the name.
#[must_use]
pub fn reads(text: &str, key: &str, value: &str, profile: &Profile) -> bool {
    let layout = parse(text);
    let entries = counting(text, &layout, key, &[profile]);
    let same =
        |entry: &&Entry| read(entry.raw(text, profile), profile).is_some_and(|read| *read == value);
    !entries.is_empty() && entries.iter().all(same)
}

/// Whether a loader certainly reads an entry as this value.
fn reads_as(text: &str, entry: &Entry, value: &str, profile: &Profile) -> bool {
    let rest = entry.rest();
    let spaced = entry.key.end + 1 != rest.start || text[rest].starts_with([' ', '\t']);
    let spaced = spaced || text[entry.line.clone()].starts_with([' ', '\t']);
    // Some look for the end of the value from the right.
    let behind = text.get(entry.value.end..entry.rest().end).unwrap_or("");
    // And for some, a byte-order mark belongs to the first name.
    let marked = text[..entry.line.start] == *"\u{feff}";
    if marked || behind.contains(['\'', '"', '`']) {
        return false;
    }
    let windows = text[entry.line.end..].starts_with('\r') && !profile.crlf;
    let odd = windows || entry.export && !profile.export || spaced && !profile.spaces;
    if value.is_empty() || odd {
        return false;
    }
    let raw = entry.raw(text, profile);
    let written = write(value, profile);
    // A line break in quotes is for those that write one so.
    let lines = |text: &str| text.contains('\n');
    let simple = !value.contains(['\\', '$', '\'', '"', '`', '\r'])
        && (!lines(value) || written.as_ref().is_some_and(|text| lines(text)));
    let quoted = |quote: char| {
        let inner = raw
            .strip_prefix(quote)
            .and_then(|raw| raw.strip_suffix(quote));
        profile.takes(quote) && simple && inner == Some(value)
    };
    written.is_some_and(|written| *written == raw) || quoted('\'') || quoted('"')
}
