//! What the engine says about a piece of text.

use std::ops::Range;

use serde::Deserialize;

use crate::rule::Rule;
use crate::suppress::Reason;

/// How sure Keyward is. Decides the severity a user sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Shown as a hint; left out of `keyward check` unless asked for.
    Possible,
    /// Shown as a warning.
    Likely,
    /// Shown as an error.
    Certain,
}

impl Confidence {
    /// The word for it in reports, flags and settings.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// How bad it is when the finding is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing, nothing to rotate.
    Info,
    /// A test-mode or narrow credential.
    Low,
    /// An ordinary credential.
    Medium,
    /// A credential that gives wide access.
    High,
    /// A credential that gives everything.
    Critical,
}

impl Severity {
    /// One step worse.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Info => Self::Low,
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// The word for it in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Word {
            Info,
            Low,
            Medium,
            High,
            Critical,
        }
        Ok(match Word::deserialize(from)? {
            Word::Info => Self::Info,
            Word::Low => Self::Low,
            Word::Medium => Self::Medium,
            Word::High => Self::High,
            Word::Critical => Self::Critical,
        })
    }
}

/// What the offline proof of a credential's form said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// The format carries a checksum or a checkable structure, and it holds.
    Passed,
    /// The format carries one, and it does not hold: a typo or a placeholder.
    Failed,
    /// The format has nothing to check offline.
    None,
}

impl Proof {
    /// The word for it in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::None => "none",
        }
    }
}

/// What kind of file the text stands in; decided from its path alone, so that a
/// finding never depends on text far away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Program source.
    Source,
    /// Configuration of a program, a service or a build.
    Config,
    /// A `.env` file: values belong here, exposure is what matters.
    DotEnv,
    /// A `.env.example` and its kin: committed, so it must hold no real value.
    Template,
    /// A test or a fixture.
    Test,
    /// Prose.
    Docs,
    /// A lock file or other machine-written list of digests.
    Lock,
    /// Generated or minified code.
    Generated,
}

/// One observation that raised or lowered the confidence of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// The name of the observation in `rules/weights.toml`.
    pub id: &'static str,
    /// What was seen, in words for a hover: "checksum valid", "assigned to a password-like name".
    pub text: &'static str,
    /// How much it counts, in hundredths of a logit; 0 for facts that decide alone.
    pub weight: i16,
}

/// How a credential is written that does not stand in plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Inside a run of base64, of either alphabet.
    Base64,
    /// Inside a run of hex digits.
    Hex,
    /// With `%XX` in it.
    Percent,
    /// With `\xNN` or `\uXXXX` in it.
    Escapes,
    /// In parts: literals side by side or with an operator between them.
    Joined,
}

impl Layer {
    /// The word for it in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Percent => "percent-encoding",
            Self::Escapes => "escapes",
            Self::Joined => "parts",
        }
    }

    /// How something is written, as a part of a sentence.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Base64 => "in base64",
            Self::Hex => "in hex digits",
            Self::Percent => "percent-encoded",
            Self::Escapes => "in escapes",
            Self::Joined => "in parts",
        }
    }
}

/// Something that belongs to a credential: the id of a key pair, the name of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// What it is, in words.
    pub what: &'static str,
    /// Where it stands, as bytes of the document.
    pub range: Range<usize>,
}

/// One credential at one place. Holds where it is, never what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The secret itself, as bytes of the document.
    pub range: Range<usize>,
    /// The name the value is assigned to, if one was seen, as bytes of the document.
    pub sink: Option<Range<usize>>,
    /// How sure.
    pub confidence: Confidence,
    /// How bad.
    pub severity: Severity,
    /// What the offline check said.
    pub proof: Proof,
    /// Everything that was weighed, strongest first.
    pub reasons: Vec<Signal>,
    /// How it is written, the outermost layer first; empty for plain text. With any layer the
    /// range is what the user sees, not the credential itself.
    pub layers: Vec<Layer>,
    /// The other parts of the credential, found near by.
    pub companions: Vec<Companion>,
}

impl Finding {
    /// How many leading bytes of the range are public and may be shown.
    #[must_use]
    pub fn public_prefix(&self) -> usize {
        public_prefix(self.rule, &self.layers)
    }
}

/// A candidate that was judged not worth reporting, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppressed {
    /// The rule that would have reported it.
    pub rule: &'static Rule,
    /// The candidate's bytes in the document.
    pub range: Range<usize>,
    /// Why it is quiet.
    pub reason: Reason,
    /// How it is written, as in [`Finding::layers`].
    pub layers: Vec<Layer>,
}

impl Suppressed {
    /// How many leading bytes of the range are public and may be shown.
    #[must_use]
    pub fn public_prefix(&self) -> usize {
        public_prefix(self.rule, &self.layers)
    }
}

/// What is encoded or in parts begins with something else than the credential does.
fn public_prefix(rule: &Rule, layers: &[Layer]) -> usize {
    if layers.is_empty() {
        rule.public_prefix
    } else {
        0
    }
}
