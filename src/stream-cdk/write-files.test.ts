import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readObjectDocument } from './read-document.js';
import { writeFiles } from './write-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-files-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

test('files are written once, skipped when equal, and never overwritten unasked', async () => {
  const files = new Map([
    ['a.json', '{}\n'],
    ['deep/b.json', '[]\n'],
  ]);
  expect(await writeFiles(folder, files, false)).toEqual({ written: ['a.json', 'deep/b.json'], unchanged: [] });
  expect(await writeFiles(folder, files, false)).toEqual({ written: [], unchanged: ['a.json', 'deep/b.json'] });
  const changed = new Map([
    ['c.json', '1\n'],
    ['a.json', '{"a":1}\n'],
  ]);
  await expect(writeFiles(folder, changed, false)).rejects.toMatchObject({
    code: 'TOOL_FILE_EXISTS',
    message: expect.stringContaining('another a.json'),
  });
  await expect(readFile(join(folder, 'c.json'))).rejects.toThrow('ENOENT');
  expect((await writeFiles(folder, changed, true)).written).toEqual(['c.json', 'a.json']);
});

test('a place that cannot be written to is named', async () => {
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'taken.json'));
  for (const [place, path] of [
    ['file', 'a.json'],
    ['file/below', 'a.json'],
    ['.', 'taken.json'],
  ]) {
    const files = new Map([[path ?? '', '{}']]);
    await expect(writeFiles(join(folder, place ?? ''), files, true)).rejects.toMatchObject({
      code: 'TOOL_INPUT',
      message: expect.stringContaining(`${path} cannot be written: `),
    });
  }
});

test('objects are read from JSON and YAML; anything else is refused by name', async () => {
  await writeFile(join(folder, 'x.yaml'), 'a: [1, null]\n');
  await writeFile(join(folder, 'x.json'), '{"id":9007199254740993}');
  await writeFile(join(folder, 'marked.json'), '\uFEFF{}');
  await writeFile(join(folder, 'list.json'), '[]');
  await writeFile(join(folder, 'broken.yml'), 'a: [');
  expect(await readObjectDocument(join(folder, 'x.yaml'))).toEqual({ a: [1, null] });
  expect(await readObjectDocument(join(folder, 'x.json'))).toEqual({ id: 9007199254740993n });
  expect(await readObjectDocument(join(folder, 'marked.json'))).toEqual({});
  for (const [name, problem] of [
    ['list.json', 'must hold an object'],
    ['broken.yml', 'is not YAML'],
    ['none.json', 'cannot be read'],
  ]) {
    await expect(readObjectDocument(join(folder, name ?? ''))).rejects.toMatchObject({
      code: 'TOOL_INPUT',
      message: expect.stringContaining(problem ?? ''),
    });
  }
});
