//! Where it stands that a finding is accepted: reports name the file or the comment.

/// A scanner whose comments count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// `gitleaks:allow`.
    Gitleaks,
    /// `betterleaks:allow`.
    Betterleaks,
    /// `pragma: allowlist secret` and its kin.
    DetectSecrets,
    /// `secretlint-disable` and its kin.
    Secretlint,
    /// `trufflehog:ignore`.
    TruffleHog,
    /// `kingfisher:ignore`.
    Kingfisher,
    /// `ggignore`.
    GgShield,
}

impl Tool {
    /// The reason's name in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gitleaks => "gitleaks-comment",
            Self::Betterleaks => "betterleaks-comment",
            Self::DetectSecrets => "detect-secrets-comment",
            Self::Secretlint => "secretlint-comment",
            Self::TruffleHog => "trufflehog-comment",
            Self::Kingfisher => "kingfisher-comment",
            Self::GgShield => "ggshield-comment",
        }
    }

    /// The reason in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Gitleaks => "allowed by a `gitleaks:allow` comment",
            Self::Betterleaks => "allowed by a `betterleaks:allow` comment",
            Self::DetectSecrets => "allowed by a `pragma: allowlist secret` comment",
            Self::Secretlint => "allowed by a `secretlint-disable` comment",
            Self::TruffleHog => "allowed by a `trufflehog:ignore` comment",
            Self::Kingfisher => "allowed by a `kingfisher:ignore` comment",
            Self::GgShield => "allowed by a `ggignore` comment",
        }
    }
}

/// A file that lists what is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// `.keyward.toml`.
    #[default]
    Settings,
    /// The user's own settings.
    UserSettings,
    /// `.gitleaks.toml`.
    Gitleaks,
    /// `.betterleaks.toml`.
    Betterleaks,
    /// `.gitleaksignore`.
    GitleaksIgnore,
    /// `.betterleaksignore`.
    BetterleaksIgnore,
    /// `.secrets.baseline`.
    SecretsBaseline,
    /// `.secretlintignore`.
    SecretlintIgnore,
    /// The file behind `--baseline`.
    Baseline,
}

impl Source {
    /// The reason's name in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Settings => "keyward-toml",
            Self::UserSettings => "user-settings",
            Self::Gitleaks => "gitleaks-toml",
            Self::Betterleaks => "betterleaks-toml",
            Self::GitleaksIgnore => "gitleaksignore",
            Self::BetterleaksIgnore => "betterleaksignore",
            Self::SecretsBaseline => "secrets-baseline",
            Self::SecretlintIgnore => "secretlintignore",
            Self::Baseline => "baseline",
        }
    }

    /// The reason in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Settings => "allowed by `.keyward.toml`",
            Self::UserSettings => "allowed by your own settings",
            Self::Gitleaks => "allowed by `.gitleaks.toml`",
            Self::Betterleaks => "allowed by `.betterleaks.toml`",
            Self::GitleaksIgnore => "listed in `.gitleaksignore`",
            Self::BetterleaksIgnore => "listed in `.betterleaksignore`",
            Self::SecretsBaseline => "listed in `.secrets.baseline`",
            Self::SecretlintIgnore => "in a file that `.secretlintignore` names",
            Self::Baseline => "listed in the baseline",
        }
    }
}
