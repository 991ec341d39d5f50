//! The one sentence a finding is shown with, in every editor and every report.

use crate::finding::{Finding, Proof, Role};
use crate::scan::{ENV_VALUE, FileContext};

/// The sentence for a finding in this file. Holds no part of the value.
#[must_use]
pub fn message_in(finding: &Finding, context: &FileContext) -> String {
    let todo = match context.agent {
        _ if finding.rule.publishable => return message(finding, context.role),
        Some(file) => format!(
            "This file {} ({}): remove the value, and revoke it. No ignore file keeps it back.",
            file.sent.phrase(),
            file.by
        ),
        None if !context.advice.is_empty() => context.advice.to_owned(),
        None => return message(finding, context.role),
    };
    let (what, why) = (what(finding), why(finding));
    let beside = if why.is_empty() { "" } else { ": " };
    format!("{what}{beside}{why}. {todo}")
}

/// What it is, why it is believed, what to do. Holds no part of the value.
#[must_use]
pub fn message(finding: &Finding, role: Role) -> String {
    let what = what(finding);
    let why = why(finding);
    let todo = match role {
        _ if finding.rule.publishable => "It is meant for clients: nothing to do.",
        Role::Template if is_known(finding) => {
            "Templates are committed: put a placeholder here, and replace the value if it was ever committed."
        }
        Role::Test if is_known(finding) => {
            "Tests are committed: make a value up here, and replace this one if it was ever committed."
        }
        _ if finding.proof == Proof::Failed && !is_known(finding) => "A typo or a placeholder?",
        Role::Template => "Templates are committed: put a placeholder here.",
        Role::DotEnv => "Keep this file out of git and away from assistants.",
        _ => "Move it to an environment variable, and revoke it if it was ever shared.",
    };
    if why.is_empty() {
        format!("{what}. {todo}")
    } else {
        format!("{what}: {why}. {todo}")
    }
}

fn is_known(finding: &Finding) -> bool {
    finding.reasons.iter().any(|it| it.id == ENV_VALUE)
}

/// What it is, how it is written, and what it goes with.
#[must_use]
pub fn what(finding: &Finding) -> String {
    let mut out = finding.rule.name.to_owned();
    for layer in &finding.layers {
        out.push_str(", ");
        out.push_str(layer.phrase());
    }
    for (at, companion) in finding.companions.iter().enumerate() {
        out.push_str(if at == 0 { " with its " } else { " and its " });
        out.push_str(companion.what);
    }
    out
}

/// What decided. A proof says enough; else the two strongest reasons: more belongs into a hover.
fn why(finding: &Finding) -> String {
    // Known to be in use here: nothing says more.
    let known = finding.reasons.iter().find(|it| it.id == ENV_VALUE);
    let beside = known.map_or_else(String::new, |it| format!(", {}", it.text));
    match finding.proof {
        Proof::Passed => return format!("{} valid{beside}", proved(finding)),
        Proof::Failed => return format!("{} wrong{beside}", proved(finding)),
        Proof::None if known.is_some() => return beside.trim_start_matches(", ").to_owned(),
        Proof::None => {}
    }
    let reasons = finding.reasons.iter().filter(|signal| signal.weight > 0);
    let texts: Vec<&str> = reasons.take(2).map(|signal| signal.text).collect();
    texts.join(", ")
}

/// What was proved: a structure can be right in an example too, a checksum hardly ever.
fn proved(finding: &Finding) -> &'static str {
    match finding.rule.proof {
        Some(kind) if !kind.is_checksum() => "structure",
        _ => "checksum",
    }
}
