//! Patterns that stand in rule files.

use regex::bytes::{Regex, RegexBuilder};

/// Compiles a pattern over bytes: `\w`, `\s` and `\b` mean ASCII, which keeps the Unicode
/// tables out of the program. `None` for a mistake, which a test over all rules rules out.
pub(crate) fn pattern(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().ok()
}
