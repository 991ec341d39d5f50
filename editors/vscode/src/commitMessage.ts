// The client library asks for diagnostics only of documents that have a tab, and the box for the
// commit message has none. So its diagnostics are asked for here.

import * as vscode from 'vscode';
import {
  DidChangeTextDocumentNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification, DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest, type LanguageClient,
} from 'vscode-languageclient/node';

/** Keeps the diagnostics of commit messages up to date for as long as the client runs. */
export function watchCommitMessages(client: LanguageClient): vscode.Disposable {
  // A server that pushes sends these like all others.
  if (client.initializeResult?.capabilities.diagnosticProvider === undefined) return new vscode.Disposable(() => {});
  const shown = vscode.languages.createDiagnosticCollection('keyward-commit-message');

  const ask = async (document: vscode.TextDocument): Promise<void> => {
    if (!isCommitMessage(document)) return;
    const { version } = document;
    const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    const report = await client.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    if (report.kind !== DocumentDiagnosticReportKind.Full) return;
    const diagnostics = await client.protocol2CodeConverter.asDiagnostics(report.items);
    // Somebody typed on: the next answer is under way.
    if (document.version === version) shown.set(document.uri, diagnostics);
  };

  const askOrForget = (document: vscode.TextDocument): void => {
    ask(document).catch(() => shown.delete(document.uri));
  };
  vscode.workspace.textDocuments.forEach(askOrForget);
  return vscode.Disposable.from(
    shown,
    client.getFeature(DidOpenTextDocumentNotification.method).onNotificationSent(({ textDocument }) => askOrForget(textDocument)),
    client.getFeature(DidChangeTextDocumentNotification.method).onNotificationSent(({ textDocument }) => askOrForget(textDocument)),
    client.getFeature(DidCloseTextDocumentNotification.method).onNotificationSent(({ textDocument }) => shown.delete(textDocument.uri)),
  );
}

function isCommitMessage({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'vscode-scm';
}
