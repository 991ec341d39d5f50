//! The one sentence a finding is shown with, in every editor and every report.

use crate::finding::{Finding, Proof, Role};

/// What it is, why it is believed, what to do. Holds no part of the value.
#[must_use]
pub fn message(finding: &Finding, role: Role) -> String {
    let mut out = finding.rule.name.to_owned();
    let why = why(finding);
    if !why.is_empty() {
        out.push_str(" (");
        out.push_str(&why);
        out.push(')');
    }
    out.push_str(match role {
        _ if finding.rule.publishable => ": meant for clients, nothing to do.",
        Role::Template => ": a template is committed, so put a placeholder here.",
        Role::DotEnv => ": keep this file out of git and away from assistants.",
        _ => ": move it out of the code and revoke it if it was ever shared.",
    });
    out
}

/// The strongest reasons, at most two: more belongs into a hover.
fn why(finding: &Finding) -> String {
    let mut parts: Vec<&str> = Vec::new();
    match finding.proof {
        Proof::Passed => parts.push("checksum valid"),
        Proof::Failed => parts.push("checksum does not match"),
        Proof::None => {}
    }
    for signal in &finding.reasons {
        if parts.len() == 2 {
            break;
        }
        if signal.weight > 0 && !parts.contains(&signal.text) {
            parts.push(signal.text);
        }
    }
    parts.join(", ")
}
