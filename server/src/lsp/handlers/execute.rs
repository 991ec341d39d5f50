//! `workspace/executeCommand`: answered first, carried out after.

use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::capabilities::command;
use crate::lsp::main_loop::{CommandCall, Event};
use crate::lsp::offers::Kind;
use crate::lsp::session::Session;

/// Starts a command.
pub(in crate::lsp) fn execute(session: &mut Session, call: &CommandCall) -> Result<()> {
    let name = call.name.as_str();
    if name == command::SCAN_WORKSPACE {
        session.scan_workspace();
        return Ok(());
    }
    let number = call
        .offer
        .ok_or_else(|| Error::invalid_params("no offer"))?;
    let kind = session.offers.get(number).map(|offer| offer.kind);
    let fits = match kind {
        None => false,
        Some(Kind::Allow) => name == command::ALLOW,
        Some(Kind::Revoke) => name == command::OPEN_REVOKE_PAGE,
        Some(_) => name == command::APPLY_FIX,
    };
    if !fits {
        return Err(Error::invalid_params("unknown command or offer"));
    }
    // Through the queue: whatever the command does, its answer is on the way before.
    let _ = session
        .handle
        .events
        .send(Event::Carry(number, call.asked.clone()));
    Ok(())
}
