//! Why a candidate stays quiet. Every suppression has a reason that can be shown and counted.

pub mod inline;
pub mod placeholder;
pub mod randomness;
pub(crate) mod region;
pub mod shapes;
mod source;

pub use source::{Source, Tool};

/// The reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A stand-in: `changeme`, `<token>`, `xxxx`, `your-key-here`.
    Placeholder,
    /// A template marker or a lookup: `${VAR}`, `{{ var }}`, `process.env.X`.
    Reference,
    /// A value that its provider publishes as an example.
    PublicExample,
    /// A credential meant for clients.
    Publishable,
    /// Encrypted already: SOPS, ansible-vault, age, dotenvx.
    Encrypted,
    /// A digest, a UUID, an integrity string, a version, a date, a path, or the like.
    KnownShape,
    /// Too regular to be random: words, runs, a keyboard row.
    NotRandom,
    /// Equal to, or made from, the name it is assigned to.
    LikeItsName,
    /// A local or example host, or a default password that everyone knows.
    LocalDefault,
    /// The file is a lock file or another list of digests.
    LockFile,
    /// The file is a `.env`, where values belong.
    DotEnv,
    /// An inline comment allows it: `keyward:allow RULE: reason`.
    Allowed,
    /// A comment of another scanner allows it.
    Comment(Tool),
    /// The user's or the workspace's configuration says so.
    Configured,
    /// A file lists it, or what it looks like, as accepted.
    Listed(Source),
    /// It is shown with the secret that it belongs to.
    Companion,
    /// The confidence is below what was asked for.
    BelowThreshold,
}

impl Reason {
    /// The reason's name in reports, in kebab case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Placeholder => "placeholder",
            Self::Reference => "reference",
            Self::PublicExample => "public-example",
            Self::Publishable => "publishable",
            Self::Encrypted => "encrypted",
            Self::KnownShape => "known-shape",
            Self::NotRandom => "not-random",
            Self::LikeItsName => "like-its-name",
            Self::LocalDefault => "local-default",
            Self::LockFile => "lock-file",
            Self::DotEnv => "dot-env",
            Self::Allowed => "allowed",
            Self::Comment(tool) => tool.id(),
            Self::Configured => "configured",
            Self::Listed(source) => source.id(),
            Self::Companion => "companion",
            Self::BelowThreshold => "below-threshold",
        }
    }

    /// The reason in words, for a hover and `keyward explain`.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Placeholder => "a placeholder, not a value",
            Self::Reference => "a reference or a lookup, not a value",
            Self::PublicExample => "a value that its provider publishes as an example",
            Self::Publishable => "a key that is meant to be public",
            Self::Encrypted => "an encrypted value",
            Self::KnownShape => "a digest, an identifier or another shape that is no secret",
            Self::NotRandom => "too regular to be a random secret",
            Self::LikeItsName => "made from the name it is assigned to",
            Self::LocalDefault => "a well-known default or a local host",
            Self::LockFile => "a digest in a lock file",
            Self::DotEnv => "a value in a `.env` file, where values belong",
            Self::Allowed => "allowed by a comment",
            Self::Comment(tool) => tool.text(),
            Self::Configured => "turned off by configuration",
            Self::Listed(source) => source.text(),
            Self::Companion => "shown with the secret that it belongs to",
            Self::BelowThreshold => "less certain than what was asked for",
        }
    }
}
