// The extension in real VS Code, from its package, with the real server.
//
//   node run.mjs [FILTER]      environment: KEYWARD_BIN, KEYWARD_EDITORS_DIR
//
// KEYWARD_SHOTS=FOLDER keeps pictures; `docs/images/vscode.png` is made with it.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startBrowser } from './codeserver.mjs';
import { fixingCases } from './fixing.mjs';
import { exposureCases } from './exposure.mjs';
import { packageCases } from './package.mjs';
import { restrictedCases } from './restricted.mjs';
import { typingCases } from './typing.mjs';

const extension = fileURLToPath(new URL('../../../editors/vscode', import.meta.url));
const filter = process.argv[2] ?? '';
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'keyward-vscode-'));
process.once('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const shots = process.env.KEYWARD_SHOTS ? path.resolve(process.env.KEYWARD_SHOTS) : scratch;
let passed = 0;
let failed = 0;

/** Thrown when a case failed: those after it in the same window build on it. */
class Failed extends Error {}

/** Runs one case and reports it; a failure leaves a picture of the page. */
async function test(name, body, page) {
  const started = Date.now();
  try {
    await body();
    passed++;
    console.log(`ok ${passed + failed} - ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`not ok ${passed + failed} - ${name}`);
    console.log(String(error?.stack ?? error).replace(/^/gm, '# '));
    if (page) {
      const picture = path.join(process.env.KEYWARD_SHOTS ? shots : os.tmpdir(), 'keyward-vscode-failure.png');
      await page.screenshot({ path: picture }).then(() => console.log(`# picture: ${picture}`), () => {});
    }
    throw new Failed();
  }
}

/** Counts what went wrong outside a case. */
function report(error) {
  if (error instanceof Failed) return;
  failed++;
  console.log(`not ok ${passed + failed} - set-up\n${String(error?.stack ?? error).replace(/^/gm, '# ')}`);
}

function npm(...commandArguments) {
  try {
    return execFileSync('npm', commandArguments, { cwd: extension, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`npm ${commandArguments.join(' ')} failed\n${error.stdout}\n${error.stderr}`);
  }
}

/** `npm ci` only when the lock file changed since the last one. */
function installDependencies() {
  const installed = path.join(extension, 'node_modules', '.package-lock.json');
  const lock = path.join(extension, 'package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) return;
  console.log("# installing the extension's build tools");
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
}

// Ending this program ends code-server, which has a process group of its own.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

const vsix = path.join(scratch, 'keyward.vsix');
let browser;
try {
  installDependencies();
  await test('extension: types and unit tests', () => { npm('run', 'check'); npm('test'); });
  await test('extension: packaging', () => {
    npm('run', 'package', '--', '--server', process.env.KEYWARD_BIN, '--target', `linux-${process.arch}`, '--out', vsix);
  });
  browser = await startBrowser();
  const context = { vsix, browser, shots, scratch, test };
  for (const [name, cases] of Object.entries({ package: packageCases, typing: typingCases, fixing: fixingCases, exposure: exposureCases, restricted: restrictedCases })) {
    if (name.includes(filter)) await cases(context).catch(report);
  }
} catch (error) {
  report(error);
} finally {
  await browser?.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
