//! Settings: one schema for `.keyward.toml`, the user's own file and the editor's settings.
//!
//! Settings of a workspace are data from a stranger. They may make Keyward stricter freely, and
//! quieter only in ways that are counted and shown (threat model, section 7).

mod apply;
mod describe;
mod entries;
mod lists;
mod looks;
mod parse;
mod settings;

pub use apply::{Config, Verdict};
pub use describe::{Field, SETTINGS, Setting, Shape};
pub(crate) use entries::{check_rule, first_line, too_many, too_wide};
pub use lists::Lists;
pub use parse::{Problem, parse};
pub use settings::{Delivery, HookAnswer, HookFailure, Level, LookupForm, Mode, Settings, Switch};

use crate::suppress::Source;

/// The largest settings file that is read, in bytes.
pub const MAX_BYTES: u64 = 256 * 1024;

/// Where settings come from, and so what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// A workspace that the user has not trusted: it can't silence, only turn down to a hint.
    Untrusted,
    /// A workspace that the user trusts: it can silence, and what it silences is counted.
    Trusted,
    /// The user's own settings, an editor's settings or flags.
    User,
}

/// The settings of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Where they come from.
    pub trust: Trust,
    /// The file that they stand in, as reasons name it.
    pub source: Source,
    /// What they say.
    pub settings: Settings,
    /// What they list as accepted.
    pub lists: Lists,
}

impl Layer {
    /// Settings that say nothing.
    #[must_use]
    pub fn empty(trust: Trust) -> Self {
        Self {
            trust,
            source: if trust == Trust::User {
                Source::UserSettings
            } else {
                Source::Settings
            },
            settings: Settings::default(),
            lists: Lists::default(),
        }
    }
}
