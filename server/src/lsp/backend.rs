//! The protocol's side of the service: every method converts and hands on.
//!
//! Nothing is awaited before the event is sent, so the engine thread sees events in
//! the order of the messages.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use tokio::sync::oneshot;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams,
    DidChangeConfigurationParams, DidChangeNotebookDocumentParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseNotebookDocumentParams,
    DidCloseTextDocumentParams, DidOpenNotebookDocumentParams, DidOpenTextDocumentParams,
    DidSaveNotebookDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, ExecuteCommandParams, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, LSPAny, ServerInfo,
};

use super::capabilities::ClientTraits;
use super::main_loop::{Call, Event, Reply};
use super::uri::DocUri;
use super::{from_proto, parent, settings, to_proto, uri};

/// Converts messages into events.
#[derive(Debug)]
pub(super) struct Backend {
    events: Sender<Event>,
    shut_down: AtomicBool,
    /// Known from `initialize` on: the forms of answers depend on them.
    traits: OnceLock<ClientTraits>,
}

impl Backend {
    pub(super) fn new(events: Sender<Event>) -> Self {
        Self {
            events,
            shut_down: AtomicBool::new(false),
            traits: OnceLock::new(),
        }
    }

    /// Whether the client has said `shutdown`.
    pub(super) fn was_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Relaxed)
    }

    /// A change that could not be read.
    pub(super) fn lost(&self, uri: DocUri) {
        if self.traits.get().is_some() && !self.was_shut_down() {
            self.send(Event::Lost(uri));
        }
    }

    fn traits(&self) -> &ClientTraits {
        self.traits.get_or_init(ClientTraits::default)
    }

    fn send(&self, event: Event) {
        // The engine thread outlives the service; when it is gone, so is the process.
        let _ = self.events.send(event);
    }

    async fn call<T>(&self, make: impl FnOnce(Reply<T>) -> Call) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.send(Event::Call(make(reply)));
        answer
            .await
            .unwrap_or_else(|_| Err(Error::internal_error()))
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let start = from_proto::start(&params);
        let pull = settings::pulls(&start);
        let capabilities = to_proto::capabilities(&start.traits, pull);
        let _ = self.traits.set(start.traits.clone());
        if let Some(pid) = params.process_id {
            parent::watch(pid);
        }
        self.send(Event::Start(Box::new(start)));
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: "keyward".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Event::Ready);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.send(Event::Open(from_proto::opened(params.text_document)));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let changed = from_proto::changed(params.text_document, params.content_changes);
        self.send(Event::Change(changed));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Event::Save(params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Event::Close(params.text_document.uri));
    }

    async fn notebook_did_open(&self, params: DidOpenNotebookDocumentParams) {
        for event in from_proto::notebook_opened(params) {
            self.send(event);
        }
    }

    async fn notebook_did_change(&self, params: DidChangeNotebookDocumentParams) {
        for event in from_proto::notebook_changed(params) {
            self.send(event);
        }
    }

    async fn notebook_did_save(&self, params: DidSaveNotebookDocumentParams) {
        self.send(Event::Save(params.notebook_document.uri));
    }

    async fn notebook_did_close(&self, params: DidCloseNotebookDocumentParams) {
        self.send(Event::NotebookClose(params.notebook_document.uri));
        for cell in params.cell_text_documents {
            self.send(Event::Close(cell.uri));
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.send(Event::Folders {
            added: from_proto::folder_paths(&params.event.added),
            removed: from_proto::folder_paths(&params.event.removed),
        });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths = params
            .changes
            .iter()
            .filter_map(|change| uri::to_path(&change.uri))
            .collect();
        self.send(Event::FilesChanged(paths));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let settings = Some(params.settings).filter(|settings| !settings.is_null());
        self.send(Event::Settings(settings));
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = from_proto::place(params);
        let hover = self.call(|reply| Call::Hover(place, reply)).await?;
        Ok(hover.map(to_proto::hover))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri;
        let lenses = self.call(|reply| Call::Lenses(uri, reply)).await?;
        Ok(Some(lenses.into_iter().map(to_proto::lens).collect()))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let wanted = from_proto::actions_wanted(params);
        let actions = self.call(|reply| Call::Actions(wanted, reply)).await?;
        Ok(Some(to_proto::actions(actions, self.traits())))
    }

    async fn code_action_resolve(&self, mut action: CodeAction) -> Result<CodeAction> {
        let Some(offer) = from_proto::offer_of(&action) else {
            return Ok(action);
        };
        let edit = self.call(|reply| Call::Resolve(offer, reply)).await?;
        action.edit = Some(to_proto::workspace_edit(edit, self.traits()));
        Ok(action)
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let command = from_proto::command(params);
        self.call(|reply| Call::Execute(command, reply)).await?;
        Ok(None)
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let wanted = from_proto::report_wanted(params);
        let report = self.call(|reply| Call::Report(wanted, reply)).await?;
        Ok(to_proto::report(report))
    }
}

/// What the framework's trait has no method for.
impl Backend {
    /// The plugin tells which extensions and plugins there are now.
    pub(super) async fn signs(&self, told: LSPAny) {
        self.send(Event::Signs(told));
    }

    /// The user does not want the scan of the workspace any more: there is no other progress.
    pub(super) async fn progress_cancel(&self, _: LSPAny) {
        self.send(Event::StopScan);
    }
}

/// Requests that only tests send, in debug builds that are asked for them.
#[cfg(debug_assertions)]
impl Backend {
    /// Panics on the thread that reads messages.
    pub(super) async fn test_panic(&self) -> Result<()> {
        panic!("asked to, while holding {}", "a-canary-value")
    }

    /// Panics on the engine thread.
    pub(super) async fn test_engine_panic(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.send(Event::Panic(reply));
        answer
            .await
            .unwrap_or_else(|_| Err(Error::internal_error()))
    }

    /// Never answers.
    pub(super) async fn test_hang(&self) -> Result<()> {
        std::future::pending().await
    }
}
