// What is in the package, looked at where VS Code has unpacked it.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { startCodeServer } from './codeserver.mjs';

export async function packageCases({ vsix, test }) {
  const code = await startCodeServer({ vsix });
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
  } finally {
    await code.stop();
  }
}
