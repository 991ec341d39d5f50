//! From Keyward's types to the protocol's. No text made here holds a value, but for the
//! edits that are asked for.

use std::collections::HashMap;

use keyward_engine::text::{Encoding, Position};
use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::ls_types::{
    self as lsp, ApplyWorkspaceEditParams, CodeAction, CodeActionDisabled, CodeActionKind,
    CodeActionOptions, CodeActionOrCommand, CodeActionProviderCapability, CodeActionResponse,
    CodeDescription, CodeLens, CodeLensOptions, Command, ConfigurationItem, Diagnostic,
    DiagnosticOptions, DiagnosticRelatedInformation, DiagnosticServerCapabilities,
    DiagnosticSeverity, DiagnosticTag, DidChangeWatchedFilesRegistrationOptions, DocumentChanges,
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, ExecuteCommandOptions,
    FileSystemWatcher, FullDocumentDiagnosticReport, GlobPattern, Hover, HoverContents,
    HoverProviderCapability, Location, MarkupContent, MarkupKind, MessageActionItem, MessageType,
    Notebook, NotebookCellSelector, NotebookDocumentSyncOptions, NotebookSelector, NumberOrString,
    OneOf, OptionalVersionedTextDocumentIdentifier, PositionEncodingKind, PublishDiagnosticsParams,
    Registration, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    SaveOptions, ServerCapabilities, ShowDocumentParams, ShowMessageParams,
    ShowMessageRequestParams, TextDocumentEdit, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, TextEdit,
    UnchangedDocumentDiagnosticReport, WorkspaceEdit, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities, request,
};

use super::answer::{
    Action, ClientEdit, DocumentEdit, Effect, HoverText, Lens, Level, Note, Report, Span,
};
use super::capabilities::{ClientTraits, FIX_ALL, command};
use super::uri::DocUri;

/// Whose diagnostics ours are.
pub(super) const SOURCE: &str = "keyward";

fn position(position: Position) -> lsp::Position {
    let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
    lsp::Position::new(number(position.line), number(position.character))
}

fn range(span: Span) -> lsp::Range {
    lsp::Range::new(position(span.start), position(span.end))
}

/// A note as a diagnostic.
pub(super) fn diagnostic(note: &Note) -> Diagnostic {
    let severity = match note.level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Information => DiagnosticSeverity::INFORMATION,
        Level::Hint => DiagnosticSeverity::HINT,
    };
    let related = note
        .related
        .iter()
        .map(|(uri, span, text)| DiagnosticRelatedInformation {
            location: Location::new(uri.clone(), range(*span)),
            message: (*text).to_owned(),
        });
    let page = note.page.as_deref().and_then(|page| page.parse().ok());
    Diagnostic {
        range: range(note.span),
        severity: Some(severity),
        code: Some(NumberOrString::String(note.code.into())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some(SOURCE.into()),
        message: note.message.clone(),
        related_information: (!note.related.is_empty()).then(|| related.collect()),
        data: Some(json!({ "rule": note.code })),
        tags: note.unnecessary.then(|| vec![DiagnosticTag::UNNECESSARY]),
    }
}

/// The notification that carries diagnostics.
pub(super) fn publish(
    uri: &DocUri,
    notes: &[Note],
    version: Option<i32>,
) -> PublishDiagnosticsParams {
    let diagnostics = notes.iter().map(diagnostic).collect();
    PublishDiagnosticsParams {
        uri: uri.clone(),
        diagnostics,
        version,
    }
}

/// The answer to a request for diagnostics.
pub(super) fn report(report: Report) -> DocumentDiagnosticReportResult {
    let report = match report {
        Report::Full(result_id, notes) => {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport {
                    result_id: Some(result_id),
                    items: notes.iter().map(diagnostic).collect(),
                },
            })
        }
        Report::Unchanged(result_id) => {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                    result_id,
                },
            })
        }
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// A hover.
pub(super) fn hover(hover: HoverText) -> Hover {
    let kind = if hover.markdown {
        MarkupKind::Markdown
    } else {
        MarkupKind::PlainText
    };
    Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind,
            value: hover.value,
        }),
        range: Some(range(hover.span)),
    }
}

/// A line above a line.
pub(super) fn lens(lens: Lens) -> CodeLens {
    CodeLens {
        range: range(lens.span),
        command: Some(Command::new(
            lens.title,
            command::APPLY_FIX.into(),
            Some(vec![json!({ "offer": lens.offer })]),
        )),
        data: None,
    }
}

/// Code actions, in the forms that the client takes. What it cannot take is left out.
pub(super) fn actions(actions: Vec<Action>, traits: &ClientTraits) -> CodeActionResponse {
    actions
        .into_iter()
        .filter_map(|it| action(it, traits))
        .collect()
}

fn action(action: Action, traits: &ClientTraits) -> Option<CodeActionOrCommand> {
    let title = action.title;
    let run = |name: &str, offer: u64| {
        Command::new(
            title.clone(),
            name.to_owned(),
            Some(vec![json!({ "offer": offer })]),
        )
    };
    if !traits.action_literals {
        return match action.effect {
            Effect::Command(name, offer) => Some(CodeActionOrCommand::Command(run(name, offer))),
            _ => None,
        };
    }
    let mut out = CodeAction {
        kind: Some(if action.fix_all {
            CodeActionKind::new(FIX_ALL)
        } else {
            CodeActionKind::QUICKFIX
        }),
        diagnostics: Some(action.notes.iter().map(diagnostic).collect()),
        is_preferred: (traits.is_preferred && action.preferred).then_some(true),
        ..CodeAction::default()
    };
    match action.effect {
        Effect::Edit(edit) => out.edit = Some(workspace_edit(edit, traits)),
        Effect::EditLater(offer) => out.data = Some(json!({ "offer": offer })),
        Effect::Command(name, offer) => out.command = Some(run(name, offer)),
        Effect::Ask(name, offer, suggestion) => {
            let argument = json!({ "offer": offer, "suggestion": suggestion });
            out.command = Some(Command::new(
                title.clone(),
                name.into(),
                Some(vec![argument]),
            ));
        }
        Effect::ClientCommand(name) => {
            out.command = Some(Command::new(title.clone(), name.into(), None));
        }
        Effect::Disabled(reason) => out.disabled = Some(CodeActionDisabled { reason }),
    }
    out.title = title;
    Some(CodeActionOrCommand::CodeAction(out))
}

/// Edits for the client: versioned where it checks versions.
pub(super) fn workspace_edit(edit: ClientEdit, traits: &ClientTraits) -> WorkspaceEdit {
    let text_edits = |document: &DocumentEdit| -> Vec<TextEdit> {
        let edits = document.edits.iter();
        edits
            .map(|(span, text)| TextEdit::new(range(*span), text.0.to_string()))
            .collect()
    };
    if !traits.document_changes {
        let documents = edit.documents.iter();
        let changes: HashMap<_, _> = documents
            .map(|it| (it.uri.clone(), text_edits(it)))
            .collect();
        return WorkspaceEdit::new(changes);
    }
    let documents = edit.documents.iter().map(|it| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            uri: it.uri.clone(),
            version: it.version,
        },
        edits: text_edits(it).into_iter().map(OneOf::Left).collect(),
    });
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(documents.collect())),
        ..WorkspaceEdit::default()
    }
}

/// The request that makes the client edit.
pub(super) fn apply_edit(edit: ClientEdit, traits: &ClientTraits) -> ApplyWorkspaceEditParams {
    ApplyWorkspaceEditParams {
        label: Some(edit.label.clone()),
        edit: workspace_edit(edit, traits),
    }
}

/// A message that the user sees.
pub(super) fn message(warning: bool, message: String) -> ShowMessageParams {
    let typ = if warning {
        MessageType::WARNING
    } else {
        MessageType::INFO
    };
    ShowMessageParams { typ, message }
}

/// Asks to be told when one of these files changes on disk.
pub(super) fn watch_files(globs: &[String]) -> Registration {
    let watcher = |glob: &String| FileSystemWatcher {
        glob_pattern: GlobPattern::String(glob.clone()),
        kind: None,
    };
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: globs.iter().map(watcher).collect(),
    };
    Registration {
        id: "keyward-files".into(),
        method: "workspace/didChangeWatchedFiles".into(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Asks to be told when the settings change.
pub(super) fn watch_settings() -> Registration {
    Registration {
        id: "keyward-settings".into(),
        method: "workspace/didChangeConfiguration".into(),
        register_options: Some(json!({ "section": "keyward" })),
    }
}

/// What the server announces to this client.
pub(super) fn capabilities(traits: &ClientTraits, pull: bool) -> ServerCapabilities {
    let delivery = if pull { "pull" } else { "push" };
    ServerCapabilities {
        position_encoding: Some(match traits.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(text_sync()),
        notebook_document_sync: Some(OneOf::Left(NotebookDocumentSyncOptions {
            // Every cell of every notebook. Some clients cannot read one without a notebook.
            notebook_selector: vec![NotebookSelector::ByNotebook {
                notebook: Notebook::String("*".into()),
                cells: Some(vec![NotebookCellSelector {
                    language: "*".into(),
                }]),
            }],
            save: Some(true),
        })),
        diagnostic_provider: pull.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("keyward".into()),
                ..DiagnosticOptions::default()
            })
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::new(FIX_ALL)]),
            resolve_provider: Some(traits.resolve_edit),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: command::ALL.map(String::from).to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        // For whoever looks at a log: which of the two ways diagnostics take.
        experimental: Some(json!({ "keyward": { "diagnostics": delivery } })),
        ..ServerCapabilities::default()
    }
}

fn text_sync() -> TextDocumentSyncCapability {
    TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
            include_text: Some(false),
        })),
        ..TextDocumentSyncOptions::default()
    })
}

/// Makes the client edit. `Some` tells whether it did.
pub(super) async fn send_apply_edit(
    client: &Client,
    params: ApplyWorkspaceEditParams,
) -> Option<bool> {
    let answer = client
        .send_request::<request::ApplyWorkspaceEdit>(params)
        .await;
    answer.ok().map(|answer| answer.applied)
}

/// Asks the user; the title that was chosen.
pub(super) async fn ask(client: &Client, message: String, choices: &[String]) -> Option<String> {
    let action = |title: &String| MessageActionItem {
        title: title.clone(),
        properties: HashMap::new(),
    };
    let params = ShowMessageRequestParams {
        typ: MessageType::WARNING,
        message,
        actions: Some(choices.iter().map(action).collect()),
    };
    let answer = client
        .send_request::<request::ShowMessageRequest>(params)
        .await;
    answer.ok().flatten().map(|it| it.title)
}

/// Opens a page outside the editor; whether that worked.
pub(super) async fn show_page(client: &Client, page: &str) -> bool {
    let Ok(uri) = page.parse() else { return false };
    let params = ShowDocumentParams {
        uri,
        external: Some(true),
        take_focus: None,
        selection: None,
    };
    client.show_document(params).await.unwrap_or(false)
}

/// Registers for what the client lets a server register for.
pub(super) async fn register(client: &Client, registrations: Vec<Registration>) {
    if !registrations.is_empty() && client.register_capability(registrations).await.is_err() {
        tracing::info!("the client refused a registration");
    }
}

/// The editor's settings for Keyward.
pub(super) async fn ask_settings(client: &Client) -> Option<Value> {
    let item = ConfigurationItem {
        scope_uri: None,
        section: Some("keyward".into()),
    };
    let answer = client.configuration(vec![item]).await.ok()?;
    answer.into_iter().next().filter(|it| !it.is_null())
}

/// Makes the client ask for diagnostics again.
pub(super) async fn refresh(client: &Client) {
    let _ = client.workspace_diagnostic_refresh().await;
}

/// Makes the client ask for code lenses again.
pub(super) async fn refresh_lenses(client: &Client) {
    let _ = client.code_lens_refresh().await;
}

/// Asks the client for a progress of this name; whether there is one now.
pub(super) async fn create_progress(client: &Client, token: &str) -> bool {
    let token = NumberOrString::String(token.into());
    client.create_work_done_progress(token).await.is_ok()
}
