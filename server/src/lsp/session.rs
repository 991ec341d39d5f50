//! What the engine thread owns: the documents, and everything known about the client.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;
use std::time::Instant;

use keyward_engine::config::Config;
use keyward_engine::exposure::{Exposure, Markers};
use keyward_engine::peers;
use keyward_engine::text::Encoding;
use keyward_engine::{Confidence, Document, FileContext, Finding, Scan};
use serde_json::Value;
use tower_lsp::Client;

use super::agent::Lying;
use super::answer::Note;
use super::capabilities::ClientTraits;
use super::document::{Changed, Job, OpenDocument, Opened, Trouble};
use super::exposure::{self, AssistantFiles, Look};
use super::hygiene::Kept;
use super::main_loop::{Event, Start};
use super::notebook::Held;
use super::notices::Notices;
use super::offers::Offers;
use super::outgoing::Outgoing;
use super::settings::{self, FolderSettings};
use super::to_proto;
use super::uri::{self, DocUri, Scheme};
use crate::workspace::committed::Commits;
use crate::workspace::known::{KnownValues, is_dotenv};

/// Open documents that are scanned; beyond this the ones that rested longest are only kept.
const WATCHED: usize = 2_000;

/// The ways to the client.
pub(super) struct ClientHandle {
    /// Notifications, straight to the writer.
    pub(super) outgoing: Arc<Outgoing>,
    /// Requests, whose answers must never be awaited on the engine thread.
    pub(super) client: Client,
    /// Where such awaiting happens.
    pub(super) runtime: tokio::runtime::Handle,
    /// How what was awaited comes back.
    pub(super) events: Sender<Event>,
}

/// One document and what the client was told about it.
pub(super) struct Entry {
    pub(super) document: OpenDocument,
    /// What was published last.
    pub(super) sent: Vec<Note>,
    /// Who can read it, when it is a `.env` and somebody has looked.
    pub(super) exposure: Option<Exposure>,
    /// How it is kept, and where the values of its variables go.
    pub(super) hygiene: Kept,
    /// What its outputs hold, when it is a notebook's cell.
    pub(super) outputs: Held,
    /// Whether somebody is looking.
    pub(super) look: Look,
    /// Its folder was removed from the workspace: quiet until it is opened again.
    pub(super) removed: bool,
    /// Records of assistants that it is about.
    pub(super) records: Vec<Lying>,
    /// When it was opened or changed last, in events.
    pub(super) touched: u64,
    /// Something changed since the last publish.
    pub(super) dirty: bool,
    /// Units of columns, for notes.
    pub(super) encoding: Encoding,
}

/// The engine thread's state.
pub(super) struct Session {
    pub(super) handle: ClientHandle,
    pub(super) traits: ClientTraits,
    pub(super) settings: FolderSettings,
    /// Workspace folders, in the client's order.
    pub(super) folders: Vec<PathBuf>,
    pub(super) documents: HashMap<DocUri, Entry>,
    /// Open notebooks and their cells, in order.
    pub(super) notebooks: HashMap<DocUri, Vec<DocUri>>,
    pub(super) offers: Offers,
    pub(super) markers: Markers,
    /// What git has of files that were asked about.
    pub(super) commits: Commits,
    /// What the `.env` files around documents hold.
    known: KnownValues,
    /// Whether the client asks for diagnostics.
    pub(super) pull: bool,
    /// Whether the workspace is being scanned.
    pub(super) scanning: bool,
    /// Whether that is shown.
    pub(super) progress: bool,
    /// Tells the worker to stop; made anew for each scan.
    pub(super) stop: Arc<AtomicBool>,
    /// Files that are not open and have diagnostics from the last scan of the workspace.
    pub(super) listed: HashMap<DocUri, Vec<Note>>,
    /// What there is to say about the assistants' own files.
    pub(super) assistant_files: AssistantFiles,
    /// Counts the events that touch documents.
    now: u64,
    notices: Notices,
    /// Documents that changed without having been opened; the user was told.
    strangers: HashSet<DocUri>,
}

impl Session {
    pub(super) fn new(handle: ClientHandle) -> Self {
        Self {
            handle,
            traits: ClientTraits::default(),
            settings: FolderSettings::default(),
            folders: Vec::new(),
            documents: HashMap::new(),
            notebooks: HashMap::new(),
            offers: Offers::default(),
            markers: Markers::default(),
            commits: Commits::default(),
            known: KnownValues::default(),
            pull: false,
            scanning: false,
            progress: false,
            stop: Arc::default(),
            listed: HashMap::new(),
            assistant_files: AssistantFiles::default(),
            now: 0,
            notices: Notices::default(),
            strangers: HashSet::new(),
        }
    }

    pub(super) fn start(&mut self, start: Start) {
        self.pull = settings::pulls(&start);
        self.traits = start.traits;
        self.folders = start.folders;
        self.markers = exposure::markers(start.client, &start.options);
        self.settings.set_editor(&start.options);
    }

    pub(super) fn ready(&mut self) {
        let mut registrations = Vec::new();
        if self.traits.watched_files {
            registrations.push(to_proto::watch_files(&exposure::watched()));
        }
        if self.traits.watched_settings {
            registrations.push(to_proto::watch_settings());
        }
        let client = self.handle.client.clone();
        self.handle.runtime.spawn(async move {
            to_proto::register(&client, registrations).await;
        });
        self.ask_settings();
        self.assess_all();
    }

    pub(super) fn open(&mut self, opened: Opened) {
        self.now += 1;
        let uri = opened.uri.clone();
        let path = uri::to_path(&uri);
        self.load_settings(path.as_deref());
        self.known.forget();
        let context = self.context(&uri, path.as_deref(), &opened.language_id);
        let document = OpenDocument::open(opened, path, context);
        if let Some(trouble) = document.trouble() {
            self.notice(trouble_text(trouble, &uri));
        }
        self.strangers.remove(&uri);
        self.listed.remove(&uri);
        self.withdraw_closed(&uri);
        // A second open replaces the first; what was last sent stays the client's view.
        let sent = self
            .documents
            .remove(&uri)
            .map(|entry| entry.sent)
            .unwrap_or_default();
        let entry = Entry {
            document,
            sent,
            exposure: None,
            hygiene: Kept::default(),
            outputs: Held::new(),
            look: Look::Idle,
            removed: false,
            records: Vec::new(),
            touched: self.now,
            dirty: true,
            encoding: self.traits.encoding,
        };
        self.documents.insert(uri.clone(), entry);
        self.rest_oldest();
        self.look_for_records(&uri);
        self.assess(&uri);
    }

    pub(super) fn change(&mut self, changed: Changed) {
        let uri = changed.uri.clone();
        let encoding = self.traits.encoding;
        self.now += 1;
        let Some(entry) = self.documents.get_mut(&uri) else {
            // Nothing is read from disk in its place: the editor's text is the only truth.
            return self.stranger(uri);
        };
        entry.dirty = true;
        entry.touched = self.now;
        if let Some(trouble) = entry.document.change(changed, encoding) {
            self.notice(trouble_text(trouble, &uri));
            self.ask_to_pull_again();
        }
        self.survey_around(&uri);
    }

    /// Bounds what is held for very many open documents.
    fn rest_oldest(&mut self) {
        if self.documents.len() <= WATCHED {
            return;
        }
        let awake = self
            .documents
            .iter_mut()
            .filter(|(_, it)| it.document.scan().is_some());
        let oldest = awake.min_by_key(|(_, entry)| entry.touched);
        if let Some((_, entry)) = oldest {
            entry.document.rest();
            entry.dirty = true;
            self.notice(format!(
                "More than {WATCHED} documents are open: those not edited for longest are not checked until they are."
            ));
        }
    }

    /// A change that could not be read: the text here is not the editor's any more.
    pub(super) fn lose(&mut self, uri: &DocUri) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return self.stranger(uri.clone());
        };
        entry.dirty = true;
        if entry.document.lose() {
            self.notice(trouble_text(Trouble::OutOfSync, uri));
            self.ask_to_pull_again();
        }
    }

    fn stranger(&mut self, uri: DocUri) {
        if self.strangers.len() < 1000 && self.strangers.insert(uri.clone()) {
            self.notice(trouble_text(Trouble::OutOfSync, &uri));
        }
    }

    pub(super) fn saved(&mut self, uri: &DocUri) {
        if self.notebooks.contains_key(uri) {
            self.read_outputs(uri);
        }
        if let Some(path) = uri::to_path(uri) {
            self.files_changed(&[path]);
        }
    }

    pub(super) fn close(&mut self, uri: &DocUri) {
        if let Some(entry) = self.documents.remove(uri) {
            self.withdraw(uri, &entry.sent);
            self.publish_closed(uri);
        }
    }

    pub(super) fn change_folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        self.folders.retain(|folder| !removed.contains(folder));
        for folder in added {
            if !self.folders.contains(&folder) {
                self.folders.push(folder);
            }
        }
        let folders = self.folders.clone();
        for entry in self.documents.values_mut() {
            let Some(path) = entry.document.path.as_deref() else {
                continue;
            };
            let inside = folders.iter().any(|folder| path.starts_with(folder));
            let was_inside = removed.iter().any(|folder| path.starts_with(folder));
            entry.removed = !inside && (was_inside || entry.removed);
        }
        self.look_again();
    }

    /// Files changed on disk, or were saved.
    pub(super) fn files_changed(&mut self, paths: &[PathBuf]) {
        let is_settings = |path: &PathBuf| {
            path.ends_with(crate::workspace::config::FILE) || peers::by_name(path).is_some()
        };
        let is_env = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(is_dotenv)
        };
        if paths.iter().any(is_settings) {
            self.settings.forget();
            self.look_again();
        } else if paths.iter().any(is_env) {
            self.forget_secret_files();
            self.look_again();
        } else {
            self.assess_all();
        }
    }

    pub(super) fn settings_changed(&mut self, settings: Option<Value>) {
        let Some(settings) = settings else {
            return self.ask_settings();
        };
        for key in self.settings.set_editor(&settings) {
            self.notice(format!(
                "The setting `keyward.{key}` is not understood and has no effect."
            ));
        }
        self.look_again();
    }

    fn ask_settings(&self) {
        if !self.traits.configuration {
            return;
        }
        let client = self.handle.client.clone();
        let events = self.handle.events.clone();
        self.handle.runtime.spawn(async move {
            if let Some(settings) = to_proto::ask_settings(&client).await {
                let _ = events.send(Event::Settings(Some(settings)));
            }
        });
    }

    /// Looks at every document again after folders, settings or a `.env` changed.
    pub(super) fn look_again(&mut self) {
        self.known.forget();
        let uris: Vec<DocUri> = self.documents.keys().cloned().collect();
        for uri in uris {
            let Some(entry) = self.documents.get(&uri) else {
                continue;
            };
            let path = entry.document.path.clone();
            let language_id = entry.document.language_id.clone();
            self.load_settings(path.as_deref());
            let context = self.context(&uri, path.as_deref(), &language_id);
            if let Some(entry) = self.documents.get_mut(&uri) {
                entry.dirty = true;
                if *entry.document.context() != context {
                    entry.document.rescan(context);
                }
            }
        }
        self.assess_all();
        self.ask_to_pull_again();
        self.ask_for_lenses_again();
    }

    /// Scans and publishes whatever changed. The end of every batch of events.
    pub(super) fn settle(&mut self) {
        let started = Instant::now();
        let dirty = self.settle_all();
        for uri in &dirty {
            self.publish(uri);
            self.tend_if_changed(uri);
        }
        if !dirty.is_empty() {
            let micros = started.elapsed().as_micros();
            tracing::debug!(documents = dirty.len(), micros, "scanned");
        }
    }

    /// Scans whatever changed; returns what is to be published.
    pub(super) fn settle_all(&mut self) -> Vec<DocUri> {
        let dirty = self.documents.iter().filter(|(_, entry)| entry.dirty);
        let dirty: Vec<DocUri> = dirty.map(|(uri, _)| uri.clone()).collect();
        for uri in &dirty {
            self.settle_one(uri);
        }
        dirty
    }

    /// Takes in what a worker made of a long text.
    pub(super) fn read_aside(&mut self, uri: &DocUri, number: u64, outcome: Option<Box<Document>>) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        if entry.document.finish(number, outcome) {
            entry.dirty = true;
            if let Some(trouble) = entry.document.trouble() {
                self.notice(trouble_text(trouble, uri));
            }
            self.ask_to_pull_again();
        }
    }

    /// The document as the client sees it now, every change scanned but for a long text
    /// that a worker still reads.
    pub(super) fn current(&mut self, uri: &DocUri) -> Option<&OpenDocument> {
        self.settle_one(uri);
        self.documents.get(uri).map(|entry| &entry.document)
    }

    fn settle_one(&mut self, uri: &DocUri) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        let before = entry.document.trouble();
        entry.hygiene.follow(entry.document.pending());
        entry.document.settle();
        if let Some(job) = entry.document.take_job() {
            read_aside(job, uri.clone(), self.handle.events.clone());
        }
        let after = entry.document.trouble();
        if let (Some(trouble), true) = (after, after != before) {
            self.notice(trouble_text(trouble, uri));
        }
    }

    /// What to show of a document's findings, after its settings.
    pub(super) fn findings(&self, uri: &DocUri) -> Vec<Finding> {
        let Some(entry) = self.documents.get(uri).filter(|entry| !entry.removed) else {
            return Vec::new();
        };
        let findings = entry.document.scan().map(|scan| scan.findings.clone());
        let findings = findings.unwrap_or_default();
        let Some(config) = self.config_of(uri) else {
            return findings;
        };
        let scan = Scan {
            findings,
            ..Scan::default()
        };
        let path = self.relative(uri, entry.document.path.as_deref());
        let text = entry.document.text();
        let least = config.min_confidence(Confidence::Possible);
        let mut findings = config
            .apply(scan, &path, &|range| text.slice(range))
            .findings;
        findings.retain(|finding| finding.confidence >= least);
        findings
    }

    /// The settings for a document.
    pub(super) fn config_of(&self, uri: &DocUri) -> Option<&Config> {
        let path = self.documents.get(uri)?.document.path.as_deref();
        let folder = self.settings_folder(path);
        self.settings.of(&folder).map(|folder| &folder.config)
    }

    fn load_settings(&mut self, path: Option<&Path>) {
        let folder = self.settings_folder(path);
        self.load_settings_of(&folder);
    }

    /// Reads the settings of a folder, and tells what is wrong with them, the first time.
    pub(super) fn load_settings_of(&mut self, folder: &Path) {
        if !self.settings.load(folder) {
            return;
        }
        let problems = self.settings.of(folder).map(|it| it.problems.clone());
        for (path, problems) in problems.into_iter().flatten() {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            // What another scanner's file says in vain is worth one word.
            let most = if peers::by_name(&path).is_some() {
                1
            } else {
                3
            };
            for problem in problems.iter().take(most) {
                self.notice(format!("{name}:{}: {}", problem.line, problem.message));
            }
        }
    }

    fn settings_folder(&self, path: Option<&Path>) -> PathBuf {
        match path {
            Some(path) => self.root_for(Some(path)),
            None => self.folders.first().cloned().unwrap_or_default(),
        }
    }

    /// The workspace folder that a file belongs to: the deepest that holds it.
    pub(super) fn folder_of(&self, path: &Path) -> Option<&Path> {
        let holding = self
            .folders
            .iter()
            .filter(|folder| path.starts_with(folder));
        let deepest = holding.max_by_key(|folder| folder.components().count());
        deepest.map(PathBuf::as_path)
    }

    /// A document's path as rules and settings see it.
    fn relative(&self, uri: &DocUri, path: Option<&Path>) -> PathBuf {
        let Some(path) = path else {
            return PathBuf::from(uri::name(uri));
        };
        let folder = self.folder_of(path);
        let inside = folder.and_then(|folder| path.strip_prefix(folder).ok());
        inside.unwrap_or(path).to_owned()
    }

    fn context(&mut self, uri: &DocUri, path: Option<&Path>, language_id: &str) -> FileContext {
        let path = match uri::scheme(uri) {
            // A cell's language is its own, not that of the notebook's JSON.
            Scheme::NotebookCell => self.relative(uri, path).with_extension(""),
            _ => self.relative(uri, path),
        };
        let language_id = Some(language_id).filter(|id| !id.is_empty());
        let file = uri::to_path(uri);
        let settings = self.settings.of(&self.settings_folder(file.as_deref()));
        let mut context = match settings {
            Some(settings) => settings.config.context(&path, language_id),
            None => FileContext::of(&path, language_id),
        };
        if let Some(file) = file {
            let mut known = std::mem::take(&mut self.known);
            let root = self.root_for(Some(&file));
            if !root.as_os_str().is_empty() {
                known.add_to(&mut context, &file, &root, || self.files(&root));
            }
            self.known = known;
        }
        context
    }

    /// A client that asks for diagnostics only asks when it edits: this makes it ask now.
    pub(super) fn ask_to_pull_again(&self) {
        if !self.pull || !self.traits.pull_diagnostics {
            return;
        }
        let client = self.handle.client.clone();
        self.handle.runtime.spawn(async move {
            to_proto::refresh(&client).await;
        });
    }

    /// The same for lines above a line.
    pub(super) fn ask_for_lenses_again(&self) {
        if !self.traits.refresh_lenses {
            return;
        }
        let client = self.handle.client.clone();
        self.handle.runtime.spawn(async move {
            to_proto::refresh_lenses(&client).await;
        });
    }

    /// Warns the user. Holds no text of a document.
    pub(super) fn notice(&mut self, message: String) {
        self.show(true, message);
    }

    /// Tells the user something that is no warning. Holds no text of a document.
    pub(super) fn tell(&mut self, message: String) {
        self.show(false, message);
    }

    fn show(&mut self, warning: bool, message: String) {
        if self.notices.may_show(&message) {
            let params = to_proto::message(warning, message);
            self.handle.outgoing.notify("window/showMessage", &params);
        }
    }
}

/// Has a worker read a long text, so that nobody waits for it.
fn read_aside(job: Job, uri: DocUri, events: Sender<Event>) {
    std::thread::spawn(move || {
        let number = job.number;
        let _ = events.send(Event::Read(uri, number, job.run()));
    });
}

/// What to tell about a document that cannot be vouched for.
fn trouble_text(trouble: Trouble, uri: &DocUri) -> String {
    let name = uri::name(uri);
    let name = name.escape_debug();
    match trouble {
        Trouble::OutOfSync => format!(
            "Keyward lost track of `{name}`: the editor's changes do not fit the text. Close and reopen it to have it checked again."
        ),
        Trouble::TooLarge => {
            format!("`{name}` is larger than 64 MiB and is not checked for secrets.")
        }
        Trouble::Idle => format!("`{name}` is not checked for secrets until it is edited."),
        Trouble::Partial => format!(
            "`{name}` is only partly checked for secrets: reading it would take too long. Split it up to have all of it checked."
        ),
        Trouble::Broken => {
            format!("`{name}` is not checked for secrets: the check failed. Please report this.")
        }
    }
}
