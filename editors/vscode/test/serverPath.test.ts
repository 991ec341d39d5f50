import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findServer, type Surroundings } from '../src/serverPath.ts';

/** Programs that exist, links and the rest; what is not given is a plain system. */
function around(programs: string[], rest: Partial<Surroundings> & { links?: Record<string, string> } = {}): Surroundings {
  const { links = {}, ...given } = rest;
  return {
    platform: 'linux', configured: '', extension: '/ext', folders: ['/work/repo'], home: '/home/me', searchPath: '/usr/bin',
    isProgram: (file) => programs.includes(file),
    realPath: (file) => links[file] ?? file,
    ...given,
  };
}

function program(surroundings: Surroundings): string {
  const found = findServer(surroundings);
  assert('program' in found, JSON.stringify(found));
  return found.program;
}

function problem(surroundings: Surroundings): string {
  const found = findServer(surroundings);
  assert('problem' in found, JSON.stringify(found));
  return found.problem;
}

test('the setting wins over the bundled server, and that over PATH', () => {
  const programs = ['/opt/keyward', '/ext/server/keyward', '/usr/bin/keyward'];
  assert.equal(program(around(programs, { configured: ' /opt/keyward ' })), '/opt/keyward');
  assert.equal(program(around(programs)), '/ext/server/keyward');
  assert.equal(program(around(['/usr/bin/keyward'])), '/usr/bin/keyward');
});

test('the setting may start with the home folder', () => {
  assert.equal(program(around(['/home/me/bin/keyward'], { configured: '~/bin/keyward' })), '/home/me/bin/keyward');
});

test('a wrong setting is told, never passed over', () => {
  const programs = ['/ext/server/keyward', '/usr/bin/keyward'];
  assert.match(problem(around(programs, { configured: 'bin/keyward' })), /must be an absolute path/);
  assert.match(problem(around(programs, { configured: '/nowhere' })), /is not a program/);
});

test('a program in the workspace is not started', () => {
  const planted = '/work/repo/node_modules/.bin/keyward';
  assert.match(problem(around([planted], { configured: planted })), /in the workspace/);
  assert.match(problem(around([planted], { configured: '/work/other/../repo/node_modules/.bin/keyward' })), /in the workspace/);
  assert.match(problem(around([planted], { searchPath: '/work/repo/node_modules/.bin' })), /no 'keyward' on PATH/);
  assert.equal(program(around([planted, '/usr/bin/keyward'], { searchPath: '/work/repo/node_modules/.bin:/usr/bin' })), '/usr/bin/keyward');
});

test('a link into the workspace is not followed, from either side', () => {
  const planted = '/work/repo/keyward';
  const links = { '/usr/bin/keyward': planted };
  assert.match(problem(around(['/usr/bin/keyward'], { links })), /no 'keyward' on PATH/);
  const opened = { folders: ['/link'], links: { '/link': '/work/repo' } };
  assert.match(problem(around([planted], { configured: planted, ...opened })), /in the workspace/);
});

test('a folder whose name only begins alike is another folder', () => {
  assert.equal(program(around(['/work/repo-tools/keyward'], { configured: '/work/repo-tools/keyward' })), '/work/repo-tools/keyward');
  assert.equal(program(around(['/work/..keyward'], { configured: '/work/..keyward' })), '/work/..keyward');
});

test('relative and empty entries of PATH are passed over', () => {
  assert.match(problem(around(['keyward', './keyward', 'bin/keyward'], { searchPath: '.:bin::' })), /no 'keyward' on PATH/);
});

test('an open home folder does not hide the programs in it', () => {
  const own = '/home/me/.cargo/bin/keyward';
  assert.equal(program(around([own], { searchPath: '/home/me/.cargo/bin', folders: ['/home/me'] })), own);
  assert.equal(program(around([own], { searchPath: '/home/me/.cargo/bin', folders: ['/'] })), own);
});

test('Windows has its own names and separators', () => {
  const windows = { platform: 'win32' as const, extension: 'C:\\ext', folders: ['C:\\work'], home: 'C:\\Users\\me', searchPath: 'C:\\work\\bin;D:\\tools' };
  assert.equal(program(around(['C:\\ext\\server\\keyward.exe'], windows)), 'C:\\ext\\server\\keyward.exe');
  assert.equal(program(around(['C:\\work\\bin\\keyward.exe', 'D:\\tools\\keyward.exe'], windows)), 'D:\\tools\\keyward.exe');
  assert.match(problem(around(['C:\\WORK\\keyward.exe'], { ...windows, configured: 'C:\\WORK\\keyward.exe' })), /in the workspace/);
});
