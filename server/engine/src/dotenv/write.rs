//! Values to text that the loader reads back unchanged.

use zeroize::Zeroizing;

use super::{Form, Profile};

/// The text to put behind `NAME=`; `None` when no form of this profile carries the value.
#[must_use]
pub fn write(value: &str, profile: &Profile) -> Option<Zeroizing<String>> {
    if is_plain(value) {
        return Some(Zeroizing::new(value.to_owned()));
    }
    let refused = profile.refuse.iter().any(|text| value.contains(text))
        || value.contains('\0')
        || value.starts_with(|c| profile.refuse_start.contains(c))
        || value.ends_with(|c| profile.refuse_end.contains(c));
    if refused {
        return None;
    }
    let form = profile.forms.iter().find(|form| carries(form, value))?;
    Some(in_form(form, value))
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

fn in_form(form: &Form, value: &str) -> Zeroizing<String> {
    let longest = form
        .replace
        .iter()
        .map(|(_, to)| to.len())
        .max()
        .unwrap_or(0)
        .max(2);
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
