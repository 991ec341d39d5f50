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

/// What to do about a leaked key, in this order: what still runs goes on running, and the old key
/// stops working only when nothing needs it any more.
#[must_use]
pub fn response_steps(rule: &Rule) -> Vec<String> {
    let revoke = match (rule.revoke_note, rule.revoke) {
        ("", "") => "Revoke the old one where it was made.".to_owned(),
        ("", _) => "Revoke the old one on the provider's page.".to_owned(),
        (note, _) => format!("Revoke the old one: {note}"),
    };
    let new = if rule.revoke.is_empty() {
        "Make a new one."
    } else {
        "Make a new one on the page below."
    };
    vec![
        new.to_owned(),
        "Put it wherever the old one is kept: env files, secrets of CI, the secrets manager."
            .to_owned(),
        "Deploy what uses it, and see that it works.".to_owned(),
        revoke,
        "Look through the provider's log for uses that are not yours.".to_owned(),
    ]
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
