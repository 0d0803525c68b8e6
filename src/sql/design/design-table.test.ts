import { expect, test } from 'vitest';
import { parseJson } from '../../util/json.js';
import type { Replica } from '../contract/names.js';
import { postgresqlTypes as types } from '../dialects/postgresql/types.js';
import { designTable } from './design-table.js';
import { schemaDocument } from './schema-document.test-helper.js';

const REPLICA: Replica = {
  ref: { namespace: 'canvas', table: 'users' },
  target: { schema: 'canvas', table: 'users' },
};

test('key columns come first, those with a default last, the others as the schema has them', () => {
  const document = schemaDocument({
    seats: { type: 'integer', format: 'int32', default: 12 },
    name: { type: 'string', maxLength: 255 },
    created_at: { type: 'string', format: 'date-time' },
  });
  const { columns, key, schemaVersion } = designTable(REPLICA, document, 7, types);
  expect(columns.map(({ name, headerName, isKey }) => [name, headerName, isKey])).toEqual([
    ['id', 'key.id', true],
    ['name', 'value.name', false],
    ['created_at', 'value.created_at', false],
    ['seats', 'value.seats', false],
  ]);
  expect([key, schemaVersion]).toEqual([['id'], 7]);
  expect(columns.at(-1)?.defaultSql).toBe('12');
});

test('what is not required is nullable, a key never', () => {
  const document = schemaDocument({ name: { type: 'string' }, sortable_name: { type: 'string' } }, ['name']);
  const { columns } = designTable(REPLICA, document, 1, types);
  expect(columns.map(({ nullable }) => nullable)).toEqual([false, false, true]);
});

test('a comment is the title, else the description', () => {
  const document = schemaDocument({
    a: { type: 'string', title: 'Title', description: 'Description' },
    b: { type: 'string', description: 'Description' },
    c: { type: 'string' },
  });
  const { columns } = designTable(REPLICA, document, 1, types);
  expect(columns.map(({ comment }) => comment)).toEqual([undefined, 'Title', 'Description', undefined]);
});

test('the schema is kept compact, in its order, without the columns of meta, every digit of an integer', () => {
  const document = schemaDocument({ n: { type: 'integer', maximum: 9223372036854775807n } });
  const { schemaText } = designTable(REPLICA, document, 1, types);
  expect(schemaText).toBe(
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{' +
      '"key":{"type":"object","properties":{"id":{"type":"integer","format":"int64"}},"additionalProperties":false,"required":["id"]},' +
      '"value":{"type":"object","properties":{"n":{"type":"integer","maximum":9223372036854775807}},"additionalProperties":false,"required":[]}},' +
      '"additionalProperties":false,"required":["key"]}',
  );
  const again = designTable(REPLICA, parseJson(schemaText) as ReturnType<typeof schemaDocument>, 1, types);
  expect(again.columns).toEqual(designTable(REPLICA, document, 1, types).columns);
});

test('a type that columns share is made once', () => {
  const document = schemaDocument({ a: { $ref: '#/definitions/Verb' }, b: { $ref: '#/definitions/Verb' } });
  document['definitions'] = { Verb: { type: 'string', enum: ['GET', 'POST'] } };
  const { enumTypes } = designTable(REPLICA, document, 1, types);
  expect(enumTypes).toEqual([{ schema: 'canvas', name: 'Verb', values: ['GET', 'POST'] }]);
});

test('names that the database cannot tell apart are those that it gives', () => {
  const cutting = { ...types, columnNames: (names: readonly string[]) => names.map((name) => name.slice(0, 4)) };
  const { columns, key } = designTable(
    REPLICA,
    schemaDocument({ workflow: { type: 'string' } }, [], { identity: { type: 'integer' } }),
    1,
    cutting,
  );
  expect([columns.map(({ name }) => name), key]).toEqual([['iden', 'work'], ['iden']]);
  expect(columns.map(({ headerName }) => headerName)).toEqual(['key.identity', 'value.workflow']);
});
