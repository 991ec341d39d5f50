//! `textDocument/diagnostic`: the client asks.

use std::hash::{DefaultHasher, Hash, Hasher};

use tower_lsp::ls_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use crate::lsp::session::Session;

/// The diagnostics of a document, or that they are the same as last time.
pub(in crate::lsp) fn report(
    session: &mut Session,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReportResult {
    let uri = &params.text_document.uri;
    session.current(uri);
    let items = session.diagnostics(uri);
    let result_id = result_id(&items);
    let report = if params.previous_result_id.as_deref() == Some(&result_id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items,
            },
        })
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// A name for what is shown; the version is part of no diagnostic's meaning.
fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    for item in items {
        (item.range.start.line, item.range.start.character).hash(&mut hasher);
        (item.range.end.line, item.range.end.character).hash(&mut hasher);
        item.message.hash(&mut hasher);
        format!("{:?}{:?}", item.code, item.severity).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
