// A private code-server, which is the real VS Code behind a web page, and a browser to show it.
// Everything it writes lies in one temporary folder; it and its children end with `stop()`.

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { sleep, until } from './wait.mjs';

const home = path.join(process.env.KEYWARD_EDITORS_DIR, 'code-server');
const entry = path.join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const { chromium } = createRequire(path.join(home, 'package.json'))('playwright-core');

/** A quiet VS Code: no welcome page, no suggestions to install or to sign in, no updates. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.wordBasedSuggestions': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.menuBarVisibility': 'compact',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Starts VS Code with an extension from its package.
 * @param {{ vsix: string, settings?: object, machineSettings?: object, trust?: boolean, arguments?: string[] }} options
 *   `trust`: whether Workspace Trust is on, so that new folders open in Restricted Mode.
 */
export async function startCodeServer({ vsix, settings = {}, machineSettings = {}, trust = false, arguments: more = [] }) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'keyward-code-'));
  const userData = path.join(root, 'user-data');
  const extensions = path.join(root, 'extensions');
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  fs.mkdirSync(extensions);
  fs.mkdirSync(path.join(userData, 'Machine'));
  const write = (scope, settings) => fs.writeFileSync(path.join(userData, scope, 'settings.json'), JSON.stringify(settings, undefined, 2));
  write('User', { ...QUIET, 'security.workspace.trust.enabled': trust, ...settings });
  write('Machine', machineSettings);

  const env = { ...process.env, XDG_CONFIG_HOME: path.join(root, 'config'), XDG_DATA_HOME: path.join(root, 'data'), EXTENSIONS_GALLERY: '{}' };
  for (const name of Object.keys(env)) if (name.startsWith('VSCODE_') || name === 'PASSWORD' || name === 'PORT') delete env[name];
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions];
  execFileSync(process.execPath, [entry, ...folders, '--install-extension', vsix], { env, stdio: 'pipe' });

  const port = await freePort();
  const log = fs.openSync(path.join(root, 'code-server.log'), 'a');
  const child = spawn(process.execPath, [entry, ...folders, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry',
    '--disable-update-check', '--disable-getting-started-override', ...(trust ? [] : ['--disable-workspace-trust']), ...more],
  { env, stdio: ['ignore', log, log], detached: true });
  // Its own process group: the extension hosts and the language servers end with it.
  const kill = (signal) => { try { process.kill(-child.pid, signal); } catch { /* it has ended */ } };
  const killNow = () => {
    kill('SIGKILL');
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', killNow);
  const url = `http://127.0.0.1:${port}`;
  await until('code-server to answer', async () => (await fetch(`${url}/healthz`)).ok);

  return {
    extensions,
    logs: path.join(userData, 'logs'),
    /** The address that opens a folder, and a file in it. */
    address(folder, file) {
      const payload = JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${port}${path.join(folder, file)}`]]);
      return `${url}/?${new URLSearchParams({ folder, payload })}`;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        kill('SIGTERM');
        await Promise.race([ended, sleep(5000)]);
      }
      killNow();
      process.removeListener('exit', killNow);
    },
  };
}

/** Starts the browser. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
  return {
    close: () => browser.close(),
    /** A page that cannot leave this machine. */
    async page(size = { width: 1280, height: 800 }) {
      const context = await browser.newContext({ viewport: size, deviceScaleFactor: 1 });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000); // for busy machines
      const isElsewhere = (url) => url.protocol.startsWith('http') && url.hostname !== '127.0.0.1';
      await page.route(isElsewhere, (route) => route.abort());
      return page;
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
