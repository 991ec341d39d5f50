//! `rules/secret-files.toml`: which files bear secrets.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::glance;
use crate::roles;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    values: Values,
    encrypted: Encrypted,
    never: Vec<Never>,
    elsewhere: Elsewhere,
    committed: Vec<Committed>,
    kind: Vec<Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    text: Spanned<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Encrypted {
    text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Never {
    /// For whoever reads the file.
    #[allow(dead_code)]
    why: String,
    #[serde(default)]
    roles: Vec<Spanned<String>>,
    #[serde(default)]
    files: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    folders: Vec<Spanned<String>>,
    marks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Committed {
    files: Vec<Spanned<String>>,
    #[serde(default)]
    frameworks: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    class: Spanned<String>,
    name: String,
    #[serde(default)]
    role: Option<Spanned<String>>,
    #[serde(default)]
    files: Vec<Spanned<String>>,
    #[serde(default)]
    formats: Vec<Spanned<String>>,
    #[serde(default)]
    but: Vec<String>,
    #[serde(default)]
    text: Option<Spanned<String>>,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    shows: String,
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

/// As much as is wanted of a file of `rules/formats`.
#[derive(Deserialize)]
struct Format {
    files: Vec<String>,
}

/// The tables as Rust text.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "secret-files.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let mut out = String::new();
    for (name, text) in [
        ("NO_SECRET", &file.values.text),
        ("ENCRYPTED", &file.encrypted.text),
    ] {
        pattern(&source, text, problems);
        write_regex(&mut out, name, text.get_ref());
    }
    let names = strings(&file.values.names);
    writeln!(out, "static NO_SECRET_NAMES: &[&str] = {names};").expect("a string");
    let folders = checked(&source, &file.elsewhere.folders, problems);
    writeln!(
        out,
        "static FOLDERS: &[&str] = {};\nstatic MARKS: &[&str] = {};",
        strings(&folders),
        strings(&file.elsewhere.marks)
    )
    .expect("a string");
    never(&source, &file.never, &mut out, problems);
    committed(&source, &file.committed, rules, &mut out, problems);
    kinds(&source, &file.kind, rules, &mut out, problems);
    out
}

fn never(source: &Source, rows: &[Never], out: &mut String, problems: &mut Problems) {
    let mut named = Vec::new();
    let mut files = Vec::new();
    for row in rows {
        for role in &row.roles {
            match roles::variant(role.get_ref()) {
                Some(variant) => named.push(format!("Role::{variant}")),
                None => problems.at(source, role.span(), roles::KNOWN),
            }
        }
        files.extend(checked(source, &row.files, problems));
    }
    let (roles, files) = (named.join(", "), patterns(&files));
    writeln!(
        out,
        "static NEVER_ROLES: &[Role] = &[{roles}];\nstatic NEVER: &[Pattern] = {files};"
    )
    .expect("a string");
}

fn committed(
    source: &Source,
    rows: &[Committed],
    rules: &Path,
    out: &mut String,
    problems: &mut Problems,
) {
    out.push_str("static COMMITTED: &[(&[Pattern], &[&str])] = &[\n");
    for row in rows {
        for id in &row.frameworks {
            if !rules
                .join(format!("frameworks/{}.toml", id.get_ref()))
                .exists()
            {
                let message = "no such framework; name a file of rules/frameworks";
                problems.at(source, id.span(), message);
            }
        }
        let files = patterns(&checked(source, &row.files, problems));
        let frameworks: Vec<&String> = row.frameworks.iter().map(Spanned::get_ref).collect();
        writeln!(out, "({files}, {}),", strings(&frameworks)).expect("a string");
    }
    out.push_str("];\n");
}

fn kinds(source: &Source, rows: &[Kind], rules: &Path, out: &mut String, problems: &mut Problems) {
    let formats: BTreeMap<String, Vec<String>> = Source::folder(rules, "formats", problems)
        .into_iter()
        .filter_map(|format| {
            let files = format.parse::<Format>(problems)?.files;
            Some((format.stem, files))
        })
        .collect();
    let mut table = String::new();
    let mut cases = String::new();
    for (number, row) in rows.iter().enumerate() {
        check(source, row, problems);
        let mut files = checked(source, &row.files, problems);
        for id in &row.formats {
            match formats.get(id.get_ref()) {
                Some(more) => files.extend(more.iter().cloned()),
                None => {
                    let message = "no such format; name a file of rules/formats";
                    problems.at(source, id.span(), message);
                }
            }
        }
        if let Some(role) = &row.role {
            match roles::patterns(rules, role.get_ref(), problems) {
                Some(more) => files.extend(more),
                None => problems.at(source, role.span(), roles::KNOWN),
            }
        }
        for name in &row.but {
            if !files.contains(name) {
                let message =
                    format!("`{name}` is none of this kind's names: take it out of `but`");
                problems.at(source, row.class.span(), message);
            }
        }
        files.retain(|name| !row.but.contains(name));
        let text = match &row.text {
            Some(text) => {
                let name = format!("TEXT_{number}");
                write_regex(out, &name, text.get_ref());
                format!("Some(&{name})")
            }
            None => "None".to_owned(),
        };
        let (class, files, by_role) = (row.class.get_ref(), patterns(&files), row.role.is_some());
        writeln!(
            table,
            "SecretFile {{ class: {class:?}, name: {:?}, files: {files}, by_role: {by_role}, text: {text}, secret: {} }},",
            row.name, row.secret
        )
        .expect("a string");
        let (yes, no) = (strings(&row.yes), strings(&row.no));
        writeln!(cases, "({class:?}, {yes}, {no}, {:?}),", row.shows).expect("a string");
    }
    write!(
        out,
        "static KINDS: &[SecretFile] = &[\n{table}];\n\
         /// Class, paths that are of it, paths that are not, and a text with a secret.\n\
         #[cfg(test)]\n\
         static CASES: &[(&str, &[&str], &[&str], &str)] = &[\n{cases}];\n"
    )
    .expect("a string");
}

fn check(source: &Source, row: &Kind, problems: &mut Problems) {
    let class = row.class.get_ref();
    if class.is_empty()
        || !class
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it == b'-')
    {
        let message = "a class is lower letters and dashes: private-key";
        problems.at(source, row.class.span(), message);
    }
    if row.role.is_none() && row.files.is_empty() && row.formats.is_empty() {
        let message = "a kind has names: `files`, `formats` or `role`";
        problems.at(source, row.class.span(), message);
    }
    if row.yes.is_empty() {
        let message = "`yes` has a path that is of this kind";
        problems.at(source, row.class.span(), message);
    }
    if row.secret != row.shows.contains("{}") {
        let message = "`shows` belongs to `secret = true`: a text with {} where a secret goes";
        problems.at(source, row.class.span(), message);
    }
    if let Some(text) = &row.text {
        pattern(source, text, problems);
    }
}

fn pattern(source: &Source, text: &Spanned<String>, problems: &mut Problems) {
    if let Err(error) = regex_syntax::parse(text.get_ref()) {
        problems.at(source, text.span(), format!("no regex: {error}"));
    }
}

/// The names of a row, where they are written as names are.
fn checked(source: &Source, files: &[Spanned<String>], problems: &mut Problems) -> Vec<String> {
    for file in files {
        let name = file.get_ref();
        if name.is_empty() || name == "*" || name.chars().any(|c| c.is_ascii_uppercase()) {
            let message =
                "a file is a name or the end of a path, lower case, with `*` for any text";
            problems.at(source, file.span(), message);
        }
    }
    files.iter().map(|file| file.get_ref().clone()).collect()
}

fn patterns(files: &[String]) -> String {
    let patterns: Vec<String> = files
        .iter()
        .map(|file| {
            let (key, mask) = glance::of_pattern(file);
            format!("({key}, {mask}, {file:?})")
        })
        .collect();
    format!("&[{}]", patterns.join(", "))
}

fn write_regex(out: &mut String, name: &str, text: &str) {
    writeln!(
        out,
        "static {name}: LazyLock<Regex> = LazyLock::new(|| Regex::new({text:?}).expect(\"checked by the build\"));"
    )
    .expect("a string");
}
