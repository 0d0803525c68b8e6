import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SchemaLoader } from '../schema-loader.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shared-'));
  await mkdir(join(root, 'schemas'));
});
afterEach(async () => await rm(root, { recursive: true }));

test.each<[title: string, folders: string[], given: string | undefined, found: string]>([
  ['beside the schemas', ['shared'], undefined, 'shared'],
  ['inside, where there is none beside them', ['schemas/shared'], undefined, 'schemas/shared'],
  ['beside them, where there is one inside as well', ['shared', 'schemas/shared'], undefined, 'shared'],
  ['where it is said to be', ['shared', 'schemas/shared', 'parts'], 'parts', 'parts'],
])('shared schemas are looked for %s', async (_title, folders, given, found) => {
  for (const folder of folders) {
    await mkdir(join(root, folder));
    await writeFile(join(root, folder, 'x.json'), JSON.stringify({ title: folder }));
  }
  const sharedDir = given === undefined ? undefined : join(root, given);
  const loader = new SchemaLoader({ schemasDir: join(root, 'schemas'), sharedDir });
  for (const ref of ['x.json', './x.json', 'shared/x.json', '../shared/x.json']) {
    await writeFile(join(root, 'schemas/s.json'), JSON.stringify({ properties: { a: { $ref: ref } } }));
    expect(await loader.load('s')).toEqual({ properties: { a: { title: found } } });
  }
  await writeFile(join(root, 'schemas/s.json'), JSON.stringify({ $ref: '../s.json' }));
  await expect(loader.load('s')).rejects.toMatchObject({ code: 'SCHEMA_REF_OUTSIDE' });
});

test('if there is none, the error names the folder beside the schemas', async () => {
  await writeFile(join(root, 'schemas/s.json'), JSON.stringify({ $ref: 'x.json' }));
  await expect(new SchemaLoader({ schemasDir: join(root, 'schemas') }).load('s')).rejects.toMatchObject({
    code: 'SCHEMA_REF_MISSING',
    message: expect.stringContaining(join(root, 'shared')),
  });
});
