//! Who can read an open secret file: git's next commit, and the assistants in use.

mod files;
mod notes;
mod signs;
mod watched;

use std::path::{Path, PathBuf};

use keyward_engine::config::{Config, Mode};
use keyward_engine::exposure::{self, Exposure, Markers, Secrets};
use keyward_engine::files::Files;
use keyward_engine::fix::{EditPlan, Refusal};
use keyward_engine::secret_file::{bears_secret, class_of};
use zeroize::Zeroizing;

use super::main_loop::Event;
use super::session::Session;
use super::uri::{DocUri, Scheme, scheme};
use crate::workspace::files::DiskFiles;

pub(super) use files::{AssistantFiles, Survey};
pub(super) use notes::CAN_READ;
pub(super) use signs::markers;
pub(super) use watched::watched;

/// Larger documents are no settings of anybody.
const OVERLAY_LIMIT: usize = 1024 * 1024;

/// Whether a worker looks at a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// None does.
    #[default]
    Idle,
    /// One does.
    Running,
    /// One does, and something has changed meanwhile.
    Again,
}

/// Texts of open documents, for a worker.
type Open = Vec<(PathBuf, Zeroizing<String>)>;

/// The disk as the editor shows it.
fn overlaid<'o>(root: &Path, open: &'o Open) -> DiskFiles<'o> {
    DiskFiles::with_open(root, |path| {
        let found = open.iter().find(|(known, _)| known == path);
        found.map(|(_, text)| text.to_string())
    })
}

/// What settings say about who is in use; where they are silent, what was seen decides.
fn settle(exposure: &mut Exposure, config: &Config) {
    for one in &mut exposure.assistants {
        match config.assistant(one.assistant.id) {
            Mode::On => one.in_use = true,
            Mode::Off => one.in_use = false,
            Mode::Auto => {}
        }
    }
}

impl Session {
    /// Looks at every open secret file again, and at the assistants' own files.
    pub(super) fn assess_all(&mut self) {
        let uris: Vec<DocUri> = self.documents.keys().cloned().collect();
        for uri in uris {
            self.look_for_records(&uri);
            self.assess(&uri);
        }
        self.survey_all();
        self.tend_all();
    }

    /// Looks at a document's file on a worker, if it may bear a secret. One worker at a time
    /// for each: a burst of changes costs two looks, and the last answer is the newest.
    pub(super) fn assess(&mut self, uri: &DocUri) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        if entry.look != Look::Idle {
            entry.look = Look::Again;
            return;
        }
        let Some((path, root)) = self.may_bear(uri) else {
            return;
        };
        let open = self.open_texts();
        if let Some(entry) = self.documents.get_mut(uri) {
            entry.look = Look::Running;
        }
        let (uri, config) = (uri.clone(), self.config_for(&root));
        let (markers, events) = (self.markers.clone(), self.handle.events.clone());
        std::thread::spawn(move || {
            let exposure = look(&path, &root, markers, &config, &open);
            let _ = events.send(Event::Assessed(uri, exposure.map(Box::new)));
        });
    }

    /// The file of an open document whose name says that it may bear a secret, and its folder.
    fn may_bear(&self, uri: &DocUri) -> Option<(PathBuf, PathBuf)> {
        let entry = self.documents.get(uri).filter(|it| !it.removed)?;
        let path = entry.document.path.as_ref()?;
        let root = self.root_for(Some(path));
        if scheme(uri) != Scheme::File || root.as_os_str().is_empty() {
            return None;
        }
        class_of(path.strip_prefix(&root).unwrap_or(path))?;
        Some((path.clone(), root))
    }

    /// The texts of the documents that may be settings of somebody.
    fn open_texts(&self) -> Open {
        let open = self.documents.values();
        open.filter(|it| it.document.text().len() <= OVERLAY_LIMIT)
            .filter_map(|it| {
                let text = Zeroizing::new(it.document.text().full());
                Some((it.document.path.clone()?, text))
            })
            .collect()
    }

    fn config_for(&self, root: &Path) -> Config {
        let folder = self.settings.of(root);
        folder.map(|it| it.config.clone()).unwrap_or_default()
    }

    /// Plans what asks every assistant in use to skip a file.
    pub(super) fn plan_closing(
        &self,
        uri: &DocUri,
        path: &Path,
        root: &Path,
        files: &dyn Files,
    ) -> Option<Result<EditPlan, Refusal>> {
        let exposure = self.documents.get(uri)?.exposure.as_ref()?;
        let open = exposure.assistants.iter();
        let open = open.filter(|one| one.in_use && one.is_exposed() && one.fixable);
        let open: Vec<_> = open.map(|one| one.assistant).collect();
        let secrets = Secrets {
            root,
            files: &[path.to_owned()],
        };
        let closing = exposure::close_all(&open, &secrets, &self.markers, files);
        Some(closing.into_plan())
    }

    /// Takes a worker's answer in.
    pub(super) fn assessed(&mut self, uri: &DocUri, exposure: Option<Exposure>) {
        let mut again = false;
        let changed = self.documents.get_mut(uri).is_some_and(|entry| {
            again = std::mem::take(&mut entry.look) == Look::Again;
            let changed = entry.exposure != exposure;
            entry.exposure = exposure;
            entry.dirty |= changed;
            changed
        });
        if changed {
            self.ask_to_pull_again();
            self.ask_for_lenses_again();
        }
        if again {
            self.assess(uri);
        }
    }
}

/// Where the file stands; `None` when it bears no secret.
fn look(
    path: &Path,
    root: &Path,
    markers: Markers,
    config: &Config,
    open: &Open,
) -> Option<Exposure> {
    let text = || {
        let found = open.iter().find(|(known, _)| known == path);
        found.map(|(_, text)| text.as_str())
    };
    bears_secret(path.strip_prefix(root).unwrap_or(path), text)?;
    let markers = signs::with_home(markers, config);
    let mut exposure = exposure::assess(path, root, &markers, &overlaid(root, open));
    settle(&mut exposure, config);
    Some(exposure)
}
