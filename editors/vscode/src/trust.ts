// A fix that writes files other than the one on screen waits until the user trusts the folder.

import * as vscode from 'vscode';

/** The action without its edit when that reaches beyond the document in an untrusted folder. */
export function withTrust(action: vscode.CodeAction, document: vscode.Uri | undefined): vscode.CodeAction {
  if (vscode.workspace.isTrusted || action.edit === undefined) return action;
  const beyond = action.edit.entries().some(([uri]) => uri.toString() !== document?.toString());
  // Creating and renaming files is in `size` but not in `entries()`.
  if (!beyond && action.edit.size <= action.edit.entries().length) return action;
  const held = new vscode.CodeAction(action.title, action.kind);
  held.command = { title: 'Trust this folder first', command: 'keyward.askForTrust' };
  return held;
}

/** Says why nothing was written, and leads to where trust is given. */
export async function askForTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(
    'Keyward writes other files only in folders that you trust. Trust this folder, then take the fix again.', manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
