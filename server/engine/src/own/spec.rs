//! What a user's rule and an allow entry say, as they stand in settings.

use serde::Deserialize;

use super::pattern::{GlobList, Pattern};
use crate::finding::Severity;

/// A rule of the user's own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomRule {
    /// Kebab case or what another scanner calls it; no built-in rule may have it.
    pub id: String,
    /// What it is called in a message; the id when left out.
    #[serde(default)]
    pub name: Option<String>,
    /// What matches; without it every file that `path` names is a finding.
    #[serde(default)]
    pub regex: Option<Pattern>,
    /// The group that is the secret; when left out the first that matched, else all of the match.
    #[serde(default)]
    pub secret_group: Option<Group>,
    /// One of these must stand on the line, in any case.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Files that it is about; all when left out.
    #[serde(default)]
    pub path: Option<Single>,
    /// The same as a regex, which need not match all of the path.
    #[serde(default)]
    pub path_regex: Option<Pattern>,
    /// The secret must have more bits per character than this.
    #[serde(default)]
    pub entropy: Option<f64>,
    /// A secret that contains one of these, in any case, is none.
    #[serde(default)]
    pub stopwords: Vec<String>,
    /// What it must not report.
    #[serde(default)]
    pub allow: Vec<Allow>,
    /// Other rules of one's own that must match near by.
    #[serde(default)]
    pub required: Vec<Required>,
    /// Whether it is reported, or only there to be required.
    #[serde(default = "yes")]
    pub report: bool,
    /// How bad a leak is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The variable that a fix moves the value to.
    #[serde(default)]
    pub env: Option<String>,
    /// What it opens, and so why a leak matters.
    #[serde(default)]
    pub docs: Option<String>,
}

const fn yes() -> bool {
    true
}

/// One glob, where a list would say too much.
#[derive(Clone, Debug, PartialEq)]
pub struct Single(pub GlobList);

impl<'de> Deserialize<'de> for Single {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let list = GlobList::new(vec![String::deserialize(from)?]);
        list.map(Self).map_err(serde::de::Error::custom)
    }
}

/// A group of a regex.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Group {
    /// By its number, from 1; 0 is all of the match.
    Number(usize),
    /// By its name.
    Name(String),
}

/// Another rule that must match near by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// The other rule's id.
    pub id: String,
    /// At most so many lines away; anywhere in the file when left out.
    #[serde(default)]
    pub within_lines: Option<usize>,
    /// At most so many columns apart.
    #[serde(default)]
    pub within_columns: Option<usize>,
}

/// What is quiet although a rule would report it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// Only findings of these rules; of every rule when left out.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Only in these files.
    #[serde(default)]
    pub paths: GlobList,
    /// The same as regexes, which need not match all of the path.
    #[serde(default)]
    pub path_regexes: Vec<Pattern>,
    /// Values that are no secrets.
    #[serde(default)]
    pub regexes: Vec<Pattern>,
    /// What `regexes` look at.
    #[serde(default)]
    pub target: Target,
    /// Values that contain one of these, in any case.
    #[serde(default)]
    pub stopwords: Vec<String>,
    /// Single findings, by the fingerprints that reports name.
    #[serde(default)]
    pub fingerprints: Vec<String>,
    /// Whether one of the conditions is enough.
    #[serde(default)]
    pub condition: Condition,
    /// Why; for people.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a regex of an allow entry looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The secret.
    #[default]
    Value,
    /// All that the rule matched: the name and the value.
    Match,
    /// The line.
    Line,
}

/// How the conditions of an allow entry go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// One of them is enough.
    #[default]
    Any,
    /// All that are given must hold.
    All,
}

impl Allow {
    /// Whether it is about rules of this id.
    pub(crate) fn is_about(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|id| id == rule)
    }

    /// Whether it names files.
    pub(crate) fn has_paths(&self) -> bool {
        !self.paths.is_empty() || !self.path_regexes.is_empty()
    }

    /// Whether it looks at values or the text around them.
    pub(crate) fn has_values(&self) -> bool {
        !self.regexes.is_empty() || !self.stopwords.is_empty()
    }

    /// Whether it names this file.
    pub(crate) fn names(&self, path: &str) -> bool {
        self.paths.is_match(path) || self.path_regexes.iter().any(|it| it.is_match(path))
    }
}
