//! `rules/agent-files.toml`: what goes to a model as it is, and records of what was said to one.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instructions: Vec<Instructions>,
    advice: Vec<Advice>,
    record: Vec<Record>,
    home: Vec<Home>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Instructions {
    files: Vec<Spanned<String>>,
    by: String,
    sent: Spanned<String>,
    #[serde(default)]
    imports: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advice {
    files: Vec<Spanned<String>>,
    todo: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    files: Vec<Spanned<String>>,
    by: String,
    what: String,
    ignore: String,
    #[serde(default)]
    doubtful: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Home {
    paths: Vec<Spanned<String>>,
    by: String,
    #[serde(default)]
    less: String,
}

/// The tables as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "agent-files.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let mut out = "static INSTRUCTIONS: &[Instructions] = &[\n".to_owned();
    for one in &file.instructions {
        let sent = sent(&source, &one.sent, problems);
        let files = patterns(&source, &one.files, problems);
        writeln!(
            out,
            "Instructions {{ files: {files}, by: {:?}, sent: Sent::{sent}, imports: {} }},",
            one.by, one.imports
        )
        .expect("a string");
    }
    out.push_str("];\nstatic ADVICE: &[(&[&str], &str)] = &[\n");
    for one in &file.advice {
        let files = patterns(&source, &one.files, problems);
        writeln!(out, "({files}, {:?}),", one.todo).expect("a string");
    }
    out.push_str("];\nstatic RECORDS: &[Record] = &[\n");
    for one in &file.record {
        let files = patterns(&source, &one.files, problems);
        writeln!(
            out,
            "Record {{ files: {files}, by: {:?}, what: {:?}, ignore: {:?}, doubtful: {} }},",
            one.by, one.what, one.ignore, one.doubtful
        )
        .expect("a string");
    }
    out.push_str("];\nstatic HOME: &[Home] = &[\n");
    for one in &file.home {
        for path in &one.paths {
            if !path.get_ref().starts_with(['~', '<']) {
                let message = "a path at home begins with `~/`, or with a folder in `<…>`";
                problems.at(&source, path.span(), message);
            }
        }
        let paths: Vec<&String> = one.paths.iter().map(Spanned::get_ref).collect();
        writeln!(
            out,
            "Home {{ paths: {}, by: {:?}, less: {:?} }},",
            strings(&paths),
            one.by,
            one.less
        )
        .expect("a string");
    }
    out + "];\n"
}

fn sent(source: &Source, sent: &Spanned<String>, problems: &mut Problems) -> &'static str {
    match sent.get_ref().as_str() {
        "always" => "Always",
        "on-match" => "OnMatch",
        "on-use" => "OnUse",
        "configured" => "Configured",
        "public" => "Public",
        _ => {
            let message = "sent is always, on-match, on-use, configured or public";
            problems.at(source, sent.span(), message);
            "Always"
        }
    }
}

/// The patterns in lower case; a folder's ends with an empty part.
fn patterns(source: &Source, files: &[Spanned<String>], problems: &mut Problems) -> String {
    for file in files {
        let text = file.get_ref();
        if text.is_empty() || text.starts_with(['/', '~']) || text.split('/').next() == Some("**") {
            let message = "a file is a name or the end of a path inside a project";
            problems.at(source, file.span(), message);
        }
    }
    let lower: Vec<String> = files
        .iter()
        .map(|file| file.get_ref().to_ascii_lowercase())
        .collect();
    strings(&lower)
}
