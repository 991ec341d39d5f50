//! What an offer would do to the text as it stands.

use std::path::{Path, PathBuf};

use keyward_engine::config::Config;
use keyward_engine::files::Committed;
use keyward_engine::fix::{
    self, Before, EditPlan, FileEdit, Left, Many, Place, Purpose, Refusal, Request, Wish,
    at_occurrence, occurrences,
};
use keyward_engine::text::Text;
use keyward_engine::{Confidence, Finding, Scan, agent_file, exposure};
use zeroize::Zeroizing;

use super::hygiene::Wanted;
use super::keys;
use super::offers::{Asked, Kind, Offer};
use super::session::Session;
use super::uri::DocUri;
use crate::workspace::files::DiskFiles;
use crate::workspace::holding::Holding;
use crate::workspace::roots;

/// The reason in the comment that allows a finding, for the user to put right.
pub(super) const REASON: &str = "reviewed, not a secret";

/// Findings that are moved by one plan.
pub(super) const AT_ONCE: usize = 200;

/// What an offer is taken up with.
#[derive(Clone, Copy, Default)]
pub(super) struct With<'a> {
    /// What the user typed.
    pub(super) asked: Option<&'a Asked>,
    /// Files that hold the value, as a worker found them on disk.
    pub(super) holding: &'a [Holding],
}

impl Session {
    /// What an offer would do to the text as it stands.
    pub(super) fn plan(
        &self,
        offer: &Offer,
        with: With<'_>,
    ) -> Result<(EditPlan, PathBuf), Refusal> {
        let harmless = matches!(
            offer.kind,
            Kind::Allow | Kind::AllowIssue(..) | Kind::Placeholder | Kind::Tidy
        );
        if self.settings.is_untrusted() && !harmless {
            return Err(Refusal {
                code: "workspace-not-trusted",
                message: "Trust this workspace first: the fix writes files in it.".into(),
            });
        }
        let entry = self.documents.get(&offer.uri).ok_or_else(stale)?;
        let path = entry.document.path.as_deref();
        let root = self.root_for(path);
        let files = self.files(&root);
        let plan = match (offer.kind, path) {
            (Kind::IgnoreEnv, Some(path)) => fix::ignore_env(&root, path, &files)?,
            // The number is that of the text for which it was offered.
            (Kind::MarkRotated(number), _) if entry.document.version == offer.version => {
                keys::mark(&entry.document, number)?
            }
            (Kind::IgnoreRecord(number), _) => {
                let lying = entry.records.get(number).ok_or_else(stale)?;
                agent_file::ignore(&root, &lying.path, &files)?
            }
            (Kind::Template, Some(path)) => fix::sync_template(&root, path, &files)?,
            (Kind::Close(id), Some(path)) => {
                let assistant = exposure::by_id(id).ok_or_else(stale)?;
                exposure::close(assistant, path, &root, &files)?
            }
            (Kind::CloseAll, Some(path)) => self
                .plan_closing(&offer.uri, path, &root, &files)
                .ok_or_else(stale)??,
            (Kind::Mend(code, start), Some(_)) => self
                .plan_mending(&offer.uri, (code, start), &root, &files)
                .ok_or_else(stale)??,
            (Kind::MendIssue(check, start), Some(_)) => {
                let reason = None;
                self.plan_for_issue(
                    &offer.uri,
                    Wanted {
                        check,
                        start,
                        reason,
                    },
                )?
            }
            (Kind::AllowIssue(check, start), Some(_)) => {
                let reason = Some(REASON);
                self.plan_for_issue(
                    &offer.uri,
                    Wanted {
                        check,
                        start,
                        reason,
                    },
                )?
            }
            (Kind::Tidy, Some(path)) => self.tidy(&offer.uri, path).ok_or_else(stale)?,
            (Kind::MoveAll, Some(path)) => self.move_all(&offer.uri, path, &root, &files)?,
            (
                Kind::Move
                | Kind::Store(_)
                | Kind::Allow
                | Kind::Copy
                | Kind::Placeholder
                | Kind::Everywhere,
                _,
            ) => self.about_finding(offer, with, &root, &files)?,
            _ => return Err(stale()),
        };
        Ok((plan, root))
    }

    fn about_finding(
        &self,
        offer: &Offer,
        with: With<'_>,
        root: &Path,
        files: &DiskFiles<'_>,
    ) -> Result<EditPlan, Refusal> {
        let document = &self.documents.get(&offer.uri).ok_or_else(stale)?.document;
        let text = document.text();
        let findings = self.findings(&offer.uri);
        let seen = offer.seen.as_ref().ok_or_else(stale)?;
        let finding = self.offers.find(seen, &findings, text).ok_or_else(stale)?;
        let full = Zeroizing::new(text.full());
        let request = Request {
            root,
            path: document.path.as_deref(),
            text: &full,
            language: document.context().language,
            finding,
        };
        let wish = Wish {
            env_file: self.config_of(&offer.uri).and_then(Config::env_file),
            name: with.asked.and_then(|it| it.name.as_deref()),
            manager: match offer.kind {
                Kind::Store(id) => fix::manager(id),
                _ => None,
            },
            quiet: self.is_quiet(&offer.uri),
        };
        match offer.kind {
            Kind::Move | Kind::Store(_) => fix::move_as(&request, &wish, files),
            Kind::Copy => fix::copy_as(&request, &wish, files),
            Kind::Placeholder => fix::stand_in(&request, files),
            Kind::Everywhere => self.everywhere(&request, &wish, with.holding, files),
            _ => {
                let reason = with.asked.and_then(|it| it.reason.as_deref());
                let reason = reason.map(str::trim).filter(|it| !it.is_empty());
                fix::allow(&request, reason.unwrap_or(REASON))
            }
        }
    }

    /// Whether lookups are wanted that go on without the variable.
    fn is_quiet(&self, uri: &DocUri) -> bool {
        self.config_of(uri).is_some_and(Config::quiet_lookup)
    }

    /// All that is shown of a document as more than a hint.
    fn move_all(
        &self,
        uri: &DocUri,
        path: &Path,
        root: &Path,
        files: &DiskFiles<'_>,
    ) -> Result<EditPlan, Refusal> {
        let document = &self.documents.get(uri).ok_or_else(stale)?.document;
        let text = Zeroizing::new(document.text().full());
        let findings = self.loud(uri);
        let place = |finding| Place {
            path,
            text: &text,
            language: document.context().language,
            finding,
        };
        let places: Vec<Place<'_>> = findings.iter().take(AT_ONCE).map(place).collect();
        let wish = Wish {
            env_file: self.config_of(uri).and_then(Config::env_file),
            quiet: self.is_quiet(uri),
            ..Wish::default()
        };
        let many = fix::move_many(&places, root, &wish, false, files)?;
        Ok(told(many, root, files))
    }

    /// The findings of a document that are more than hints.
    pub(super) fn loud(&self, uri: &DocUri) -> Vec<Finding> {
        let mut findings = self.findings(uri);
        findings.retain(|it| it.confidence >= Confidence::Likely && !it.rule.publishable);
        findings
    }

    /// The value at every place of its document and of the files that a worker found.
    fn everywhere(
        &self,
        request: &Request<'_>,
        wish: &Wish<'_>,
        holding: &[Holding],
        files: &DiskFiles<'_>,
    ) -> Result<EditPlan, Refusal> {
        let path = request.path.ok_or_else(stale)?;
        let value = request.text.get(request.finding.range.clone());
        let value = value.ok_or_else(stale)?;
        let mut texts = vec![(path, Zeroizing::new(request.text.to_owned()))];
        for held in holding.iter().filter(|it| it.path != path) {
            // What is open counts as the editor shows it.
            let text = match self.open_at(&held.path) {
                Some(uri) => Zeroizing::new(self.documents[uri].document.text().full()),
                None => held.text.clone(),
            };
            texts.push((&held.path, text));
        }
        let found = |(at, text): &(&Path, Zeroizing<String>)| -> Vec<Finding> {
            let here = *at == path;
            let there = |range| {
                let mut one = at_occurrence(request.finding, range);
                one.sink = one.sink.filter(|_| here);
                one
            };
            occurrences(text, value).into_iter().map(there).collect()
        };
        let found: Vec<Vec<Finding>> = texts.iter().map(found).collect();
        let places = texts.iter().zip(&found).flat_map(|((at, text), found)| {
            found.iter().map(|finding| Place {
                path: at,
                text,
                language: if *at == path { request.language } else { "" },
                finding,
            })
        });
        let places: Vec<Place<'_>> = places.take(AT_ONCE).collect();
        let many = fix::move_many(&places, request.root, wish, true, files)?;
        Ok(told(many, request.root, files))
    }

    /// The removal of the comments that allow nothing any more.
    fn tidy(&self, uri: &DocUri, path: &Path) -> Option<EditPlan> {
        let document = &self.documents.get(uri)?.document;
        let text = Zeroizing::new(document.text().full());
        let remarks = document.scan().map_or(&[][..], |scan: &Scan| &scan.remarks);
        let edits = fix::remove_unused(&text, document.context().language, remarks);
        (!edits.is_empty()).then(|| EditPlan {
            title: "Remove the comments that allow nothing any more".to_owned(),
            name: String::new(),
            files: vec![FileEdit {
                path: path.to_path_buf(),
                purpose: Purpose::Source,
                before: Before::of(Some(&text)),
                edits,
                owner_only: false,
            }],
            notes: Vec::new(),
        })
    }

    /// Where git has the value of a finding already.
    pub(super) fn committed(&self, uri: &DocUri, finding: &Finding) -> Option<Committed> {
        use keyward_engine::files::Files as _;
        let document = &self.documents.get(uri)?.document;
        let path = document.path.as_deref()?;
        let value = Zeroizing::new(document.text().slice(finding.range.clone()));
        let files = self.files(&self.root_for(Some(path)));
        files.committed(path, value.as_bytes())
    }

    /// The value that an offer is about, as it stands in the document.
    pub(super) fn value_of(&self, offer: &Offer) -> Option<Zeroizing<String>> {
        let text = self.documents.get(&offer.uri)?.document.text();
        let findings = self.findings(&offer.uri);
        let finding = self.offers.find(offer.seen.as_ref()?, &findings, text)?;
        Some(Zeroizing::new(text.slice(finding.range.clone())))
    }
}

fn stale() -> Refusal {
    Refusal {
        code: "text-has-changed",
        message: "The text has changed and the value is no longer there: nothing was edited."
            .into(),
    }
}

/// The plan, with what stays as notes.
fn told(many: Many, root: &Path, files: &DiskFiles<'_>) -> EditPlan {
    use keyward_engine::files::Files as _;
    let Many { mut plan, left, .. } = many;
    let stays = |one: &Left| {
        let text = Zeroizing::new(files.read(&one.path).ok().flatten().unwrap_or_default());
        let line = Text::new(&text).line_of(one.at.min(text.len())) + 1;
        let path = roots::slashed(one.path.strip_prefix(root).unwrap_or(&one.path));
        format!("{path}:{line} stays as it is: {}", one.why.message)
    };
    let notes = left.iter().map(stays);
    plan.notes = notes.chain(std::mem::take(&mut plan.notes)).collect();
    plan
}
