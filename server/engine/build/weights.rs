//! `rules/weights.toml`: what each observation counts.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    likely: i16,
    certain: Spanned<i16>,
    signal: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    text: String,
    weight: i16,
    /// For `cargo xtask accuracy --fit` alone.
    #[serde(default)]
    #[allow(dead_code, reason = "read by another program")]
    fitted: bool,
}

/// The constants as Rust text: a signal that the scanner does not use, or one that it lacks,
/// does not compile.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "weights.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    if *file.certain.get_ref() <= file.likely {
        let message = "certain is more than likely";
        problems.at(&source, file.certain.span(), message);
    }
    let mut out = String::new();
    let bounds = [
        ("LIKELY", file.likely),
        ("CERTAIN", *file.certain.get_ref()),
    ];
    for (name, value) in bounds {
        writeln!(out, "const {name}: i16 = {value};").expect("a string");
    }
    for entry in &file.signal {
        let id = entry.id.get_ref();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() || !id.bytes().all(fits) {
            let message = "an id is lower-case words and numbers joined by dashes";
            problems.at(&source, entry.id.span(), message);
            continue;
        }
        let name = id.replace('-', "_").to_uppercase();
        writeln!(
            out,
            "pub(super) const {name}: Signal = Signal {{ id: {id:?}, text: {:?}, weight: {} }};",
            entry.text, entry.weight
        )
        .expect("a string");
    }
    out
}
