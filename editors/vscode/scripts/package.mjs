// Makes the .vsix: one without a server, or one with the server for a platform.
//
//   npm run package -- [--server FILE --target linux-x64] [--out FILE]

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const extension = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const checkout = path.join(extension, '..', '..');
const { values: options } = parseArgs({
  options: { server: { type: 'string' }, target: { type: 'string' }, out: { type: 'string' } },
});
if ((options.server === undefined) !== (options.target === undefined)) {
  console.error('--server and --target go together: a server runs on one platform.');
  process.exit(2);
}

const bin = path.join(extension, 'node_modules', '.bin');
const bundled = path.join(extension, 'server');
const licence = path.join(extension, 'LICENSE');
try {
  fs.rmSync(bundled, { recursive: true, force: true });
  if (options.server !== undefined) {
    const program = path.join(bundled, options.target.startsWith('win32') ? 'keyward.exe' : 'keyward');
    fs.mkdirSync(bundled);
    fs.copyFileSync(options.server, program);
    fs.chmodSync(program, 0o755);
  }
  const texts = ['LICENSE-MIT', 'LICENSE-APACHE'].map((name) => fs.readFileSync(path.join(checkout, name), 'utf8'));
  fs.writeFileSync(licence, texts.join('\n\n'));
  const out = path.resolve(options.out ?? path.join(extension, 'dist', 'keyward.vsix'));
  fs.mkdirSync(path.dirname(out), { recursive: true });
  run('npm', ['run', '--silent', 'build']);
  run(path.join(bin, 'vsce'), ['package', '--no-dependencies', '--out', out, ...(options.target ? ['--target', options.target] : [])]);
} finally {
  fs.rmSync(bundled, { recursive: true, force: true });
  fs.rmSync(licence, { force: true });
}

function run(command, commandArguments) {
  execFileSync(command, commandArguments, { cwd: extension, stdio: 'inherit', shell: process.platform === 'win32' });
}
