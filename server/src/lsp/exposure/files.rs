//! The assistants' own files: what in them does not do what it looks like, and what cannot be
//! read. Their notes are shown whether the files are open or not.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use keyward_engine::config::Config;
use keyward_engine::exposure::{self, Decoy, DecoyFix, Exposure, Markers, decoy_message};
use keyward_engine::files::Files;
use keyward_engine::fix::{EditPlan, Refusal, text_hash};
use keyward_engine::text::{Encoding, Text};

use super::{Look, Open, overlaid, settle, signs};
use crate::lsp::answer::{Level, Note, Span};
use crate::lsp::main_loop::Event;
use crate::lsp::session::Session;
use crate::lsp::to_proto;
use crate::lsp::uri::{self, DocUri};
use crate::workspace::remembered::Remembered;
use crate::workspace::secret_files;

/// Files with notes in one folder; nobody has more of them than there are assistants.
const FILES: usize = 200;
/// Secret files of a folder that are asked about, and entries among which they are sought: what
/// is wrong in a settings file shows with a few of them.
const SECRETS: usize = 40;
const ENTRIES: usize = 200_000;

/// What is known about the assistants' files.
#[derive(Default)]
pub(in crate::lsp) struct AssistantFiles {
    looks: HashMap<PathBuf, Look>,
    folders: HashMap<PathBuf, Vec<(PathBuf, Note)>>,
    /// What of it can be mended.
    mendable: HashMap<PathBuf, Vec<Mendable>>,
    /// The secret files of a folder, once somebody has sought them.
    secrets: HashMap<PathBuf, Vec<PathBuf>>,
    /// What was published for files that are not open.
    sent: HashMap<DocUri, Vec<Note>>,
}

/// What a worker found in one folder.
pub(in crate::lsp) struct Survey {
    folder: PathBuf,
    notes: Vec<(PathBuf, Note)>,
    mendable: Vec<Mendable>,
    secrets: Vec<PathBuf>,
}

/// A decoy or a trap that a quick fix mends.
pub(in crate::lsp) struct Mendable {
    pub(in crate::lsp) decoy: Decoy,
    /// What the fix is called.
    pub(in crate::lsp) title: String,
    /// The secret file that the decoy would keep out.
    secret: PathBuf,
    /// Of the text in which it was found.
    text: u64,
}

impl Session {
    pub(super) fn survey_all(&mut self) {
        for folder in self.folders.clone() {
            self.survey(&folder);
        }
    }

    /// Looks at the assistants' files of a folder on a worker, one at a time.
    fn survey(&mut self, folder: &Path) {
        let look = self.assistant_files.looks.entry(folder.to_owned());
        let look = look.or_default();
        if *look != Look::Idle {
            *look = Look::Again;
            return;
        }
        *look = Look::Running;
        self.load_settings_of(folder);
        let mut task = self.survey_task(folder);
        let known = self.assistant_files.secrets.get(folder).cloned();
        let events = self.handle.events.clone();
        std::thread::spawn(move || {
            let secrets = known.unwrap_or_else(|| sought(&task.root));
            task.secrets.extend(secrets.iter().cloned());
            let survey = task.survey(secrets);
            let _ = events.send(Event::Surveyed(Box::new(survey)));
        });
    }

    /// Secret files came or went: they are to be sought again.
    pub(in crate::lsp) fn forget_secret_files(&mut self) {
        self.assistant_files.secrets.clear();
    }

    fn survey_task(&self, folder: &Path) -> Task {
        let secrets = self.documents.values().filter(|it| it.exposure.is_some());
        let secrets = secrets.filter_map(|it| it.document.path.clone());
        Task {
            root: folder.to_owned(),
            secrets: secrets.filter(|path| path.starts_with(folder)).collect(),
            markers: self.markers.clone(),
            config: self.config_for(folder),
            open: self.open_texts(),
            encoding: self.traits.encoding,
        }
    }

    /// Takes a worker's answer in.
    pub(in crate::lsp) fn surveyed(&mut self, survey: Survey) {
        let Survey {
            folder,
            notes,
            mendable,
            secrets,
        } = survey;
        let files = &mut self.assistant_files;
        files.secrets.insert(folder.clone(), secrets);
        files.mendable.insert(folder.clone(), mendable);
        let again = files.looks.insert(folder.clone(), Look::Idle) == Some(Look::Again);
        let paths: Vec<PathBuf> = notes.iter().map(|(path, _)| path.clone()).collect();
        let old = files.folders.insert(folder.clone(), notes);
        let old = old.into_iter().flatten().map(|(path, _)| path);
        let mut changed: Vec<PathBuf> = old.chain(paths).collect();
        changed.sort();
        changed.dedup();
        for uri in changed.iter().filter_map(|path| uri::from_path(path)) {
            match self.documents.get_mut(&uri) {
                Some(entry) => entry.dirty = true,
                None => self.publish_closed(&uri),
            }
        }
        self.ask_to_pull_again();
        if again {
            self.survey(&folder);
        }
    }

    /// The notes about a file, if it is one of an assistant.
    pub(in crate::lsp) fn assistant_notes(&self, uri: &DocUri) -> Vec<Note> {
        let Some(path) = uri::to_path(uri) else {
            return Vec::new();
        };
        let notes = self.assistant_files.folders.values().flatten();
        let of_file = notes.filter(|(at, _)| *at == path);
        of_file.map(|(_, note)| note.clone()).collect()
    }

    /// Publishes what there is to say about a file that is not open.
    pub(in crate::lsp) fn publish_closed(&mut self, uri: &DocUri) {
        let mut notes = self.assistant_notes(uri);
        notes.extend(self.listed.get(uri).into_iter().flatten().cloned());
        let before = self.assistant_files.sent.remove(uri).unwrap_or_default();
        if notes != before {
            let params = to_proto::publish(uri, &notes, None);
            self.handle.outgoing.publish(uri.as_str(), &params);
        }
        if !notes.is_empty() {
            self.assistant_files.sent.insert(uri.clone(), notes);
        }
    }

    /// Takes back what was published while the file was not open: it is now.
    pub(in crate::lsp) fn withdraw_closed(&mut self, uri: &DocUri) {
        if self.assistant_files.sent.remove(uri).is_some() {
            let params = to_proto::publish(uri, &[], None);
            self.handle.outgoing.publish(uri.as_str(), &params);
        }
    }

    /// What can be mended in an open file, as it was found last.
    pub(in crate::lsp) fn mendable(&self, uri: &DocUri) -> impl Iterator<Item = &Mendable> {
        let path = uri::to_path(uri);
        let all = self.assistant_files.mendable.values().flatten();
        all.filter(move |one| Some(&one.decoy.path) == path.as_ref())
    }

    /// Plans what the quick fix of a decoy does; `None` when the text has changed since.
    pub(in crate::lsp) fn plan_mending(
        &self,
        uri: &DocUri,
        (code, start): (&str, usize),
        root: &Path,
        files: &dyn Files,
    ) -> Option<Result<EditPlan, Refusal>> {
        let fits = |it: &&Mendable| it.decoy.code == code && it.decoy.range.start == start;
        let found = self.mendable(uri).find(fits)?;
        let text = files.read(&found.decoy.path).ok().flatten()?;
        (text_hash(&text) == found.text).then(|| mend(&found.decoy, &found.secret, root, files))
    }

    /// An assistant's file was edited: what was found in it may be elsewhere now.
    pub(in crate::lsp) fn survey_around(&mut self, uri: &DocUri) {
        if self.assistant_notes(uri).is_empty() {
            return;
        }
        let folder = uri::to_path(uri).and_then(|path| self.folder_of(&path).map(Path::to_owned));
        if let Some(folder) = folder {
            self.survey(&folder);
        }
    }
}

/// The code of a note about a file that cannot be read.
pub(in crate::lsp) const BROKEN: &str = "assistant-settings-broken";

/// The fix of a decoy: its own, or the control that does what the decoy only looks like.
fn mend(decoy: &Decoy, secret: &Path, root: &Path, files: &dyn Files) -> Result<EditPlan, Refusal> {
    match decoy.fix {
        Some(DecoyFix::Close) => exposure::close(decoy.assistant, secret, root, files),
        _ => exposure::decoy_fix(decoy, files),
    }
}

/// Why a file cannot be read, and the assistants that read it.
#[derive(Default)]
struct Unreadable<'a> {
    what: String,
    names: BTreeSet<&'a str>,
}

/// The secret files of a folder.
fn sought(root: &Path) -> Vec<PathBuf> {
    let tree = secret_files::find_among(root, root, 1, ENTRIES);
    let files = tree.files.into_iter().map(|found| found.path);
    files.take(SECRETS).collect()
}

struct Task {
    root: PathBuf,
    /// Secret files below it.
    secrets: Vec<PathBuf>,
    markers: Markers,
    config: Config,
    open: Open,
    encoding: Encoding,
}

impl Task {
    /// Where the secret files stand. The usual one counts even where there is none yet: what
    /// is wrong in an assistant's file is wrong before somebody needs it.
    fn exposures(&self, files: &dyn Files) -> Vec<Exposure> {
        let usual = self.root.join(".env");
        let mut others: Vec<&PathBuf> = self.secrets.iter().collect();
        others.retain(|path| **path != usual);
        others.sort();
        others.dedup();
        let others = others.into_iter().take(SECRETS);
        let markers = signs::with_home(self.markers.clone(), &self.config);
        let assess = |path: &PathBuf| {
            let mut state = exposure::assess(path, &self.root, &markers, files);
            settle(&mut state, &self.config);
            state
        };
        std::iter::once(&usual).chain(others).map(assess).collect()
    }

    fn survey(self, secrets: Vec<PathBuf>) -> Survey {
        let disk = overlaid(&self.root, &self.open);
        let files = Remembered::new(&disk);
        let exposures = self.exposures(&files);
        let mut decoys = exposure::decoys(&exposures, &self.root, &files);
        decoys.truncate(FILES);
        let mut notes: Vec<(PathBuf, Note)> = Vec::new();
        let mut mendable = Vec::new();
        for decoy in decoys {
            let level = if decoy.is_trap {
                Level::Warning
            } else {
                Level::Information
            };
            let text = files.read(&decoy.path).ok().flatten().unwrap_or_default();
            let span = Span::of(&decoy.range, &Text::new(&text), self.encoding);
            let note = note(span, level, decoy.code, decoy_message(&decoy));
            notes.push((decoy.path.clone(), note));
            let secret = self.exposed_to(&decoy, &exposures);
            if let Ok(plan) = mend(&decoy, &secret, &self.root, &files) {
                mendable.push(Mendable {
                    title: plan.title,
                    secret,
                    text: text_hash(&text),
                    decoy,
                });
            }
        }
        notes.extend(self.broken(&exposures, &files));
        drop(files);
        drop(disk);
        Survey {
            folder: self.root,
            notes,
            mendable,
            secrets,
        }
    }

    /// A file that the assistant can read in spite of the decoy.
    fn exposed_to(&self, decoy: &Decoy, exposures: &[Exposure]) -> PathBuf {
        let is_open = |one: &&Exposure| {
            let mut rows = one.assistants.iter();
            rows.any(|row| row.assistant.id == decoy.assistant.id && row.is_exposed())
        };
        let secret = exposures.iter().find(is_open).or(exposures.first());
        secret.map_or_else(|| self.root.join(".env"), |one| one.file.clone())
    }

    /// Files that cannot be read, each once with the assistants that read them.
    fn broken(&self, exposures: &[Exposure], files: &dyn Files) -> Vec<(PathBuf, Note)> {
        let mut found: BTreeMap<(&str, Option<usize>), Unreadable<'_>> = BTreeMap::new();
        let rows = exposures.iter().flat_map(|one| &one.assistants);
        for row in rows.filter(|row| row.in_use) {
            let Some(broken) = &row.broken else { continue };
            let about = found.entry((&broken.file, broken.line)).or_default();
            about.what = broken.sentence();
            about.names.insert(row.assistant.name);
        }
        let note = |((file, line), about): ((&str, Option<usize>), Unreadable<'_>)| {
            let path = self.root.join(file);
            let text = self.text(&path, files);
            let range = text.line_range(line.unwrap_or(1).saturating_sub(1));
            let span = Span::of(&range, &text, self.encoding);
            let names: Vec<&str> = about.names.into_iter().collect();
            let (what, names) = (about.what, names.join(", "));
            let message =
                format!("{what}, so nobody can tell what keeps {names} out: mend it by hand.");
            (path, note(span, Level::Warning, BROKEN, message))
        };
        found.into_iter().map(note).collect()
    }

    fn text(&self, path: &Path, files: &dyn Files) -> Text {
        Text::new(&files.read(path).ok().flatten().unwrap_or_default())
    }
}

fn note(span: Span, level: Level, code: &'static str, message: String) -> Note {
    Note {
        unnecessary: false,
        span,
        level,
        code,
        page: None,
        message,
        related: Vec::new(),
    }
}
