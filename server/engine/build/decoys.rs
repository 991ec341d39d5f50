//! `rules/decoys.toml`: what looks like a control and is none.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    decoy: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: Spanned<String>,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    assistants: Vec<Spanned<String>>,
    files: Spanned<Vec<String>>,
    #[serde(default)]
    lines: Option<Lines>,
    #[serde(default)]
    text: Option<Spanned<String>>,
    #[serde(default)]
    at: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    equals: Option<bool>,
    #[serde(default)]
    entries: Vec<String>,
    #[serde(default)]
    globs: bool,
    #[serde(default)]
    beside: Vec<String>,
    reason: Spanned<String>,
    works: Spanned<String>,
    #[serde(default)]
    fix: Option<Fix>,
    #[serde(default)]
    value: Option<bool>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Decoy,
    Trap,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Lines {
    Hides,
    Shows,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Fix {
    Close,
    RemoveLine,
    Set,
}

/// The table as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "decoys.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let mut patterns = String::new();
    let mut table = String::new();
    for (number, row) in file.decoy.iter().enumerate() {
        check(&source, row, rules, problems);
        let sign = sign(row, number, &mut patterns);
        let assistants: Vec<&String> = row.assistants.iter().map(Spanned::get_ref).collect();
        let fix = match (row.fix, row.value) {
            (None, _) => "None".to_owned(),
            (Some(Fix::Close), _) => "Some(DecoyFix::Close)".to_owned(),
            (Some(Fix::RemoveLine), _) => "Some(DecoyFix::RemoveLine)".to_owned(),
            (Some(Fix::Set), value) => format!("Some(DecoyFix::Set({}))", value == Some(true)),
        };
        writeln!(
            table,
            "DecoyRow {{ code: {:?}, is_trap: {}, assistants: {}, files: {}, sign: {sign}, reason: {:?}, works: {:?}, fix: {fix} }},",
            row.code.get_ref(),
            row.kind == Kind::Trap,
            strings(&assistants),
            strings(row.files.get_ref()),
            row.reason.get_ref(),
            row.works.get_ref(),
        )
        .expect("a string");
    }
    format!("{patterns}static DECOYS: &[DecoyRow] = &[\n{table}];\n")
}

fn sign(row: &Row, number: usize, patterns: &mut String) -> String {
    if let Some(text) = &row.text {
        writeln!(
            patterns,
            "static TEXT_{number}: LazyLock<Regex> = LazyLock::new(|| RegexBuilder::new({:?}).unicode(false).case_insensitive(true).multi_line(true).build().expect(\"checked by the build\"));",
            text.get_ref()
        )
        .expect("a string");
        return format!("Sign::Text(&TEXT_{number})");
    }
    match (row.lines, &row.at) {
        (Some(Lines::Hides), _) => "Sign::Hides".to_owned(),
        (Some(Lines::Shows), _) => "Sign::Shows".to_owned(),
        (None, Some(at)) => format!(
            "Sign::Setting {{ at: {}, equals: {:?}, entries: {}, globs: {}, beside: {} }}",
            strings(at.get_ref()),
            row.equals,
            strings(&row.entries),
            row.globs,
            strings(&row.beside),
        ),
        (None, None) => "Sign::Present".to_owned(),
    }
}

fn check(source: &Source, row: &Row, rules: &Path, problems: &mut Problems) {
    let code = row.code.get_ref();
    if code.is_empty() || !code.bytes().all(|it| it.is_ascii_lowercase() || it == b'-') {
        let message = "a code is lower letters and dashes: claude-ignore-file";
        problems.at(source, row.code.span(), message);
    }
    for id in &row.assistants {
        if !rules
            .join(format!("assistants/{}.toml", id.get_ref()))
            .exists()
        {
            let message = "no such assistant; name a file of rules/assistants";
            problems.at(source, id.span(), message);
        }
    }
    if row.files.get_ref().is_empty() {
        let message = "`files` names what is looked at";
        problems.at(source, row.files.span(), message);
    }
    let signs = [row.lines.is_some(), row.text.is_some(), row.at.is_some()];
    if signs.iter().filter(|&&it| it).count() > 1 {
        let message = "one of `lines`, `text` and `at` is enough: write two rows";
        problems.at(source, row.code.span(), message);
    }
    let of_settings = row.equals.is_some() || row.globs || !row.entries.is_empty();
    if row.at.is_none() && (of_settings || !row.beside.is_empty()) {
        let message = "`equals`, `entries`, `globs` and `beside` belong to `at`";
        problems.at(source, row.code.span(), message);
    }
    if let Some(text) = &row.text
        && let Err(error) = regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(true)
            .build()
            .parse(text.get_ref())
    {
        problems.at(source, text.span(), format!("no regex: {error}"));
    }
    if (row.fix == Some(Fix::Set)) != row.value.is_some() {
        let message = "`value` belongs to `fix = \"set\"`";
        problems.at(source, row.code.span(), message);
    }
    for text in [&row.reason, &row.works] {
        if text.get_ref().is_empty() || text.get_ref().ends_with('.') {
            let message = "a part of a sentence, without its full stop";
            problems.at(source, text.span(), message);
        }
    }
}
