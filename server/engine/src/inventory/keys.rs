//! The keys of a project, put together from its `.env` files and templates.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{Item, Key, Notes, Place, items};
use crate::finding::Role;
use crate::hygiene::says_secret;
use crate::rule::{self, Kind, Rule};
use crate::scan::{FileContext, scan};
use crate::suppress::Reason;

/// A file that defines variables.
pub struct Definition<'a> {
    /// Its path, relative to the project.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a str,
}

/// The keys that these files define, by name and folder. Variables that hold no secret as far as
/// their values, names and comments say are left out.
#[must_use]
pub fn collect(files: &[Definition<'_>]) -> Vec<Key> {
    let mut found: BTreeMap<(PathBuf, String), Key> = BTreeMap::new();
    let mut sure: BTreeMap<(PathBuf, String), bool> = BTreeMap::new();
    for file in files {
        let folder = file.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let known = Known::of(file.text);
        for mut item in items(file.text) {
            known.hide(&mut item.notes);
            let id = (folder.clone(), item.name.clone());
            let own = known.rule_in(&item);
            let rule = rule_of(&item.name, own);
            let is_key = item.notes.makes_key() || rule.is_some() || own.is_some();
            let known = sure.entry(id.clone()).or_default();
            *known |= is_key && item.notes.sensitive != Some(false);
            add(
                found
                    .entry(id)
                    .or_insert_with(|| empty(&item.name, &folder)),
                file,
                &item,
                (rule, own),
            );
        }
    }
    found.retain(|id, key| sure.get(id) == Some(&true) && key.notes.sensitive != Some(false));
    found.into_values().collect()
}

fn empty(name: &str, folder: &Path) -> Key {
    Key {
        name: name.to_owned(),
        folder: folder.to_path_buf(),
        rule: None,
        by_value: false,
        notes: Notes::default(),
        environments: Vec::new(),
        defined: Vec::new(),
    }
}

fn add(
    key: &mut Key,
    file: &Definition<'_>,
    item: &Item,
    (rule, own): (Option<&'static Rule>, Option<&'static Rule>),
) {
    key.notes.add(&item.notes);
    key.by_value |= own.is_some_and(|own| rule.is_some_and(|rule| rule.id == own.id));
    // What has a provider says more than what has none.
    key.rule = match (key.rule, rule) {
        (Some(old), Some(new)) if !names_provider(old) && names_provider(new) => Some(new),
        (old, new) => old.or(new),
    };
    let line = file.text[..item.key.start].matches('\n').count() + 1;
    key.defined.push(Place {
        path: file.path.to_string_lossy().replace('\\', "/"),
        line,
    });
    let environment = environment_of(file.path);
    if !environment.is_empty() && !key.environments.contains(&environment) {
        key.environments.push(environment);
    }
}

/// What `.env.NAME` is for: `production`. Empty for `.env` and templates.
fn environment_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if FileContext::of(Path::new(&*name), None).role != Role::DotEnv {
        return String::new();
    }
    let behind = name.strip_prefix(".env.").unwrap_or_default();
    behind
        .trim_end_matches(".local")
        .trim_start_matches("local")
        .to_owned()
}

/// What stands where a comment holds what it should not.
const HIDDEN: &str = "(not shown: it holds a secret)";

/// The places of values that a rule knows, in comments as well.
pub(super) struct Known(Vec<(Range<usize>, &'static Rule)>);

impl Known {
    pub(super) fn of(text: &str) -> Self {
        let context = FileContext {
            role: Role::DotEnv,
            ..FileContext::of(Path::new(".env"), None)
        };
        let found = scan(text, &context);
        let quiet = found
            .suppressed
            .into_iter()
            .filter(|it| it.reason == Reason::DotEnv);
        let quiet = quiet.map(|it| (it.range, it.rule));
        let loud = found.findings.into_iter().map(|it| (it.range, it.rule));
        Self(quiet.chain(loud).collect())
    }

    /// The rule for a variable's value.
    pub(super) fn rule_in(&self, item: &Item) -> Option<&'static Rule> {
        let line = &item.entry.value;
        let mut inside = self.0.iter();
        let inside = inside.find(|(range, _)| line.start <= range.start && range.end <= line.end);
        inside.map(|(_, rule)| *rule)
    }

    /// Takes out what people have written into comments and nobody should read.
    pub(super) fn hide(&self, notes: &mut Notes) {
        let texts = [
            &mut notes.owner,
            &mut notes.purpose,
            &mut notes.environment,
            &mut notes.revoke,
        ];
        for said in texts.into_iter().flatten() {
            let mut known = self.0.iter();
            if known.any(|(it, _)| it.start < said.range.end && said.range.start < it.end) {
                HIDDEN.clone_into(&mut said.text);
            }
        }
    }
}

/// Whether a variable is a key, as far as its name and comments say.
#[must_use]
pub fn is_key(item: &Item) -> bool {
    item.notes.sensitive != Some(false)
        && (item.notes.makes_key() || rule_of(&item.name, None).is_some())
}

/// The rule that speaks for a variable: that of its value, or of its name.
pub(super) fn rule_of(name: &str, value: Option<&'static Rule>) -> Option<&'static Rule> {
    let provider = |rule: &&'static Rule| names_provider(rule) && !rule.publishable;
    let value = value.filter(|rule| !rule.publishable);
    value
        .filter(provider)
        .or_else(|| by_name(name))
        .or_else(|| by_words(name))
        .or(value)
}

/// The rule for what is usually kept under a name. Where a provider has several kinds of credential
/// under it, the one with a page of its own; where several providers do, none.
fn by_name(name: &str) -> Option<&'static Rule> {
    let rules = rule::all().iter();
    let named: Vec<&Rule> = rules
        .filter(|rule| rule.env == name && names_provider(rule) && !rule.publishable)
        .collect();
    let first = *named.first()?;
    let has_page = |rule: &Rule| {
        !rule.revoke.is_empty() && !rule.revoke.contains("://docs.") && rule.variant != "test"
    };
    named
        .iter()
        .all(|rule| rule.provider.file == first.provider.file)
        .then(|| {
            named
                .iter()
                .copied()
                .find(|rule| has_page(rule))
                .unwrap_or(first)
        })
}

/// Whether a provider has several kinds of credential under a name, so that only a value tells
/// which one it is.
pub(super) fn is_one_of_many(rule: &Rule) -> bool {
    let same = |other: &&Rule| other.env == rule.env && other.provider.file == rule.provider.file;
    rule::all().iter().filter(same).nth(1).is_some()
}

/// Whether a rule is about the credentials of one provider, not about any or a kind of file.
pub(super) fn names_provider(rule: &Rule) -> bool {
    rule.provider.file != "generic" && !matches!(rule.kind, Kind::Line { .. } | Kind::Custom { .. })
}

/// The rule for any secret, where the name says that it is one.
fn by_words(name: &str) -> Option<&'static Rule> {
    let mut generic = rule::generic().iter();
    generic.find(|rule| rule.kind == Kind::Generic && says_secret(name))
}
