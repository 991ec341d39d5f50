//! `rules/joins.toml`: how the parts of one string are put together.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    operator: Vec<Operator>,
    continued: Continued,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operator {
    between: Spanned<String>,
    languages: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Continued {
    plain: Vec<Spanned<String>>,
    indented: Vec<Spanned<String>>,
}

/// Longest operator, in bytes: no language has a longer one, and the scanner's reach counts on it.
const LONGEST: usize = 4;

/// The tables as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "joins.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let known: Vec<String> = Source::folder(rules, "languages", problems)
        .into_iter()
        .map(|language| language.stem)
        .collect();
    let mut ids = |languages: &[Spanned<String>]| -> String {
        for id in languages {
            if !id.get_ref().is_empty() && !known.contains(id.get_ref()) {
                let message =
                    "no such language; name a file of rules/languages, or \"\" for any other";
                problems.at(&source, id.span(), message);
            }
        }
        let ids: Vec<&String> = languages.iter().map(Spanned::get_ref).collect();
        strings(&ids)
    };
    let mut out = String::from("static OPERATORS: &[(&str, &[&str])] = &[");
    for operator in &file.operator {
        let languages = ids(&operator.languages);
        write!(out, "({:?}, {languages}), ", operator.between.get_ref()).expect("a string");
    }
    let (plain, indented) = (ids(&file.continued.plain), ids(&file.continued.indented));
    write!(
        out,
        "];\nstatic CONTINUED: &[&str] = {plain};\nstatic CONTINUED_INDENTED: &[&str] = {indented};\n"
    )
    .expect("a string");
    for operator in &file.operator {
        if operator.between.get_ref().len() > LONGEST {
            let message = format!("an operator has at most {LONGEST} characters");
            problems.at(&source, operator.between.span(), message);
        }
    }
    out
}
