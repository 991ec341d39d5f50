//! Carries out what was accepted: closed files are written here, open ones by the client.
//!
//! The order is that of the plan: ignore entry, `.env`, template, and only then the
//! source. The value travels in a message only when the `.env` is open in the editor.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use keyward_engine::config::Config;
use keyward_engine::exposure;
use keyward_engine::files::{Entry, Files as _};
use keyward_engine::fix::{
    self, Before, EditPlan, FileEdit, NewText, Purpose, Refusal, Request, TextEdit, text_hash,
};
use keyward_engine::text::Text;
use zeroize::Zeroizing;

use super::answer::{ClientEdit, DocumentEdit, Span};
use super::main_loop::Event;
use super::offers::{Kind, Offer};
use super::session::Session;
use super::to_proto;
use super::uri::DocUri;
use crate::apply::{self, Stopped};
use crate::workspace::files::DiskFiles;
use crate::workspace::roots;

/// The reason in the comment that allows a finding, for the user to put right.
const REASON: &str = "reviewed, not a secret";

/// What became of a fix whose last part the client does.
pub(super) struct Outcome {
    plan: EditPlan,
    root: PathBuf,
    /// Takes the entry out of the `.env` again.
    undo: Option<FileEdit>,
    /// Whether the client did its part; `None` when it gave no answer.
    applied: Option<bool>,
}

impl Session {
    /// What an offer would do to the text as it stands.
    pub(super) fn plan(&self, offer: &Offer) -> Result<(EditPlan, PathBuf), Refusal> {
        let stale = || Refusal {
            code: "text-has-changed",
            message: "The text has changed and the value is no longer there: nothing was edited."
                .into(),
        };
        if self.settings.is_untrusted() && offer.kind != Kind::Allow {
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
            (Kind::Close(id), Some(path)) => {
                let assistant = exposure::by_id(id).ok_or_else(stale)?;
                exposure::close(assistant, path, &root, &files)?
            }
            (Kind::Move | Kind::Allow, _) => {
                let text = entry.document.text();
                let findings = self.findings(&offer.uri);
                let seen = offer.seen.as_ref().ok_or_else(stale)?;
                let finding = self.offers.find(seen, &findings, text).ok_or_else(stale)?;
                let request = Request {
                    root: &root,
                    path,
                    text: &text.full(),
                    language: entry.document.context().language,
                    finding,
                };
                match offer.kind {
                    Kind::Move => {
                        let config = self.config_of(&offer.uri);
                        let env_file = config.and_then(Config::env_file);
                        fix::move_to(&request, env_file, &files)?
                    }
                    _ => fix::allow(&request, REASON)?,
                }
            }
            _ => return Err(stale()),
        };
        Ok((plan, root))
    }

    /// The files of a folder, as far as they are open as the editor shows them.
    pub(super) fn files(&self, root: &Path) -> DiskFiles<'_> {
        DiskFiles::with_open(root, |path| {
            self.open_at(path)
                .map(|uri| self.documents[uri].document.text().full())
        })
    }

    /// The open document of a file; a notebook's cells are none.
    fn open_at(&self, path: &Path) -> Option<&DocUri> {
        let mut open = self.documents.iter();
        let found = open.find(|(uri, entry)| {
            entry.document.path.as_deref() == Some(path) && !super::uri::is_cell(uri)
        });
        found.map(|(uri, _)| uri)
    }

    /// The folder that nothing is written outside of.
    pub(super) fn root_for(&self, path: Option<&Path>) -> PathBuf {
        let Some(path) = path else {
            return self.folders.first().cloned().unwrap_or_default();
        };
        match self.folder_of(path) {
            Some(folder) => folder.to_owned(),
            // An editor without a folder: the file stands for itself.
            None if self.folders.is_empty() => roots::root_of(path),
            None => PathBuf::new(),
        }
    }

    /// Does an accepted offer. Its command has been answered already.
    pub(super) fn carry_out(&mut self, number: u64) {
        let Some(offer) = self.offers.get(number).cloned() else {
            return;
        };
        self.settle_all();
        match offer.kind {
            Kind::Revoke => self.open_revoke_page(&offer),
            Kind::Untrack => self.explain_untracking(&offer),
            _ => self.write_and_edit(&offer),
        }
    }

    fn write_and_edit(&mut self, offer: &Offer) {
        let undo = RefCell::new(None);
        let root = match self.plan(offer) {
            Ok((_, root)) => root,
            Err(refusal) => return self.notice(refusal.message),
        };
        let by_client =
            |file: &FileEdit| file.purpose == Purpose::Source || self.open_at(&file.path).is_some();
        let plan = || {
            let (plan, root) = self.plan(offer)?;
            *undo.borrow_mut() = self.undo_of(&plan, &root, by_client);
            Ok(plan)
        };
        let mut plan = match apply::run(&root, plan, |file| !by_client(file)) {
            Ok((plan, _)) => plan,
            Err(Stopped::Refused(refusal)) => return self.notice(refusal.message),
            Err(Stopped::Failed(error)) => return self.notice(error.message),
        };
        if let Err(message) = self.prepare_open_env(&mut plan, &root) {
            return self.notice(message);
        }
        let edits: Vec<DocumentEdit> = plan
            .files
            .iter()
            .filter(|file| by_client(file))
            .filter_map(|file| self.document_edit(file, offer))
            .collect();
        let edit = ClientEdit {
            label: plan.title.clone(),
            documents: edits,
        };
        let outcome = Outcome {
            plan,
            root,
            undo: undo.into_inner(),
            applied: Some(true),
        };
        if edit.documents.is_empty() {
            self.edited(outcome);
        } else {
            self.ask_client(edit, outcome);
        }
    }

    /// A `.env` that is open is the editor's to write. One that is not on disk yet would
    /// get the editor's usual rights: it is made here first, empty and for its owner only.
    fn prepare_open_env(&self, plan: &mut EditPlan, root: &Path) -> Result<(), String> {
        let env = plan
            .files
            .iter()
            .find(|file| file.purpose == Purpose::DotEnv);
        let Some(env) = env.filter(|env| self.open_at(&env.path).is_some()) else {
            return Ok(());
        };
        let name = roots::slashed(env.path.strip_prefix(root).unwrap_or(&env.path));
        if self.files(root).entry(&env.path) == Entry::Absent {
            let empty = EditPlan {
                title: String::new(),
                name: String::new(),
                files: vec![FileEdit {
                    before: Before::Absent,
                    edits: Vec::new(),
                    ..env.clone()
                }],
                notes: Vec::new(),
            };
            apply::write(&empty, root, |_| true).map_err(|error| error.message)?;
        }
        let note = format!("Save {name}: until then the value is in the editor only.");
        plan.notes.insert(0, note);
        Ok(())
    }

    /// Sends the client its part, and comes back with [`Event::Edited`].
    fn ask_client(&self, edit: ClientEdit, mut outcome: Outcome) {
        let params = to_proto::apply_edit(edit, &self.traits);
        let client = self.handle.client.clone();
        let events = self.handle.events.clone();
        self.handle.runtime.spawn(async move {
            let answer = to_proto::send_apply_edit(&client, params).await;
            outcome.applied = answer;
            let _ = events.send(Event::Edited(Box::new(outcome)));
        });
    }

    /// The part of a plan that concerns an open document, in the client's terms.
    pub(super) fn document_edit(&self, file: &FileEdit, offer: &Offer) -> Option<DocumentEdit> {
        // The source may be a notebook's cell, whose path is that of the notebook.
        let uri = match file.purpose {
            Purpose::Source => &offer.uri,
            _ => self.open_at(&file.path)?,
        };
        let document = &self.documents.get(uri)?.document;
        Some(DocumentEdit {
            uri: uri.clone(),
            version: Some(document.version),
            edits: spans(&file.edits, document.text(), self.traits.encoding),
        })
    }

    fn undo_of(
        &self,
        plan: &EditPlan,
        root: &Path,
        by_client: impl Fn(&FileEdit) -> bool,
    ) -> Option<FileEdit> {
        let env = plan
            .files
            .iter()
            .find(|file| file.purpose == Purpose::DotEnv)?;
        if by_client(env) {
            return None;
        }
        let files = self.files(root);
        let before = files.read(&env.path).ok()?;
        inverse(env, &Zeroizing::new(before.unwrap_or_default()))
    }

    /// The end of a fix.
    pub(super) fn edited(&mut self, outcome: Outcome) {
        self.assess_all();
        let plan = &outcome.plan;
        if outcome.applied == Some(true) {
            if !plan.notes.is_empty() {
                self.tell(plan.notes.join(" "));
            }
            return;
        }
        let Some(env) = outcome.undo.as_ref().map(|undo| &undo.path) else {
            return self.notice("The editor did not take the edit: nothing was changed.".into());
        };
        let env = roots::slashed(env.strip_prefix(&outcome.root).unwrap_or(env));
        let name = &plan.name;
        let message = format!(
            "The editor did not take the edit, so the value is still in the source. It is also in {env} as {name}."
        );
        self.offer_to_take_back(message, format!("Remove {name} from {env}"), outcome);
    }

    fn offer_to_take_back(&mut self, message: String, remove: String, outcome: Outcome) {
        let client = self.handle.client.clone();
        let events = self.handle.events.clone();
        self.handle.runtime.spawn(async move {
            let choices = [remove.clone(), "Keep it".to_owned()];
            let chosen = to_proto::ask(&client, message, &choices).await;
            if chosen.as_deref() == Some(&remove) {
                let _ = events.send(Event::TakeBack(Box::new(outcome)));
            }
        });
    }

    /// Takes the entry out of the `.env` again, unless the file has changed since.
    pub(super) fn take_back(&mut self, outcome: Outcome) {
        let Some(undo) = outcome.undo else { return };
        let plan = EditPlan {
            title: String::new(),
            name: String::new(),
            files: vec![undo],
            notes: Vec::new(),
        };
        if let Err(error) = apply::write(&plan, &outcome.root, |_| true) {
            self.notice(error.message);
        }
    }

    fn open_revoke_page(&mut self, offer: &Offer) {
        let entry = self.documents.get(&offer.uri);
        let seen = offer.seen.as_ref();
        let findings = self.findings(&offer.uri);
        let found = entry
            .zip(seen)
            .and_then(|(entry, seen)| self.offers.find(seen, &findings, entry.document.text()));
        let Some(rule) = found.map(|finding| finding.rule) else {
            return self.notice("The text has changed and the value is no longer there.".into());
        };
        let text = format!("Revoke the {} at {}", rule.name, rule.revoke);
        if !self.traits.show_document {
            return self.tell(text);
        }
        let client = self.handle.client.clone();
        let outgoing = std::sync::Arc::clone(&self.handle.outgoing);
        self.handle.runtime.spawn(async move {
            if !to_proto::show_page(&client, rule.revoke).await {
                outgoing.notify("window/showMessage", &to_proto::message(false, text));
            }
        });
    }

    fn explain_untracking(&mut self, offer: &Offer) {
        let exposure = self
            .documents
            .get(&offer.uri)
            .and_then(|entry| entry.exposure.as_ref());
        if let Some(message) = exposure.and_then(exposure::git_message) {
            self.notice(message);
        }
    }
}

fn spans(
    edits: &[TextEdit],
    text: &Text,
    encoding: keyward_engine::text::Encoding,
) -> Vec<(Span, NewText)> {
    let edit = |it: &TextEdit| (Span::of(&it.range, text, encoding), it.text.clone());
    edits.iter().map(edit).collect()
}

/// The edit that leads from the text after `edit` back to `before`.
fn inverse(edit: &FileEdit, before: &str) -> Option<FileEdit> {
    let after = edit.applied_to(before)?;
    let mut edits = Vec::new();
    let mut shift = 0_isize;
    for one in &edit.edits {
        let start = one.range.start.checked_add_signed(shift)?;
        let old = before.get(one.range.clone())?;
        edits.push(TextEdit {
            range: start..start + one.text.0.len(),
            text: NewText(Zeroizing::new(old.to_owned())),
        });
        shift += one.text.0.len().cast_signed() - old.len().cast_signed();
    }
    Some(FileEdit {
        before: Before::Text {
            len: after.len(),
            hash: text_hash(&after),
        },
        edits,
        ..edit.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_leads_back() {
        let text = |text: &str| NewText(Zeroizing::new(text.to_owned()));
        let before = "A=1\nB=2";
        let edit = FileEdit {
            path: PathBuf::from("/w/.env"),
            purpose: Purpose::DotEnv,
            before: Before::of(Some(before)),
            edits: vec![
                TextEdit {
                    range: 2..3,
                    text: text("long"),
                },
                TextEdit {
                    range: 7..7,
                    text: text("\nC=3\n"),
                },
            ],
            owner_only: true,
        };
        let after = edit.applied_to(before).expect("fits");
        let back = inverse(&edit, before).expect("fits");
        assert_eq!(back.applied_to(&after).expect("fits").as_str(), before);
        assert_eq!(back.before, Before::of(Some(&after)));
    }
}
