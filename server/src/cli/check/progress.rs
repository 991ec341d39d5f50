//! A line on the terminal while a long check runs.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// Nothing is shown for a check that ends within this time.
const QUIET: Duration = Duration::from_secs(1);

/// How often the line changes.
const EVERY: Duration = Duration::from_millis(200);

/// Counts files, and shows the count where somebody can see it.
#[derive(Debug)]
pub(crate) struct Progress {
    files: Arc<AtomicUsize>,
    shown_by: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(crate) fn start() -> Self {
        let files = Arc::new(AtomicUsize::new(0));
        let shown_by = std::io::stderr().is_terminal().then(|| {
            let (stop, stopped) = mpsc::channel();
            let count = Arc::clone(&files);
            (stop, std::thread::spawn(move || show(&count, &stopped)))
        });
        Self { files, shown_by }
    }

    pub(crate) fn step(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes the line away.
    pub(crate) fn stop(self) {
        if let Some((stop, thread)) = self.shown_by {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn show(files: &AtomicUsize, stopped: &mpsc::Receiver<()>) {
    let mut wait = QUIET;
    let mut shown = false;
    while stopped.recv_timeout(wait) == Err(mpsc::RecvTimeoutError::Timeout) {
        let _ = write!(
            std::io::stderr(),
            "\r{} files checked",
            files.load(Ordering::Relaxed)
        );
        wait = EVERY;
        shown = true;
    }
    if shown {
        let _ = write!(std::io::stderr(), "\r{:40}\r", "");
    }
}
