//! `textDocument/codeLens`: who can see a secret file, above its first line. Off by default.

use keyward_engine::exposure::lens;
use keyward_engine::text::Position;

use super::code_action::offer;
use crate::lsp::answer::{Lens, Span};
use crate::lsp::offers::Kind;
use crate::lsp::session::Session;
use crate::lsp::uri::DocUri;

/// The line about a document; none where settings do not ask for it.
pub(in crate::lsp) fn lenses(session: &mut Session, uri: &DocUri) -> Vec<Lens> {
    let wanted = session.config_of(uri).is_some_and(|it| it.has_code_lens());
    let entry = session
        .documents
        .get(uri)
        .filter(|it| wanted && !it.removed);
    let title = entry.and_then(|it| it.exposure.as_ref()).and_then(lens);
    let Some(title) = title else {
        return Vec::new();
    };
    let offer = offer(session, uri, Kind::TellExposure, None);
    let start = Position::default();
    vec![Lens {
        span: Span { start, end: start },
        title,
        offer,
    }]
}
