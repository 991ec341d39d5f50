//! The shape of a rule once `build.rs` has checked it.

use crate::finding::{Role, Severity};
use crate::rule::class::Class;
use crate::rule::format::{Accept, Reader};
use crate::rule::proof::ProofKind;

/// Who issues a credential.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// As the provider writes it: `GitHub`.
    pub name: &'static str,
    /// The file under `rules/providers/`, without its ending; also the page under `docs/rules/`.
    pub file: &'static str,
}

/// One credential of one provider.
#[derive(Debug)]
pub struct Rule {
    /// `<provider>-<credential>` in kebab case; stable for ever.
    pub id: &'static str,
    /// Who issues it.
    pub provider: &'static Provider,
    /// What it is called in a message: `GitHub personal access token (classic)`.
    pub name: &'static str,
    /// How it is found.
    pub kind: Kind,
    /// The shape as authored: a bounded regex, empty for kinds without one.
    pub shape: &'static str,
    /// What can be checked offline.
    pub proof: Option<ProofKind>,
    /// Whether a failing proof says nothing, because the format is derived and not documented.
    pub proof_boost_only: bool,
    /// How bad a leak is.
    pub severity: Severity,
    /// Meant for clients: recognised so that nothing else reports it, and not a leak.
    pub publishable: bool,
    /// Whether the value must also look random, for shapes that words can take.
    pub random: bool,
    /// Whether the value is `user:password` in base64, to be judged by the password.
    pub login: bool,
    /// Samples of it stand in documentation everywhere, so one counts for less there and in tests.
    pub common_in_docs: bool,
    /// `live`, `test` or `restricted`, for a provider that issues one kind for each; else empty.
    pub variant: &'static str,
    /// The conventional environment variable; empty when `env_note` says why there is none.
    pub env: &'static str,
    /// Why there is no variable; empty when `env` names it.
    pub env_note: &'static str,
    /// Where to revoke or rotate it; empty when `revoke_note` says how instead.
    pub revoke: &'static str,
    /// What to know when revoking; may be empty.
    pub revoke_note: &'static str,
    /// One or two sentences: what it gives access to and why a leak matters.
    pub docs: &'static str,
    /// How many leading bytes of the secret are the same in every one (`ghp_`), and may be shown.
    pub public_prefix: usize,
    /// Names of the ways in which a sample is spoilt so that the rule must not match.
    pub near_misses: &'static [&'static str],
    /// Harmless texts that resemble the credential and must stay quiet.
    pub quiet_texts: &'static [&'static str],
    /// First 16 hex digits of the SHA-256 of values that the provider publishes as examples.
    pub public_examples: &'static [&'static str],
    /// Ids of the rules whose finds near by are parts of the same credential.
    pub companions: &'static [&'static str],
    /// Words of names whose values near by belong to it: `client_id`, `username`.
    pub companion_names: &'static [&'static str],
}

impl Rule {
    /// A rule that says nothing, for those that are made while the program runs.
    pub(crate) const EMPTY: Self = Self {
        id: "",
        provider: &Provider { name: "", file: "" },
        name: "",
        kind: Kind::Custom { words: &[] },
        shape: "",
        proof: None,
        proof_boost_only: false,
        severity: Severity::High,
        publishable: false,
        random: false,
        login: false,
        common_in_docs: false,
        variant: "",
        env: "",
        env_note: "",
        revoke: "",
        revoke_note: "",
        companions: &[],
        companion_names: &[],
        docs: "",
        public_prefix: 0,
        near_misses: &[],
        quiet_texts: &[],
        public_examples: &[],
    };
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// One piece of a shape.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// These bytes.
    Literal(&'static [u8]),
    /// Between `min` and `max` bytes of a class.
    Run {
        /// The bytes allowed.
        class: &'static Class,
        /// At least this many.
        min: u16,
        /// At most this many.
        max: u16,
    },
}

/// One way a credential can be written: pieces in order, and where the secret stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Body {
    /// The pieces.
    pub parts: &'static [Part],
    /// The pieces that make up the secret, by index: all of them unless the shape marks a group.
    pub secret: (u8, u8),
}

/// The lane that finds a credential (`ARCHITECTURE.md`, "Lanes").
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lane A: begins with a literal of its own.
    Token {
        /// The ways it is written.
        bodies: &'static [Body],
    },
    /// Lane B: the whole value assigned to a name that contains one of these words.
    Assigned {
        /// Lower-case words of at least three letters.
        words: &'static [&'static str],
        /// The ways the value is written.
        bodies: &'static [Body],
    },
    /// Lane B for the long tail: a shaped value under a name that says secret, with one of these
    /// words in the name or shortly before it. Costs nothing where no name says secret.
    Named {
        /// Lower-case words of the provider, at least three letters.
        words: &'static [&'static str],
        /// The ways the value is written.
        bodies: &'static [Body],
    },
    /// Lane C: a shaped run with a word shortly before it.
    Near {
        /// Lower-case words of at least three letters.
        words: &'static [&'static str],
        /// At most this many bytes between the word and the run.
        within: u16,
        /// The ways the run is written.
        bodies: &'static [Body],
    },
    /// Lane D: from a begin marker to an end marker.
    Block {
        /// The first marker.
        begin: &'static str,
        /// The last marker.
        end: &'static str,
        /// Only when assigned to a name that contains this; empty for any.
        sink: &'static str,
    },
    /// Lane E: a password in a URL.
    Url {
        /// Schemes this rule is for, lower case; none means every scheme.
        schemes: &'static [&'static str],
    },
    /// Lane F: a value that stands where a known kind of file keeps a secret.
    Line {
        /// How the file is read.
        reader: Reader,
        /// What the value is taken for.
        accept: Accept,
        /// What the place says for a secret, in hundredths of a logit.
        weight: i16,
        /// A line with `{}` for the secret.
        sample: &'static str,
    },
    /// Lane B for any provider: a random value under a name that says secret.
    Generic,
    /// Lane B for any provider: a chosen password under a name that says password.
    Password,
    /// No lane: a rule of the user's own, see `own`.
    Custom {
        /// Its keywords, lower case; may be empty.
        words: &'static [&'static str],
    },
}

impl Kind {
    /// The word for it in `keyward rules`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Token { .. } => "token",
            Self::Assigned { .. } => "assigned",
            Self::Named { .. } => "named",
            Self::Near { .. } => "near",
            Self::Block { .. } => "block",
            Self::Url { .. } => "url",
            Self::Line { .. } => "line",
            Self::Generic => "generic",
            Self::Password => "password",
            Self::Custom { .. } => "custom",
        }
    }
}

/// A word of a variable name and what it says about the value.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case.
    pub text: &'static str,
    /// Hundredths of a logit.
    pub weight: i16,
    /// Whether it counts only as a whole word of the name: `key` in `sort_key`, not in `keyboard`.
    pub whole: bool,
    /// Whether it names a call that takes a user and a password: `login("user", "…")`. Then only
    /// the second one counts.
    pub pair: bool,
}

/// Which paths have a role.
#[derive(Debug)]
pub(crate) struct RoleNames {
    pub(crate) role: Role,
    pub(crate) names: &'static [&'static str],
    pub(crate) prefixes: &'static [&'static str],
    pub(crate) suffixes: &'static [&'static str],
    pub(crate) folders: &'static [&'static str],
}

/// How the literals of a language are put together.
#[derive(Debug)]
pub(crate) struct Joins {
    /// What stands between two literals, beside blanks and line ends.
    pub(crate) operators: &'static [&'static str],
    /// A backslash at the end of a line goes on with the next one.
    pub(crate) continued: bool,
    /// The same, and blanks at the start of that line are left out.
    pub(crate) continued_indented: bool,
}
