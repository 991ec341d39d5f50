//! `rules/hygiene/printing.toml`: how each language reads and prints variables.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::hygiene::Check;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    assigned: String,
    apart: String,
    headers: Vec<String>,
    language: Vec<Language>,
    line: Vec<Line>,
    block: Vec<Block>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    languages: Vec<Spanned<String>>,
    gate: Vec<String>,
    reads: Vec<Spanned<String>>,
    whole: Vec<String>,
    sinks: Vec<Spanned<String>>,
    #[serde(default)]
    passes: Vec<String>,
    #[serde(default)]
    behind: Vec<String>,
    #[serde(default)]
    joins: Vec<String>,
    #[serde(default)]
    inline: Vec<Spanned<String>>,
    #[serde(default)]
    in_text: bool,
    #[serde(default)]
    only_unset: bool,
    #[serde(default)]
    piped: Vec<String>,
    #[serde(default)]
    indented: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    check: Spanned<String>,
    say: Spanned<String>,
    files: Vec<String>,
    gate: String,
    pattern: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    check: Spanned<String>,
    say: Spanned<String>,
    languages: Vec<Spanned<String>>,
    gate: String,
    head: Spanned<String>,
    holds: Spanned<String>,
    unless: Spanned<String>,
}

/// The tables `PRINTING`, `LINES` and `BLOCKS`.
pub(crate) fn build(rules: &Path, checks: &[Check], problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "hygiene/printing.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    file.check(&source, rules, checks, problems);
    let rows = |rows: Vec<String>| rows.join(",\n");
    format!(
        "pub(super) static PRINTING: &[Printing] = &[\n{}\n];\n\
         pub(super) static ASSIGNED: &str = {:?};\n\
         pub(super) static TAKEN_APART: &str = {:?};\n\
         pub(super) static HEADERS: &[&str] = {};\n\
         pub(super) static LINES: &[Line] = &[\n{}\n];\n\
         pub(super) static BLOCKS: &[Block] = &[\n{}\n];\n",
        rows(file.language.iter().map(Language::emit).collect()),
        file.assigned,
        file.apart,
        strings(&file.headers),
        rows(file.line.iter().map(Line::emit).collect()),
        rows(file.block.iter().map(Block::emit).collect())
    )
}

impl File {
    fn check(&self, source: &Source, rules: &Path, checks: &[Check], problems: &mut Problems) {
        let of_languages = self.language.iter().flat_map(|one| &one.languages);
        for id in of_languages.chain(self.block.iter().flat_map(|one| &one.languages)) {
            let file = rules.join(format!("languages/{}.toml", id.get_ref()));
            if !file.is_file() {
                problems.at(
                    source,
                    id.span(),
                    "no such language; name a file of rules/languages",
                );
            }
        }
        for language in &self.language {
            for read in language.reads.iter().chain(&language.inline) {
                if read.get_ref().matches("NAME").count() != 1 {
                    let why = "a read has `NAME` once, for the variable's name";
                    problems.at(source, read.span(), why);
                }
            }
            for sink in &language.sinks {
                if !sink.get_ref().contains('(') && !sink.get_ref().ends_with(' ') {
                    let why = "what prints is a call with its bracket, or a statement with a blank at its end";
                    problems.at(source, sink.span(), why);
                }
            }
        }
        let lines = self.line.iter().map(|one| (&one.check, &one.say));
        for (check, say) in lines.chain(self.block.iter().map(|one| (&one.check, &one.say))) {
            let known = checks
                .iter()
                .find(|one| one.id.get_ref() == check.get_ref());
            match known {
                None => problems.at(
                    source,
                    check.span(),
                    "no check has this id; see checks.toml",
                ),
                Some(known) if !known.say.contains_key(say.get_ref()) => {
                    problems.at(
                        source,
                        say.span(),
                        "the check has no such sentence; see checks.toml",
                    );
                }
                Some(_) => {}
            }
        }
    }
}

impl Language {
    fn emit(&self) -> String {
        let texts = |list: &[Spanned<String>]| {
            let list: Vec<&String> = list.iter().map(Spanned::get_ref).collect();
            strings(&list)
        };
        format!(
            "Printing {{ languages: {}, gate: {}, reads: {}, whole: {}, sinks: {}, passes: {}, behind: {}, joins: {}, \
             inline: {}, in_text: {}, only_unset: {}, piped: {}, indented: {} }}",
            texts(&self.languages),
            strings(&self.gate),
            texts(&self.reads),
            strings(&self.whole),
            texts(&self.sinks),
            strings(&self.passes),
            strings(&self.behind),
            strings(&self.joins),
            texts(&self.inline),
            self.in_text,
            self.only_unset,
            strings(&self.piped),
            self.indented
        )
    }
}

impl Line {
    fn emit(&self) -> String {
        format!(
            "Line {{ check: {:?}, say: {:?}, files: {}, gate: {:?}, pattern: {:?} }}",
            self.check.get_ref(),
            self.say.get_ref(),
            strings(&self.files),
            self.gate,
            self.pattern.get_ref()
        )
    }
}

impl Block {
    fn emit(&self) -> String {
        let languages: Vec<&String> = self.languages.iter().map(Spanned::get_ref).collect();
        format!(
            "Block {{ check: {:?}, say: {:?}, languages: {}, gate: {:?}, head: {:?}, holds: {:?}, unless: {:?} }}",
            self.check.get_ref(),
            self.say.get_ref(),
            strings(&languages),
            self.gate,
            self.head.get_ref(),
            self.holds.get_ref(),
            self.unless.get_ref()
        )
    }
}
