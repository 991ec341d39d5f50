//! `rules/formats/*.toml`: one file per kind of file, what its lines hold as rules.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::{ClassTable, severity, strings};
use crate::glance;
use crate::shape;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    files: Vec<Spanned<String>>,
    #[serde(default)]
    source: bool,
    #[serde(default)]
    weight: Option<i16>,
    severity: Spanned<String>,
    #[serde(default)]
    env: Option<Spanned<String>>,
    #[serde(default)]
    env_note: Option<Spanned<String>>,
    revoke_note: String,
    #[serde(default)]
    docs: Option<Spanned<String>>,
    line: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: Spanned<String>,
    name: String,
    reader: Spanned<String>,
    #[serde(default)]
    keys: Vec<Spanned<String>>,
    #[serde(default)]
    but: Vec<String>,
    #[serde(default)]
    blank: bool,
    #[serde(default)]
    first: bool,
    #[serde(default)]
    value: Option<Spanned<String>>,
    #[serde(default)]
    shape: Option<Spanned<String>>,
    #[serde(default)]
    any_case: bool,
    #[serde(default)]
    names: Vec<Spanned<String>>,
    #[serde(default)]
    argument: u8,
    #[serde(default)]
    literal: bool,
    #[serde(default)]
    commands: Vec<Spanned<String>>,
    #[serde(default)]
    flags: Vec<Spanned<String>>,
    #[serde(default)]
    parents: Vec<Spanned<String>>,
    #[serde(default)]
    near: Vec<String>,
    #[serde(default)]
    tables: Vec<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    accept: Option<Spanned<String>>,
    sample: Spanned<String>,
    #[serde(default)]
    quiet: Vec<String>,
    // What differs from the rest of the file.
    #[serde(default)]
    weight: Option<i16>,
    #[serde(default)]
    severity: Option<Spanned<String>>,
    #[serde(default)]
    env: Option<Spanned<String>>,
    #[serde(default)]
    revoke: String,
    #[serde(default)]
    revoke_note: Option<String>,
    #[serde(default)]
    docs: Option<Spanned<String>>,
}

/// What a place says where a file does not say it: words are likely, and more than words certain
/// enough.
const WEIGHT: i16 = 450;
/// Why most files have no variable in place of what they hold.
const NO_VARIABLE: &str = "The program reads this file and no variable: keep the file out of the repository, and let the program ask.";
/// Fewest letters of a word that is searched for.
const ANCHOR: usize = 2;

/// The tables as Rust text. Its classes have names of their own.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let mut tables = Tables::default();
    for source in Source::folder(rules, "formats", problems) {
        let taken = rules.join(format!("providers/{}.toml", source.stem));
        if taken.exists() || source.stem == "generic" {
            let message = "a provider has this file name; formats and providers share their pages";
            problems.at(&source, 0..0, message);
        }
        if let Some(file) = source.parse::<File>(problems) {
            tables.file(&source, &file, problems);
        }
    }
    tables.text()
}

#[derive(Default)]
struct Tables {
    formats: Vec<(String, String, Vec<String>)>,
    /// Each pattern of a file with the place of its format.
    patterns: Vec<(usize, String)>,
    rules: BTreeMap<String, String>,
    classes: ClassTable,
}

impl Tables {
    fn text(&self) -> String {
        let mut out = self.classes.statics().replace("CLASS_", "LINE_CLASS_");
        let place = |id: &String| self.rules.keys().position(|known| known == id);
        let providers: Vec<&str> = self.formats.iter().map(|one| one.0.as_str()).collect();
        writeln!(
            out,
            "static FORMAT_NAMES: [Provider; {}] = [{}];",
            providers.len(),
            providers.join(", ")
        )
        .expect("a string");
        writeln!(out, "static LINE_RULES: [Rule; {}] = [", self.rules.len()).expect("a string");
        for rule in self.rules.values() {
            writeln!(out, "{},", rule.replace("&CLASS_", "&LINE_CLASS_")).expect("a string");
        }
        writeln!(
            out,
            "];\nstatic FORMATS: [Format; {}] = [",
            self.formats.len()
        )
        .expect("a string");
        for (number, (_, fields, ids)) in self.formats.iter().enumerate() {
            let rules: Vec<String> = ids
                .iter()
                .filter_map(place)
                .map(|at| format!("&LINE_RULES[{at}]"))
                .collect();
            writeln!(
                out,
                "Format {{ provider: &FORMAT_NAMES[{number}], {fields}, rules: &[{}] }},",
                rules.join(", ")
            )
            .expect("a string");
        }
        out.push_str("];\n");
        out + &self.places()
    }

    /// The tables that find a format by its path.
    fn places(&self) -> String {
        let patterns = self.patterns.iter();
        let patterns: Vec<(&str, usize)> = patterns
            .map(|(place, pattern)| (pattern.as_str(), *place))
            .collect();
        let glances = patterns
            .iter()
            .map(|(pattern, _)| glance::of_pattern(pattern));
        let (len, glances) = (patterns.len(), glances.collect::<Vec<_>>());
        format!(
            "static GLANCES: [(u32, u32); {len}] = {glances:?};\n\
             static PATTERNS: [(&str, u16); {len}] = {patterns:?};\n"
        )
    }

    fn file(&mut self, source: &Source, file: &File, problems: &mut Problems) {
        for path in &file.files {
            if path.get_ref().chars().any(|c| c.is_ascii_uppercase()) || path.get_ref() == "*" {
                let message =
                    "a file is a name or the end of a path, lower case, with `*` for any text";
                problems.at(source, path.span(), message);
            }
        }
        let files: Vec<&String> = file.files.iter().map(Spanned::get_ref).collect();
        let fields = format!("files: {}, source: {}", strings(&files), file.source);
        let number = self.formats.len();
        let patterns = files.iter().map(|file| (number, (*file).clone()));
        self.patterns.extend(patterns);
        let name = format!(
            "Provider {{ name: {:?}, file: {:?} }}",
            file.format, source.stem
        );
        let ids = file.line.iter().map(|line| line.id.get_ref().clone());
        self.formats.push((name, fields, ids.collect()));
        for line in &file.line {
            self.line(source, number, file, line, problems);
        }
    }

    fn line(
        &mut self,
        source: &Source,
        format: usize,
        file: &File,
        line: &Line,
        problems: &mut Problems,
    ) {
        check(source, file, line, problems);
        let Some(reader) = self.reader(source, line, problems) else {
            return;
        };
        let accept = accept(source, line, problems);
        let named = line.severity.as_ref().unwrap_or(&file.severity);
        let Some(severity) = severity(named.get_ref()) else {
            let message = "severity is info, low, medium, high or critical";
            return problems.at(source, named.span(), message);
        };
        let own = |own: &Option<Spanned<String>>, of_file: &Option<Spanned<String>>| -> String {
            let text = own.as_ref().or(of_file.as_ref());
            text.map(|text| text.get_ref().clone()).unwrap_or_default()
        };
        let variable = line.env.is_some() || file.env.is_some();
        let env_note = match &file.env_note {
            Some(note) if !variable => note.get_ref().as_str(),
            _ if !variable => NO_VARIABLE,
            _ => "",
        };
        let text = format!(
            "Rule {{ id: {:?}, provider: &FORMAT_NAMES[{format}], name: {:?}, \
             kind: Kind::Line {{ reader: {reader}, accept: Accept::{accept}, weight: {}, sample: {:?} }}, shape: {:?}, \
             proof: None, proof_boost_only: false, severity: Severity::{severity}, publishable: false, \
             random: false, login: false, common_in_docs: false, variant: \"\", env: {:?}, env_note: {:?}, revoke: {:?}, revoke_note: {:?}, docs: {:?}, \
             public_prefix: 0, near_misses: &[], quiet_texts: {}, public_examples: &[], companions: &[], companion_names: &[] }}",
            line.id.get_ref(),
            line.name,
            line.weight.or(file.weight).unwrap_or(WEIGHT),
            line.sample.get_ref(),
            line.shape.as_ref().map_or("", |shape| shape.get_ref()),
            own(&line.env, &file.env),
            env_note,
            line.revoke,
            line.revoke_note.as_ref().unwrap_or(&file.revoke_note),
            own(&line.docs, &file.docs),
            strings(&line.quiet),
        );
        if self.rules.insert(line.id.get_ref().clone(), text).is_some() {
            let message = "another line has this id; ids are unique";
            problems.at(source, line.id.span(), message);
        }
    }

    /// The reader as Rust text.
    fn reader(&mut self, source: &Source, line: &Line, problems: &mut Problems) -> Option<String> {
        let bodies = self.bodies(source, line, problems)?;
        let list = |words: &[Spanned<String>]| -> String {
            strings(&words.iter().map(Spanned::get_ref).collect::<Vec<_>>())
        };
        let needs = |words: &[Spanned<String>], what: &str, problems: &mut Problems| {
            if words.is_empty() {
                let message = format!("this reader has `{what}`");
                problems.at(source, line.reader.span(), message);
            }
        };
        Some(match line.reader.get_ref().as_str() {
            "pair" => {
                needs(&line.keys, "keys", problems);
                let ends = ends(source, line, problems);
                format!(
                    "Reader::Pair {{ keys: {}, but: {}, blank: {}, first: {}, ends: Ends::{ends}, bodies: {bodies} }}",
                    list(&line.keys),
                    strings(&line.but),
                    line.blank,
                    line.first
                )
            }
            "line" => format!("Reader::Line {{ bodies: {bodies} }}"),
            "shape" => format!(
                "Reader::Shape {{ bodies: {bodies}, any_case: {} }}",
                line.any_case
            ),
            "call" => {
                needs(&line.names, "names", problems);
                format!(
                    "Reader::Call {{ names: {}, argument: {}, literal: {} }}",
                    list(&line.names),
                    line.argument.max(1),
                    line.literal
                )
            }
            "flag" => {
                needs(&line.commands, "commands", problems);
                needs(&line.flags, "flags", problems);
                format!(
                    "Reader::Flag {{ commands: {}, flags: {} }}",
                    list(&line.commands),
                    list(&line.flags)
                )
            }
            "under" => {
                needs(&line.parents, "parents", problems);
                format!(
                    "Reader::Under {{ parents: {}, near: {}, but: {} }}",
                    list(&line.parents),
                    strings(&line.near),
                    strings(&line.but)
                )
            }
            "row" => format!(
                "Reader::Row {{ columns: {}, tables: {}, bodies: {bodies} }}",
                strings(&line.columns),
                strings(&line.tables)
            ),
            _ => {
                let message = "reader is pair, line, shape, call, flag, under or row";
                problems.at(source, line.reader.span(), message);
                return None;
            }
        })
    }

    fn bodies(&mut self, source: &Source, line: &Line, problems: &mut Problems) -> Option<String> {
        let reader = line.reader.get_ref().as_str();
        let Some(shape) = &line.shape else {
            if matches!(reader, "line" | "shape") {
                problems.at(source, line.reader.span(), "this reader has a `shape`");
                return None;
            }
            return Some("&[]".to_owned());
        };
        if line.any_case && shape.get_ref().chars().any(|c| c.is_ascii_uppercase()) {
            let message = "with any_case the shape is written in lower case";
            problems.at(source, shape.span(), message);
        }
        match shape::lower_in_place(shape.get_ref(), reader == "shape") {
            Ok(alternatives) => Some(self.classes.bodies(&alternatives)),
            Err(message) => {
                problems.at(source, shape.span(), format!("shape: {message}"));
                None
            }
        }
    }
}

fn ends(source: &Source, line: &Line, problems: &mut Problems) -> &'static str {
    let Some(value) = &line.value else {
        return "Word";
    };
    match value.get_ref().as_str() {
        "word" => "Word",
        "shell" => "Shell",
        "rest" => "Rest",
        "quoted" => "Quoted",
        _ => {
            let message = "value is word, shell, rest or quoted: where one without quotes ends";
            problems.at(source, value.span(), message);
            "Word"
        }
    }
}

fn accept(source: &Source, line: &Line, problems: &mut Problems) -> &'static str {
    let Some(accept) = &line.accept else {
        return if line.shape.is_some() && line.reader.get_ref() == "pair" {
            "Stored"
        } else {
            "Text"
        };
    };
    match accept.get_ref().as_str() {
        "text" => "Text",
        "stored" => "Stored",
        "login" => "Login",
        "base64" => "Base64",
        _ => {
            let message = "accept is text, stored, login or base64";
            problems.at(source, accept.span(), message);
            "Text"
        }
    }
}

fn check(source: &Source, file: &File, line: &Line, problems: &mut Problems) {
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if line.id.get_ref().is_empty() || !line.id.get_ref().bytes().all(kebab) {
        let message = "an id is kebab case: lower letters, digits, dashes";
        problems.at(source, line.id.span(), message);
    }
    let words = line.keys.iter().chain(&line.names).chain(&line.commands);
    for word in words {
        let longest = word.get_ref().split('*').map(str::len).max().unwrap_or(0);
        if longest < ANCHOR || word.get_ref().chars().any(|c| c.is_ascii_uppercase()) {
            let message = format!("a word is lower case, with {ANCHOR} letters in a row or more");
            problems.at(source, word.span(), message);
        }
    }
    for flag in &line.flags {
        if flag.get_ref().matches("{}").count() != 1 || !flag.get_ref().ends_with("{}") {
            let message = "a flag ends with {} for the secret: -p{}, --password {}, -u *:{}";
            problems.at(source, flag.span(), message);
        }
    }
    if line.sample.get_ref().matches("{}").count() != 1 {
        let message = "a sample has {} once, where the made-up secret goes";
        problems.at(source, line.sample.span(), message);
    }
    let docs = line.docs.as_ref().or(file.docs.as_ref());
    if docs.is_none_or(|docs| docs.get_ref().len() < 20) {
        let message = "docs says in a sentence what the secret opens";
        problems.at(source, line.id.span(), message);
    }
}
