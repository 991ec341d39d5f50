//! What the process may leave behind: nothing that was in a document.

use std::io::Write as _;

use tracing_subscriber::EnvFilter;

/// Panics print where, never what; no core dumps.
pub(super) fn harden() {
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic
            .location()
            .map_or(("unknown", 0), |place| (place.file(), place.line()));
        // The payload and the backtrace may hold text of a document.
        let _ = writeln!(
            std::io::stderr(),
            "keyward: internal error at {file}:{line}"
        );
    }));
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(
            Resource::Core,
            Rlimit {
                current: Some(0),
                maximum: Some(0),
            },
        );
    }
}

/// Counts and timings of Keyward's own, at the level of `KEYWARD_LOG` (`warn` unless
/// set). `RUST_LOG` is not read: the protocol crates log whole messages.
pub(super) fn log_to_stderr() {
    let wanted = std::env::var("KEYWARD_LOG").unwrap_or_default();
    let level = match wanted.as_str() {
        level @ ("off" | "error" | "info" | "debug" | "trace") => level,
        _ => "warn",
    };
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(format!("off,keyward={level}")))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}
