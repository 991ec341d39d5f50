//! Actions about how a `.env` is kept, and where its values go.

use std::ops::Range;

use super::code_action::offer;
use crate::lsp::answer::{Action, Effect};
use crate::lsp::capabilities::command;
use crate::lsp::hygiene::Wanted;
use crate::lsp::offers::Kind;
use crate::lsp::planning::REASON;
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// What mends or allows the issues that the selection touches.
pub(super) fn actions(session: &mut Session, uri: &DocUri, at: &Range<usize>) -> Vec<Action> {
    if !session.traits.apply_edit {
        return Vec::new();
    }
    let mut actions = Vec::new();
    for issue in session.issues_at(uri, at) {
        let (check, start) = (issue.check.id, issue.range.start);
        let note = session.issue_note(uri, &issue);
        let mended = session.plan_for_issue(
            uri,
            Wanted {
                check,
                start,
                reason: None,
            },
        );
        if let Ok(plan) = mended {
            let number = offer(session, uri, Kind::MendIssue(check, start), None);
            actions.push(Action {
                title: plan.title,
                preferred: true,
                fix_all: false,
                notes: vec![note.clone()],
                effect: Effect::Command(command::APPLY_FIX, number),
            });
        }
        let allowed = session.plan_for_issue(
            uri,
            Wanted {
                check,
                start,
                reason: Some(REASON),
            },
        );
        if allowed.is_ok() {
            let number = offer(session, uri, Kind::AllowIssue(check, start), None);
            actions.push(Action {
                title: format!("Allow this ({check})"),
                preferred: false,
                fix_all: false,
                notes: vec![note],
                effect: Effect::Command(command::APPLY_FIX, number),
            });
        }
    }
    actions
}
