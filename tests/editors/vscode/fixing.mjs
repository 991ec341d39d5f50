// The fix beside a `.env` that is open and changed, through undo and redo: what stands in the
// buffers and on disk after each step.

import assert from 'node:assert/strict';

import { startCodeServer } from './codeserver.mjs';
import { makeToken } from './project.mjs';
import { FIX, goToToken, sampleProject, typeToken } from './typing.mjs';
import { until } from './wait.mjs';
import { Workbench } from './workbench.mjs';

export async function fixingCases({ vsix, browser, test }) {
  const token = makeToken();
  const project = sampleProject({ '.env': 'OTHER=1\n', '.gitignore': '.env\n.env.*\n!.env.example\n' });
  const before = { source: project.read('bot.py'), dotenv: project.read('.env') };
  const code = await startCodeServer({ vsix });
  const page = await browser.page({ width: 1100, height: 620 });
  const entries = (text) => text.split('\n').filter((line) => line.startsWith('GITHUB_TOKEN=')).length;
  try {
    // By its address, because the list of files leaves out what git ignores.
    const workbench = await Workbench.open(page, code.address(project.folder, '.env'));

    await test('fixing: with the .env open and changed, nothing is written behind the editor', async () => {
      await workbench.focusEditor();
      await workbench.goTo(2, 1);
      await workbench.type('ADDED=2\n');
      await workbench.openFile('bot.py');
      await typeToken(workbench, token);
      await workbench.problem(/checksum/i);
      await goToToken(workbench);
      await workbench.quickFixes();
      await workbench.pickQuickFix(FIX);
      await until('the lookup', async () => (await workbench.text()).includes('os.environ["GITHUB_TOKEN"]'));
      assert.equal(project.read('bot.py'), before.source, 'the source on disk');
      assert.equal(project.read('.env'), before.dotenv, 'the .env on disk');
      await workbench.showTab('.env');
      const dotenv = await workbench.text();
      assert.match(dotenv, /OTHER=1[\s\S]*ADDED=2[\s\S]*GITHUB_TOKEN=/, 'the unsaved line and the entry in the buffer');
    }, page);

    await test('fixing: saved, both are on disk', async () => {
      await workbench.command('File: Save All');
      const dotenv = await until('the saved .env', () => project.read('.env').includes(token) && project.read('.env'));
      assert.match(dotenv, /^OTHER=1\nADDED=2\nGITHUB_TOKEN=/);
      assert(!(await until('the saved source', () => project.read('bot.py').includes('os.environ') && project.read('bot.py'))).includes(token));
    }, page);

    // VS Code takes an edit of two files back in both. The value must never be in neither.
    await test('fixing: undone, the literal is back, and the lines that were typed stay', async () => {
      await workbench.openFile('bot.py');
      await workbench.focusEditor();
      await workbench.undo();
      await until('the literal', async () => (await workbench.text()).includes(token));
      await workbench.problem(/checksum/i);
      await workbench.command('File: Save All');
      await until('the literal on disk', () => project.read('bot.py').includes(token));
      const dotenv = project.read('.env');
      assert(dotenv.startsWith('OTHER=1\nADDED=2\n') && entries(dotenv) <= 1, 'the .env');
    }, page);

    await test('fixing: redone, the lookup is back, and there is one entry', async () => {
      await workbench.focusEditor();
      await workbench.redo();
      await until('the lookup', async () => (await workbench.text()).includes('os.environ["GITHUB_TOKEN"]'));
      await workbench.noProblem(/checksum/i);
      await workbench.command('File: Save All');
      await until('the source on disk', () => !project.read('bot.py').includes(token));
      const dotenv = await until('the entry on disk', () => entries(project.read('.env')) === 1 && project.read('.env'));
      assert.match(dotenv, /^OTHER=1\nADDED=2\nGITHUB_TOKEN=/);
      assert(dotenv.includes(token), 'the value');
    }, page);
  } finally {
    await page.close();
    await code.stop();
  }
}
