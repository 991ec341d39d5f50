import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { serverSettings, settingKeys, type Configuration } from '../src/settings.ts';
import { traceLine } from '../src/trace.ts';

function configuration(values: Record<string, Record<string, unknown>>): Configuration {
  return {
    inspect: (key) => ({ key: `keyward.${key}`, ...values[key] }),
    get: (key) => values[key]?.['globalValue'] ?? values[key]?.['defaultValue'],
  };
}

test('only what somebody has set is sent', () => {
  const set = configuration({
    minConfidence: { defaultValue: 'likely' },
    lookup: { defaultValue: 'loud', globalValue: 'quiet' },
    'server.path': { defaultValue: '', globalValue: '/opt/keyward' },
  });
  assert.deepEqual(serverSettings(set, ['minConfidence', 'lookup', 'server.path', 'unknown'], true), { trusted: true, lookup: 'quiet' });
});

test('an untrusted folder is named so', () => {
  assert.deepEqual(serverSettings(configuration({}), [], false), { trusted: false });
});

const manifest = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

test('the manifest names its settings', () => {
  assert(settingKeys(manifest).includes('server.path'));
  assert.deepEqual(settingKeys({}), []);
});

test('no setting of a folder counts before the folder is trusted', () => {
  const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  for (const key of settingKeys(manifest)) assert(restricted.includes(`keyward.${key}`), `keyward.${key} is not restricted`);
});

test('what names a program can be set for the machine only', () => {
  assert.equal(manifest.contributes.configuration.properties['keyward.server.path'].scope, 'machine');
});

test('a traced message keeps its name and nothing else', () => {
  assert.equal(traceLine("Sending notification 'textDocument/didChange'.\nParams: { \"text\": \"s3cret\" }"), "Sending notification 'textDocument/didChange'");
  assert.equal(traceLine("Received response 'textDocument/codeAction - (5)' in 3ms. Request failed: s3cret (-1)."), "Received response 'textDocument/codeAction - (5)'");
  assert.equal(traceLine('{"type":"send-notification","message":{"params":"s3cret"}}'), undefined);
  assert.equal(traceLine('s3cret'), undefined);
});
