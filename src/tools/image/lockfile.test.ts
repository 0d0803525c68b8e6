import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { Lockfile } from './lockfile.js';

const folder = mkdtempSync(join(tmpdir(), 'lockfile-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const packages = {
  '': { dependencies: { a: '1' }, optionalDependencies: { driver: '1' }, peerDependencies: { queue: '1', maker: '1' } },
  'node_modules/a': { version: '1.0.0', dependencies: { c: '3' } },
  'node_modules/a/node_modules/c': { version: '3.0.0' },
  'node_modules/c': { version: '2.0.0', dev: true },
  'node_modules/driver': { version: '4.0.0', optional: true, optionalDependencies: { here: '1', there: '1' } },
  'node_modules/here': { version: '5.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
  'node_modules/there': { version: '5.0.0', optional: true, os: ['plan9'] },
  'node_modules/queue': {
    version: '6.0.0',
    dev: true,
    dependencies: { c: '2' },
    peerDependencies: { a: '1', maker: '1' },
    peerDependenciesMeta: { maker: { optional: true } },
  },
  'node_modules/maker': { version: '7.0.0', dev: true },
};
const file = join(folder, 'lock.json');
writeFileSync(file, JSON.stringify({ packages }));
const lockfile = new Lockfile(file);

test('production packages are neither optional nor for development', () => {
  expect(lockfile.production()).toEqual(
    new Map([
      ['node_modules/a', '1.0.0'],
      ['node_modules/a/node_modules/c', '3.0.0'],
    ]),
  );
});

test('optional packages are those of the project and of its users', () => {
  expect(lockfile.optionalPackages).toEqual(['driver', 'queue', 'maker']);
});

test('optional packages bring what they need, where Node finds it, for this machine', () => {
  expect(Object.fromEntries(lockfile.productionWith(['driver', 'queue']))).toEqual({
    'node_modules/a': '1.0.0',
    'node_modules/a/node_modules/c': '3.0.0',
    'node_modules/driver': '4.0.0',
    'node_modules/here': '5.0.0',
    'node_modules/queue': '6.0.0',
    'node_modules/c': '2.0.0',
  });
});
