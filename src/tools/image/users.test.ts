import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openBaseImage } from './base-image.js';
import { Sandbox } from './sandbox.js';
import { findOwner, findUser } from './users.js';

const root = mkdtempSync(join(tmpdir(), 'users-test-'));
mkdirSync(join(root, 'etc'));
writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/bash\nairbyte:x:1000:1001::/airbyte:/bin/false\n');
writeFileSync(join(root, 'etc/group'), 'root:x:0:\nstaff:x:50:airbyte\n');
afterAll(() => rmSync(root, { recursive: true }));

test.each(['airbyte', '1000'])('user %s is found by name or id', (nameOrId) => {
  expect(findUser(root, nameOrId)).toEqual({ name: 'airbyte', uid: 1000, gid: 1001, home: '/airbyte' });
});

test.each([
  [undefined, 0, 0],
  ['airbyte', 1000, 1001],
  ['airbyte:staff', 1000, 50],
  ['0:50', 0, 50],
])('--chown=%s gives files to %i:%i', (chown, uid, gid) => {
  expect(findOwner(root, chown)).toEqual({ uid, gid });
});

test.each(['nobody', 'airbyte:nobody'])('%s, whom the image does not know, is refused', (chown) => {
  expect(() => findOwner(root, chown)).toThrow('The image has no nobody in /etc/');
});

test.each(['node:24-bookworm-slim', 'node:latest', 'node:24.1.0', 'python:3.12.1-bookworm-slim'])(
  'base image %s is refused: it is no slim Node of one exact version',
  (name) => {
    expect(() => openBaseImage(name, root)).toThrow('is not a slim Node image of one exact version');
  },
);

test('a command inside gets nothing of the environment outside, and paths are quoted', () => {
  const sandbox = new Sandbox(['unshare'], [{ from: "/it's", to: '/x' }]);
  const inside = { words: ['node', 'a b'], uid: 1, gid: 2, workdir: '/w', env: new Map([['A', '1 2']]) };
  const command = sandbox.command('/r', inside);
  expect(command[3]).toContain("mount --rbind '/it'\\''s' '/r/x'\nmount -o remount,bind,ro '/r/x'");
  const tail = ['--userspec=1:2', '--groups=2', '/r', '/usr/bin/env', '-i', '-C', '/w', 'A=1 2', 'node', 'a b'];
  expect(command.slice(-tail.length)).toEqual(tail);
});
