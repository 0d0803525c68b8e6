import { describe, expect, test } from 'vitest';
import { listTables, NAMESPACES, schemaDocument, tableFact } from '../../emulator/facts/index.js';
import { type JsonObject, parseJson, stringifyJson } from '../../util/json.js';
import type { Column, ColumnType } from './column.js';
import { compareColumns, digestColumns } from './column-digest.js';
import { readColumns } from './columns.js';

const column = (name: string, type: ColumnType = { kind: 'text' }): Column => ({
  name,
  part: 'value',
  nullable: true,
  type,
});

describe('columns compared with a digest', () => {
  const before = digestColumns([column('a'), column('b', { kind: 'integer', bits: 32 }), column('gone')]);

  test('new ones and retyped ones are named, those that are gone are counted', () => {
    const now = [column('b', { kind: 'boolean' }), column('new'), column('a')];
    expect(compareColumns(before, now)).toEqual({ added: ['new'], retyped: ['b'], removed: 1 });
  });

  test('a wider limit, more values and another order do not count as a change', () => {
    const type: ColumnType = { kind: 'enum', values: ['x'], typeName: 't__a', open: false };
    const now = [column('gone'), column('b', { kind: 'integer', bits: 64 }), column('a', type)];
    expect(compareColumns(before, now)).toEqual({ added: [], retyped: [], removed: 0 });
    expect(digestColumns(now)).toBe(before);
  });

  test('what is not a digest cannot be compared', () => {
    expect(compareColumns('abc', [column('a')])).toBeUndefined();
    expect(compareColumns('', [column('a')])).toEqual({ added: ['a'], retyped: [], removed: 0 });
  });
});

test('digests are small, and tell all columns of every table apart', () => {
  for (const namespace of NAMESPACES) {
    for (const table of listTables(namespace)) {
      const fact = tableFact(namespace, table);
      const document = parseJson(stringifyJson(fact === undefined ? {} : schemaDocument(fact))) as JsonObject;
      const { columns } = readColumns({ namespace, table }, document);
      const digest = digestColumns(columns);
      expect(digest).toHaveLength(5 * columns.length);
      expect(digest.length, table).toBeLessThan(512);
      expect(compareColumns(digest, columns)).toEqual({ added: [], retyped: [], removed: 0 });
      for (const { name } of columns) {
        const others = digestColumns(columns.filter((other) => other.name !== name));
        expect(compareColumns(others, columns)?.added).toEqual([name]);
      }
    }
  }
});
