import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPackage } from '../../util/load-package.js';
import { checkTypes } from './check-types.js';
import { GENERATED_MARK } from './generate-types.js';
import { makeTypeFiles } from './make-type-files.js';
import { writeTypes } from './write-types.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'types-'));
});
afterEach(async () => await rm(root, { recursive: true }));

const at = (path: string) => join(root, path);

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), typeof content === 'string' ? content : JSON.stringify(content));
}

const schemaOf = (type: string) => ({ type: 'object', properties: { id: { type } } });

test('each schema gets a file, in the folder of its namespace, with what it refers to written out', async () => {
  await write('schemas/users.json', { type: 'object', properties: { id: { $ref: 'identifier.json' } } });
  await write('schemas/logs/web.json', schemaOf('string'));
  await write('schemas/notes.md', 'no schema');
  await write('schemas/._users.json', 'no schema either');
  await write('shared/identifier.json', { type: ['null', 'string'] });
  const files = await makeTypeFiles({ schemas: at('schemas') });
  expect([...files.keys()]).toEqual(['logs/web.d.ts', 'users.d.ts']);
  expect(files.get('users.d.ts')).toContain('id?: string | null;');
  expect(files.get('logs/web.d.ts')).toContain('export interface Web {');
});

test('a shared folder inside that of the schemas holds no streams', async () => {
  await write('schemas/users.json', { type: 'object', properties: { id: { $ref: 'identifier.json' } } });
  await write('schemas/shared/identifier.json', { type: 'boolean' });
  const files = await makeTypeFiles({ schemas: at('schemas') });
  expect([...files.keys()]).toEqual(['users.d.ts']);
  expect(files.get('users.d.ts')).toContain('id?: boolean;');
});

test('a changed schema renews its file; what others wrote is kept unless forced; a stale file is named', async () => {
  await write('schemas/a.json', schemaOf('string'));
  await write('schemas/b.json', schemaOf('string'));
  const make = () => makeTypeFiles({ schemas: at('schemas') });
  const out = at('types');
  expect(await checkTypes(out, await make())).toEqual([
    'a.d.ts is missing, or not written by this tool',
    'b.d.ts is missing, or not written by this tool',
  ]);
  expect(await writeTypes(out, await make(), false)).toMatchObject({ written: ['a.d.ts', 'b.d.ts'], stale: [] });
  expect(await checkTypes(out, await make())).toEqual([]);

  await write('schemas/a.json', schemaOf('boolean'));
  await rm(at('schemas/b.json'));
  await write('types/mine.d.ts', 'export {};');
  await write('types/deep/in/x.d.ts', GENERATED_MARK);
  await mkdir(at('types/folder.d.ts'));
  expect(await checkTypes(out, await make())).toEqual(['a.d.ts is not up to date', 'b.d.ts has no schema any more']);
  expect(await writeTypes(out, await make(), false)).toEqual({ written: ['a.d.ts'], unchanged: [], stale: ['b.d.ts'] });
  expect(await readFile(at('types/a.d.ts'), 'utf8')).toContain('id?: boolean;');

  await write('schemas/mine.json', schemaOf('string'));
  await write('schemas/c.json', schemaOf('string'));
  await expect(writeTypes(out, await make(), false)).rejects.toMatchObject({ code: 'TOOL_FILE_EXISTS' });
  await expect(readFile(at('types/c.d.ts'))).rejects.toThrow('ENOENT');
  expect((await writeTypes(out, await make(), true)).written).toEqual(['c.d.ts', 'mine.d.ts']);
  expect((await readFile(at('types/mine.d.ts'), 'utf8')).startsWith(GENERATED_MARK)).toBe(true);
});

test.each<[string, unknown, string, string]>([
  ['a type that there is not', { type: 'text' }, 'SCHEMA_INVALID', 'The schema of s is not valid'],
  ['no JSON', '{', 'SCHEMA_JSON_INVALID', 's.json'],
  ['a missing file', { $ref: 'none.json' }, 'SCHEMA_REF_MISSING', 'none.json'],
  ['a cycle', { properties: { a: { $ref: '#' } } }, 'SCHEMA_REF_CYCLE', '#/properties/a'],
])('a schema with %s is refused with its name', async (_title, schema, code, text) => {
  await write('schemas/s.json', schema);
  const message = expect.stringContaining(text);
  await expect(makeTypeFiles({ schemas: at('schemas') })).rejects.toMatchObject({ code, message });
});

test('a folder without schemas, or none at all, is a clear error', async () => {
  await mkdir(at('empty'));
  for (const [folder, text] of [
    ['empty', 'holds no schema'],
    ['none', 'cannot be read'],
  ] as const) {
    const message = expect.stringContaining(text);
    await expect(makeTypeFiles({ schemas: at(folder) })).rejects.toMatchObject({ code: 'TOOL_INPUT', message });
  }
});

test('without the package that writes types, the error says how to install it', async () => {
  const name: string = 'a-type-generator-that-nobody-has';
  await expect(loadPackage(name, () => import(name))).rejects.toMatchObject({
    code: 'OPTIONAL_PACKAGE_MISSING',
    message: `This needs the package ${name}: npm install --save-dev ${name}.`,
  });
});
