//! Rules that users write themselves: `[[custom_rules]]` in settings, and those of other
//! scanners' files.
//!
//! They are regexes from outside, so each is bounded when it is read ([`Pattern`]), and run on
//! one line at a time: what a rule says of a line depends on that line alone, which keeps
//! incremental scanning equal to a full scan.

mod intern;
mod pattern;
mod set;
mod spec;

pub use pattern::{GlobList, MAX_PATTERN, NESTING, Pattern};
pub use set::{ForFile, RuleSet};
pub(crate) use set::{Hit, LINE, Texts, is_line_end};
pub use spec::{Allow, Condition, CustomRule, Group, Required, Single, Target};

/// Most rules of their own that a file of settings may bring.
pub const MAX_RULES: usize = 200;
