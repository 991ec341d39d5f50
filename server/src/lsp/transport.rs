//! Stdio for the service: frames in, answers out, nothing a client sends ends it.
//!
//! Stands in for tower-lsp's own `Server`, which stops on one bad frame, dies with a
//! panicking handler, and stands still behind four slow ones. Calls are polled once
//! on arrival, so the part of a handler before its first await runs in message order.

use std::io::{Read, Write};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use futures_util::sink::SinkExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, LspService};
use tower_service::Service;

use super::backend::Backend;
use super::frame::{Frame, FrameReader, TOO_LARGE};
use super::message::{Incoming, classify};
use super::outgoing::Outgoing;
use super::{from_proto, to_proto};

/// Broken frames in a row before giving up: the other side does not speak the protocol.
const PATIENCE_FRAMES: usize = 16;
/// How long the last answers may take to be written.
const PATIENCE_FLUSH: Duration = Duration::from_millis(500);

/// What the user is told about a message that was not read.
const NOT_SCANNED: &str = "A document is larger than 64 MiB and is not checked for secrets.";

enum Input {
    Message(Value),
    Bad(&'static str),
    End,
}

type Running = BoxFuture<'static, Option<Response>>;

/// Serves until the client says `exit` or is gone. Returns the exit code.
pub(super) async fn serve(
    mut service: LspService<Backend>,
    socket: ClientSocket,
    input: impl Read + Send + 'static,
    outgoing: Arc<Outgoing>,
) -> u8 {
    let mut incoming = read_on_thread(input);
    let (mut requests, mut responses) = socket.split();
    let mut running: FuturesUnordered<Running> = FuturesUnordered::new();
    loop {
        tokio::select! {
            // In this order, so that a command is answered before the edit it causes is
            // asked for. Answers and requests come from messages, so neither starves input.
            biased;
            Some(response) = running.next(), if !running.is_empty() => reply(response, &outgoing),
            Some(request) = requests.next() => outgoing.send(&request),
            message = incoming.recv() => match message {
                Some(Input::Message(value)) => match classify(value) {
                    Incoming::Exit => break,
                    Incoming::Call(request) => call(&mut service, request, &running, &outgoing),
                    Incoming::Reply(response) => drop(responses.send(response).await),
                    Incoming::Invalid(id) => {
                        outgoing.send(&Response::from_error(id, Error::invalid_request()));
                    }
                },
                Some(Input::Bad(fault)) => {
                    tracing::warn!(fault, "unreadable message");
                    if fault == TOO_LARGE {
                        outgoing.notify("window/showMessage", &to_proto::message(true, NOT_SCANNED.into()));
                    }
                    outgoing.send(&Response::from_error(Id::Null, Error::parse_error()));
                }
                Some(Input::End) | None => break,
            },
        }
    }
    let clean = service.inner().was_shut_down();
    outgoing.close(PATIENCE_FLUSH);
    u8::from(!clean)
}

/// Writes what is queued, on a thread of its own; a failed write means that nobody
/// listens any more and ends the process.
pub(super) fn write_on_thread(outgoing: Arc<Outgoing>, output: impl Write + Send + 'static) {
    std::thread::spawn(move || {
        if outgoing.write_all(output).is_err() {
            std::process::exit(1);
        }
    });
}

fn read_on_thread(input: impl Read + Send + 'static) -> mpsc::Receiver<Input> {
    // The loop only converts and hands on, so the bound is met only by a flood.
    let (sender, receiver) = mpsc::channel(1024);
    std::thread::spawn(move || {
        let mut reader = FrameReader::new(input);
        let mut faults = 0;
        while faults < PATIENCE_FRAMES {
            let input = match reader.next() {
                Frame::End => break,
                Frame::Bad(fault) => {
                    faults += 1;
                    Input::Bad(fault)
                }
                Frame::Body(body) => {
                    faults = 0;
                    // Nesting is bounded by serde_json, 128 levels. Its error is dropped:
                    // it may quote the text.
                    serde_json::from_slice(&body).map_or_else(
                        |_| {
                            reader.resync_inside(&body);
                            Input::Bad("not JSON")
                        },
                        Input::Message,
                    )
                }
            };
            if sender.blocking_send(input).is_err() {
                return;
            }
        }
        let _ = sender.blocking_send(Input::End);
    });
    receiver
}

/// Starts a call and polls it once, so that its effect happens in message order.
fn call(
    service: &mut LspService<Backend>,
    request: Request,
    running: &FuturesUnordered<Running>,
    outgoing: &Outgoing,
) {
    let id = request.id().cloned();
    if let Some(uri) = from_proto::unreadable_change(&request) {
        return service.inner().lost(uri);
    }
    let started = std::panic::catch_unwind(AssertUnwindSafe(|| service.call(request)));
    let Ok(future) = started else {
        return reply(failed(id), outgoing);
    };
    let mut future = AssertUnwindSafe(future)
        .catch_unwind()
        .map(move |outcome| match outcome {
            Ok(Ok(Some(response))) => Some(scrubbed(response)),
            // The service leaves unknown `$/` requests unanswered; nobody may wait for ever.
            Ok(Ok(None)) => id.map(|id| Response::from_error(id, Error::method_not_found())),
            Ok(Err(_)) => id.map(|id| Response::from_error(id, Error::invalid_request())),
            Err(_) => failed(id),
        })
        .boxed();
    match poll_once(&mut future) {
        Some(response) => reply(response, outgoing),
        None => running.push(future),
    }
}

fn poll_once(future: &mut Running) -> Option<Option<Response>> {
    // The waker of this poll is dropped: the collection polls the future again at once.
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(response) => Some(response),
        std::task::Poll::Pending => None,
    }
}

fn reply(response: Option<Response>, outgoing: &Outgoing) {
    if let Some(response) = response {
        outgoing.send(&response);
    }
}

fn failed(id: Option<Id>) -> Option<Response> {
    id.map(|id| Response::from_error(id, Error::internal_error()))
}

/// Deserialisers quote what they could not read. Their texts stay here.
fn scrubbed(response: Response) -> Response {
    match response.error().map(|error| error.code) {
        Some(code @ (ErrorCode::InvalidParams | ErrorCode::MethodNotFound)) => {
            Response::from_error(response.id().clone(), Error::new(code))
        }
        _ => response,
    }
}
