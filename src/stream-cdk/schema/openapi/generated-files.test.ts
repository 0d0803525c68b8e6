import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SchemaLoader } from '../../../schema/schema-loader.js';
import { type FromOpenApiOptions, fromOpenApi } from './from-openapi.js';
import { openApi } from './from-openapi.test-helper.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generated-files-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

const object = (properties: object) => ({ type: 'object', properties });
const book = (more: object = {}) => ({
  Book: object({ id: { type: 'integer' }, author: { $ref: '#/components/schemas/Person' }, ...more }),
  Person: object({ name: { type: 'string' } }),
});

async function run(schemas: object, options: Partial<FromOpenApiOptions> = {}) {
  const file = join(folder, 'api.json');
  await writeFile(file, JSON.stringify(openApi(schemas)));
  const folders = { schemas: join(folder, 'schemas'), shared: join(folder, 'shared') };
  return await fromOpenApi({ file, components: ['Book=books'], force: false, ...folders, ...options });
}

const read = async (path: string) => await readFile(join(folder, path), 'utf8');
const names = (paths: readonly string[]) => paths.map((path) => path.split('/').slice(-2).join('/')).sort();

test('what was generated and not edited is renewed without force', async () => {
  await run(book());
  const { plan, files } = await run(book({ title: { type: 'string' } }));
  expect(names(plan.changed)).toEqual(['schemas/books.json']);
  expect(names(files?.unchanged ?? [])).toEqual(['shared/person.json']);
  expect(await read('schemas/books.json')).toContain('"title"');
});

test('edits by hand are kept, and the way to keep them is said', async () => {
  await run(book());
  const edited = (await read('schemas/books.json')).replace('"integer"', '"string"');
  await writeFile(join(folder, 'schemas/books.json'), edited);
  await expect(run(book({ title: {} }))).rejects.toMatchObject({
    code: 'TOOL_FILE_EXISTS',
    message: expect.stringContaining('books.local.json, which are merged and never overwritten'),
  });
  expect(await read('schemas/books.json')).toBe(edited);
  await run(book({ title: {} }), { force: true });
  expect(await read('schemas/books.json')).toContain('"title"');
});

test('local edits outlive every run, and reach the loaded schema', async () => {
  await run(book());
  await writeFile(join(folder, 'schemas/books.local.json'), '{"properties":{"id":{"type":"string"}}}');
  await run(book({ title: { type: 'string' } }), { force: true });
  const schema = await new SchemaLoader({ schemasDir: join(folder, 'schemas') }).load('books');
  expect(schema).toMatchObject({
    properties: { id: { type: 'string' }, title: {}, author: { properties: { name: {} } } },
  });
});

test('carriage returns that git put into a file are no edits', async () => {
  await run(book());
  await writeFile(join(folder, 'schemas/books.json'), (await read('schemas/books.json')).replaceAll('\n', '\r\n'));
  expect((await run(book())).plan.edited).toEqual([]);
});

test('a check writes nothing, and tells what is new, changed, edited and stale', async () => {
  await run(book());
  await writeFile(join(folder, 'shared/person.json'), '{}');
  const before = await read('schemas/.from-openapi.json');
  const options = { check: true, components: ['Book=volumes', 'Person=people'] };
  const { plan, files } = await run(book(), options);
  expect(files).toBeUndefined();
  expect(names(plan.added)).toEqual(['schemas/people.json', 'schemas/volumes.json']);
  expect(names(plan.edited)).toEqual(['shared/person.json']);
  expect(names(plan.stale)).toEqual(['schemas/books.json']);
  expect((await run(book({ title: {} }), { check: true })).plan.changed).toHaveLength(1);
  expect(await read('schemas/.from-openapi.json')).toBe(before);
  await expect(read('schemas/people.json')).rejects.toThrow('ENOENT');
});

test('references lead to the shared folder as editors follow them, wherever it is', async () => {
  await run(book());
  expect(await read('schemas/books.json')).toContain('"$ref": "../shared/person.json"');
  await run(book(), { components: ['Book=library/books'], shared: join(folder, 'schemas/parts'), check: false });
  expect(await read('schemas/library/books.json')).toContain('"$ref": "../parts/person.json"');
  const loader = new SchemaLoader({ schemasDir: join(folder, 'schemas'), sharedDir: join(folder, 'schemas/parts') });
  expect(await loader.load('library/books')).toMatchObject({ properties: { author: { properties: { name: {} } } } });
});

test('a record that is broken is told, not overwritten', async () => {
  await run(book());
  await writeFile(join(folder, 'schemas/.from-openapi.json'), '{');
  await expect(run(book())).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining('is broken'),
  });
});
