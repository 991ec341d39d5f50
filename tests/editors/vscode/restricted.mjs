// A stranger's folder: secrets are shown, nothing of it is obeyed, nothing is written before the
// user trusts it. All messages between editor and server are kept and searched for the value.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startCodeServer } from './codeserver.mjs';
import { makeToken } from './project.mjs';
import { assertMoved, FIX, goToToken, sampleProject, typeToken } from './typing.mjs';
import { sleep, until } from './wait.mjs';
import { Workbench } from './workbench.mjs';

/** A program that starts the server and records what is said. */
function writeRecorder(folder) {
  const program = path.join(folder, 'recording-keyward');
  const log = path.join(folder, 'messages.jsonl');
  const recorder = fileURLToPath(new URL('recorder.mjs', import.meta.url));
  fs.writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${recorder}' '${process.env.KEYWARD_BIN}' '${log}' "$@"\n`, { mode: 0o755 });
  return { program, messages: () => fs.readFileSync(log, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line)) };
}

/** Settings with which a repository tries to get its own program run and its secrets unseen. */
const HOSTILE = {
  'keyward.server.path': '${workspaceFolder}/bin/keyward',
  'keyward.trace.server': 'verbose',
  'keyward.exclude': ['**'],
  'keyward.minConfidence': 'certain',
  'keyward.rules': { 'github-classic-pat': 'off' },
};

export async function restrictedCases({ vsix, browser, scratch, shots, test }) {
  const token = makeToken();
  const recorder = writeRecorder(scratch);
  const project = sampleProject({
    '.vscode/settings.json': JSON.stringify(HOSTILE),
    'bin/keyward': '#!/bin/sh\ntouch "$(dirname "$0")/was-started"\ncat >/dev/null\n',
  });
  fs.chmodSync(project.path('bin/keyward'), 0o755);
  const code = await startCodeServer({
    vsix, trust: true, machineSettings: { 'keyward.server.path': recorder.program }, arguments: ['--log', 'trace'],
  });
  const page = await browser.page();
  try {
    const workbench = await Workbench.open(page, code.address(project.folder, 'bot.py'));
    const restricted = page.locator('.statusbar-item').filter({ hasText: 'Restricted Mode' });

    await test('restricted: a secret is seen before the folder is trusted', async () => {
      await restricted.waitFor({ timeout: 60_000 });
      await typeToken(workbench, token);
      await workbench.problem(/checksum/i);
      await page.screenshot({ path: path.join(shots, 'vscode-restricted.png') });
    }, page);

    await test('restricted: the program and the settings of the folder are ignored', () => {
      assert(!project.has('bin/was-started'), 'the planted program was started');
      const answers = recorder.messages().map(({ message }) => message)
        .flatMap((message) => [message.params?.initializationOptions, ...(Array.isArray(message.result) ? message.result : [])])
        .filter((settings) => settings && 'trusted' in settings);
      assert(answers.length > 0, 'no settings were sent');
      // `extensions` tells which assistants are installed, `asks` that the plugin has a box to ask with.
      for (const { extensions, asks, ...settings } of answers) assert.deepEqual(settings, { trusted: false });
    });

    await test('restricted: a fix that writes other files asks for trust', async () => {
      await goToToken(workbench);
      const titles = await workbench.quickFixes();
      const asking = 'Move to an environment variable (asks for trust)';
      assert(titles.includes(asking), JSON.stringify(titles));
      await workbench.pickQuickFix(asking);
      await workbench.notification(/Trust this workspace first/);
      await sleep(1000);
      assert(!project.has('.env') && !project.has('.gitignore') && !project.has('.env.example'), 'files were written');
      assert((await workbench.text()).includes(token.slice(0, 12)), 'the source was changed');
    }, page);

    await test('restricted: once trusted, the fix is on disk', async () => {
      // What would hide the secret in a trusted folder is taken away; the rest stays.
      fs.writeFileSync(project.path('.vscode/settings.json'), JSON.stringify({ 'keyward.trace.server': 'verbose', 'keyward.server.path': HOSTILE['keyward.server.path'] }));
      await page.locator('.notifications-toasts').getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
      await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).first().click();
      await restricted.waitFor({ state: 'detached' });
      await workbench.openFile('bot.py');
      await workbench.problem(/checksum/i);
      await goToToken(workbench);
      await workbench.quickFixes();
      await workbench.pickQuickFix(FIX);
      await until('the edit', async () => (await workbench.text()).includes('os.environ'));
      await workbench.saveAll();
      await assertMoved(project, token);
      assert(!project.has('bin/was-started'), 'the planted program was started');
    }, page);

    await test('restricted: no message holds the value but those that need it', () => {
      const messages = recorder.messages();
      assert(messages.some(({ message }) => message.method === 'textDocument/didChange'), 'nothing was recorded');
      for (const one of messages) assertNoLeak(one, token);
    });

    await test('restricted: the log names messages and holds no text, at any level', () => {
      const logs = fs.readdirSync(code.logs, { recursive: true }).filter((file) => path.basename(file) === 'Keyward.log');
      assert.equal(logs.length, 1, JSON.stringify(logs));
      const log = fs.readFileSync(path.join(code.logs, logs[0]), 'utf8');
      assert.match(log, /Sending notification 'textDocument\/didChange'/);
      for (const part of parts(token)) assert(!log.includes(part), 'a part of the value is in the log');
      assert(!log.includes('Greeter'), 'text of the file is in the log');
    });
  } finally {
    await page.close();
    await code.stop();
  }
}

/** Pieces of the value that are long enough to give something away. */
function parts(token) {
  return Array.from({ length: token.length - 11 }, (_, index) => token.slice(index + 4, index + 12));
}

/** The editor tells the server the text; the server tells the editor only what goes into `.env`. */
function assertNoLeak({ from, message }, token) {
  if (from === 'client' && ['textDocument/didOpen', 'textDocument/didChange'].includes(message.method)) return;
  const rest = JSON.stringify(message, (key, value) => (isDotenvEdit(value) ? undefined : value));
  for (const part of parts(token)) {
    assert(!rest.includes(part), `a part of the value is in ${message.method ?? 'an answer'} of the ${from}`);
  }
}

function isDotenvEdit(value) {
  return typeof value?.textDocument?.uri === 'string' && value.textDocument.uri.endsWith('/.env') && Array.isArray(value.edits);
}
