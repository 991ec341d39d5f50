//! `workspace/executeCommand`.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::ExecuteCommandParams;

use crate::lsp::session::Session;

/// Starts a command. The answer comes before its effects.
pub(in crate::lsp) fn execute(
    _session: &mut Session,
    _params: ExecuteCommandParams,
) -> Result<Option<Value>> {
    Err(Error::invalid_params("unknown command"))
}
