//! What git has of a value already: moving it does not undo that.

use super::Request;
use crate::files::{Committed, Files};
use crate::rule::Rule;

/// What to do about a value that git has already.
#[must_use]
pub fn committed_message(rule: &Rule, held: Committed) -> String {
    let place = at(rule);
    match held {
        Committed::Head => format!(
            "This value is in git's last commit: revoke it{place} and use a new one. Moving it does not undo that."
        ),
        Committed::Index => format!(
            "This value is staged in git: stage the file again before you commit, or revoke it{place}."
        ),
    }
}

/// The note about what the move does not undo.
pub(super) fn note(request: &Request<'_>, files: &dyn Files) -> String {
    let rule = request.finding.rule;
    let value = request.text.get(request.finding.range.clone());
    let held = request
        .path
        .zip(value)
        .and_then(|(path, value)| files.committed(path, value.as_bytes()));
    match held {
        Some(held) => committed_message(rule, held),
        None => format!(
            "If this was ever committed or shared, revoke it{} and use a new one: moving it does not undo the leak.",
            at(rule)
        ),
    }
}

fn at(rule: &Rule) -> String {
    if rule.revoke.is_empty() {
        String::new()
    } else {
        format!(" at {}", rule.revoke)
    }
}
