//! The one way by which diagnostics leave the server.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use keyward_engine::Finding;
use keyward_engine::text::Text;
use tower_lsp::ls_types::Diagnostic;

use super::session::Session;
use super::to_proto::{self, Group};
use super::uri::DocUri;

/// Published for one document; the rest is counted in the last one.
pub(super) const LIMIT: usize = 500;
/// A secret at more places than this is one diagnostic with the others beside it.
const REPEATS: usize = 3;

/// What the client was last told about a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sent {
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Session {
    /// Sends a document's diagnostics if they differ from what was sent last. A client
    /// that asks gets them when it asks.
    pub(super) fn publish(&mut self, uri: &DocUri) {
        if self.pull {
            return;
        }
        let diagnostics = self.diagnostics(uri);
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        if entry.sent.diagnostics == diagnostics {
            return;
        }
        let params = to_proto::publish(uri, diagnostics, Some(entry.document.version));
        self.handle.outgoing.publish(uri.as_str(), &params);
        entry.sent.diagnostics = params.diagnostics;
    }

    /// Takes back what was sent for a document that is no longer open.
    pub(super) fn withdraw(&mut self, uri: &DocUri, sent: &Sent) {
        if !sent.diagnostics.is_empty() {
            let params = to_proto::publish(uri, Vec::new(), None);
            self.handle.outgoing.publish(uri.as_str(), &params);
        }
    }

    /// The diagnostics of an open document as it stands.
    pub(super) fn diagnostics(&self, uri: &DocUri) -> Vec<Diagnostic> {
        let Some(entry) = self.documents.get(uri).filter(|entry| !entry.removed) else {
            return Vec::new();
        };
        let document = &entry.document;
        let Some(scan) = document.scan() else {
            return Vec::new();
        };
        let groups = grouped(&scan.findings, document.text());
        let hidden = groups.len().saturating_sub(LIMIT);
        let mut diagnostics: Vec<Diagnostic> = groups
            .iter()
            .take(LIMIT)
            .map(|group| to_proto::diagnostic(group, uri, document, &self.traits))
            .collect();
        if let (Some(last), true) = (diagnostics.last_mut(), hidden > 0) {
            last.message = format!("{} ({hidden} more findings are not shown.)", last.message);
        }
        diagnostics
    }
}

/// Puts the places of one secret together when they are many.
fn grouped<'a>(findings: &'a [Finding], text: &Text) -> Vec<Group<'a>> {
    let hashes = RandomState::new();
    let mut places: HashMap<(&str, u64), Vec<&Finding>> = HashMap::new();
    let keys: Vec<_> = findings
        .iter()
        .map(|finding| {
            let mut hasher = hashes.build_hasher();
            hasher.write(text.slice(finding.range.clone()).as_bytes());
            (finding.rule.id, hasher.finish())
        })
        .collect();
    for (key, finding) in keys.iter().zip(findings) {
        places.entry(*key).or_default().push(finding);
    }
    let first = |finding: &Finding, all: &[&Finding]| all[0].range == finding.range;
    keys.iter()
        .zip(findings)
        .filter(|(key, finding)| places[*key].len() <= REPEATS || first(finding, &places[*key]))
        .map(|(key, finding)| Group {
            finding,
            others: places[key]
                .iter()
                .filter(|it| it.range != finding.range)
                .copied()
                .collect(),
        })
        .collect()
}
