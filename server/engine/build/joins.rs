//! `rules/joins.toml`: how the parts of one string are put together.

use std::collections::BTreeSet;
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
    let mut check = |languages: &[Spanned<String>]| {
        for id in languages {
            if !id.get_ref().is_empty() && !known.contains(id.get_ref()) {
                let message =
                    "no such language; name a file of rules/languages, or \"\" for any other";
                problems.at(&source, id.span(), message);
            }
        }
    };
    file.operator.iter().for_each(|it| check(&it.languages));
    check(&file.continued.plain);
    check(&file.continued.indented);
    for operator in &file.operator {
        if operator.between.get_ref().len() > LONGEST {
            let message = format!("an operator has at most {LONGEST} characters");
            problems.at(&source, operator.between.span(), message);
        }
    }
    table(&file)
}

/// A row for each language that puts literals together, in order.
fn table(file: &File) -> String {
    let lists = file.operator.iter().map(|operator| &operator.languages);
    let lists = lists.chain([&file.continued.plain, &file.continued.indented]);
    let languages: BTreeSet<&str> = lists.flatten().map(|id| id.get_ref().as_str()).collect();
    let mut rows = String::new();
    for language in &languages {
        let has = |ids: &[Spanned<String>]| ids.iter().any(|id| id.get_ref() == language);
        let operators = file.operator.iter().filter(|it| has(&it.languages));
        let operators: Vec<&String> = operators.map(|it| it.between.get_ref()).collect();
        writeln!(
            rows,
            "({language:?}, Joins {{ operators: {}, continued: {}, continued_indented: {} }}),",
            strings(&operators),
            has(&file.continued.plain),
            has(&file.continued.indented),
        )
        .expect("a string");
    }
    format!(
        "static JOINS: [(&str, Joins); {}] = [\n{rows}];\n",
        languages.len()
    )
}
