//! `rules/dotenv.toml` and `rules/loaders.toml`: how loaders read `.env` files, how a project shows
//! which one it has, and names.

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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Loaders {
    loader: Vec<Loader>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    id: Spanned<String>,
    name: String,
    /// Another profile that reads and writes the same.
    like: Option<Spanned<String>>,
    #[serde(default)]
    duplicates: Duplicates,
    #[serde(default = "yes")]
    export: bool,
    #[serde(default = "yes")]
    spaces: bool,
    #[serde(default = "yes")]
    comments: bool,
    #[serde(default = "yes")]
    bom: bool,
    #[serde(default = "yes")]
    crlf: bool,
    #[serde(default)]
    ascii: bool,
    #[serde(default)]
    longest: usize,
    misreads: Option<Misreads>,
    single: Option<Single>,
    double: Option<Double>,
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
    #[serde(default)]
    form: Vec<Form>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "kebab-case")]
enum Duplicates {
    First,
    #[default]
    Last,
    Either,
    Refused,
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

/// What it does with lines that others read, by what is odd about them.
#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields, default)]
struct Misreads {
    junk: Effect,
    bare: Effect,
    colon: Effect,
    dash: Effect,
    dot: Effect,
    digit: Effect,
    export: Effect,
    comment: Effect,
    blanks: Effect,
    indent: Effect,
    mark: Effect,
    returns: Effect,
}

impl Default for Misreads {
    fn default() -> Self {
        let (ignores, reads) = (Effect::Ignores, Effect::Reads);
        Self {
            junk: ignores,
            bare: ignores,
            colon: ignores,
            dash: reads,
            dot: reads,
            digit: reads,
            export: reads,
            comment: reads,
            blanks: reads,
            indent: reads,
            mark: reads,
            returns: reads,
        }
    }
}

#[derive(Deserialize, Debug, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Effect {
    Reads,
    Ignores,
    Eats,
    Refuses,
    Differs,
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
    files: Vec<Spanned<String>>,
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default = "yes")]
    loads: bool,
    #[serde(default)]
    env: String,
}

/// The tables `PROFILES`, `LOADERS` and the lists of names.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "dotenv.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    check_profiles(&source, &file.profile, problems);
    let loaders = loaders(rules, &file.profile, problems);
    let list = |name: &str, items: &[String]| {
        format!(
            "pub(super) static {name}: &[&str] = {};\n",
            emit::strings(items)
        )
    };
    let profiles: Vec<String> = file
        .profile
        .iter()
        .map(|profile| profile.emit(base(profile, &file.profile)))
        .collect();
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

/// The profile whose grammar this one has: its own, or the one that it is like.
fn base<'p>(profile: &'p Profile, all: &'p [Profile]) -> &'p Profile {
    let like = profile.like.as_ref().map(Spanned::get_ref);
    like.and_then(|like| all.iter().find(|other| other.id.get_ref() == like))
        .unwrap_or(profile)
}

fn check_profiles(source: &Source, profiles: &[Profile], problems: &mut Problems) {
    let mut ids = BTreeSet::new();
    for profile in profiles {
        if !ids.insert(profile.id.get_ref().as_str()) {
            let why = "this profile is there already; rename or remove it";
            problems.at(source, profile.id.span(), why);
        }
        let owns = profile.single.is_some() && profile.double.is_some() && !profile.form.is_empty();
        match &profile.like {
            None if !owns => {
                let why =
                    "a profile says `single`, `double` and at least one form, or what it is `like`";
                problems.at(source, profile.id.span(), why);
            }
            Some(like) => {
                let other = profiles
                    .iter()
                    .find(|other| other.id.get_ref() == like.get_ref());
                if other.is_none_or(|other| other.like.is_some()) {
                    let why = "no profile of this id has a grammar of its own; name one that has";
                    problems.at(source, like.span(), why);
                }
                if profile.single.is_some() || profile.double.is_some() || !profile.form.is_empty()
                {
                    let why = "a profile that is `like` another has no `single`, `double` or form; remove them";
                    problems.at(source, like.span(), why);
                }
            }
            None => {}
        }
    }
}

/// The rows of `rules/loaders.toml` as text.
fn loaders(rules: &Path, profiles: &[Profile], problems: &mut Problems) -> Vec<String> {
    let Some(source) = Source::read(rules, "loaders.toml", problems) else {
        return Vec::new();
    };
    let Some(file) = source.parse::<Loaders>(problems) else {
        return Vec::new();
    };
    for loader in &file.loader {
        let known = profiles
            .iter()
            .any(|one| one.id.get_ref() == loader.profile.get_ref());
        if !known {
            let why = "no such profile; add one to dotenv.toml or use an id from there";
            problems.at(&source, loader.profile.span(), why);
        }
        for name in &loader.files {
            let (folder, last) = name
                .get_ref()
                .rsplit_once('/')
                .unwrap_or(("", name.get_ref()));
            if folder.contains('*')
                || last.matches('*').count() > 1
                || name.get_ref().starts_with('/')
            {
                let why = "a name is relative and has one `*` at most, in its last part; list the folders one by one";
                problems.at(&source, name.span(), why);
            }
        }
    }
    file.loader.iter().map(Loader::emit).collect()
}

impl Profile {
    fn emit(&self, base: &Self) -> String {
        let forms: Vec<String> = base.form.iter().map(Form::emit).collect();
        let double = base.double.as_ref();
        let double = double.map_or_else(String::new, Double::emit);
        format!(
            "Profile {{ id: {:?}, name: {:?}, duplicates: Duplicates::{:?}, export: {}, spaces: {}, comments: {}, bom: {}, \
             crlf: {}, ascii: {}, longest: {}, single: Single::{:?}, double: {double}, backtick: {}, dollar: Dollar::{:?}, \
             refuse: {}, refuse_start: {:?}, refuse_end: {:?}, forms: &[{}], misreads: {} }}",
            self.id.get_ref(),
            self.name,
            self.duplicates,
            self.export,
            self.spaces,
            self.comments,
            self.bom,
            self.crlf,
            base.ascii,
            base.longest,
            base.single.as_ref().unwrap_or(&Single::Plain),
            base.backtick,
            base.dollar,
            emit::strings(if self.refuse.is_empty() {
                &base.refuse
            } else {
                &self.refuse
            }),
            base.refuse_start,
            base.refuse_end,
            forms.join(", "),
            self.misreads.or(base.misreads).unwrap_or_default().emit()
        )
    }
}

impl Misreads {
    fn emit(self) -> String {
        format!(
            "Misreads {{ junk: Effect::{:?}, bare: Effect::{:?}, colon: Effect::{:?}, dash: Effect::{:?}, dot: Effect::{:?}, \
             digit: Effect::{:?}, export: Effect::{:?}, comment: Effect::{:?}, blanks: Effect::{:?}, indent: Effect::{:?}, mark: Effect::{:?}, \
             returns: Effect::{:?} }}",
            self.junk,
            self.bare,
            self.colon,
            self.dash,
            self.dot,
            self.digit,
            self.export,
            self.comment,
            self.blanks,
            self.indent,
            self.mark,
            self.returns
        )
    }
}

impl Double {
    fn emit(&self) -> String {
        format!(
            "Double {{ unescape: {:?}, newline: {}, strip: {}, none: {} }}",
            self.unescape, self.newline, self.strip, self.none
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
        let files: Vec<&String> = self.files.iter().map(Spanned::get_ref).collect();
        format!(
            "Loader {{ profile: {:?}, files: {}, pattern: {:?}, languages: {}, loads: {}, env: {:?} }}",
            self.profile.get_ref(),
            emit::strings(&files),
            self.pattern,
            emit::strings(&self.languages),
            self.loads,
            self.env
        )
    }
}
