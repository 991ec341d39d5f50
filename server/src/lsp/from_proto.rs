//! From the protocol's types to Keyward's own.

use std::path::PathBuf;

use keyward_engine::text::{Encoding, Position};
use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::{
    self as lsp, ClientCapabilities, CodeAction, CodeActionParams, Diagnostic,
    DidChangeNotebookDocumentParams, DidChangeTextDocumentParams, DidOpenNotebookDocumentParams,
    DocumentDiagnosticParams, ExecuteCommandParams, HoverParams, InitializeParams, MarkupKind,
    PositionEncodingKind, TextDocumentContentChangeEvent, TextDocumentItem,
    VersionedTextDocumentIdentifier,
};

use super::answer::Span;
use super::capabilities::ClientTraits;
use super::document::{Changed, Opened, Replacement};
use super::main_loop::{ActionsWanted, CommandCall, Event, Place, ReportWanted, Start};
use super::notebook::Splice;
use super::offers::Asked;
use super::to_proto::SOURCE;
use super::uri::{self, DocUri};

fn position(position: lsp::Position) -> Position {
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
    let replacement = |change: TextDocumentContentChangeEvent| Replacement {
        range: change
            .range
            .map(|it| (position(it.start), position(it.end))),
        text: change.text,
    };
    Changed {
        uri: document.uri,
        version: document.version,
        replacements: changes.into_iter().map(replacement).collect(),
    }
}

/// A notebook as documents, one for each cell.
pub(super) fn notebook_opened(params: DidOpenNotebookDocumentParams) -> Vec<Event> {
    let texts = params.cell_text_documents.into_iter();
    let mut events: Vec<Event> = texts.map(|it| Event::Open(opened(it))).collect();
    let notebook = params.notebook_document;
    let cells = notebook.cells.into_iter().map(|cell| cell.document);
    events.push(Event::NotebookOpen(notebook.uri, cells.collect()));
    events
}

/// A notebook's change as changes of its cells.
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
        let fresh = structure.array.cells.unwrap_or_default();
        let splice = Splice {
            start: structure.array.start as usize,
            removed: structure.array.delete_count as usize,
            cells: fresh.into_iter().map(|cell| cell.document).collect(),
        };
        events.push(Event::NotebookSplice(params.notebook_document.uri, splice));
    }
    for cell in cells.text_content.unwrap_or_default() {
        events.push(Event::Change(changed(cell.document, cell.changes)));
    }
    events
}

/// The place that a hover is asked for.
pub(super) fn place(params: HoverParams) -> Place {
    let place = params.text_document_position_params;
    Place {
        uri: place.text_document.uri,
        position: position(place.position),
    }
}

/// What code actions are asked for.
pub(super) fn actions_wanted(params: CodeActionParams) -> ActionsWanted {
    let only = params.context.only;
    let ours = |it: &&Diagnostic| it.source.as_deref() == Some(SOURCE);
    let diagnostics = params.context.diagnostics.iter().filter(ours);
    ActionsWanted {
        diagnostics: diagnostics.map(|it| position(it.range.start)).collect(),
        uri: params.text_document.uri,
        span: Span {
            start: position(params.range.start),
            end: position(params.range.end),
        },
        only: only.map(|kinds| kinds.iter().map(|kind| kind.as_str().to_owned()).collect()),
    }
}

/// The number of the offer behind an action.
pub(super) fn offer_of(action: &CodeAction) -> Option<u64> {
    action.data.as_ref()?.get("offer")?.as_u64()
}

/// Of what somebody types into a field so many characters are read.
const TYPED: usize = 1000;

/// A command and its first argument, which is all that Keyward's take.
pub(super) fn command(params: ExecuteCommandParams) -> CommandCall {
    let argument = params.arguments.into_iter().next();
    let typed = |key: &str| {
        let text = argument.as_ref()?.get(key)?.as_str()?;
        Some(text.chars().take(TYPED).collect())
    };
    CommandCall {
        asked: Asked {
            name: typed("name"),
            reason: typed("reason"),
        },
        name: params.command,
        offer: argument.and_then(|it| it.get("offer").and_then(Value::as_u64)),
    }
}

/// Which document's diagnostics are asked for.
pub(super) fn report_wanted(params: DocumentDiagnosticParams) -> ReportWanted {
    ReportWanted {
        uri: params.text_document.uri,
        previous: params.previous_result_id,
    }
}

/// What the engine thread needs to know from `initialize`.
pub(super) fn start(params: &InitializeParams) -> Start {
    Start {
        traits: ClientTraits {
            asks: asks(params.initialization_options.as_ref()),
            ..traits(&params.capabilities)
        },
        options: params.initialization_options.clone().unwrap_or_default(),
        folders: folders(params),
        client: params.client_info.as_ref().map(|info| info.name.clone()),
    }
}

/// Whether the plugin in the editor asks the user for a name or a reason.
fn asks(options: Option<&Value>) -> bool {
    let options = options.map(|it| it.get("keyward").unwrap_or(it));
    options.and_then(|it| it.get("asks")) == Some(&Value::Bool(true))
}

/// The paths of workspace folders.
pub(super) fn folder_paths(folders: &[lsp::WorkspaceFolder]) -> Vec<PathBuf> {
    folders
        .iter()
        .filter_map(|it| uri::to_path(&it.uri))
        .collect()
}

fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = params
        .workspace_folders
        .as_deref()
        .filter(|it| !it.is_empty())
    {
        return folder_paths(folders);
    }
    #[allow(deprecated)] // Still the only root that some clients send.
    let root = params.root_uri.as_ref();
    root.and_then(uri::to_path).into_iter().collect()
}

/// Reads the client's announcement.
fn traits(client: &ClientCapabilities) -> ClientTraits {
    let document = client.text_document.as_ref();
    let workspace = client.workspace.as_ref();
    let window = client.window.as_ref();
    let publish = document.and_then(|it| it.publish_diagnostics.as_ref());
    let action = document.and_then(|it| it.code_action.as_ref());
    let resolve = action.and_then(|it| it.resolve_support.as_ref());
    let hover = document.and_then(|it| it.hover.as_ref());
    let refresh = workspace.and_then(|it| it.diagnostics.as_ref());
    let edits = workspace.and_then(|it| it.workspace_edit.as_ref());
    let files = workspace.and_then(|it| it.did_change_watched_files.as_ref());
    let settings = workspace.and_then(|it| it.did_change_configuration.as_ref());
    let lenses = workspace.and_then(|it| it.code_lens.as_ref());
    let notebooks = client.notebook_document.is_some();
    let show = window.and_then(|it| it.show_document.as_ref());
    ClientTraits {
        encoding: encoding(client),
        // Without refresh a change of the settings would leave old findings on screen;
        // Neovim 0.11 also shows pulled and pushed ones side by side.
        pull_diagnostics: document.is_some_and(|it| it.diagnostic.is_some())
            && refresh.and_then(|it| it.refresh_support) == Some(true),
        refresh_lenses: lenses.and_then(|it| it.refresh_support) == Some(true),
        related_information: publish.and_then(|it| it.related_information) == Some(true),
        code_description: publish.and_then(|it| it.code_description_support) == Some(true),
        action_literals: action.is_some_and(|it| it.code_action_literal_support.is_some()),
        resolve_edit: resolve.is_some_and(|it| it.properties.iter().any(|p| p == "edit"))
            && action.and_then(|it| it.data_support) == Some(true),
        is_preferred: action.and_then(|it| it.is_preferred_support) == Some(true),
        disabled_actions: action.and_then(|it| it.disabled_support) == Some(true),
        // Neovim 0.11 takes versioned edits and announces file operations only.
        document_changes: edits.is_some_and(|it| {
            it.document_changes == Some(true)
                || it
                    .resource_operations
                    .as_ref()
                    .is_some_and(|it| !it.is_empty())
        }),
        apply_edit: workspace.and_then(|it| it.apply_edit) == Some(true),
        configuration: workspace.and_then(|it| it.configuration) == Some(true),
        watched_files: files.and_then(|it| it.dynamic_registration) == Some(true),
        watched_settings: settings.and_then(|it| it.dynamic_registration) == Some(true),
        notebooks,
        show_document: show.is_some_and(|it| it.support),
        asks: false,
        progress: window.and_then(|it| it.work_done_progress) == Some(true),
        markdown: hover
            .and_then(|it| it.content_format.as_ref())
            .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
    }
}

/// UTF-8 when the client has it: no counting at all. Else UTF-16, which every client has.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let general = client.general.as_ref();
    let Some(offered) = general.and_then(|it| it.position_encodings.as_ref()) else {
        return Encoding::Utf16;
    };
    let has = |kind| offered.contains(&kind);
    if has(PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if !has(PositionEncodingKind::UTF16) && has(PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// The document of a change that the service would drop without a word because its
/// parameters are malformed. Its text here would silently be the wrong one.
pub(super) fn unreadable_change(request: &Request) -> Option<DocUri> {
    if request.method() != "textDocument/didChange" || request.id().is_some() {
        return None;
    }
    let params = request.params()?;
    if DidChangeTextDocumentParams::deserialize(params).is_ok() {
        return None;
    }
    params
        .get("textDocument")?
        .get("uri")?
        .as_str()?
        .parse()
        .ok()
}
