//! `textDocument/codeAction`: what can be done about the findings at a place.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{CodeActionParams, CodeActionResponse};

use crate::lsp::session::Session;

/// The actions for the findings that the range touches.
pub(in crate::lsp) fn code_actions(
    _session: &mut Session,
    _params: &CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    Ok(None)
}
