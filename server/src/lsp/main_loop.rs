//! The engine thread: everything that can wake the server, in one closed list.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc;
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, ExecuteCommandParams, Hover, HoverParams,
};

use super::capabilities::ClientTraits;
use super::document::{Changed, Opened};
use super::handlers;
use super::session::Session;
use super::settings::Settings;
use super::uri::DocUri;

/// Where an answer goes. Closed when the client has cancelled.
pub(super) type Reply<T> = oneshot::Sender<jsonrpc::Result<T>>;

/// What the client is and wants, from `initialize`.
pub(super) struct Start {
    pub(super) traits: ClientTraits,
    pub(super) settings: Settings,
    pub(super) folders: Vec<PathBuf>,
    pub(super) assistants_hint: Option<String>,
}

/// Everything that the engine thread reacts to.
pub(super) enum Event {
    /// `initialize` was answered.
    Start(Box<Start>),
    /// The client is ready for requests.
    Ready,
    /// A document, or a notebook's cell, was opened.
    Open(Opened),
    /// It changed.
    Change(Changed),
    /// It was saved.
    Save(DocUri),
    /// It was closed.
    Close(DocUri),
    /// Workspace folders came and went.
    Folders {
        added: Vec<PathBuf>,
        removed: Vec<PathBuf>,
    },
    /// Files changed on disk.
    FilesChanged(Vec<PathBuf>),
    /// The editor's settings, or `None` when they must be asked for.
    Settings(Option<Value>),
    /// A request.
    Call(Call),
    /// Panics, for the test of what that does to the rest.
    #[cfg(debug_assertions)]
    Panic(Reply<()>),
}

/// A request and where its answer goes.
pub(super) enum Call {
    Hover(HoverParams, Reply<Option<Hover>>),
    CodeActions(CodeActionParams, Reply<Option<CodeActionResponse>>),
    Resolve(Box<CodeAction>, Reply<CodeAction>),
    Execute(ExecuteCommandParams, Reply<Option<Value>>),
    Diagnostics(
        DocumentDiagnosticParams,
        Reply<DocumentDiagnosticReportResult>,
    ),
}

/// Runs until every sender is gone.
pub(super) fn run(events: &Receiver<Event>, mut session: Session) {
    while let Ok(first) = events.recv() {
        // Whatever has piled up is taken in before anything is scanned or published:
        // a burst of keystrokes costs one scan.
        let mut next = Some(first);
        while let Some(event) = next {
            guarded(|| session.take(event));
            next = events.try_recv().ok();
        }
        guarded(|| session.settle());
    }
}

/// A panic costs the event that caused it: its request is answered with an internal
/// error because the reply is dropped, and the documents are still there.
fn guarded(work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        tracing::error!("an event was dropped after an internal error");
    }
}

impl Session {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(start) => self.start(*start),
            Event::Ready => self.ready(),
            Event::Open(opened) => self.open(opened),
            Event::Change(changed) => self.change(changed),
            Event::Save(uri) => self.saved(&uri),
            Event::Close(uri) => self.close(&uri),
            Event::Folders { added, removed } => self.change_folders(added, &removed),
            Event::FilesChanged(paths) => self.files_changed(&paths),
            Event::Settings(settings) => self.settings_changed(settings),
            Event::Call(call) => self.answer(call),
            #[cfg(debug_assertions)]
            Event::Panic(_reply) => panic!("asked to, while holding {}", "a-canary-value"),
        }
    }

    fn answer(&mut self, call: Call) {
        match call {
            Call::Hover(params, reply) => respond(reply, || handlers::hover::hover(self, &params)),
            Call::CodeActions(params, reply) => {
                respond(reply, || handlers::code_action::code_actions(self, &params));
            }
            Call::Resolve(action, reply) => {
                respond(reply, || handlers::resolve::resolve(self, *action));
            }
            Call::Execute(params, reply) => {
                respond(reply, || handlers::execute::execute(self, params));
            }
            Call::Diagnostics(params, reply) => {
                respond(reply, || Ok(handlers::diagnostic::report(self, &params)));
            }
        }
    }
}

/// Answers, unless the client has cancelled meanwhile.
fn respond<T>(reply: Reply<T>, work: impl FnOnce() -> jsonrpc::Result<T>) {
    if !reply.is_closed() {
        let _ = reply.send(work());
    }
}
