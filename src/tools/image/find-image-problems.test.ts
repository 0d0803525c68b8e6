import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BuiltImage } from './build-image.js';
import { findDescriptionProblems, findFileProblems } from './find-image-problems.js';
import { readMetadata } from './image-metadata.js';
import { ImageState } from './image-state.js';
import { Sandbox } from './sandbox.js';

const metadata = readMetadata('metadata.yaml');
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'image-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function image(): BuiltImage {
  const state = new ImageState([['AIRBYTE_ENTRYPOINT', 'node main.js']]);
  state.entrypoint = ['node', 'main.js'];
  state.labels.set('io.airbyte.name', metadata.dockerRepository).set('io.airbyte.version', metadata.dockerImageTag);
  const user = { name: 'airbyte', uid: 1000, gid: 1000, home: '/airbyte' };
  return { root, state, user, sandbox: new Sandbox([], []) };
}

function place(path: string, text: string): void {
  const file = join(root, 'airbyte/integration_code', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

test('an image that says what it should has no problem', () => {
  expect(findDescriptionProblems(image(), metadata)).toEqual([]);
});

test('each thing that an image says wrongly is named', () => {
  const state = new ImageState([['AIRBYTE_ENTRYPOINT', 'node']]);
  state.labels.set('io.airbyte.name', 'x/y');
  const user = { name: 'root', uid: 0, gid: 0, home: '/root' };
  expect(findDescriptionProblems({ ...image(), state, user }, metadata)).toEqual([
    `label io.airbyte.name is x/y, it should be ${metadata.dockerRepository}`,
    `label io.airbyte.version is missing, it should be ${metadata.dockerImageTag}`,
    'AIRBYTE_ENTRYPOINT is node, it should be ',
    'user name is root, it should be airbyte',
    'user id is 0, it should be 1000',
    'group id is 0, it should be 1000',
    'home is /root, it should be /airbyte',
  ]);
});

test('files that the connector does not need are named', () => {
  place('dist/cli/source-dap.js', '');
  place('dist/cli/source-dap.d.ts', '');
  place('dist/.stamp', '');
  place('.npmrc', '');
  const unwanted = findFileProblems(image()).filter((problem) => problem.endsWith('is not needed'));
  expect(unwanted).toEqual([
    '/airbyte/integration_code/.npmrc is not needed',
    '/airbyte/integration_code/dist/.stamp is not needed',
    '/airbyte/integration_code/dist/cli/source-dap.d.ts is not needed',
  ]);
});
