import { describe, expect, test } from 'vitest';
import { digestColumns } from '../dap/index.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { JsonObject } from '../util/json.js';
import type { KnownSchemas } from './changed-columns.js';
import { describeSchemaChange } from './describe-schema-change.js';
import { type TableSchema, toStreamSchema } from './stream-schema.js';

const REF = { namespace: 'canvas', table: 'things' };
const TEXT = { type: 'string' };

function schemaOf(value: JsonObject, version = 1): TableSchema {
  const key = { properties: { id: { type: 'integer', format: 'int64' } } };
  return toStreamSchema(REF, { schema: { properties: { key, value: { properties: value } } }, version }, undefined);
}

/** The schema that a platform sends for `columns` of a stream: it takes the others out of `properties`. */
function selected(schema: JsonSchema, ...columns: readonly string[]): JsonSchema {
  const properties = schema['properties'] as Record<string, unknown>;
  return { ...schema, properties: Object.fromEntries(columns.map((name) => [name, properties[name]])) };
}

function changeOf(known: Omit<KnownSchemas, 'ref'>) {
  return describeSchemaChange({ ref: REF, ...known });
}

const OLD = schemaOf({ a: TEXT, b: TEXT }, 1);
const NEW = schemaOf({ a: TEXT, b: TEXT, c: TEXT, d: { type: 'boolean' } }, 2);
const { $comment: _comment, ...UNCOMMENTED } = OLD.jsonSchema;
const delivered = (schema: TableSchema) => ({ version: schema.version, columns: digestColumns(schema.columns) });

test('a schema that did not change is not worth a word', () => {
  for (const state of [undefined, {}, { version: 1 }, delivered(OLD)]) {
    expect(changeOf({ catalogSchema: OLD.jsonSchema, live: OLD, state })).toEqual({
      newColumns: [],
      removed: [],
      retyped: [],
      unfilled: [],
      changedSinceState: false,
      columns: digestColumns(OLD.columns),
    });
  }
});

describe('a column that appeared after the catalog was made', () => {
  test('is named at a first read and at a later one, with what to do', () => {
    for (const state of [undefined, {}, delivered(OLD)]) {
      const change = changeOf({ catalogSchema: OLD.jsonSchema, live: NEW, state });
      expect(change).toMatchObject({ newColumns: ['c', 'd'], unfilled: [], columns: digestColumns(OLD.columns) });
      expect(change.text).toBe(
        'Columns of table canvas.things: new, and not read until the schema of the connection is refreshed: c, d. ' +
          'Refresh the schema of the connection. Rows that were delivered before get values in new columns only when ' +
          'they change on the server. To fill them at once, clear the stream, so that it is read in full again.',
      );
    }
  });

  test('is distinguished from a column that was not selected', () => {
    const catalogSchema = selected(OLD.jsonSchema, 'id', 'a');
    expect(changeOf({ catalogSchema, live: NEW, state: undefined }).newColumns).toEqual(['c', 'd']);
    expect(changeOf({ catalogSchema, live: OLD, state: undefined }).text).toBeUndefined();
  });

  test('is found by the version of the state where the catalog was made by an earlier version of the connector', () => {
    expect(changeOf({ catalogSchema: UNCOMMENTED, live: NEW, state: { version: 1 } }).newColumns).toEqual(['c', 'd']);
    expect(changeOf({ catalogSchema: UNCOMMENTED, live: NEW, state: { version: 2 } }).newColumns).toEqual([]);
  });

  test('of a stream whose catalog names no columns is read', () => {
    expect(changeOf({ catalogSchema: {}, live: NEW, state: undefined })).toMatchObject({
      newColumns: [],
      columns: digestColumns(NEW.columns),
    });
  });
});

describe('after the schema of the connection was refreshed', () => {
  test('columns that rows delivered before do not have are named once', () => {
    const first = changeOf({ catalogSchema: NEW.jsonSchema, live: NEW, state: delivered(OLD) });
    expect(first).toMatchObject({ newColumns: [], unfilled: ['c', 'd'] });
    expect(first.text).toMatch(/things: read for the first time, .*: c, d\. Rows that were delivered before .*clear/);
    const state = { version: 2, columns: first.columns };
    expect(changeOf({ catalogSchema: NEW.jsonSchema, live: NEW, state }).text).toBeUndefined();
  });

  test('so is a column that is selected later', () => {
    const few = changeOf({ catalogSchema: selected(OLD.jsonSchema, 'id', 'a'), live: OLD, state: undefined });
    const state = { version: 1, columns: few.columns };
    expect(changeOf({ catalogSchema: OLD.jsonSchema, live: OLD, state }).unfilled).toEqual(['b']);
  });

  test('a state that knows its version alone leads to a warning without names', () => {
    const change = changeOf({ catalogSchema: NEW.jsonSchema, live: NEW, state: { version: 1 } });
    expect(change.text).toMatch(/^Columns of table canvas\.things: changed since the last sync\. Rows that were /);
  });

  test('a first read has nothing to fill', () => {
    expect(changeOf({ catalogSchema: NEW.jsonSchema, live: NEW, state: undefined }).text).toBeUndefined();
  });
});

describe('a column of the catalog', () => {
  test.each<[string, JsonObject, string]>([
    ['integer', { type: 'integer' }, 'a (string before, integer now)'],
    ['instant', { type: 'string', format: 'date-time' }, 'a (string before, string (date-time) now)'],
    ['list', { type: 'array', items: TEXT }, 'a (string before, array now)'],
  ])('that is of type %s now is named with both types', (_what, a, retyped) => {
    const change = changeOf({ catalogSchema: OLD.jsonSchema, live: schemaOf({ a, b: TEXT }, 2), state: undefined });
    expect(change.retyped).toEqual([retyped]);
    expect(change.text).toContain(`of another type than in the connection: ${retyped}. Refresh the schema`);
  });

  test('that has a longer limit, or another nullability, has not changed', () => {
    const a = { type: ['string', 'null'], maxLength: 255, description: 'New words.' };
    expect(changeOf({ catalogSchema: OLD.jsonSchema, live: schemaOf({ a, b: TEXT }, 2), state: undefined }).text).toBe(
      undefined,
    );
  });

  test('whose members or items have another type is named', () => {
    const shape = (type: string) => ({
      list: { type: 'array', items: { type } },
      nested: { type: 'object', properties: { x: { type }, [type]: TEXT } },
    });
    const before = schemaOf(shape('string'));
    const change = changeOf({
      catalogSchema: before.jsonSchema,
      live: schemaOf(shape('integer'), 2),
      state: undefined,
    });
    expect(change.retyped.map((text) => text.split(' ')[0])).toEqual(['list', 'nested']);
  });

  test('that is gone is named', () => {
    const change = changeOf({ catalogSchema: NEW.jsonSchema, live: OLD, state: undefined });
    expect(change).toMatchObject({ removed: ['c', 'd'], columns: digestColumns(OLD.columns) });
    expect(change.text).toMatch(/gone, and empty from now on: c, d\. Refresh the schema of the connection\.$/);
  });
});

test('many names are counted', () => {
  const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`n${index}`, TEXT]));
  const change = changeOf({
    catalogSchema: OLD.jsonSchema,
    live: schemaOf({ a: TEXT, b: TEXT, ...many }, 2),
    state: {},
  });
  expect(change.newColumns).toHaveLength(70);
  expect(change.text).toContain('n19 and 50 more.');
});
