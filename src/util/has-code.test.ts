import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hasCode } from './has-code.js';

test('an error of the system is known by its code', async () => {
  const error: unknown = await readFile('no such file').catch((thrown: unknown) => thrown);
  expect(hasCode(error, 'ENOTDIR', 'ENOENT')).toBe(true);
  expect(hasCode(error, 'EACCES')).toBe(false);
});

test.each([new Error('x'), { code: 'ENOENT' }, undefined, 'ENOENT'])('%s has no code', (thrown) => {
  expect(hasCode(thrown, 'ENOENT')).toBe(false);
});
