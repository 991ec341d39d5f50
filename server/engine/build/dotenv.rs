//! `rules/dotenv.toml`: how loaders read `.env` files, and names.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    templates: Vec<String>,
    client_prefixes: Vec<String>,
    reserved_names: Vec<String>,
    reserved_prefixes: Vec<String>,
    filler_words: Vec<String>,
    profile: Vec<Profile>,
    loader: Vec<Loader>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    id: Spanned<String>,
    single: Single,
    double: Double,
    #[serde(default)]
    backtick: bool,
    #[serde(default)]
    dollar: Dollar,
    #[serde(default)]
    refuse: Vec<String>,
    #[serde(default)]
    refuse_start: String,
    #[serde(default)]
    refuse_end: String,
    form: Vec<Form>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
enum Single {
    Plain,
    Backslash,
    Shell,
    Strip,
    None,
}

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "kebab-case")]
enum Dollar {
    #[default]
    Plain,
    Escaped,
    Double,
    NotInBackticks,
    QuotedToo,
    Braces,
    Doubled,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Double {
    #[serde(default)]
    unescape: String,
    #[serde(default)]
    newline: bool,
    #[serde(default)]
    strip: bool,
    #[serde(default)]
    none: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    quote: String,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    not_start: String,
    #[serde(default)]
    not_end: String,
    #[serde(default)]
    only_end: String,
    #[serde(default)]
    escape: String,
    #[serde(default)]
    newline: bool,
    #[serde(default)]
    replace: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Loader {
    profile: Spanned<String>,
    files: Vec<String>,
    pattern: String,
    languages: Vec<String>,
}

/// The tables `PROFILES`, `LOADERS` and the lists of names.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "dotenv.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let mut ids = BTreeSet::new();
    for profile in &file.profile {
        if !ids.insert(profile.id.get_ref().as_str()) {
            problems.at(
                &source,
                profile.id.span(),
                "this profile is there already; rename or remove it",
            );
        }
    }
    for loader in &file.loader {
        if !ids.contains(loader.profile.get_ref().as_str()) {
            problems.at(
                &source,
                loader.profile.span(),
                "no such profile; add one or use an id from above",
            );
        }
    }
    let list = |name: &str, items: &[String]| {
        format!(
            "pub(super) static {name}: &[&str] = {};\n",
            emit::strings(items)
        )
    };
    let profiles: Vec<String> = file.profile.iter().map(Profile::emit).collect();
    let loaders: Vec<String> = file.loader.iter().map(Loader::emit).collect();
    [
        list("TEMPLATES", &file.templates),
        list("CLIENT_PREFIXES", &file.client_prefixes),
        list("RESERVED_NAMES", &file.reserved_names),
        list("RESERVED_PREFIXES", &file.reserved_prefixes),
        list("FILLER_WORDS", &file.filler_words),
        format!(
            "pub(super) static PROFILES: &[Profile] = &[\n{}\n];\n",
            profiles.join(",\n")
        ),
        format!(
            "pub(super) static LOADERS: &[Loader] = &[\n{}\n];\n",
            loaders.join(",\n")
        ),
    ]
    .concat()
}

impl Profile {
    fn emit(&self) -> String {
        let forms: Vec<String> = self.form.iter().map(Form::emit).collect();
        format!(
            "Profile {{ id: {:?}, single: Single::{:?}, double: Double {{ unescape: {:?}, newline: {}, strip: {}, \
             none: {} }}, backtick: {}, dollar: Dollar::{:?}, refuse: {}, refuse_start: {:?}, refuse_end: {:?}, \
             forms: &[{}] }}",
            self.id.get_ref(),
            self.single,
            self.double.unescape,
            self.double.newline,
            self.double.strip,
            self.double.none,
            self.backtick,
            self.dollar,
            emit::strings(&self.refuse),
            self.refuse_start,
            self.refuse_end,
            forms.join(", ")
        )
    }
}

impl Form {
    fn emit(&self) -> String {
        format!(
            "Form {{ quote: {:?}, without: {}, not_start: {:?}, not_end: {:?}, only_end: {:?}, escape: {:?}, \
             newline: {}, replace: &{:?} }}",
            self.quote,
            emit::strings(&self.without),
            self.not_start,
            self.not_end,
            self.only_end,
            self.escape,
            self.newline,
            self.replace
        )
    }
}

impl Loader {
    fn emit(&self) -> String {
        format!(
            "Loader {{ profile: {:?}, files: {}, pattern: {:?}, languages: {} }}",
            self.profile.get_ref(),
            emit::strings(&self.files),
            self.pattern,
            emit::strings(&self.languages)
        )
    }
}
