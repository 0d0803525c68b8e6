import { describe, expect, test } from 'vitest';
import { type JsonObject, stringifyJson } from '../../util/json.js';
import type { Column } from './column.js';
import { readColumns } from './columns.js';

/** The column that a node describes, as the only value column of a table. */
function columnOf(node: JsonObject, definitions: JsonObject = {}): Column | undefined {
  const parts = { key: { properties: { id: { type: 'integer' } } }, value: { properties: { column: node } } };
  const { columns } = readColumns({ namespace: 'canvas', table: 'things' }, { properties: parts, definitions });
  return columns.find(({ name }) => name === 'column');
}

describe('a schema that refers to itself', () => {
  const NODE = {
    type: 'object',
    properties: { name: { type: 'string' }, below: { type: 'array', items: { $ref: '#/definitions/Node' } } },
  };

  test('is open JSON from the second time on', () => {
    expect(columnOf({ $ref: '#/definitions/Node' }, { Node: NODE })?.type).toMatchObject({
      kind: 'object',
      members: [
        { name: 'name' },
        { name: 'below', type: { kind: 'array', items: { type: { kind: 'object', closed: false } } } },
      ],
    });
  });

  test.each([
    ['the document', '#'],
    ['its own part', '#/properties/value'],
    ['itself', '#/properties/value/properties/column'],
  ])('ends where it leads to %s', (_what, $ref) => {
    expect(columnOf({ $ref })?.name).toBe('column');
  });

  test('in a circle of references, nothing is known', () => {
    const definitions = { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } };
    expect(columnOf({ $ref: '#/definitions/a' }, definitions)?.type).toMatchObject({ kind: 'unknown', types: [] });
  });

  test('a definition that is used twice is not a circle', () => {
    const pair = { type: 'object', properties: { x: { $ref: '#/definitions/T' }, y: { $ref: '#/definitions/T' } } };
    const members = [
      { name: 'x', nullable: true, type: { kind: 'date' } },
      { name: 'y', nullable: true, type: { kind: 'date' } },
    ];
    expect(columnOf(pair, { T: { type: 'string', format: 'date' } })?.type).toMatchObject({ members });
  });
});

test('definitions that double at each step, and deep ones, are cut before they fill the memory', () => {
  const definitions: JsonObject = { d60: { type: 'string' } };
  for (let step = 0; step < 60; step += 1) {
    const next = { $ref: `#/definitions/d${step + 1}` };
    definitions[`d${step}`] = { type: 'object', properties: { x: next, y: next } };
  }
  expect(stringifyJson(columnOf({ $ref: '#/definitions/d0' }, definitions)).length).toBeLessThan(10_000_000);
  let deep: JsonObject = { type: 'string' };
  for (let level = 0; level < 100_000; level += 1) deep = { type: 'array', items: deep };
  expect(columnOf(deep)?.type.kind).toBe('array');
});
