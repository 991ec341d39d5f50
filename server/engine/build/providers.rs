//! `rules/providers/*.toml`: one file per provider, its credentials as rules.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::ProofKind;
use crate::emit::{ClassTable, is_digest16, severity, strings};
use crate::front::Leads;
use crate::grams::{self, SHORTEST};
use crate::limits::WITHIN;
use crate::shape::{self, Alternative, Set};
use crate::source::{Problems, Source};
use crate::spelling;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: Spanned<String>,
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: Spanned<String>,
    name: String,
    kind: Spanned<String>,
    shape: Option<Spanned<String>>,
    #[serde(default)]
    words: Vec<Spanned<String>>,
    within: Option<Spanned<u16>>,
    begin: Option<Spanned<String>>,
    end: Option<Spanned<String>>,
    sink: Option<String>,
    #[serde(default)]
    schemes: Vec<String>,
    proof: Option<Spanned<String>>,
    #[serde(default)]
    proof_boost_only: bool,
    severity: Spanned<String>,
    #[serde(default)]
    publishable: bool,
    #[serde(default)]
    random: bool,
    #[serde(default)]
    common_in_docs: bool,
    #[serde(default)]
    login: bool,
    variant: Option<Spanned<String>>,
    env: Option<Spanned<String>>,
    env_note: Option<Spanned<String>>,
    revoke: Spanned<String>,
    #[serde(default)]
    revoke_note: String,
    docs: Spanned<String>,
    #[serde(default)]
    near_misses: Vec<Spanned<String>>,
    #[serde(default)]
    quiet_texts: Vec<String>,
    #[serde(default)]
    public_examples: Vec<Spanned<String>>,
    #[serde(default)]
    companions: Vec<Spanned<String>>,
    #[serde(default)]
    companion_names: Vec<Spanned<String>>,
}

/// Which of a provider's worlds a credential opens.
const VARIANTS: &[&str] = &["live", "test", "restricted"];

const NEAR_MISSES: &[&str] = &["short", "long", "class", "glued", "checksum", "prefix-case"];

/// The tables as Rust text, and what is to be searched for.
pub(crate) fn build(rules: &Path, problems: &mut Problems) -> (String, Leads) {
    let mut tables = Tables::default();
    let sources = Source::folder(rules, "providers", problems);
    let mut companions = Vec::new();
    let mut files = BTreeMap::new();
    for source in &sources {
        let Some(file) = source.parse::<File>(problems) else {
            continue;
        };
        let provider = tables.providers.len();
        tables.providers.push(format!(
            "Provider {{ name: {:?}, file: {:?} }}",
            file.provider.get_ref(),
            source.stem
        ));
        check_file(source, &file.provider, &mut files, problems);
        for rule in file.rule {
            tables.rule(source, provider, &rule, problems);
            companions.extend(rule.companions.into_iter().map(|id| (source, id)));
        }
    }
    for (source, id) in companions {
        let known = tables.rules.contains_key(id.get_ref());
        if !known {
            let message = "no rule has this id; a companion is the id of another rule";
            problems.at(source, id.span(), message);
        }
    }
    tables.leads.ids = tables.rules.keys().cloned().collect();
    (tables.text(), tables.leads)
}

/// Lengths of values that are told apart.
const NAMED_LENGTHS: usize = 128;

/// The bytes of the values of `named` rules, by length.
struct NamedBytes(Vec<Set>);

impl Default for NamedBytes {
    fn default() -> Self {
        Self(vec![Set::default(); NAMED_LENGTHS + 1])
    }
}

impl NamedBytes {
    fn add(&mut self, alternatives: &[Alternative]) {
        for alternative in alternatives {
            let (bytes, (min, max)) = (alternative.bytes(), alternative.lengths());
            for set in &mut self.0[min.min(NAMED_LENGTHS)..=max.min(NAMED_LENGTHS)] {
                set.iter_mut()
                    .zip(bytes)
                    .for_each(|(set, more)| *set |= more);
            }
        }
    }

    fn text(&self) -> String {
        let classes: Vec<String> = self.0.iter().map(|set| format!("Class({set:?})")).collect();
        format!("[{}]", classes.join(", "))
    }
}

#[derive(Default)]
struct Tables {
    providers: Vec<String>,
    rules: BTreeMap<String, String>,
    /// Words of `named` rules with the rule's id.
    named: Vec<(String, String)>,
    /// What stands in a value of a `named` rule, by its length; longer ones count as the longest.
    named_bytes: NamedBytes,
    classes: ClassTable,
    leads: Leads,
}

impl Tables {
    fn text(&self) -> String {
        let mut out = self.classes.statics();
        let (providers, rules) = (self.providers.join(",\n"), &self.rules);
        writeln!(
            out,
            "static PROVIDERS: [Provider; {}] = [{providers}];",
            self.providers.len()
        )
        .expect("a string");
        writeln!(out, "static RULES: [Rule; {}] = [", rules.len()).expect("a string");
        for rule in rules.values() {
            writeln!(out, "{rule},").expect("a string");
        }
        out.push_str("];\n");
        out.push_str(&self.named_text());
        writeln!(
            out,
            "static NAMED_BYTES: [Class; {}] = {};",
            self.named_bytes.0.len(),
            self.named_bytes.text()
        )
        .expect("a string");
        out
    }

    /// The words of `named` rules in the order of their buckets, each with the place of its rule.
    fn named_text(&self) -> String {
        let ids: Vec<&String> = self.rules.keys().collect();
        let mut words = self.named.clone();
        words.sort();
        grams::sort(&mut words, |(word, _)| word.as_bytes());
        let mut out = format!("static NAMED: [(&str, u16); {}] = [\n", words.len());
        for (word, id) in &words {
            // A rule that did not build has been reported.
            let place = ids.binary_search(&id).unwrap_or_default();
            writeln!(out, "({word:?}, {place}),").expect("a string");
        }
        let heads = grams::heads(words.iter().map(|(word, _)| word.as_bytes()));
        writeln!(
            out,
            "];\nstatic NAMED_HEADS: [u16; {}] = {heads:?};",
            heads.len()
        )
        .expect("a string");
        out
    }

    fn rule(
        &mut self,
        source: &Source,
        provider: usize,
        rule: &RuleEntry,
        problems: &mut Problems,
    ) {
        check_words(source, rule, problems);
        let Some(kind) = self.kind(source, rule, problems) else {
            return;
        };
        let proof = match &rule.proof {
            None => "None".to_owned(),
            Some(name) if ProofKind::parse(name.get_ref()).is_some() => {
                let variant = ProofKind::parse(name.get_ref()).map_or("", ProofKind::variant);
                format!("Some(ProofKind::{variant})")
            }
            Some(name) => {
                let known: Vec<&str> = ProofKind::ALL.iter().map(|proof| proof.name()).collect();
                let known = known.join(", ");
                problems.at(
                    source,
                    name.span(),
                    format!("no such proof; known: {known}"),
                );
                return;
            }
        };
        let Some(severity) = severity(rule.severity.get_ref()) else {
            let message = "severity is info, low, medium, high or critical";
            return problems.at(source, rule.severity.span(), message);
        };
        let names = |list: &[Spanned<String>]| -> Vec<String> {
            list.iter().map(|item| item.get_ref().clone()).collect()
        };
        let text = format!(
            "Rule {{ id: {:?}, provider: &PROVIDERS[{provider}], name: {:?}, kind: {kind}, shape: {:?}, \
             proof: {proof}, proof_boost_only: {}, severity: Severity::{severity}, publishable: {}, \
             random: {}, login: {}, common_in_docs: {}, variant: {:?}, env: {:?}, env_note: {:?}, revoke: {:?}, revoke_note: {:?}, docs: {:?}, public_prefix: {}, \
             near_misses: {}, quiet_texts: {}, public_examples: {}, companions: {}, companion_names: {} }}",
            rule.id.get_ref(),
            rule.name,
            rule.shape.as_ref().map_or("", |shape| shape.get_ref()),
            rule.proof_boost_only,
            rule.publishable,
            rule.random,
            rule.login,
            rule.common_in_docs,
            text(rule.variant.as_ref()),
            text(rule.env.as_ref()),
            text(rule.env_note.as_ref()),
            rule.revoke.get_ref(),
            rule.revoke_note,
            rule.docs.get_ref(),
            public_prefix(rule),
            strings(&names(&rule.near_misses)),
            strings(&rule.quiet_texts),
            strings(&names(&rule.public_examples)),
            strings(&names(&rule.companions)),
            strings(&names(&rule.companion_names)),
        );
        if self.rules.insert(rule.id.get_ref().clone(), text).is_some() {
            problems.at(
                source,
                rule.id.span(),
                "another rule has this id; ids are unique",
            );
        }
    }

    fn kind(
        &mut self,
        source: &Source,
        rule: &RuleEntry,
        problems: &mut Problems,
    ) -> Option<String> {
        let words: Vec<&str> = rule
            .words
            .iter()
            .map(|word| word.get_ref().as_str())
            .collect();
        let id = rule.id.get_ref();
        match rule.kind.get_ref().as_str() {
            "token" => {
                let alternatives = alternatives(source, rule, true, problems)?;
                self.leads.token(id, &alternatives);
                let bodies = self.classes.bodies(&alternatives);
                Some(format!("Kind::Token {{ bodies: {bodies} }}"))
            }
            "assigned" => {
                let bodies = self.bodies(source, rule, problems)?;
                self.leads.words(id, "Assigned", &words);
                Some(format!(
                    "Kind::Assigned {{ words: {}, bodies: {bodies} }}",
                    strings(&words)
                ))
            }
            "named" => {
                let alternatives = alternatives(source, rule, false, problems)?;
                self.named_bytes.add(&alternatives);
                let bodies = self.classes.bodies(&alternatives);
                self.named
                    .extend(words.iter().map(|word| ((*word).to_owned(), id.clone())));
                Some(format!(
                    "Kind::Named {{ words: {}, bodies: {bodies} }}",
                    strings(&words)
                ))
            }
            "near" => {
                let bodies = self.bodies(source, rule, problems)?;
                self.leads.words(id, "Near", &words);
                let within = rule
                    .within
                    .as_ref()
                    .map_or(WITHIN, |within| *within.get_ref());
                Some(format!(
                    "Kind::Near {{ words: {}, within: {within}, bodies: {bodies} }}",
                    strings(&words)
                ))
            }
            "block" => {
                let (Some(begin), Some(end)) = (&rule.begin, &rule.end) else {
                    problems.at(
                        source,
                        rule.kind.span(),
                        "a block has `begin` and `end` markers",
                    );
                    return None;
                };
                self.leads.block(id, begin.get_ref());
                Some(format!(
                    "Kind::Block {{ begin: {:?}, end: {:?}, sink: {:?} }}",
                    begin.get_ref(),
                    end.get_ref(),
                    rule.sink.as_deref().unwrap_or_default()
                ))
            }
            "url" => Some(format!(
                "Kind::Url {{ schemes: {} }}",
                strings(&rule.schemes)
            )),
            _ => {
                let message = "kind is token (has a prefix of its own), assigned, named or near (known by a word), block or url";
                problems.at(source, rule.kind.span(), message);
                None
            }
        }
    }

    fn bodies(
        &mut self,
        source: &Source,
        rule: &RuleEntry,
        problems: &mut Problems,
    ) -> Option<String> {
        let alternatives = alternatives(source, rule, false, problems)?;
        Some(self.classes.bodies(&alternatives))
    }
}

fn alternatives(
    source: &Source,
    rule: &RuleEntry,
    anchored: bool,
    problems: &mut Problems,
) -> Option<Vec<Alternative>> {
    let Some(shape) = &rule.shape else {
        problems.at(source, rule.kind.span(), "this kind of rule has a `shape`");
        return None;
    };
    match shape::lower(shape.get_ref(), anchored) {
        Ok(alternatives) => Some(alternatives),
        Err(message) => {
            problems.at(source, shape.span(), format!("shape: {message}"));
            None
        }
    }
}

fn check_words(source: &Source, rule: &RuleEntry, problems: &mut Problems) {
    let id = rule.id.get_ref();
    if id.is_empty()
        || !id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        problems.at(
            source,
            rule.id.span(),
            "an id is kebab case: lower letters, digits, dashes, such as acme-api-key",
        );
    }
    check_env(source, rule, problems);
    if let Some(variant) = &rule.variant
        && !VARIANTS.contains(&variant.get_ref().as_str())
    {
        let known = VARIANTS.join(", ");
        let message = format!("variant is one of {known}; leave it out where there is one kind");
        problems.at(source, variant.span(), message);
    }
    let revoke = rule.revoke.get_ref();
    if revoke.is_empty() && rule.revoke_note.is_empty() {
        problems.at(
            source,
            rule.revoke.span(),
            "name the page to revoke at, or say how in revoke_note",
        );
    }
    if !revoke.is_empty() && !revoke.starts_with("https://") {
        problems.at(
            source,
            rule.revoke.span(),
            "the page to revoke at is an https:// address",
        );
    }
    if rule.docs.get_ref().len() < 20 {
        problems.at(
            source,
            rule.docs.span(),
            "docs says in a sentence what the credential opens, and so why a leak matters",
        );
    }
    if matches!(rule.kind.get_ref().as_str(), "assigned" | "named" | "near")
        && rule.words.is_empty()
    {
        problems.at(source, rule.kind.span(), "this kind of rule has `words`");
    }
    check_unread(source, rule, problems);
    for word in rule.words.iter().chain(&rule.companion_names) {
        let text = word.get_ref();
        if text.len() < 3 || text.chars().any(|c| c.is_ascii_uppercase()) {
            problems.at(
                source,
                word.span(),
                "a word has at least 3 characters, all lower case",
            );
        } else if spelling::beginnings(text)
            .iter()
            .any(|part| part.len() < SHORTEST)
        {
            let message = "the first two parts of a word have 3 characters in all, or everything would be searched for them";
            problems.at(source, word.span(), message);
        }
    }
    if rule.kind.get_ref() == "named" {
        for word in &rule.words {
            let first = word.get_ref().bytes().take(3);
            if first.filter(u8::is_ascii_alphanumeric).count() < 3 {
                let message = "a word of this kind begins with three letters or digits";
                problems.at(source, word.span(), message);
            }
        }
    }
    if let Some(within) = &rule.within
        && *within.get_ref() > WITHIN
    {
        problems.at(
            source,
            within.span(),
            format!("within is at most {WITHIN} bytes"),
        );
    }
    for near_miss in &rule.near_misses {
        if !NEAR_MISSES.contains(&near_miss.get_ref().as_str()) {
            let known = NEAR_MISSES.join(", ");
            problems.at(
                source,
                near_miss.span(),
                format!("no such near miss; known: {known}"),
            );
        }
    }
    if let Some(near_miss) = rule
        .near_misses
        .iter()
        .find(|it| it.get_ref() == "prefix-case")
        && public_prefix(rule) == 0
    {
        let message = "prefix-case needs a secret that begins with a literal; drop it here";
        problems.at(source, near_miss.span(), message);
    }
    for example in &rule.public_examples {
        if !is_digest16(example.get_ref()) {
            let message =
                "a public example is the first 16 hex digits of its SHA-256, never the value";
            problems.at(source, example.span(), message);
        }
    }
}

/// The text of a field, empty where it is left out.
fn text(field: Option<&Spanned<String>>) -> &str {
    field.map_or("", |field| field.get_ref())
}

/// One file for a provider, named so that it can be found.
fn check_file<'a>(
    source: &'a Source,
    provider: &Spanned<String>,
    files: &mut BTreeMap<String, &'a str>,
    problems: &mut Problems,
) {
    let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !source.stem.bytes().all(kebab) {
        let message =
            "a file's name is kebab case: lower letters, digits, dashes, such as acme-cloud.toml";
        problems.at(source, provider.span(), message);
    }
    let name = provider.get_ref().to_lowercase();
    if let Some(other) = files.insert(name, &source.name) {
        let message = format!("{other} is of this provider, too; put the rules into one file");
        problems.at(source, provider.span(), message);
    }
}

/// Fields that this kind of rule does not read, so whoever wrote them expects something else.
fn check_unread(source: &Source, rule: &RuleEntry, problems: &mut Problems) {
    let kind = rule.kind.get_ref().as_str();
    let by_shape = !matches!(kind, "block" | "url");
    let no_words = kind == "token" || !by_shape;
    let unread = [
        ("words", no_words, rule.words.first().map(Spanned::span)),
        (
            "within",
            kind != "near",
            rule.within.as_ref().map(Spanned::span),
        ),
        (
            "begin",
            kind != "block",
            rule.begin.as_ref().map(Spanned::span),
        ),
        ("end", kind != "block", rule.end.as_ref().map(Spanned::span)),
        ("shape", !by_shape, rule.shape.as_ref().map(Spanned::span)),
    ];
    for (field, is_unread, place) in unread {
        if let Some(place) = place.filter(|_| is_unread) {
            let message = format!(
                "a rule of kind {kind} does not read `{field}`; drop it or choose another kind"
            );
            problems.at(source, place, message);
        }
    }
    if by_shape && rule.near_misses.is_empty() {
        let message = "near_misses names at least one way to spoil a sample so that it is none any more, \
                       such as \"short\" or \"glued\"";
        problems.at(source, rule.id.span(), message);
    }
}

/// Either the variable's name or why there is none.
fn check_env(source: &Source, rule: &RuleEntry, problems: &mut Problems) {
    match (&rule.env, &rule.env_note) {
        (Some(env), None) => {
            let name = env.get_ref();
            let well_named = name.starts_with(|c: char| c.is_ascii_uppercase())
                && name
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
            if !well_named {
                let message = "env is a name such as GITHUB_TOKEN; where no variable fits, write why in env_note instead";
                problems.at(source, env.span(), message);
            }
        }
        (None, Some(note)) if note.get_ref().len() >= 20 => {}
        (None, Some(note)) => {
            let message =
                "env_note says in a sentence why there is no variable, and what to use instead";
            problems.at(source, note.span(), message);
        }
        (None, None) => {
            let message = "name the variable that the provider's own tools read (env = \"ACME_API_KEY\"), \
                           or say in env_note why there is none";
            problems.at(source, rule.id.span(), message);
        }
        (Some(_), Some(note)) => {
            let message = "env and env_note exclude each other: keep env if there is a variable";
            problems.at(source, note.span(), message);
        }
    }
}

/// How many leading bytes of the secret every alternative shares as a literal.
fn public_prefix(rule: &RuleEntry) -> usize {
    let Some(shape) = &rule.shape else { return 0 };
    if rule.kind.get_ref() != "token" {
        return 0;
    }
    let Ok(alternatives) = shape::lower(shape.get_ref(), true) else {
        return 0;
    };
    let shown = |one: &Alternative| {
        if one.secret.0 == 0 {
            one.prefix().len()
        } else {
            0
        }
    };
    alternatives.iter().map(shown).min().unwrap_or(0)
}
