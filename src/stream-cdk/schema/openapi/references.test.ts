import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { generate, openApi } from './from-openapi.test-helper.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest });
const OPEN = { type: ['null', 'object'], additionalProperties: true };
const TEXT = { type: ['null', 'string'] };
const RECURSIVE = 'recursive references, cut to open objects';

test('a schema within itself ends with an open object, or what else it is', async () => {
  const { streams, shared, notes } = await generate(
    openApi({
      Category: object({
        name: { type: 'string' },
        parent: ref('Category'),
        children: { type: 'array', items: ref('Category') },
      }),
      Tree: { type: 'array', items: ref('Tree') },
      Node: object({ tree: ref('Tree') }),
    }),
  );
  expect(streams['category']).toMatchObject({
    properties: { name: TEXT, parent: OPEN, children: { items: { type: 'object', additionalProperties: true } } },
  });
  expect(streams['node']).toMatchObject({
    properties: { tree: { type: ['null', 'array'], items: { type: 'array' } } },
  });
  expect(shared).toEqual(['tree.json']);
  expect(notes[RECURSIVE]).toBe(3);
});

test('of a circle, the reference that leads back towards the streams is cut', async () => {
  const schemas = {
    Department: object({ name: { type: 'string' }, head: ref('Employee') }),
    Employee: object({ name: { type: 'string' }, department: ref('Department') }),
  };
  const employee = await generate(openApi(schemas), ['Employee']);
  expect(employee.streams['employee']).toMatchObject({
    properties: { department: { properties: { name: TEXT, head: OPEN } } },
  });
  const department = await generate(openApi(schemas), ['Department']);
  expect(department.streams['department']).toMatchObject({
    properties: { head: { properties: { name: TEXT, department: OPEN } } },
  });
});

test('circles of references alone, of allOf and of alternatives come to an end', async () => {
  const { streams, notes } = await generate(
    openApi({
      A: ref('B'),
      B: ref('A'),
      Parent: { allOf: [ref('Child'), object({ p: { type: 'string' } })] },
      Child: { allOf: [ref('Parent'), object({ c: { type: 'string' } })] },
      Either: { oneOf: [ref('Or'), object({ e: { type: 'string' } })] },
      Or: { oneOf: [ref('Either'), object({ o: { type: 'string' } })] },
      Base: { oneOf: [ref('Derived')], type: 'object', properties: { kind: { type: 'string' } } },
      Derived: { allOf: [ref('Base'), object({ d: { type: 'string' } })] },
      Record: object({ a: ref('A'), either: ref('Either') }),
    }),
  );
  expect(streams['parent']).toMatchObject({ properties: { p: TEXT, c: TEXT } });
  expect(streams['child']).toMatchObject({ properties: { p: TEXT, c: TEXT } });
  expect(streams['record']).toHaveProperty('properties.a');
  expect(notes['allOf that takes in itself, left out']).toBeGreaterThan(0);
});

test('references may be spelled and lead anywhere in the description', async () => {
  const { streams, shared } = await generate({
    openapi: '3.0.3',
    info: { title: 'API', version: '1' },
    paths: {
      '/users/{id}': {
        get: {
          responses: {
            200: { description: '', content: { 'application/json': { schema: object({ id: { type: 'string' } }) } } },
          },
        },
      },
    },
    components: {
      responses: {
        Found: { description: '', content: { 'application/json': { schema: object({ x: { type: 'string' } }) } } },
      },
      schemas: {
        'Foo Bar/Baz~1': object({ f: { type: 'string' } }),
        Alias: ref('Record'),
        Record: object({
          encoded: { $ref: '#/components/schemas/Foo%20Bar~1Baz~01' },
          plain: { $ref: '#/components/schemas/Foo Bar~1Baz~01' },
          response: { $ref: '#/components/responses/Found/content/application~1json/schema' },
          path: { $ref: '#/paths/~1users~1%7Bid%7D/get/responses/200/content/application~1json/schema' },
          inner: { $ref: '#/components/schemas/Alias/properties/response' },
        }),
      },
    },
  });
  const foo = { ...OPEN, properties: { f: TEXT } };
  const found = { ...OPEN, properties: { x: TEXT } };
  expect(streams['record']).toMatchObject({
    properties: { encoded: foo, plain: foo, response: found, path: { properties: { id: TEXT } }, inner: found },
  });
  expect(streams['alias']).toEqual(streams['record']);
  expect(shared).toEqual(['foo_bar_baz_1.json', 'found.json', 'users_id_get_200.json']);
});

test('any place of the description can become a stream', async () => {
  const description = {
    openapi: '3.1.0',
    info: { title: 'API', version: '1' },
    paths: {
      '/users': {
        get: { responses: { 200: { content: { 'application/json': { schema: { items: object({ id: {} }) } } } } } },
      },
    },
  };
  const pointer = '#/paths/~1users/get/responses/200/content/application~1json/schema/items';
  expect(Object.keys((await generate(description, [`${pointer}=users`])).streams)).toEqual(['users']);
  expect(Object.keys((await generate(description, [pointer])).streams)).toEqual(['users_get_200']);
});

test('other files of the folder are read, YAML too; none outside of it, and none that is broken', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'));
  await writeFile(join(outside, 'secret.json'), '{"type":"object","properties":{"secret":{}}}');
  try {
    const { streams, shared, notes } = await generate({
      'api.yaml': `openapi: 3.0.3
info: {title: API, version: '1'}
paths: {}
components:
  schemas:
    Employee: {$ref: './models/employee.yaml'}
    Record:
      type: object
      properties:
        employee: {$ref: 'models/employee.yaml'}
        money: {$ref: 'models/common.json#/Money'}
        missing: {$ref: 'models/none.json'}
        broken: {$ref: 'models/broken.json'}
        outside: {$ref: '../../${basename(outside)}/secret.json'}
        absolute: {$ref: '/etc/hostname'}
`,
      'models/employee.yaml': `type: object
properties:
  salary: {$ref: 'common.json#/Money'}
  boss: {$ref: '../api.yaml#/components/schemas/Employee'}
`,
      'models/common.json': JSON.stringify({ Money: object({ amount: { type: 'number' } }) }),
      'models/broken.json': '{',
    });
    const money = { ...OPEN, properties: { amount: { type: ['null', 'number'] } } };
    expect(streams['record']).toMatchObject({
      properties: { employee: { properties: { salary: money, boss: OPEN } }, money },
    });
    expect(streams['record']?.['properties']).toMatchObject({ missing: {}, broken: {}, outside: {}, absolute: {} });
    expect(JSON.stringify(streams)).not.toContain('secret');
    expect(shared).toEqual(['employee.json', 'money.json']);
    expect(notes['references that lead nowhere, taken for any value']).toBe(4);
  } finally {
    await rm(outside, { recursive: true });
  }
});

test('names become file names, each its own', async () => {
  const names = [
    'Foo.Bar',
    'Foo<Bar>',
    'FooBar',
    'foo_bar',
    'Con',
    'Snake_Case',
    'HTTPStream',
    'Größe',
    '../x',
    '   ',
    'x'.repeat(300),
  ];
  const schemas = Object.fromEntries(names.map((name) => [name, object({})]));
  const { streams, renamed } = await generate(openApi(schemas));
  expect(Object.keys(streams).sort()).toEqual(
    [
      ...[
        'con_',
        'foo_bar',
        'foo_bar_2',
        'foo_bar_3',
        'foo_bar_4',
        'größe',
        'http_stream',
        'schema',
        'snake__case',
        'x',
      ],
      'x'.repeat(200),
    ].sort(),
  );
  expect(renamed).toEqual([
    ['Foo<Bar>', 'foo_bar_2'],
    ['FooBar', 'foo_bar_3'],
    ['foo_bar', 'foo_bar_4'],
  ]);
});
