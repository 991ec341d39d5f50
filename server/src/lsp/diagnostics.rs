//! The one way by which diagnostics leave the server.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::Range;

use keyward_engine::config::Problem;
use keyward_engine::message::message_in;
use keyward_engine::peers;
use keyward_engine::scan::{Remark, RemarkKind};
use keyward_engine::text::Text;
use keyward_engine::{Confidence, FileContext, Finding};

use super::answer::{Group, Level, Note, Span};
use super::session::Session;
use super::to_proto;
use super::uri::DocUri;
use crate::links;
use crate::workspace::config;

/// Published for one document; the rest is counted in the last one.
pub(super) const LIMIT: usize = 500;
/// A secret at more places than this is one diagnostic with the others beside it.
const REPEATS: usize = 3;
/// Related places shown beside one diagnostic.
const RELATED: usize = 20;

impl Session {
    /// Sends a document's diagnostics if they differ from what was sent last. A client
    /// that asks gets them when it asks.
    pub(super) fn publish(&mut self, uri: &DocUri) {
        if let Some(entry) = self.documents.get_mut(uri) {
            entry.dirty = false;
        }
        if self.pull {
            return;
        }
        let notes = self.notes(uri);
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        if entry.sent == notes {
            return;
        }
        let params = to_proto::publish(uri, &notes, Some(entry.document.version));
        self.handle.outgoing.publish(uri.as_str(), &params);
        entry.sent = notes;
    }

    /// Takes back what was sent for a document that is no longer open.
    pub(super) fn withdraw(&mut self, uri: &DocUri, sent: &[Note]) {
        if !sent.is_empty() {
            let params = to_proto::publish(uri, &[], None);
            self.handle.outgoing.publish(uri.as_str(), &params);
        }
    }

    /// The diagnostics of an open document as it stands.
    pub(super) fn notes(&self, uri: &DocUri) -> Vec<Note> {
        let Some(entry) = self.documents.get(uri).filter(|entry| !entry.removed) else {
            return Vec::new();
        };
        let mut notes = entry.exposure_notes();
        notes.extend(self.assistant_notes(uri));
        notes.extend(entry.output_notes());
        notes.extend(entry.agent_notes());
        notes.extend(self.key_notes(uri));
        notes.extend(self.settings_notes(uri));
        notes.extend(self.comment_notes(uri));
        notes.extend(self.issue_notes(uri));
        let findings = self.findings(uri);
        let groups = grouped(&findings, entry.document.text());
        let hidden = groups.len().saturating_sub(LIMIT);
        let shown = groups.iter().take(LIMIT);
        notes.extend(shown.map(|group| self.note(group, uri)));
        if let (Some(last), true) = (notes.last_mut(), hidden > 0) {
            last.message = format!("{} ({hidden} more findings are not shown.)", last.message);
        }
        notes
    }

    /// What there is to say about comments that allow findings.
    fn comment_notes(&self, uri: &DocUri) -> Vec<Note> {
        let document = &self.documents[uri].document;
        let remarks = document.scan().map_or(&[][..], |scan| &scan.remarks);
        let note = |remark: &Remark| {
            let unused = remark.kind == RemarkKind::Unused;
            Note {
                span: Span::of(&remark.range, document.text(), self.traits.encoding),
                level: if unused {
                    Level::Hint
                } else {
                    Level::Information
                },
                code: remark.kind.id(),
                unnecessary: unused,
                page: None,
                message: remark.kind.text().to_owned(),
                related: Vec::new(),
            }
        };
        // One that allows an issue is of use.
        let kept = &self.documents[uri].hygiene;
        let idle = |it: &&Remark| it.kind != RemarkKind::Unused || !kept.is_used(it.range.start);
        remarks.iter().filter(idle).take(LIMIT).map(note).collect()
    }

    /// The mistakes in a document that is a settings file, as it is on disk.
    fn settings_notes(&self, uri: &DocUri) -> Vec<Note> {
        let document = &self.documents[uri].document;
        let Some(path) = document
            .path
            .as_deref()
            .filter(|it| it.ends_with(config::FILE) || peers::by_name(it).is_some())
        else {
            return Vec::new();
        };
        let loaded = path.parent().and_then(|folder| self.settings.of(folder));
        let problems = loaded.into_iter().flat_map(|it| &it.problems);
        let problems = problems
            .filter(|(at, _)| at == path)
            .map(|(_, problems)| problems);
        let note = |problem: &Problem| Note {
            span: Span::of(
                &document.text().line_range(problem.line.saturating_sub(1)),
                document.text(),
                self.traits.encoding,
            ),
            level: Level::Warning,
            code: "settings",
            unnecessary: false,
            page: None,
            message: problem.message.clone(),
            related: Vec::new(),
        };
        problems.flatten().map(note).collect()
    }

    /// The diagnostic of one finding.
    pub(super) fn note(&self, group: &Group<'_>, uri: &DocUri) -> Note {
        let finding = group.finding;
        let encoding = self.traits.encoding;
        let entry = &self.documents[uri];
        let context = entry.document.context();
        let repeats = match group.others.len() {
            0 => String::new(),
            1 => " The same value stands at 1 other place in this file.".to_owned(),
            many => format!(" The same value stands at {many} other places in this file."),
        };
        let place = |range: &Range<usize>| Span::of(range, entry.document.text(), encoding);
        let parts = finding.companions.iter();
        let parts = parts.map(|it| (uri.clone(), place(&it.range), it.what));
        let others = group.others.iter();
        let others = others.map(|other| (uri.clone(), place(&other.range), "the same value"));
        Note {
            span: place(&finding.range),
            level: level_in(finding.confidence, context),
            code: finding.rule.id,
            unnecessary: false,
            page: self
                .traits
                .code_description
                .then(|| links::rule_page(finding.rule)),
            message: message_in(finding, context) + &repeats,
            related: if self.traits.related_information {
                parts.chain(others).take(RELATED).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// How loudly a finding of this confidence is shown.
pub(super) fn level(confidence: Confidence) -> Level {
    match confidence {
        Confidence::Certain => Level::Error,
        Confidence::Likely => Level::Warning,
        Confidence::Possible => Level::Hint,
    }
}

/// The same in a file: what is sent to a model is one step louder, as long as it is likely.
pub(super) fn level_in(confidence: Confidence, context: &FileContext) -> Level {
    match level(confidence) {
        Level::Warning if context.agent.is_some() => Level::Error,
        level => level,
    }
}

/// Puts the places of one secret together; when they are many only the first is shown.
fn grouped<'a>(findings: &'a [Finding], text: &Text) -> Vec<Group<'a>> {
    let hashes = RandomState::new();
    let key = |finding: &Finding| {
        let mut hasher = hashes.build_hasher();
        hasher.write(text.slice(finding.range.clone()).as_bytes());
        (finding.rule.id, hasher.finish())
    };
    let keys: Vec<_> = findings.iter().map(key).collect();
    let mut places: HashMap<_, Vec<&Finding>> = HashMap::new();
    for (key, finding) in keys.iter().zip(findings) {
        places.entry(key).or_default().push(finding);
    }
    let mut groups = Vec::new();
    for (key, finding) in keys.iter().zip(findings) {
        let same = &places[key];
        let is_first = same[0].range == finding.range;
        if same.len() > REPEATS && !is_first {
            continue;
        }
        let others = same.iter().filter(|it| it.range != finding.range);
        // Beside each of many thousands the list would be long: only what is shown.
        let others = others.copied().collect();
        groups.push(Group { finding, others });
    }
    groups
}
