//! `codeAction/resolve`: the edit of an action that was chosen.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::CodeAction;

use crate::lsp::session::Session;

/// The action with its edit.
pub(in crate::lsp) fn resolve(_session: &mut Session, action: CodeAction) -> Result<CodeAction> {
    Ok(action)
}
