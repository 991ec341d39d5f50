//! `textDocument/diagnostic`: the client asks.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::lsp::answer::Report;
use crate::lsp::main_loop::ReportWanted;
use crate::lsp::session::Session;

/// The diagnostics of a document, or that they are the same as last time.
pub(in crate::lsp) fn report(session: &mut Session, wanted: &ReportWanted) -> Report {
    session.current(&wanted.uri);
    let notes = session.notes(&wanted.uri);
    let mut hasher = DefaultHasher::new();
    notes.hash(&mut hasher);
    let name = format!("{:016x}", hasher.finish());
    if wanted.previous.as_deref() == Some(&name) {
        Report::Unchanged(name)
    } else {
        Report::Full(name, notes)
    }
}
