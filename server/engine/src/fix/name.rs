//! Which variable a secret moves to.

use std::path::Path;

use super::Refusal;
use crate::dotenv;

/// Longer names are cut; no loader or system has a shorter limit.
const MAX_NAME: usize = 64;

/// A safe name made from any text: `^[A-Z_][A-Z0-9_]*$`, not reserved, not one that a
/// bundler hands to the browser. Empty when nothing is left of the text.
#[must_use]
pub fn sanitised(text: &str) -> String {
    let mut words = words(text);
    let filler = |word: &String| dotenv::filler_words().contains(&word.as_str());
    while words.len() > 1 && words.first().is_some_and(filler) {
        words.remove(0);
    }
    let mut name = words.join("_");
    while let Some(rest) = dotenv::client_prefixes()
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
    {
        name = rest.to_owned();
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name.truncate(MAX_NAME);
    let name = name.trim_end_matches('_').to_owned();
    if dotenv::is_reserved(&name) {
        format!("APP_{name}")
    } else {
        name
    }
}

/// The name that a user asked for, made safe: what is one already stays as it was typed.
///
/// # Errors
/// When nothing usable is left, or the name would do harm.
pub(super) fn asked(text: &str) -> Result<String, Refusal> {
    let refuse = |code, message: String| Err(Refusal { code, message });
    let text = text.trim();
    let is_name = |text: &str| {
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(part)
    };
    let mut name = if is_name(text) {
        text.to_owned()
    } else {
        words(text).join("_")
    };
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if name.trim_matches('_').is_empty() || name.len() > MAX_NAME {
        let message = format!(
            "This is no name for a variable: use up to {MAX_NAME} letters, digits and underscores."
        );
        return refuse("name-not-usable", message);
    }
    if dotenv::is_reserved(&name) {
        let message = format!("{name} belongs to the system or to a runtime: choose another name.");
        return refuse("name-is-reserved", message);
    }
    let prefixes = dotenv::client_prefixes();
    if let Some(prefix) = prefixes.iter().find(|prefix| name.starts_with(**prefix)) {
        let message = format!(
            "Variables that begin with {prefix} are sent to browsers: choose another name."
        );
        return refuse("name-is-public", message);
    }
    Ok(name)
}

/// The upper-case words of an identifier: `stripeKey`, `stripe-key`, `STRIPE_KEY` alike.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = '_';
    // An identifier that goes on longer than this says nothing any more.
    for character in text.chars().take(4 * MAX_NAME) {
        let hump = character.is_ascii_uppercase() && previous.is_ascii_lowercase();
        let is_word = character.is_ascii_alphanumeric();
        if (hump || !is_word) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_word) {
            word.push(character.to_ascii_uppercase());
        }
        previous = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The first of `NAME`, `NAME_2`, `NAME_3`, … that is free.
#[must_use]
pub(super) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = |number: u32| {
        if number == 1 {
            name.to_owned()
        } else {
            format!("{name}_{number}")
        }
    };
    (1..)
        .map(numbered)
        .find(|name| !is_taken(name))
        .unwrap_or_default()
}

/// What stands in a template in place of the value: no loader and no scanner takes it for real.
#[must_use]
pub fn placeholder(name: &str) -> String {
    format!(
        "your-{}-here",
        name.trim_matches('_').to_lowercase().replace('_', "-")
    )
}

/// A path as it is shown: relative to the root, with `/`.
#[must_use]
pub(super) fn shown(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts
        .join("/")
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// A shown path as one word of a command that a user may copy.
pub(super) fn as_word(shown: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-+@".contains(c);
    // A leading dash would be an option.
    let path = if shown.starts_with('-') {
        format!("./{shown}")
    } else {
        shown.to_owned()
    };
    if path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}
