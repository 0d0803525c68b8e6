import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ColumnFact, TableFact } from './column-fact.js';
import { ENUM_PATHS } from './enum-values/enum-values.js';
import { listTables, NAMESPACES, tableFact, UNSPECIFIED } from './index.js';
import { NESTED_MEMBERS } from './nested-members.js';
import { parseColumns } from './parse-columns.js';

const REFERENCE = join(import.meta.dirname, '../../../../shared/reference/dap-schemas/tables.json');

interface ReferenceColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly key?: boolean;
  readonly enum?: string;
  readonly array?: boolean;
}
type Reference = Record<string, Record<string, { placeholder?: boolean; columns: readonly ReferenceColumn[] }>>;

const allFacts: readonly TableFact[] = NAMESPACES.flatMap((namespace) =>
  listTables(namespace).map((table) => mustFact(namespace, table)),
);

function mustFact(namespace: string, table: string): TableFact {
  const fact = tableFact(namespace, table);
  if (fact === undefined) throw new Error(`${namespace}.${table} is not known`);
  return fact;
}

/** The SQL type of a fact in the reference's words. */
function sqlType(column: ColumnFact): string {
  const base = column.type.replace('[]', '');
  const names: Record<string, string> = {
    int16: 'smallint',
    int32: 'integer',
    int64: 'bigint',
    float64: 'double precision',
    'integer-enum': 'enum',
    'open-enum': 'extensible enum (lookup table, or any string)',
    json: 'json (fixed-shape object)',
    varchar: `varchar(${column.maxLength})`,
    decimal: `decimal(${column.precision},${column.scale})`,
  };
  return names[base] ?? base;
}

describe('the table facts', () => {
  it('know 93 canvas tables, web_logs and 28 tables of catalog', () => {
    expect(NAMESPACES.map((namespace) => listTables(namespace).length)).toEqual([93, 1, 28]);
    expect(listTables('mastery')).toEqual([]);
    expect(listTables('constructor')).toEqual([]);
  });

  it('answer placeholders, which are never listed, and nothing for unknown names', () => {
    expect(tableFact('canvas', 'sis_batches')).toMatchObject({ placeholder: true, keyColumns: ['id'] });
    expect(listTables('canvas')).not.toContain('sis_batches');
    expect(tableFact('canvas', 'coursess')).toBeUndefined();
    expect(tableFact('canvas', 'toString')).toBeUndefined();
    expect(tableFact('catalog', 'sis_batches')).toBeUndefined();
  });

  it.each(allFacts)('give $namespace.$table one key, written first and never null', (fact) => {
    expect(fact.keyColumns).toHaveLength(1);
    expect(fact.columns[0]).toMatchObject({ key: true, nullable: false, name: fact.keyColumns[0] });
    expect(new Set(fact.columns.map((column) => column.name)).size).toBe(fact.columns.length);
  });

  it('give every enum distinct ASCII values, at least two, and end those of strings with the unspecified one', () => {
    const columns = allFacts.flatMap((fact) => fact.columns).flatMap((column) => [column, ...(column.members ?? [])]);
    const enums = columns.filter((column) => column.type.includes('enum'));
    expect(enums).toHaveLength(147 + 3 + 12);
    for (const { values = [], type, enumName } of enums) {
      expect(values.length, enumName).toBeGreaterThanOrEqual(type === 'open-enum' ? 1 : 2);
      expect(new Set(values.map((value) => value.replaceAll(/\W/g, '_'))).size, enumName).toBe(values.length);
      expect(values.join(''), enumName).toMatch(/^[ -~]+$/);
      expect(values.at(-1) === UNSPECIFIED, enumName).toBe(type !== 'integer-enum');
    }
  });

  it('list no enum values and no members for columns that do not exist', () => {
    for (const path of [...ENUM_PATHS, ...Object.keys(NESTED_MEMBERS)]) {
      const inCatalog = path.startsWith('catalog.');
      const [table = '', name = '', member] = path.replace(/^catalog\./, '').split('.');
      const fact = inCatalog
        ? mustFact('catalog', table)
        : (tableFact('canvas', table) ?? mustFact('canvas_logs', table));
      const column = fact.columns.find((candidate) => candidate.name === name);
      const found = member === undefined ? column : column?.members?.find((candidate) => candidate.name === member);
      expect(found, path).toBeDefined();
    }
  });

  it('refuse a line that breaks the notation', () => {
    const lookups = { valuesOf: () => [], membersOf: () => '' };
    expect(() => parseColumns('users', 'id int64 ! key', lookups)).toThrow('Column fact of users is not readable');
    expect(() => parseColumns('users', 'id', lookups)).toThrow('Column fact of users is not readable');
  });
});

describe.skipIf(!existsSync(REFERENCE))('compared with the reference, where it is at hand, the table facts', () => {
  it('agree in names, order, types, nullability, keys and enum types', () => {
    const reference = JSON.parse(readFileSync(REFERENCE, 'utf8')) as Reference;
    const expected = Object.entries(reference).flatMap(([namespace, tables]) =>
      Object.entries(tables).map(([table, { placeholder = false, columns }]) => ({
        namespace,
        table,
        placeholder,
        columns: columns.map(({ key = false, array = false, ...rest }) => ({ ...rest, key, array })),
      })),
    );
    const actual = expected.map(({ namespace, table }) => {
      const fact = mustFact(namespace, table);
      return {
        namespace,
        table,
        placeholder: fact.placeholder,
        columns: fact.columns.map((column) => ({
          name: column.name,
          type: sqlType(column),
          nullable: column.nullable,
          key: column.key,
          array: column.type.endsWith('[]'),
          ...(column.enumName === undefined ? {} : { enum: column.enumName }),
        })),
      };
    });
    expect(actual).toEqual(expected);
  });
});
