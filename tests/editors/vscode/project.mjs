// Folders to work in, and a token to type.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A made-up GitHub token with a right checksum, made by the program under test. */
export function makeToken() {
  const { rules } = JSON.parse(execFileSync(process.env.KEYWARD_BIN, ['rules', '--format', 'json'], { encoding: 'utf8', maxBuffer: 64 << 20 }));
  const rule = rules.find(({ id }) => id === 'github-classic-pat');
  if (!rule?.sample) throw new Error('the rule github-classic-pat has no sample');
  return rule.sample;
}

/** A fresh folder that looks like a git repository. */
export function makeProject(files, name = 'shop') {
  const folder = path.join(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'keyward-'))), name);
  const git = { '.git/HEAD': 'ref: refs/heads/main\n', '.git/objects/.keep': '', '.git/refs/heads/.keep': '' };
  for (const [file, text] of Object.entries({ ...git, ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  const remove = () => fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  process.once('exit', remove);
  return {
    folder,
    path: (file) => path.join(folder, file),
    has: (file) => fs.existsSync(path.join(folder, file)),
    read: (file) => (fs.existsSync(path.join(folder, file)) ? fs.readFileSync(path.join(folder, file), 'utf8') : undefined),
    mode: (file) => fs.statSync(path.join(folder, file)).mode & 0o777,
  };
}
