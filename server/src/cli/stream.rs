//! Writing to the terminal: escapes only where they are understood, closed pipes without a word.

use std::io::{self, Write};
use std::panic::PanicHookInfo;

use super::escape::escape;

/// Standard output, as bytes: for formats that are the same everywhere.
pub(crate) fn plain() -> impl Write {
    io::BufWriter::new(io::stdout().lock())
}

/// Standard output for people: styles are taken out where there is no terminal or `NO_COLOR` is set.
pub(crate) fn styled() -> impl Write {
    io::BufWriter::new(anstream::stdout().lock())
}

/// One line on standard error. Nothing can be done when that fails.
pub(crate) fn complain(kind: &str, message: &dyn std::fmt::Display) {
    let _ = writeln!(
        anstream::stderr(),
        "keyward: {kind}: {}",
        escape(&message.to_string())
    );
}

/// Whether an error only says that the reader has gone.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|error| error.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}

/// Tells where a panic happened, and nothing of what it says: that could hold text of a file.
pub(crate) fn report_panic(info: &PanicHookInfo<'_>) {
    let place = info
        .location()
        .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let _ = writeln!(io::stderr(), "keyward: internal error{place}");
}
