//! `rules/inventory.toml`: what stands before the name of a variable where it is read.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    reads: Vec<Spanned<String>>,
}

/// The pattern as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "inventory.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    for read in &file.reads {
        if let Err(error) = regex_syntax::parse(read.get_ref()) {
            let message = format!("this is no regular expression: {error}");
            problems.at(&source, read.span(), message);
        }
    }
    let reads: Vec<&str> = file.reads.iter().map(|it| it.get_ref().as_str()).collect();
    let pattern = format!("(?i)(?:{})\\z", reads.join("|"));
    format!("pub(super) const READS: &str = {pattern:?};\n")
}
