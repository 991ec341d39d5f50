// The main job: a token is typed, seen, and moved to the environment, on disk.

import assert from 'node:assert/strict';
import path from 'node:path';

import { startCodeServer } from './codeserver.mjs';
import { makeProject, makeToken } from './project.mjs';
import { until } from './wait.mjs';
import { Workbench } from './workbench.mjs';

export const FIX = 'Move to environment variable GITHUB_TOKEN';

const SOURCE = `"""Greets whoever opens an issue."""

from github import Auth, Github

API = "https://api.github.com"


class Greeter:
    def __init__(self):
        self.hub = Github(base_url=API, auth=Auth.Token())
`;
const LINE = 10;
const COLUMN = SOURCE.split('\n')[LINE - 1].indexOf('Token(') + 'Token('.length + 1;

/** Types the token between the parentheses of the sample source. */
export async function typeToken(workbench, token) {
  await workbench.focusEditor();
  await workbench.goTo(LINE, COLUMN);
  await workbench.type(`"${token}"`);
}

/** Puts the cursor on the token, with the left end of the line on screen. */
export async function goToToken(workbench) {
  await workbench.focusEditor();
  await workbench.goTo(LINE, 1);
  await workbench.goTo(LINE, COLUMN + 3);
}

export const sampleProject = (files = {}) => makeProject({ 'bot.py': SOURCE, ...files });

/** Everything that the fix must have done, on disk. */
export async function assertMoved(project, token) {
  const source = await until('the saved source', () => project.read('bot.py').includes('os.environ["GITHUB_TOKEN"]') && project.read('bot.py'));
  assert.match(source, /Auth\.Token\(os\.environ\["GITHUB_TOKEN"\]\)\)\n/);
  assert.match(source, /^import os$/m);
  assert(!source.includes(token), 'the value is still in the source');
  const dotenv = await until('.env', () => project.read('.env'));
  assert(new RegExp(`^GITHUB_TOKEN=(["']?)${token}\\1$`, 'm').test(dotenv), '.env does not hold the value');
  assert.equal(project.mode('.env').toString(8), '600');
  const template = await until('.env.example', () => project.read('.env.example'));
  assert.match(template, /^GITHUB_TOKEN=/m);
  assert(!template.includes(token), 'the value is in the template');
  assert.match(await until('.gitignore', () => project.read('.gitignore')), /^\/?\.env$/m);
}

export async function typingCases({ vsix, browser, shots, test }) {
  const token = makeToken();
  const project = sampleProject({
    credentials: `token ${token}\n`,
    'analysis.ipynb': JSON.stringify({
      cells: [{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: [`TOKEN = "${token}"`] }],
      metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5,
    }),
  });
  const code = await startCodeServer({ vsix });
  const page = await browser.page({ width: 1100, height: 620 });
  try {
    const workbench = await Workbench.open(page, code.address(project.folder, 'bot.py'));

    await test('typing: a GitHub token is seen while it is typed', async () => {
      await typeToken(workbench, token.slice(0, -1));
      await page.keyboard.press('ArrowLeft');
      await workbench.type(token.slice(-1));
      const problem = await workbench.problem(/checksum/i);
      assert.match(problem, /github-classic-pat/);
      assert(!problem.includes(token.slice(8, 20)), 'a part of the value is in the message');
      const copies = (await workbench.problems()).filter((row) => /checksum/i.test(row));
      assert.equal(copies.length, 1, JSON.stringify(copies)); // pushed and pulled, it would be there twice
    }, page);

    await test('typing: the light bulb offers to move it', async () => {
      await goToToken(workbench);
      await workbench.waitForLightBulb();
      const titles = await workbench.quickFixes();
      assert(titles[0].startsWith(FIX), JSON.stringify(titles));
      await page.screenshot({ path: path.join(shots, 'vscode.png') });
    }, page);

    await test('typing: the fix is on disk', async () => {
      await workbench.pickQuickFix(FIX);
      await until('the edit', async () => (await workbench.text()).includes('os.environ'));
      await workbench.saveAll();
      await assertMoved(project, token);
      await workbench.noProblem(/github-classic-pat/);
      await page.screenshot({ path: path.join(shots, 'vscode-fixed.png') });
    }, page);

    await test('typing: a file of no known language', async () => {
      await workbench.openFile('credentials');
      await workbench.problem(/^credentials/);
      await workbench.problem(/checksum/i);
    }, page);

    await test('typing: a text that is not saved', async () => {
      await workbench.command('Create: New File...');
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Text File' }).first().click();
      await page.locator('.tabs-container .tab.active').filter({ hasText: 'Untitled-1' }).waitFor();
      // The first line becomes the name of the tab.
      await workbench.type(`Notes\nfor the bot: ${token}`);
      await workbench.problem(/^Notes/);
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      await workbench.noProblem(/^Notes/);
    }, page);

    await test('typing: a cell of a notebook', async () => {
      await workbench.openFile('analysis.ipynb');
      await workbench.problem(/^analysis\.ipynb/);
    }, page);

    await test('typing: the server can be restarted', async () => {
      await workbench.openFile('credentials');
      await workbench.problem(/credentials/);
      await workbench.command('Keyward: Restart Server');
      await workbench.problem(/checksum/i);
    }, page);
  } finally {
    await page.close();
    await code.stop();
  }
}
