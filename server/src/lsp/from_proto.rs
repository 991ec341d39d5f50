//! From the protocol's types to Keyward's own.

use std::path::PathBuf;

use keyward_engine::text::Position;
use serde_json::Value;
use tower_lsp::ls_types::{
    self as lsp, DidChangeNotebookDocumentParams, InitializeParams, TextDocumentContentChangeEvent,
    TextDocumentItem, VersionedTextDocumentIdentifier,
};

use super::capabilities::ClientTraits;
use super::document::{Changed, Opened, Replacement};
use super::main_loop::{Event, Start};
use super::settings::Settings;
use super::uri;

/// A position; columns stay in the client's units.
pub(super) fn position(position: lsp::Position) -> Position {
    Position {
        line: position.line as usize,
        character: position.character as usize,
    }
}

/// A document that was opened.
pub(super) fn opened(item: TextDocumentItem) -> Opened {
    Opened {
        uri: item.uri,
        language_id: item.language_id,
        version: item.version,
        text: item.text,
    }
}

/// Changes of a document, in order.
pub(super) fn changed(
    document: VersionedTextDocumentIdentifier,
    changes: Vec<TextDocumentContentChangeEvent>,
) -> Changed {
    Changed {
        uri: document.uri,
        version: document.version,
        replacements: changes
            .into_iter()
            .map(|change| Replacement {
                range: change
                    .range
                    .map(|range| (position(range.start), position(range.end))),
                text: change.text,
            })
            .collect(),
    }
}

/// A notebook's change as changes of its cells, which are documents of their own.
pub(super) fn notebook_changed(params: DidChangeNotebookDocumentParams) -> Vec<Event> {
    let Some(cells) = params.change.cells else {
        return Vec::new();
    };
    let mut events = Vec::new();
    if let Some(structure) = cells.structure {
        let closed = structure.did_close.unwrap_or_default();
        events.extend(closed.into_iter().map(|cell| Event::Close(cell.uri)));
        let fresh = structure.did_open.unwrap_or_default();
        events.extend(fresh.into_iter().map(|cell| Event::Open(opened(cell))));
    }
    for cell in cells.text_content.unwrap_or_default() {
        events.push(Event::Change(changed(cell.document, cell.changes)));
    }
    events
}

/// What the engine thread needs to know from `initialize`.
pub(super) fn start(params: &InitializeParams) -> Start {
    Start {
        traits: ClientTraits::of(&params.capabilities),
        settings: Settings::of(
            params
                .initialization_options
                .as_ref()
                .unwrap_or(&Value::Null),
        ),
        folders: folders(params),
        assistants_hint: params.client_info.as_ref().map(|info| info.name.clone()),
    }
}

/// The paths of workspace folders.
pub(super) fn folder_paths(folders: Vec<lsp::WorkspaceFolder>) -> Vec<PathBuf> {
    folders
        .iter()
        .filter_map(|folder| uri::to_path(&folder.uri))
        .collect()
}

fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = params.workspace_folders.clone().filter(|it| !it.is_empty()) {
        return folder_paths(folders);
    }
    #[allow(deprecated)] // Still the only root that some clients send.
    let root = params.root_uri.as_ref();
    root.and_then(uri::to_path).into_iter().collect()
}
