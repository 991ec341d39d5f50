//! `rules/generic.toml`: names that say secret, placeholders, well-known defaults and examples.

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::emit::{is_digest16, severity, strings};
use crate::front::Leads;
use crate::grams::SHORTEST;
use crate::source::{Problems, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    secret_words: Vec<WordEntry>,
    password_words: Vec<WordEntry>,
    public_words: Vec<WordEntry>,
    placeholders: Vec<String>,
    default_passwords: Vec<String>,
    no_passwords: Vec<String>,
    local_hosts: Vec<String>,
    known_examples: Vec<Example>,
    example_marks: Vec<Spanned<String>>,
    generic: Vec<GenericEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordEntry {
    text: Spanned<String>,
    weight: i16,
    #[serde(default)]
    whole: bool,
    #[serde(default)]
    pair: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    digest16: Spanned<String>,
    what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenericEntry {
    id: String,
    name: String,
    kind: Spanned<String>,
    severity: Spanned<String>,
    #[serde(default)]
    env: String,
    #[serde(default)]
    env_note: String,
    #[serde(default)]
    revoke: String,
    #[serde(default)]
    revoke_note: String,
    docs: String,
    #[serde(default)]
    companion_names: Vec<String>,
}

/// Fewest characters of a mark: seven stand in a random key by chance once in a million million.
const MIN_MARK: usize = 7;

/// The tables as Rust text.
pub(crate) fn build(rules: &Path, leads: &mut Leads, problems: &mut Problems) -> String {
    let Some(source) = Source::read(rules, "generic.toml", problems) else {
        return String::new();
    };
    let Some(file) = source.parse::<File>(problems) else {
        return String::new();
    };
    let mut out = String::new();
    let lists = [
        ("SECRET_WORDS", &file.secret_words),
        ("PASSWORD_WORDS", &file.password_words),
        ("PUBLIC_WORDS", &file.public_words),
    ];
    for (name, words) in lists {
        let words = words_text(&source, words, problems);
        writeln!(out, "static {name}: &[Word] = &[{words}];").expect("a string");
    }
    for word in file.secret_words.iter().chain(&file.password_words) {
        if word.text.get_ref().len() < SHORTEST {
            let message = format!("a word to search for has at least {SHORTEST} characters");
            problems.at(&source, word.text.span(), message);
        }
    }
    for (name, list) in [
        ("PLACEHOLDERS", &file.placeholders),
        ("DEFAULT_PASSWORDS", &file.default_passwords),
        ("NO_PASSWORDS", &file.no_passwords),
        ("LOCAL_HOSTS", &file.local_hosts),
    ] {
        writeln!(out, "static {name}: &[&str] = {};", strings(list)).expect("a string");
    }
    let mut marks = Vec::new();
    for mark in &file.example_marks {
        if mark.get_ref().len() < MIN_MARK {
            let message = format!("a mark has at least {MIN_MARK} characters, or chance writes it");
            problems.at(&source, mark.span(), message);
        }
        marks.push(mark.get_ref());
    }
    writeln!(out, "static EXAMPLE_MARKS: &[&str] = {};", strings(&marks)).expect("a string");
    writeln!(out, "static KNOWN_EXAMPLES: &[(&str, &str)] = &[").expect("a string");
    for example in &file.known_examples {
        let digest = example.digest16.get_ref();
        if !is_digest16(digest) {
            let message = "an example is the first 16 hex digits of its SHA-256, never the value";
            problems.at(&source, example.digest16.span(), message);
        }
        writeln!(out, "({digest:?}, {:?}),", example.what).expect("a string");
    }
    out.push_str("];\nstatic GENERIC_RULES: &[Rule] = &[\n");
    for (place, rule) in file.generic.iter().enumerate() {
        out.push_str(&rule_text(&source, rule, problems));
        let words = match rule.kind.get_ref().as_str() {
            "password" => &file.password_words,
            _ => &file.secret_words,
        };
        for word in words {
            leads.unshaped(place, word.text.get_ref());
        }
    }
    out.push_str("];\n");
    out
}

fn words_text(source: &Source, words: &[WordEntry], problems: &mut Problems) -> String {
    let mut out = String::new();
    for word in words {
        let text = word.text.get_ref();
        if text.len() < 2 || text.chars().any(|c| c.is_ascii_uppercase()) {
            problems.at(
                source,
                word.text.span(),
                "a word has at least 2 characters, all lower case",
            );
        }
        let (weight, whole, pair) = (word.weight, word.whole, word.pair);
        write!(
            out,
            "Word {{ text: {text:?}, weight: {weight}, whole: {whole}, pair: {pair} }}, "
        )
        .expect("a string");
    }
    out
}

fn rule_text(source: &Source, rule: &GenericEntry, problems: &mut Problems) -> String {
    let kind = match rule.kind.get_ref().as_str() {
        "generic" => "Generic",
        "password" => "Password",
        _ => {
            problems.at(source, rule.kind.span(), "kind is generic or password");
            return String::new();
        }
    };
    let known = severity(rule.severity.get_ref());
    let Some(severity) = known.filter(|it| !matches!(*it, "Info" | "Critical")) else {
        problems.at(
            source,
            rule.severity.span(),
            "severity is low, medium or high here",
        );
        return String::new();
    };
    if rule.env.is_empty() == rule.env_note.is_empty() {
        let message = "name the variable in env, or say in env_note why there is none";
        problems.at(source, rule.kind.span(), message);
    }
    format!(
        "Rule {{ id: {:?}, provider: &GENERIC_PROVIDER, name: {:?}, kind: Kind::{kind}, shape: \"\", \
         proof: None, proof_boost_only: false, severity: Severity::{severity}, publishable: false, \
         random: false, login: false, common_in_docs: false, variant: \"\", env: {:?}, env_note: {:?}, revoke: {:?}, revoke_note: {:?}, docs: {:?}, public_prefix: 0, \
         near_misses: &[], quiet_texts: &[], public_examples: &[], companions: &[], companion_names: {} }},\n",
        rule.id,
        rule.name,
        rule.env,
        rule.env_note,
        rule.revoke,
        rule.revoke_note,
        rule.docs,
        strings(&rule.companion_names)
    )
}
