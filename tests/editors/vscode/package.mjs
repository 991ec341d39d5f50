// What is in the package, looked at where VS Code has unpacked it; and the commit message.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { startCodeServer } from './codeserver.mjs';
import { makeProject, makeToken } from './project.mjs';
import { until } from './wait.mjs';
import { Workbench } from './workbench.mjs';

export async function packageCases({ vsix, browser, shots, test }) {
  const project = makeProject({ 'README.md': 'Nothing to see.\n' });
  execFileSync('git', ['init', '--quiet'], { cwd: project.folder });
  const code = await startCodeServer({ vsix, settings: { 'git.enabled': true } });
  const page = await browser.page();
  try {
    const [name] = fs.readdirSync(code.extensions).filter((entry) => entry.startsWith('keyward.keyward-'));
    const folder = path.join(code.extensions, name);
    await test('package: holds what it needs and nothing else', () => {
      const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .filter((file) => file !== '.vsixmanifest').sort();
      assert.deepEqual(files, ['LICENSE.txt', 'changelog.md', 'dist/extension.cjs', 'icon.png', 'package.json', 'readme.md', 'server/keyward']);
    });
    await test('package: the server can be run', () => {
      assert.notEqual(fs.statSync(path.join(folder, 'server', 'keyward')).mode & 0o100, 0);
    });
    await test('package: the code has no source map and names no folder of this machine', () => {
      const script = fs.readFileSync(path.join(folder, 'dist', 'extension.cjs'), 'utf8');
      assert(script.length < 700_000, `${script.length} bytes`);
      assert(!script.includes('sourceMappingURL'));
      assert(!script.includes(`${os.homedir()}/`) && !script.includes('/editors/vscode/'));
    });
    await test('package: a secret in the commit message is seen', async () => {
      const workbench = await Workbench.open(page, code.address(project.folder, 'README.md'));
      const message = page.locator('.scm-view .scm-editor .monaco-editor').first();
      await until('the box for the commit message', async () => {
        await page.keyboard.press('Control+Shift+G');
        await message.click({ timeout: 5000 });
        return true;
      });
      await workbench.type(`Use ${makeToken()}`);
      // The Problems view leaves this box out.
      await page.locator('.scm-view .squiggly-error').first().waitFor();
      await page.screenshot({ path: path.join(shots, 'vscode-commit.png') });
    }, page);
  } finally {
    await page.close();
    await code.stop();
  }
}
