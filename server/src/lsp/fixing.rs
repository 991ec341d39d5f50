//! Carries out what was accepted: closed files are written here, open ones by the client.
//!
//! The order is that of the plan: ignore entry, `.env`, template, and only then the
//! source. The value travels in a message only when the `.env` is open in the editor.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use keyward_engine::exposure;
use keyward_engine::files::{Entry, Files as _};
use keyward_engine::fix::{
    self, Before, EditPlan, FileEdit, NewText, Purpose, TextEdit, text_hash,
};
use keyward_engine::text::Text;
use zeroize::Zeroizing;

use super::answer::{ClientEdit, DocumentEdit, Span};
use super::main_loop::Event;
use super::offers::{Asked, Kind, Offer};
use super::planning::With;
use super::session::Session;
use super::to_proto;
use super::uri::DocUri;
use crate::apply::{self, Stopped};
use crate::workspace::files::DiskFiles;
use crate::workspace::holding::{Holding, holding};
use crate::workspace::roots;

/// What became of a fix whose last part the client does.
pub(super) struct Outcome {
    plan: EditPlan,
    root: PathBuf,
    /// Sources that are not open, to be written when the client has done its part.
    later: Vec<PathBuf>,
    /// Takes the entry out of the `.env` again.
    undo: Option<FileEdit>,
    /// Whether the client did its part; `None` when it gave no answer.
    applied: Option<bool>,
}

impl Session {
    /// The files of a folder, as far as they are open as the editor shows them.
    pub(super) fn files(&self, root: &Path) -> DiskFiles<'_> {
        let files = DiskFiles::with_open(root, |path| {
            self.open_at(path)
                .map(|uri| self.documents[uri].document.text().full())
        });
        files.with_commits(&self.commits)
    }

    /// The open document of a file; a notebook's cells are none.
    pub(super) fn open_at(&self, path: &Path) -> Option<&DocUri> {
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
    pub(super) fn carry_out(&mut self, number: u64, asked: Asked) {
        let Some(offer) = self.offers.get(number).cloned() else {
            return;
        };
        self.settle_all();
        match offer.kind {
            Kind::Revoke => self.open_revoke_page(&offer),
            Kind::Untrack => self.explain_untracking(&offer),
            Kind::TellExposure => self.explain_exposure(&offer),
            Kind::Rotate => self.explain_rotating(&offer),
            Kind::Everywhere => self.look_everywhere(number, &offer, asked),
            _ => self.write_and_edit(
                &offer,
                With {
                    asked: Some(&asked),
                    holding: &[],
                },
            ),
        }
    }

    /// Has a worker look for the value in the files of the workspace.
    fn look_everywhere(&mut self, number: u64, offer: &Offer, asked: Asked) {
        let path = self
            .documents
            .get(&offer.uri)
            .and_then(|entry| entry.document.path.clone());
        let (Some(path), Some(value)) = (path, self.value_of(offer)) else {
            return self.notice("The text has changed and the value is no longer there.".into());
        };
        let root = self.root_for(Some(&path));
        if root.as_os_str().is_empty() {
            return self.notice("Open the folder of the project first.".into());
        }
        let events = self.handle.events.clone();
        std::thread::spawn(move || {
            let (holding, complete) = holding(&root, &value);
            let _ = events.send(Event::Held(number, asked, holding, complete));
        });
    }

    /// Replaces a value in all files that hold it.
    pub(super) fn replace_everywhere(
        &mut self,
        number: u64,
        asked: &Asked,
        holding: &[Holding],
        complete: bool,
    ) {
        let Some(offer) = self.offers.get(number).cloned() else {
            return;
        };
        if !complete {
            self.notice("Some files could not be looked at and are left as they are.".into());
        }
        self.settle_all();
        let asked = Some(asked);
        self.write_and_edit(&offer, With { asked, holding });
    }

    fn write_and_edit(&mut self, offer: &Offer, with: With<'_>) {
        let undo = RefCell::new(None);
        let (first, root) = match self.plan(offer, with) {
            Ok(planned) => planned,
            Err(refusal) => return self.notice(refusal.message),
        };
        let own = self.documents[&offer.uri].document.path.clone();
        let by_client = |file: &FileEdit| {
            // Rights are nothing that an editor could change.
            !file.edits.is_empty() && self.open_at(&file.path).is_some()
                || file.purpose == Purpose::Source && own.as_ref() == Some(&file.path)
        };
        // Sources that are not open come last of all, when the editor has done its part.
        let later = |file: &FileEdit| file.purpose == Purpose::Source && !by_client(file);
        if let Some(file) = first
            .files
            .iter()
            .find(|it| later(it) && self.is_stale(it, &root))
        {
            let name = roots::slashed(file.path.strip_prefix(&root).unwrap_or(&file.path));
            return self.notice(format!("{name} has changed meanwhile: nothing was edited."));
        }
        let plan = || {
            let (plan, root) = self.plan(offer, with)?;
            *undo.borrow_mut() = self.undo_of(&plan, &root, by_client);
            Ok(plan)
        };
        let mut plan = match apply::run(&root, plan, |file| !by_client(file) && !later(file)) {
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
        let later = plan.files.iter().filter(|file| later(file));
        let outcome = Outcome {
            later: later.map(|file| file.path.clone()).collect(),
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
            Purpose::Source
                if self.documents[&offer.uri].document.path.as_ref() == Some(&file.path) =>
            {
                &offer.uri
            }
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
        // The `.env` may hold more than before, which makes the same value elsewhere certain.
        self.look_again();
        let plan = &outcome.plan;
        if outcome.applied == Some(true) {
            let later = |file: &FileEdit| outcome.later.contains(&file.path);
            if let Err(error) = apply::write(plan, &outcome.root, later) {
                let message = format!("The open files were edited. {}", error.message);
                return self.notice(message);
            }
            if !plan.notes.is_empty() {
                self.tell(plan.notes.join(" "));
            }
            return;
        }
        let moved = !plan.name.is_empty();
        let Some(env) = outcome
            .undo
            .as_ref()
            .map(|undo| &undo.path)
            .filter(|_| moved)
        else {
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

    fn is_stale(&self, file: &FileEdit, root: &Path) -> bool {
        let text = self.files(root).read(&file.path);
        let text = text.map(|text| text.map(Zeroizing::new));
        text.map_or(true, |text| {
            Before::of(text.as_ref().map(|text| text.as_str())) != file.before
        })
    }

    fn explain_rotating(&mut self, offer: &Offer) {
        let findings = self.findings(&offer.uri);
        let text = self
            .documents
            .get(&offer.uri)
            .map(|entry| entry.document.text());
        let found = text
            .zip(offer.seen.as_ref())
            .and_then(|(text, seen)| self.offers.find(seen, &findings, text));
        let held = found.and_then(|finding| self.committed(&offer.uri, finding));
        match found.zip(held) {
            Some((finding, held)) => {
                self.tell(fix::committed_message(finding.rule, held));
            }
            None => self.notice("Git does not hold this value any more.".into()),
        }
    }

    fn explain_exposure(&mut self, offer: &Offer) {
        let entry = self.documents.get(&offer.uri);
        let exposure = entry.and_then(|entry| entry.exposure.as_ref());
        let text = exposure.and_then(|it| exposure::summary(it).or_else(|| exposure::lens(it)));
        if let Some(text) = text {
            self.tell(text);
        }
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
