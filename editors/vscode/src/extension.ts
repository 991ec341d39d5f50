// Starts the server and shows what it says. Nothing in this extension looks for secrets.

import * as vscode from 'vscode';

import { askName, askReason } from './asking.ts';
import { Server } from './server.ts';
import { Status } from './status.ts';
import { askForTrust } from './trust.ts';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Keyward', { log: true });
  const status = new Status();
  const started = new Server(context, output, status);
  server = started;
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand('keyward.restart', () => started.restart()),
    vscode.commands.registerCommand('keyward.showOutput', () => output.show(true)),
    vscode.commands.registerCommand('keyward.scan', () => started.scan()),
    vscode.commands.registerCommand('keyward.openRulePage', openRulePage),
    vscode.commands.registerCommand('keyward.askName', (asked: unknown) => askName(started, asked)),
    vscode.commands.registerCommand('keyward.askReason', (asked: unknown) => askReason(started, asked)),
    vscode.commands.registerCommand('keyward.askForTrust', askForTrust),
    vscode.extensions.onDidChange(() => started.tellSigns()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.refreshSettings()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('keyward.server')) void started.restart();
    }),
  );
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Opens the page about the finding at the cursor, or about the first one of the file. */
async function openRulePage(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const findings = editor ? vscode.languages.getDiagnostics(editor.document.uri).filter((it) => it.source === 'keyward') : [];
  const finding = findings.find((it) => editor && it.range.intersection(editor.selection)) ?? findings[0];
  if (typeof finding?.code === 'object') {
    await vscode.env.openExternal(finding.code.target);
  } else {
    void vscode.window.showInformationMessage('Keyward has found nothing in this file.');
  }
}
