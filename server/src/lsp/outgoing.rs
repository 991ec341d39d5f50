//! The queue to the client: one writer, in order, with diagnostics coalesced.
//!
//! A client that stops reading must not make the server grow: a publish replaces an
//! older one for the same document that is still waiting.

use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

enum Item {
    Message(Vec<u8>),
    Publish(String),
}

#[derive(Default)]
struct Queue {
    items: VecDeque<Item>,
    publishes: HashMap<String, Vec<u8>>,
    writing: bool,
    closed: bool,
}

/// Messages on their way out. Shared by every thread that speaks.
#[derive(Default)]
pub(super) struct Outgoing {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Serialize)]
struct Notification<'a, P> {
    jsonrpc: &'static str,
    method: &'a str,
    params: &'a P,
}

impl Outgoing {
    /// Queues a whole message.
    pub(super) fn send(&self, message: &impl Serialize) {
        if let Ok(body) = serde_json::to_vec(message) {
            self.lock().items.push_back(Item::Message(body));
            self.changed.notify_all();
        }
    }

    /// Queues a notification.
    pub(super) fn notify(&self, method: &str, params: &impl Serialize) {
        self.send(&Notification {
            jsonrpc: "2.0",
            method,
            params,
        });
    }

    /// Queues the diagnostics of a document, in place of older ones still waiting.
    pub(super) fn publish(&self, uri: &str, params: &impl Serialize) {
        let method = "textDocument/publishDiagnostics";
        let message = Notification {
            jsonrpc: "2.0",
            method,
            params,
        };
        let Ok(body) = serde_json::to_vec(&message) else {
            return;
        };
        let mut queue = self.lock();
        if queue.publishes.insert(uri.to_owned(), body).is_none() {
            queue.items.push_back(Item::Publish(uri.to_owned()));
        }
        self.changed.notify_all();
    }

    /// Writes until closed and empty, or until the client is gone.
    ///
    /// # Errors
    /// When a write fails.
    pub(super) fn write_all(&self, mut output: impl Write) -> std::io::Result<()> {
        while let Some(batch) = self.take_batch() {
            for body in batch {
                write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
                output.write_all(&body)?;
            }
            output.flush()?;
        }
        Ok(())
    }

    /// Lets the writer finish what is queued, for at most `patience`.
    pub(super) fn close(&self, patience: Duration) {
        let end = Instant::now() + patience;
        let mut queue = self.lock();
        queue.closed = true;
        self.changed.notify_all();
        while queue.writing || !queue.items.is_empty() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.changed.wait_timeout(queue, left);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for something to write; `None` once closed and empty.
    fn take_batch(&self) -> Option<Vec<Vec<u8>>> {
        let mut queue = self.lock();
        queue.writing = false;
        self.changed.notify_all();
        while queue.items.is_empty() {
            if queue.closed {
                return None;
            }
            queue = self
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
        queue.writing = true;
        // One item at a time keeps the rest replaceable while a slow client reads.
        let item = queue.items.pop_front()?;
        Some(match item {
            Item::Message(body) => vec![body],
            Item::Publish(uri) => queue.publishes.remove(&uri).into_iter().collect(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_publish_replaces_a_waiting_one() {
        let outgoing = Outgoing::default();
        for number in 0..5_000 {
            outgoing.publish("a", &number);
        }
        outgoing.publish("b", &7);
        assert_eq!(outgoing.lock().items.len(), 2);
        outgoing.lock().closed = true;
        let mut out = Vec::new();
        outgoing
            .write_all(&mut out)
            .expect("a vector takes every write");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        assert!(
            text.contains("\"params\":4999}") && !text.contains("\"params\":4998}"),
            "{text}"
        );
    }
}
