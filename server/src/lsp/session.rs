//! What the engine thread owns: the documents, and everything known about the client.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use keyward_engine::FileContext;
use serde_json::Value;
use tower_lsp::Client;

use super::capabilities::ClientTraits;
use super::diagnostics::Sent;
use super::document::{Changed, OpenDocument, Opened, Trouble};
use super::main_loop::{Event, Start};
use super::outgoing::Outgoing;
use super::settings::Settings;
use super::to_proto;
use super::uri::{self, DocUri, Scheme};

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
    pub(super) sent: Sent,
    /// Its folder was removed from the workspace: quiet until it is opened again.
    pub(super) removed: bool,
    dirty: bool,
}

/// The engine thread's state.
pub(super) struct Session {
    pub(super) handle: ClientHandle,
    pub(super) traits: ClientTraits,
    pub(super) settings: Settings,
    /// Workspace folders, in the client's order.
    pub(super) folders: Vec<PathBuf>,
    pub(super) documents: HashMap<DocUri, Entry>,
    /// Whether the client asks for diagnostics.
    pub(super) pull: bool,
}

impl Session {
    pub(super) fn new(handle: ClientHandle) -> Self {
        Self {
            handle,
            traits: ClientTraits::default(),
            settings: Settings::default(),
            folders: Vec::new(),
            documents: HashMap::new(),
            pull: false,
        }
    }

    pub(super) fn start(&mut self, start: Start) {
        self.pull = start.traits.pulls(start.settings.channel);
        self.traits = start.traits;
        self.settings = start.settings;
        self.folders = start.folders;
        let _ = start.assistants_hint;
    }

    pub(super) fn ready(&mut self) {}

    pub(super) fn open(&mut self, opened: Opened) {
        let uri = opened.uri.clone();
        let path = uri::to_path(&uri);
        let context = self.context(&uri, path.as_deref(), &opened.language_id);
        let mut document = OpenDocument::open(opened, path, context);
        document.settle();
        if let Some(trouble) = document.trouble() {
            self.notice(to_proto::trouble(trouble, &uri));
        }
        // A second open replaces the first; what was last sent stays the client's view.
        let sent = self
            .documents
            .remove(&uri)
            .map(|entry| entry.sent)
            .unwrap_or_default();
        let entry = Entry {
            document,
            sent,
            removed: false,
            dirty: true,
        };
        self.documents.insert(uri, entry);
    }

    pub(super) fn change(&mut self, changed: Changed) {
        let uri = changed.uri.clone();
        let encoding = self.traits.encoding;
        let Some(entry) = self.documents.get_mut(&uri) else {
            // Nothing is read from disk in its place: the editor's text is the only truth.
            self.notice(to_proto::trouble(Trouble::OutOfSync, &uri));
            return;
        };
        entry.dirty = true;
        if let Some(trouble) = entry.document.change(changed, encoding) {
            self.notice(to_proto::trouble(trouble, &uri));
        }
    }

    pub(super) fn saved(&mut self, uri: &DocUri) {
        if let Some(entry) = self.documents.get_mut(uri) {
            entry.dirty = true;
        }
    }

    pub(super) fn close(&mut self, uri: &DocUri) {
        if let Some(entry) = self.documents.remove(uri) {
            self.withdraw(uri, &entry.sent);
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
            entry.dirty = true;
        }
        self.rescan_all();
    }

    pub(super) fn files_changed(&mut self, _paths: &[PathBuf]) {}

    pub(super) fn settings_changed(&mut self, settings: Option<Value>) {
        if let Some(settings) = settings {
            let channel = self.settings.channel;
            self.settings = Settings::of(&settings);
            self.settings.channel = channel; // Fixed at `initialize`, when it was announced.
        }
    }

    /// Scans and publishes whatever changed. The end of every batch of events.
    pub(super) fn settle(&mut self) {
        let dirty: Vec<DocUri> = self
            .documents
            .iter_mut()
            .filter_map(|(uri, entry)| std::mem::take(&mut entry.dirty).then(|| uri.clone()))
            .collect();
        for uri in dirty {
            self.settle_one(&uri);
            self.publish(&uri);
        }
    }

    /// The document as the client sees it now, every change scanned.
    pub(super) fn current(&mut self, uri: &DocUri) -> Option<&OpenDocument> {
        self.settle_one(uri);
        self.documents.get(uri).map(|entry| &entry.document)
    }

    fn settle_one(&mut self, uri: &DocUri) {
        let Some(entry) = self.documents.get_mut(uri) else {
            return;
        };
        let before = entry.document.trouble();
        entry.document.settle();
        let after = entry.document.trouble();
        if let (Some(trouble), true) = (after, after != before) {
            self.notice(to_proto::trouble(trouble, uri));
        }
    }

    fn rescan_all(&mut self) {
        let uris: Vec<DocUri> = self.documents.keys().cloned().collect();
        for uri in uris {
            let Some(entry) = self.documents.get(&uri) else {
                continue;
            };
            let document = &entry.document;
            let context = self.context(&uri, document.path.as_deref(), &document.language_id);
            if let Some(entry) = self.documents.get_mut(&uri)
                && *entry.document.context() != context
            {
                entry.document.rescan(context);
                entry.dirty = true;
            }
        }
    }

    /// The workspace folder that a file belongs to: the deepest that holds it.
    pub(super) fn folder_of(&self, path: &Path) -> Option<&Path> {
        let holding = self
            .folders
            .iter()
            .filter(|folder| path.starts_with(folder));
        holding
            .max_by_key(|folder| folder.components().count())
            .map(PathBuf::as_path)
    }

    fn context(&self, uri: &DocUri, path: Option<&Path>, language_id: &str) -> FileContext {
        let name = PathBuf::from(uri::name(uri));
        let path = match (uri::scheme(uri), path) {
            (Scheme::File, Some(path)) => self
                .folder_of(path)
                .and_then(|folder| path.strip_prefix(folder).ok())
                .unwrap_or(path),
            // A cell's language is its own, not that of the notebook's JSON.
            (Scheme::NotebookCell, _) => Path::new(""),
            _ => name.as_path(),
        };
        FileContext::of(path, Some(language_id).filter(|id| !id.is_empty()))
    }

    /// Tells the user something. Holds no text of a document.
    pub(super) fn notice(&mut self, message: String) {
        self.handle
            .outgoing
            .notify("window/showMessage", &to_proto::warning(message));
    }
}
