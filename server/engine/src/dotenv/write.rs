//! Values to text that the loader reads back unchanged.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::{Form, Profile};

/// The text to put behind `NAME=`; `None` when no form of this profile carries the value.
#[must_use]
pub fn write(value: &str, profile: &Profile) -> Option<Zeroizing<String>> {
    candidates(value, profile).next()
}

/// As [`write()`], in the first form that each of the profiles has for the value; with the
/// quote that is wanted where that is possible.
#[must_use]
pub fn write_for(
    value: &str,
    profiles: &[&Profile],
    quote: Option<char>,
) -> Option<Zeroizing<String>> {
    let (first, others) = profiles.split_first()?;
    let common = |text: &Zeroizing<String>| {
        let same = |profile: &&Profile| candidates(value, profile).any(|other| other == *text);
        others.iter().all(same)
    };
    let wanted = |text: &Zeroizing<String>| quote.is_some_and(|quote| text.starts_with(quote));
    let mut all = candidates(value, first).filter(common).collect::<Vec<_>>();
    let at = all.iter().position(wanted).unwrap_or(0);
    (at < all.len()).then(|| all.swap_remove(at))
}

/// Why there is no form: the profile that has none, and what it is about the value.
#[must_use]
pub fn why_not<'p>(value: &str, profiles: &[&'p Profile]) -> Option<(&'p Profile, &'static str)> {
    let profile = profiles.iter().find(|one| write(value, one).is_none())?;
    let says = |text: &str| profile.refuse.contains(&text) && value.contains(text);
    let why = if value.contains('\0') {
        "a zero byte"
    } else if is_long(value, profile) {
        "so many characters"
    } else if says("\n") {
        "a line break"
    } else if says("\r") {
        "a carriage return"
    } else if value.contains('\n') && value.contains(['\'', '"', '$', '\\']) {
        "this mixture of line breaks and quotes"
    } else if value.contains('$') && value.contains(['\'', '"']) {
        "this mixture of quotes and dollar signs"
    } else if value.contains('\\') {
        "backslashes at these places"
    } else if value.contains('$') {
        "dollar signs at these places"
    } else if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) {
        "blanks at its ends"
    } else {
        "these quotes"
    };
    Some((profile, why))
}

/// Every text that this loader reads as the value, best first.
fn candidates(value: &str, profile: &Profile) -> impl Iterator<Item = Zeroizing<String>> {
    let refused = profile.refuse.iter().any(|text| value.contains(text))
        || value.contains('\0')
        || is_long(value, profile)
        || value.starts_with(|c| profile.refuse_start.contains(c))
        || value.ends_with(|c| profile.refuse_end.contains(c));
    let plain =
        (is_plain(value) && !is_long(value, profile)).then(|| Zeroizing::new(value.to_owned()));
    let forms = profile.forms.iter().filter(move |_| !refused);
    let forms = forms.filter(move |form| carries(form, value));
    plain
        .into_iter()
        .chain(forms.map(move |form| in_form(form, value, profile.ascii)))
}

fn is_long(value: &str, profile: &Profile) -> bool {
    profile.longest > 0 && value.len() > profile.longest
}

/// Characters that every parser takes as they are (`=` not first).
fn is_plain(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-+/:@%,^!*?=".contains(&b);
    value.bytes().all(plain) && !value.starts_with('=')
}

fn carries(form: &Form, value: &str) -> bool {
    !form.without.iter().any(|text| value.contains(text))
        && !value.starts_with(|c| form.not_start.contains(c))
        && !value.ends_with(|c| form.not_end.contains(c))
        && (form.only_end.is_empty() || value.ends_with(|c| form.only_end.contains(c)))
}

fn in_form(form: &Form, value: &str, ascii: bool) -> Zeroizing<String> {
    let longest = form
        .replace
        .iter()
        .map(|(_, to)| to.len())
        .max()
        .unwrap_or(0)
        .max(if ascii { 6 } else { 2 });
    let mut out = Zeroizing::new(String::with_capacity(value.len() * longest + 2));
    out.push_str(form.quote);
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        if let Some((from, to)) = form.replace.iter().find(|(from, _)| rest.starts_with(from)) {
            out.push_str(to);
            rest = &rest[from.len()..];
            continue;
        }
        if form.newline && matches!(first, '\n' | '\r') {
            out.push_str(if first == '\n' { "\\n" } else { "\\r" });
        } else if ascii && !first.is_ascii() {
            for unit in first.encode_utf16(&mut [0; 2]) {
                // The string has room: no copy is left behind.
                let _ = write!(*out, "\\u{unit:04x}");
            }
        } else {
            if form.escape.contains(first) {
                out.push('\\');
            }
            out.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    out.push_str(form.quote);
    out
}
