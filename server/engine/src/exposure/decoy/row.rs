//! What `rules/decoys.toml` says, as a static table written by `build.rs`.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

include!(concat!(env!("OUT_DIR"), "/decoys.rs"));

/// Something that looks like a control and is none, or that opens what a default closes.
#[derive(Debug)]
pub(super) struct DecoyRow {
    /// Of the diagnostic: `claude-ignore-file`.
    pub(super) code: &'static str,
    /// Whether it is told even where a control is set.
    pub(super) is_trap: bool,
    /// Ids of the assistants it is about; empty for any.
    pub(super) assistants: &'static [&'static str],
    /// Where to look, relative to the workspace; the last component may hold `*`.
    pub(super) files: &'static [&'static str],
    /// What to look for.
    pub(super) sign: Sign,
    /// Why it does not help.
    pub(super) reason: &'static str,
    /// What does.
    pub(super) works: &'static str,
    /// What a quick fix does about it.
    pub(super) fix: Option<DecoyFix>,
}

/// What gives a decoy away.
#[derive(Debug)]
pub(super) enum Sign {
    /// The file itself.
    Present,
    /// A line in the syntax of `.gitignore` that fits a secret file.
    Hides,
    /// A line that takes a secret file back.
    Shows,
    /// A line of text.
    Text(&'static LazyLock<Regex>),
    /// A setting.
    Setting {
        /// The keys that lead to it.
        at: &'static [&'static str],
        /// The value that counts; any where there is none.
        equals: Option<bool>,
        /// Globs of which an entry has to fit one; empty for none.
        entries: &'static [&'static str],
        /// Whether entries, or keys that are true, are patterns that have to fit a secret file.
        globs: bool,
        /// Keys that lead to a setting without which it does no harm.
        beside: &'static [&'static str],
    },
}

/// What a quick fix does about a decoy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecoyFix {
    /// It sets the strongest control of the assistant; the decoy stays.
    Close,
    /// It takes the line out.
    RemoveLine,
    /// It gives the setting this value.
    Set(bool),
}

/// Every row, in the file's order.
pub(super) fn all() -> &'static [DecoyRow] {
    DECOYS
}
