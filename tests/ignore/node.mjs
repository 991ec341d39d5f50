// What ignore files and globs mean to libraries of npm. Reads `{ tool, cases }` from standard
// input, and writes for each case which of its paths are ignored, or fit.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

const installed = path.join(process.env.KEYWARD_LIBRARIES, 'node_modules');
const require = createRequire(path.join(installed, 'x.js'));
const module = (name, file) => import(path.join(installed, name, file));

// Some libraries talk on standard output, which is for the answer.
process.stdout.write = () => true;

const { tool, cases } = JSON.parse(fs.readFileSync(0, 'utf8'));

/** A case on disk for as long as it is looked at. */
async function inFolder({ files, paths }, look) {
  const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'keyward-ignore-'));
  try {
    fs.mkdirSync(path.join(root, '.git', 'info'), { recursive: true });
    fs.writeFileSync(path.join(root, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    for (const file of paths) write(root, file, 'x\n');
    for (const [file, text] of Object.entries(files)) write(root, file, text);
    return await look(root);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

function write(root, file, text) {
  const at = path.join(root, file);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, text);
}

const tools = {
  'node-ignore': async () => {
    const ignore = require('ignore');
    return ({ rules, paths }) => {
      const rows = ignore().add(rules);
      return paths.map((file) => rows.ignores(file));
    };
  },
  micromatch: async () => {
    const micromatch = require('micromatch');
    return ({ rules, paths }) => paths.map((file) => micromatch.isMatch(file, rules[0], { dot: true }));
  },
  minimatch: async () => {
    const { minimatch } = require('minimatch');
    return ({ rules, paths }) => paths.map((file) => minimatch(file, rules[0], { dot: true }));
  },
  repomix: async () => {
    const { searchFiles } = await module('repomix', 'lib/core/file/fileSearch.js');
    const config = {
      include: [],
      output: {},
      ignore: { useGitignore: true, useDotIgnore: true, useDefaultPatterns: true, customPatterns: [] },
    };
    return (one) =>
      inFolder(one, async (root) => {
        const { filePaths } = await searchFiles(root, { ...config, cwd: root });
        const kept = new Set(filePaths.map((file) => file.split(path.sep).join('/')));
        return one.paths.map((file) => !kept.has(file));
      });
  },
  'gemini-cli': async () => {
    const { FileDiscoveryService } = await module(
      '@google/gemini-cli-core',
      'dist/src/services/fileDiscoveryService.js',
    );
    return (one) =>
      inFolder(one, (root) => {
        const discovery = new FileDiscoveryService(root);
        return one.paths.map((file) => discovery.shouldIgnoreFile(path.join(root, file)));
      });
  },
};

const look = await tools[tool]();
const answers = [];
for (const one of cases) answers.push(await look(one));
fs.writeSync(1, JSON.stringify(answers));
