//! `codeAction/resolve`: the edit of an action that was chosen.

use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::answer::ClientEdit;
use crate::lsp::planning::With;
use crate::lsp::session::Session;

/// The edit, made for the text as it stands now.
pub(in crate::lsp) fn resolve(session: &mut Session, number: u64) -> Result<ClientEdit> {
    session.settle_all();
    let Some(offer) = session.offers.get(number).cloned() else {
        return Err(Error::invalid_params("unknown offer"));
    };
    let planned = session.plan(&offer, With::default());
    let (plan, _) = planned.map_err(|refusal| {
        session.notice(refusal.message);
        Error::content_modified()
    })?;
    let files = plan.files.iter();
    let documents = files
        .filter_map(|file| session.document_edit(file, &offer))
        .collect();
    Ok(ClientEdit {
        label: plan.title.clone(),
        documents,
    })
}
