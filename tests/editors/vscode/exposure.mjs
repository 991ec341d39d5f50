// Who can read a secret file: the note on its first line, the line above it, the notes in an
// assistant's own file, and `keyward exposure` in VS Code's terminal.

import assert from 'node:assert/strict';
import path from 'node:path';

import { startCodeServer } from './codeserver.mjs';
import { makeProject, makeToken } from './project.mjs';
import { until } from './wait.mjs';
import { Workbench } from './workbench.mjs';

/** A project in which five assistants are in use, each with settings as people have them. */
export function crowdedProject() {
  const token = makeToken();
  return makeProject({
    '.gitignore': '.env\n.env.*\n!.env.example\n*.tfvars\n',
    '.env': 'SHOP_MODE=production\nSHOP_REGION=eu-west-1\n',
    '.env.example': 'SHOP_MODE=\nSHOP_REGION=\n',
    'api/.env.local': 'SHOP_MODE=local\n',
    'infra/prod.tfvars': 'region = "eu-west-1"\n',
    '.npmrc': `//npm.pkg.github.com/:_authToken=${token}\n`,
    'CLAUDE.md': '# Shop\n',
    '.claudeignore': '.env\n',
    '.claude/settings.json': '{\n  "permissions": { "deny": ["Read(**/.env)"] }\n}\n',
    '.cursor/mcp.json': '{}\n',
    '.codex/config.toml': 'model_reasoning_effort = "high"\n',
    '.gemini/settings.json': '{}\n',
    '.github/copilot-instructions.md': '# Shop\n',
  });
}

const TERMINAL = {
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.fontSize': 12,
  'terminal.integrated.shellIntegration.enabled': false,
  'terminal.integrated.defaultProfile.linux': 'plain',
  'terminal.integrated.profiles.linux': {
    plain: { path: '/bin/bash', args: ['--norc', '--noprofile'], env: { PS1: '$ ', LANG: 'C.UTF-8', COLORTERM: 'truecolor' } },
  },
};

export async function exposureCases({ vsix, browser, shots, test }) {
  const project = crowdedProject();
  const searchPath = `${path.dirname(process.env.KEYWARD_BIN)}:${process.env.PATH}`;
  const code = await startCodeServer({
    vsix, settings: { ...TERMINAL, 'keyward.codeLens': 'on', 'terminal.integrated.env.linux': { PATH: searchPath } },
  });
  const page = await browser.page({ width: 1180, height: 720 });
  try {
    // By its address, because the list of files leaves out what git ignores.
    const workbench = await Workbench.open(page, code.address(project.folder, '.env'));

    await test('exposure: a secret file has one note that names the assistants', async () => {
      const problem = await workbench.problem(/can read `\.env`/);
      for (const name of ['Codex', 'Copilot']) assert.match(problem, new RegExp(name));
      assert.match(problem, /Routes open/);
      const notes = (await workbench.problems()).filter((row) => /can read `\.env`/.test(row));
      assert.equal(notes.length, 1, notes.join('\n'));
    }, page);

    await test('exposure: the line above says who can see it', async () => {
      const lens = page.locator('.contentWidgets .codelens-decoration, .codelens-decoration').filter({ hasText: 'visible to' });
      await lens.first().waitFor();
      assert.match(await lens.first().innerText(), /Copilot/);
    }, page);

    await test('exposure: the hover tells the row with its sources', async () => {
      await workbench.focusEditor();
      await workbench.goTo(1, 3);
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'Who can read this file' });
      await hover.waitFor();
      assert.match(await hover.innerText(), /Routes open/);
      await page.screenshot({ path: path.join(shots, 'exposure-vscode.png') });
      await page.keyboard.press('Escape');
    }, page);

    await test('exposure: the fixes are in the menu of the first line', async () => {
      await workbench.focusEditor();
      await workbench.goTo(1, 1);
      const titles = await workbench.quickFixes();
      assert(titles.some((title) => /Copilot/.test(title)), titles.join('\n'));
      await page.keyboard.press('Escape');
    }, page);

    await test('exposure: what only looks like protection is noted in its own file, which is not open', async () => {
      await workbench.problem(/`\.claudeignore` does not keep Claude Code/);
    }, page);

    await test('exposure: the command prints the table in the terminal', async () => {
      await workbench.command('Terminal: Create New Terminal in Editor Area');
      await page.keyboard.press('Control+J'); // the panel away
      const screen = page.locator('.terminal-editor .xterm-screen, .editor-instance .xterm-screen').first();
      await screen.waitFor();
      await screen.click();
      await page.keyboard.type('keyward exposure', { delay: 5 });
      await page.keyboard.press('Enter');
      const rows = page.locator('.xterm-rows > div');
      const shown = async () => (await rows.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
      await until('the end', async () => /files looked at, \d exposed/.test(await shown()));
      await screen.hover();
      const text = await until('the table', async () => {
        await page.mouse.wheel(0, -2000); // up to the prompt: a turn of the wheel is a few lines
        return /^\$ keyward exposure/m.test(await shown()) && shown();
      });
      for (const part of ['Claude', 'Codex', 'Cursor', 'Gemini', 'Copilot', '.npmrc']) assert(text.includes(part), `${part}\n${text}`);
      await page.screenshot({ path: path.join(shots, 'exposure-terminal-window.png') });
      await screen.screenshot({ path: path.join(shots, 'exposure-terminal.png') });
    }, page);
  } finally {
    await page.close();
    await code.stop();
  }
}
