//! The progress of a scan of the workspace, for clients that show it.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::main_loop::Event;
use super::session::Session;
use super::to_proto;

/// The one progress that there is.
const TOKEN: &str = "keyward/scan-workspace";

impl Session {
    /// Asks for a place to show progress in; comes back with [`Event::ProgressReady`].
    pub(super) fn ask_progress(&self) {
        if !self.traits.progress {
            return;
        }
        let client = self.handle.client.clone();
        let events = self.handle.events.clone();
        self.handle.runtime.spawn(async move {
            if to_proto::create_progress(&client, TOKEN).await {
                let _ = events.send(Event::ProgressReady);
            }
        });
    }

    /// Shows that the scan is running, if it still is.
    pub(super) fn begin_progress(&mut self) {
        if self.scanning && !std::mem::replace(&mut self.progress, true) {
            let begin =
                json!({ "kind": "begin", "title": "Looking for secrets", "cancellable": true });
            self.send_progress(&begin);
        }
    }

    /// Has the worker stop; what it has seen so far still comes.
    pub(super) fn stop_scan(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Shows that it has ended.
    pub(super) fn end_progress(&mut self) {
        if std::mem::take(&mut self.progress) {
            self.send_progress(&json!({ "kind": "end" }));
        }
    }

    fn send_progress(&self, value: &Value) {
        let params = json!({ "token": TOKEN, "value": value });
        self.handle.outgoing.notify("$/progress", &params);
    }
}
