//! What the client can do, resolved once into flat facts, and what the server offers for it.

use keyward_engine::text::Encoding;
use serde_json::json;
use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    DiagnosticOptions, DiagnosticServerCapabilities, ExecuteCommandOptions,
    HoverProviderCapability, MarkupKind, NotebookCellSelector, NotebookDocumentSyncOptions,
    NotebookSelector, OneOf, PositionEncodingKind, SaveOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::settings::Channel;

/// Commands that the server executes, by name.
pub(super) mod command {
    /// Moves a secret to the environment, or does another offered fix.
    pub(crate) const APPLY_FIX: &str = "keyward.applyFix";
    /// Writes the comment that allows a finding.
    pub(crate) const ALLOW: &str = "keyward.allow";
    /// Opens the page where a credential is revoked.
    pub(crate) const OPEN_REVOKE_PAGE: &str = "keyward.openRevokePage";
    /// Scans every file of the workspace.
    pub(crate) const SCAN_WORKSPACE: &str = "keyward.scanWorkspace";
    /// All of them.
    pub(crate) const ALL: [&str; 4] = [APPLY_FIX, ALLOW, OPEN_REVOKE_PAGE, SCAN_WORKSPACE];
}

/// What the client can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Flat on purpose: each is one independent fact.
pub(super) struct ClientTraits {
    /// Units of columns, as negotiated.
    pub(super) encoding: Encoding,
    /// Asks for diagnostics, and asks again when told to.
    pub(super) pull_diagnostics: bool,
    /// Shows places beside a diagnostic.
    pub(super) related_information: bool,
    /// Shows a link behind a diagnostic's code.
    pub(super) code_description: bool,
    /// Takes code actions, not only commands.
    pub(super) action_literals: bool,
    /// Asks for the edit of a code action when it is chosen.
    pub(super) resolve_edit: bool,
    /// Gives back the data of a code action when it resolves it.
    pub(super) action_data: bool,
    /// Marks one action as the one to take.
    pub(super) is_preferred: bool,
    /// Shows an action that cannot be taken, and why.
    pub(super) disabled_actions: bool,
    /// Checks versions of the documents it edits.
    pub(super) document_changes: bool,
    /// Applies edits that the server asks for.
    pub(super) apply_edit: bool,
    /// Answers `workspace/configuration`.
    pub(super) configuration: bool,
    /// Lets the server register for changed files.
    pub(super) watched_files: bool,
    /// Opens a page for the server.
    pub(super) show_document: bool,
    /// Shows progress.
    pub(super) progress: bool,
    /// Shows Markdown in a hover.
    pub(super) markdown: bool,
}

impl ClientTraits {
    /// Reads the client's announcement.
    pub(super) fn of(client: &ClientCapabilities) -> Self {
        let document = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let window = client.window.as_ref();
        let publish = document.and_then(|it| it.publish_diagnostics.as_ref());
        let action = document.and_then(|it| it.code_action.as_ref());
        let resolve = action.and_then(|it| it.resolve_support.as_ref());
        let hover = document.and_then(|it| it.hover.as_ref());
        let refresh = workspace.and_then(|it| it.diagnostics.as_ref());
        Self {
            encoding: encoding(client),
            // Without refresh a change of the configuration would leave old findings on
            // screen; Neovim 0.11 also shows pulled and pushed ones side by side.
            pull_diagnostics: document.is_some_and(|it| it.diagnostic.is_some())
                && refresh.and_then(|it| it.refresh_support) == Some(true),
            related_information: publish.and_then(|it| it.related_information) == Some(true),
            code_description: publish.and_then(|it| it.code_description_support) == Some(true),
            action_literals: action.is_some_and(|it| it.code_action_literal_support.is_some()),
            resolve_edit: resolve.is_some_and(|it| it.properties.iter().any(|p| p == "edit")),
            action_data: action.and_then(|it| it.data_support) == Some(true),
            is_preferred: action.and_then(|it| it.is_preferred_support) == Some(true),
            disabled_actions: action.and_then(|it| it.disabled_support) == Some(true),
            document_changes: workspace
                .and_then(|it| it.workspace_edit.as_ref())
                .and_then(|it| it.document_changes)
                == Some(true),
            apply_edit: workspace.and_then(|it| it.apply_edit) == Some(true),
            configuration: workspace.and_then(|it| it.configuration) == Some(true),
            watched_files: workspace
                .and_then(|it| it.did_change_watched_files.as_ref())
                .and_then(|it| it.dynamic_registration)
                == Some(true),
            show_document: window
                .and_then(|it| it.show_document.as_ref())
                .is_some_and(|it| it.support),
            progress: window.and_then(|it| it.work_done_progress) == Some(true),
            markdown: hover
                .and_then(|it| it.content_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
        }
    }

    /// Whether diagnostics wait to be asked for, after what the user set.
    pub(super) fn pulls(&self, channel: Channel) -> bool {
        match channel {
            Channel::Auto => self.pull_diagnostics,
            Channel::Push => false,
            Channel::Pull => true,
        }
    }
}

/// UTF-8 when the client has it: no counting at all. Else UTF-16, which every client has.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client
        .general
        .as_ref()
        .and_then(|it| it.position_encodings.as_ref());
    let Some(offered) = offered else {
        return Encoding::Utf16;
    };
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if !offered.contains(&PositionEncodingKind::UTF16)
        && offered.contains(&PositionEncodingKind::UTF32)
    {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// What the server announces to this client.
pub(super) fn server(traits: &ClientTraits, pull: bool) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match traits.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                    include_text: Some(false),
                })),
                ..TextDocumentSyncOptions::default()
            },
        )),
        notebook_document_sync: Some(OneOf::Left(NotebookDocumentSyncOptions {
            notebook_selector: vec![NotebookSelector::ByCells {
                notebook: None,
                cells: vec![NotebookCellSelector {
                    language: "*".into(),
                }],
            }],
            save: Some(true),
        })),
        diagnostic_provider: pull.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("keyward".into()),
                inter_file_dependencies: false,
                workspace_diagnostics: false,
                ..DiagnosticOptions::default()
            })
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            resolve_provider: Some(traits.resolve_edit && traits.action_data),
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
        experimental: Some(
            json!({ "keyward": { "diagnostics": if pull { "pull" } else { "push" } } }),
        ),
        ..ServerCapabilities::default()
    }
}
