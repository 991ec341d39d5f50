//! From Keyward's types to the protocol's. No text made here holds a value.

use keyward_engine::text::{Position, Text};
use keyward_engine::{Confidence, Finding, Proof};
use serde_json::json;
use tower_lsp::ls_types::{
    self as lsp, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    Location, MessageType, NumberOrString, PublishDiagnosticsParams, ShowMessageParams,
};

use super::capabilities::ClientTraits;
use super::document::{OpenDocument, Trouble};
use super::uri::{self, DocUri};
use crate::links;

/// Related places shown beside one diagnostic.
const RELATED: usize = 20;

/// One finding and the other places of the same secret.
pub(super) struct Group<'a> {
    pub(super) finding: &'a Finding,
    pub(super) others: Vec<&'a Finding>,
}

/// A range of bytes in the client's units.
pub(super) fn range(
    range: &std::ops::Range<usize>,
    text: &Text,
    traits: &ClientTraits,
) -> lsp::Range {
    let place = |offset| position(text.position(offset, traits.encoding));
    lsp::Range::new(place(range.start), place(range.end))
}

fn position(position: Position) -> lsp::Position {
    let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
    lsp::Position::new(number(position.line), number(position.character))
}

/// A finding as a diagnostic.
pub(super) fn diagnostic(
    group: &Group<'_>,
    uri: &DocUri,
    document: &OpenDocument,
    traits: &ClientTraits,
) -> Diagnostic {
    let finding = group.finding;
    let page = links::rule_page(finding.rule)
        .parse()
        .ok()
        .filter(|_| traits.code_description);
    Diagnostic {
        range: range(&finding.range, document.text(), traits),
        severity: Some(severity(finding.confidence)),
        code: Some(NumberOrString::String(finding.rule.id.into())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some("keyward".into()),
        message: message(group),
        related_information: related(group, uri, document.text(), traits),
        data: Some(json!({ "rule": finding.rule.id, "version": document.version })),
        ..Diagnostic::default()
    }
}

fn severity(confidence: Confidence) -> DiagnosticSeverity {
    match confidence {
        Confidence::Certain => DiagnosticSeverity::ERROR,
        Confidence::Likely => DiagnosticSeverity::WARNING,
        Confidence::Possible => DiagnosticSeverity::HINT,
    }
}

/// What it is, why it is believed, what to do.
fn message(group: &Group<'_>) -> String {
    let finding = group.finding;
    let why: Vec<&str> = finding
        .reasons
        .iter()
        .take(2)
        .map(|signal| signal.text)
        .collect();
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(" ({})", why.join(", "))
    };
    let repeats = match group.others.len() {
        0 => String::new(),
        others => format!(" The same value is at {others} other places in this file."),
    };
    let what = finding.rule.name;
    let todo = match finding.proof {
        Proof::Failed => "Its check does not hold: a typo or a placeholder?",
        _ => "Move it to an environment variable, and revoke it if it was ever shared.",
    };
    format!("{what}{why}. {todo}{repeats}")
}

fn related(
    group: &Group<'_>,
    uri: &DocUri,
    text: &Text,
    traits: &ClientTraits,
) -> Option<Vec<DiagnosticRelatedInformation>> {
    if !traits.related_information || group.others.is_empty() {
        return None;
    }
    let places = group
        .others
        .iter()
        .take(RELATED)
        .map(|other| DiagnosticRelatedInformation {
            location: Location::new(uri.clone(), range(&other.range, text, traits)),
            message: "the same value".into(),
        });
    Some(places.collect())
}

/// The notification that carries diagnostics.
pub(super) fn publish(
    uri: &DocUri,
    diagnostics: Vec<Diagnostic>,
    version: Option<i32>,
) -> PublishDiagnosticsParams {
    PublishDiagnosticsParams {
        uri: uri.clone(),
        diagnostics,
        version,
    }
}

/// A message that the user sees.
pub(super) fn warning(message: String) -> ShowMessageParams {
    ShowMessageParams {
        typ: MessageType::WARNING,
        message,
    }
}

/// What to tell about a document that cannot be vouched for.
pub(super) fn trouble(trouble: Trouble, uri: &DocUri) -> String {
    let name = uri::name(uri);
    let name = name.escape_debug();
    match trouble {
        Trouble::OutOfSync => format!(
            "Keyward lost track of `{name}`: the editor's changes do not fit the text. Close and reopen it to have it checked again."
        ),
        Trouble::TooLarge => {
            format!("`{name}` is larger than 64 MiB and is not checked for secrets.")
        }
        Trouble::Broken => {
            format!("`{name}` is not checked for secrets: the check failed. Please report this.")
        }
    }
}
