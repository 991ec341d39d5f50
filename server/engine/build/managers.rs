//! `rules/managers/`: secrets managers, how code reads from them and how a value gets there.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::strings;
use crate::expression::{Expression, Sign, list, template};
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manager {
    name: String,
    sign: Vec<Sign>,
    #[serde(default)]
    app: String,
    #[serde(default)]
    dashes: bool,
    store: Spanned<String>,
    #[serde(default)]
    pasted: bool,
    #[serde(default)]
    stored: String,
    #[serde(default)]
    inject: String,
    #[serde(default)]
    access: String,
    docs: String,
    #[serde(default)]
    reading: Vec<Spanned<Reading>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    languages: Vec<Spanned<String>>,
    #[serde(default)]
    library: Vec<Sign>,
    #[serde(default)]
    only_with_library: bool,
    install: String,
    #[serde(default)]
    module: Modules,
    #[serde(default)]
    waits: bool,
    #[serde(default)]
    text: String,
    expression: Expression,
}

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "kebab-case")]
enum Modules {
    #[default]
    Any,
    Esm,
    Cjs,
}

/// The table `MANAGERS`.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let languages = Source::folder(rules, "languages", problems);
    let languages: Vec<String> = languages.into_iter().map(|it| it.stem).collect();
    let mut rows = String::new();
    for source in Source::folder(rules, "managers", problems) {
        let Some(manager) = source.parse::<Manager>(problems) else {
            continue;
        };
        check(&source, &manager, &languages, problems);
        writeln!(rows, "    {},", manager.emit(&source.stem)).expect("a string");
    }
    format!(
        "/// Every secrets manager, in order of id.\npub(super) static MANAGERS: &[Manager] = &[\n{rows}];\n"
    )
}

fn check(source: &Source, manager: &Manager, languages: &[String], problems: &mut Problems) {
    let store = manager.store.get_ref();
    if !manager.pasted && !store.contains("stdin") && !store.contains('-') {
        let message = "write the form that reads the value from standard input: a command line is no place for it";
        problems.at(source, manager.store.span(), message);
    }
    if manager.reading.is_empty() && manager.inject.is_empty() {
        problems.at(
            source,
            0..0,
            "add a `[[reading]]`, or say in `inject` how a program gets the value",
        );
    }
    for reading in &manager.reading {
        let one = reading.get_ref();
        if !one.expression.loud.contains("NAME") {
            problems.at(
                source,
                reading.span(),
                "write NAME where the secret's name goes in `loud`",
            );
        }
        for id in &one.languages {
            if !languages.contains(id.get_ref()) {
                problems.at(
                    source,
                    id.span(),
                    "no such language; name a file of rules/languages",
                );
            }
        }
    }
}

impl Manager {
    fn emit(&self, stem: &str) -> String {
        format!(
            "Manager {{ id: {stem:?}, name: {:?}, signs: {}, app: {:?}, dashes: {}, store: {}, pasted: {}, \
             stored: {}, inject: {}, access: {}, docs: {:?}, readings: {} }}",
            self.name,
            list(&self.sign, Sign::emit),
            self.app,
            self.dashes,
            template(self.store.get_ref()),
            self.pasted,
            template(&self.stored),
            template(&self.inject),
            template(&self.access),
            self.docs,
            list(&self.reading, |it| it.get_ref().emit()),
        )
    }
}

impl Reading {
    fn emit(&self) -> String {
        let languages: Vec<&str> = self
            .languages
            .iter()
            .map(|it| it.get_ref().as_str())
            .collect();
        format!(
            "Reading {{ languages: {}, library: {}, only_with_library: {}, install: {:?}, modules: Modules::{:?}, \
             waits: {}, text: {:?}, expression: {} }}",
            strings(&languages),
            list(&self.library, Sign::emit),
            self.only_with_library,
            self.install,
            self.module,
            self.waits,
            self.text,
            self.expression.emit(),
        )
    }
}
