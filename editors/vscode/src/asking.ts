// Asks the user for what a quick fix needs: the name of a variable, the reason of a comment. Whether
// a name will do is for the server to say.

import * as vscode from 'vscode';

import type { Server } from './server.ts';

/** What the server sends along: which offer it is about, and what it would choose. */
interface Asked {
  readonly offer: number;
  readonly suggestion: string;
}

/** Asks for the name of the variable, then has the value moved to it. */
export async function askName(server: Server, asked: unknown): Promise<void> {
  if (!isAsked(asked)) return;
  const name = await vscode.window.showInputBox({
    title: 'Move to environment variable',
    prompt: 'The name of the variable. One that has another value already is not overwritten.',
    value: asked.suggestion,
    validateInput: (text) => (text.trim() === '' ? 'A name is needed.' : undefined),
  });
  if (name !== undefined) await server.execute('keyward.applyFix', { offer: asked.offer, name });
}

/** Asks why a finding is fine, then has the comment written that says so. */
export async function askReason(server: Server, asked: unknown): Promise<void> {
  if (!isAsked(asked)) return;
  const reason = await vscode.window.showInputBox({
    title: 'Allow this finding',
    prompt: 'Why it is no secret. The comment is committed with the code.',
    validateInput: (text) => (text.trim() === '' ? 'Say why, for whoever reads it next.' : undefined),
  });
  if (reason !== undefined) await server.execute('keyward.allow', { offer: asked.offer, reason });
}

function isAsked(asked: unknown): asked is Asked {
  return typeof asked === 'object' && asked !== null && 'offer' in asked && typeof asked.offer === 'number'
    && 'suggestion' in asked && typeof asked.suggestion === 'string';
}
