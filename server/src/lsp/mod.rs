//! The language server.
//!
//! Three threads speak to the client and one owns the documents. `transport` frames
//! and dispatches, `backend` turns messages into events, `main_loop` runs them one by
//! one over the `session`, `outgoing` writes. Engine types meet protocol types only in
//! `to_proto`, `from_proto` and `uri`; `handlers` answer one request each.

mod agent;
mod answer;
mod backend;
mod capabilities;
mod diagnostics;
mod document;
mod exposure;
mod fixing;
mod frame;
mod from_proto;
mod handlers;
mod hygiene;
mod keys;
mod main_loop;
mod message;
mod notebook;
mod notices;
mod offers;
mod outgoing;
mod parent;
mod planning;
mod process;
mod progress;
mod session;
mod settings;
mod to_proto;
mod transport;
mod uri;
mod workspace_scan;

use std::process::ExitCode;
use std::sync::{Arc, mpsc};

use tower_lsp::LspService;

use backend::Backend;
use outgoing::Outgoing;
use session::{ClientHandle, Session};

/// Runs the server over stdin and stdout until the client is gone.
///
/// Exit code 0 after `shutdown` and `exit`, otherwise 1 (Language Server Protocol
/// 3.17, "Exit Notification").
#[must_use]
pub fn run() -> ExitCode {
    process::harden();
    process::log_to_stderr();
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
    else {
        return ExitCode::FAILURE;
    };
    let outgoing = Arc::new(Outgoing::default());
    let (events, receiver) = mpsc::channel();
    let mut client = None;
    let (service, socket) = build(LspService::build(|it| {
        client = Some(it);
        Backend::new(events.clone())
    }));
    let handle = ClientHandle {
        outgoing: Arc::clone(&outgoing),
        client: client.expect("the service was built with a client"),
        runtime: runtime.handle().clone(),
        events,
    };
    let session = Session::new(handle);
    std::thread::spawn(move || main_loop::run(&receiver, session));
    transport::write_on_thread(Arc::clone(&outgoing), std::io::stdout());
    let code = runtime.block_on(transport::serve(
        service,
        socket,
        std::io::stdin(),
        outgoing,
    ));
    ExitCode::from(code)
}

fn build(
    builder: tower_lsp::LspServiceBuilder<Backend>,
) -> (LspService<Backend>, tower_lsp::ClientSocket) {
    let builder = builder
        .custom_method("window/workDoneProgress/cancel", Backend::progress_cancel)
        .custom_method("keyward/signs", Backend::signs);
    #[cfg(debug_assertions)]
    if std::env::var_os("KEYWARD_TEST_HOOKS").is_some() {
        return builder
            .custom_method("keyward/testPanic", Backend::test_panic)
            .custom_method("keyward/testEnginePanic", Backend::test_engine_panic)
            .custom_method("keyward/testHang", Backend::test_hang)
            .finish();
    }
    builder.finish()
}
