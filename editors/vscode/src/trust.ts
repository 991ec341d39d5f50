// In Restricted Mode the server refuses fixes that write other files, and says why. VS Code hides
// refused actions from its menu, so they are shown as the question for trust instead.

import * as vscode from 'vscode';

type Action = vscode.Command | vscode.CodeAction;

/** The actions, with those that wait for trust made to ask for it. */
export function askingForTrust(actions: Action[] | null | undefined): Action[] | null | undefined {
  if (vscode.workspace.isTrusted) return actions;
  return actions?.map((action) => {
    if (!(action instanceof vscode.CodeAction) || action.disabled === undefined) return action;
    const asking = new vscode.CodeAction(`${action.title} (asks for trust)`, action.kind);
    asking.diagnostics = action.diagnostics;
    asking.command = { title: 'Ask for trust', command: 'keyward.askForTrust', arguments: [action.disabled.reason] };
    return asking;
  });
}

/** Tells why nothing was written, and leads to where trust is given. */
export async function askForTrust(reason: unknown): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const message = typeof reason === 'string' ? reason : 'Trust this workspace first.';
  const answer = await vscode.window.showWarningMessage(`Keyward: ${message}`, manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
