//! The engine thread: everything that can wake the server, in one closed list.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use keyward_engine::Document;
use keyward_engine::exposure::Exposure;
use keyward_engine::hygiene::Settled;
use keyward_engine::text::Position;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc;

use super::answer::{Action, ClientEdit, HoverText, Lens, Report, Span};
use super::capabilities::ClientTraits;
use super::document::{Changed, Opened};
use super::exposure::Survey;
use super::fixing::Outcome;
use super::handlers;
use super::notebook::{Held, Splice};
use super::offers::Asked;
use super::session::Session;
use super::uri::DocUri;
use super::workspace_scan::ScanReport;
use crate::workspace::holding::Holding;

/// Where an answer goes. Closed when the client has cancelled.
pub(super) type Reply<T> = oneshot::Sender<jsonrpc::Result<T>>;

/// What the client is and wants, from `initialize`.
pub(super) struct Start {
    pub(super) traits: ClientTraits,
    /// `initializationOptions`.
    pub(super) options: Value,
    pub(super) folders: Vec<PathBuf>,
    /// The editor's name.
    pub(super) client: Option<String>,
}

/// A place in a document.
pub(super) struct Place {
    pub(super) uri: DocUri,
    pub(super) position: Position,
}

/// What code actions are asked for.
pub(super) struct ActionsWanted {
    pub(super) uri: DocUri,
    pub(super) span: Span,
    /// Where the diagnostics start that the client wants fixed: an editor may ask for those
    /// of a whole line with a cursor that is on none of them.
    pub(super) diagnostics: Vec<Position>,
    /// The kinds that are wanted; every kind when absent.
    pub(super) only: Option<Vec<String>>,
}

/// A command of the client.
pub(super) struct CommandCall {
    pub(super) name: String,
    /// The number of the offer it takes up.
    pub(super) offer: Option<u64>,
    /// What the user typed for it.
    pub(super) asked: Asked,
}

/// Which diagnostics are asked for.
pub(super) struct ReportWanted {
    pub(super) uri: DocUri,
    /// The name of the report the client has.
    pub(super) previous: Option<String>,
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
    /// It changed in a way that cannot be read.
    Lost(DocUri),
    /// It was saved.
    Save(DocUri),
    /// It was closed.
    Close(DocUri),
    /// A notebook was opened; its cells have been opened before.
    NotebookOpen(DocUri, Vec<DocUri>),
    /// Its cells came and went.
    NotebookSplice(DocUri, Splice),
    /// It was closed; its cells follow.
    NotebookClose(DocUri),
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
    /// An accepted offer is to be carried out; its command has been answered.
    Carry(u64, Asked),
    /// A worker has looked for the value of an offer in the workspace.
    Held(u64, Asked, Vec<Holding>, bool),
    /// The client has made an edit, or not.
    Edited(Box<Outcome>),
    /// What was just moved is to be taken out of the `.env` again.
    TakeBack(Box<Outcome>),
    /// A worker has read a long text, or could not.
    Read(DocUri, u64, Option<Box<Document>>),
    /// A worker has looked at a secret file.
    Assessed(DocUri, Option<Box<Exposure>>),
    /// A worker has looked at the assistants' files of a folder.
    Surveyed(Box<Survey>),
    /// The editor's extensions or plugins came or went.
    Signs(Value),
    /// A worker has looked at how a document is kept, as it was at this touch.
    Tended(DocUri, u64, Box<Settled>),
    /// A worker has read the outputs in a notebook's file, cell by cell.
    Outputs(DocUri, Vec<Held>),
    /// The client shows progress of the scan of the workspace.
    ProgressReady,
    /// The user wants no more of it.
    StopScan,
    /// A worker has scanned the workspace.
    Scanned(Box<ScanReport>),
    /// Panics, for the test of what that does to the rest.
    #[cfg(debug_assertions)]
    Panic(Reply<()>),
}

/// A request and where its answer goes.
pub(super) enum Call {
    Hover(Place, Reply<Option<HoverText>>),
    Lenses(DocUri, Reply<Vec<Lens>>),
    Actions(ActionsWanted, Reply<Vec<Action>>),
    Resolve(u64, Reply<ClientEdit>),
    Execute(CommandCall, Reply<()>),
    Report(ReportWanted, Reply<Report>),
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
            Event::Lost(uri) => self.lose(&uri),
            Event::Save(uri) => self.saved(&uri),
            Event::Close(uri) => self.close(&uri),
            Event::NotebookOpen(uri, cells) => self.notebook_opened(uri, cells),
            Event::NotebookSplice(uri, splice) => self.notebook_spliced(&uri, splice),
            Event::NotebookClose(uri) => self.notebook_closed(&uri),
            Event::Read(uri, number, outcome) => self.read_aside(&uri, number, outcome),
            Event::Outputs(uri, held) => self.outputs_read(&uri, held),
            Event::Folders { added, removed } => self.change_folders(added, &removed),
            Event::FilesChanged(paths) => self.files_changed(&paths),
            Event::Settings(settings) => self.settings_changed(settings),
            Event::Call(call) => {
                // An answer never overtakes the diagnostics of the text it is about.
                self.settle();
                self.answer(call);
            }
            Event::Carry(offer, asked) => self.carry_out(offer, asked),
            Event::Held(offer, asked, holding, complete) => {
                self.replace_everywhere(offer, &asked, &holding, complete);
            }
            Event::Edited(outcome) => self.edited(*outcome),
            Event::TakeBack(outcome) => self.take_back(*outcome),
            Event::Assessed(uri, exposure) => self.assessed(&uri, exposure.map(|it| *it)),
            Event::Surveyed(survey) => self.surveyed(*survey),
            Event::Signs(told) => self.signs_changed(&told),
            Event::Tended(uri, touched, settled) => self.tended(&uri, touched, *settled),
            Event::ProgressReady => self.begin_progress(),
            Event::StopScan => self.stop_scan(),
            Event::Scanned(report) => self.scanned(*report),
            #[cfg(debug_assertions)]
            Event::Panic(_reply) => panic!("asked to, while holding {}", "a-canary-value"),
        }
    }

    fn answer(&mut self, call: Call) {
        match call {
            Call::Hover(place, reply) => {
                respond(reply, || Ok(handlers::hover::hover(self, &place)))
            }
            Call::Lenses(uri, reply) => {
                respond(reply, || Ok(handlers::code_lens::lenses(self, &uri)));
            }
            Call::Actions(wanted, reply) => {
                respond(reply, || Ok(handlers::code_action::actions(self, &wanted)));
            }
            Call::Resolve(offer, reply) => {
                respond(reply, || handlers::resolve::resolve(self, offer));
            }
            Call::Execute(command, reply) => {
                respond(reply, || handlers::execute::execute(self, &command));
            }
            Call::Report(wanted, reply) => {
                respond(reply, || Ok(handlers::diagnostic::report(self, &wanted)));
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
