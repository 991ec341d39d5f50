//! What can be set, as it is read. `describe` says what each setting is for.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::finding::Confidence;
use crate::own::{Allow, CustomRule};

/// Keyward's settings.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The least certain findings to report: `possible`, `likely` or `certain`.
    #[serde(default, alias = "minConfidence")]
    pub min_confidence: Option<Confidence>,
    /// The level of single rules, by id: `off`, `hint`, `warning` or `error`.
    #[serde(default)]
    pub rules: BTreeMap<String, Level>,
    /// Paths to leave out, as globs relative to the file that holds the setting.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// The `.env` file that fixes write to, relative to the workspace folder.
    #[serde(default, alias = "envFile")]
    pub env_file: Option<String>,
    /// The secrets manager that the project uses, by its id; `auto`, and `off` for none.
    #[serde(default, alias = "secretsManager")]
    pub secrets_manager: Option<String>,
    /// What the code that a fix writes does without the variable: `loud` or `quiet`.
    #[serde(default)]
    pub lookup: Option<LookupForm>,
    /// Whether an assistant is in use, by its id, where Keyward guesses wrong: `auto`, `on` or `off`.
    #[serde(default)]
    pub assistants: BTreeMap<String, Mode>,
    /// Whether the first line of a secret file says who can read it: `on` or `off`.
    #[serde(default, alias = "codeLens")]
    pub code_lens: Option<Switch>,
    /// Whether the home folder is searched for signs of assistants: `on` or `off`.
    #[serde(default, alias = "homeSigns")]
    pub home_signs: Option<Switch>,
    /// How many days keys may go without rotation: by variable, by provider, or `default`.
    #[serde(default, alias = "rotationDays")]
    pub rotation_days: BTreeMap<String, u32>,
    /// How findings reach the editor: `auto`, `push` or `pull`.
    #[serde(default)]
    pub diagnostics: Option<Delivery>,
    /// What the hook of an agent does with what would show a secret: `deny` or `ask`.
    #[serde(default, alias = "agentHook")]
    pub agent_hook: Option<HookAnswer>,
    /// What the hook does with what it cannot understand: `open` or `closed`.
    #[serde(default, alias = "agentHookFailure")]
    pub agent_hook_failure: Option<HookFailure>,
    /// Secret files that agents may read, as globs relative to the workspace folder.
    #[serde(default, alias = "agentHookAllow")]
    pub agent_hook_allow: Vec<String>,
    /// Rules of one's own. Read one by one, see `entries`.
    #[serde(skip)]
    pub custom_rules: Vec<CustomRule>,
    /// What is quiet although a rule would report it.
    #[serde(skip)]
    pub allow: Vec<Allow>,
}

/// How loud a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported, but counted.
    Off,
    /// A hint in editors, left out of `keyward check` unless asked for.
    Hint,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// What code does where a variable is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LookupForm {
    /// It stops with an error.
    Loud,
    /// It goes on with an empty text.
    Quiet,
}

/// Whether something is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Keyward decides.
    Auto,
    /// Yes.
    On,
    /// No.
    Off,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// Yes.
    On,
    /// No.
    Off,
}

/// What a hook answers where something would show a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HookAnswer {
    /// It is refused.
    Deny,
    /// The user is asked, where the agent's program can.
    Ask,
}

/// What a hook answers to what it cannot understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HookFailure {
    /// It goes on.
    Open,
    /// It is refused.
    Closed,
}

/// How findings reach the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// What suits the editor.
    Auto,
    /// The server sends them.
    Push,
    /// The editor asks for them.
    Pull,
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Word {
            Possible,
            Likely,
            Certain,
        }
        Ok(match Word::deserialize(from)? {
            Word::Possible => Self::Possible,
            Word::Likely => Self::Likely,
            Word::Certain => Self::Certain,
        })
    }
}
