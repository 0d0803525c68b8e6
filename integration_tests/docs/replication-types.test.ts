import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ColumnType } from '../../src/dap/index.js';
import { duckdbTypes } from '../../src/sql/dialects/duckdb/types.js';
import { mysqlTypes } from '../../src/sql/dialects/mysql/types.js';
import { postgresqlTypes } from '../../src/sql/dialects/postgresql/types.js';
import { DEFAULT_POLICIES } from '../../src/sql/index.js';
import { CHECKOUT } from './page-home.js';

const page = readFileSync(join(CHECKOUT, 'docs/replication.md'), 'utf8');
const ENUM = { kind: 'enum', values: ['active', 'deleted'], typeName: 'users__state', open: false } as const;
const listOf = (type: ColumnType): ColumnType => ({ kind: 'array', items: { type } });

/** What the table of types says of DAP, in its order. Of the kinds of a type, all are here. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  '`int16`': { kind: 'integer', bits: 16 },
  '`int32`': { kind: 'integer', bits: 32 },
  '`int64`': { kind: 'integer', bits: 64 },
  '`float32`': { kind: 'float', bits: 32 },
  '`float64`': { kind: 'float', bits: 64 },
  'decimal of 10 digits, 2 of them behind the point': { kind: 'decimal', precision: 10, scale: 2 },
  'decimal without limits': { kind: 'decimal' },
  '`boolean`': { kind: 'boolean' },
  'text of at most 255 characters': { kind: 'text', maxLength: 255 },
  'text without a limit': { kind: 'text' },
  '`uuid`': { kind: 'uuid' },
  '`date-time`': { kind: 'date-time' },
  '`date`': { kind: 'date' },
  '`time`': { kind: 'time' },
  '`duration`': { kind: 'duration' },
  '`ipv4`, `ipv6`': { kind: 'ip', versions: 'both' },
  enumeration: ENUM,
  'open enumeration of at most 64 characters': { ...ENUM, open: true, maxLength: 64 },
  object: { kind: 'object', closed: false },
  'list of texts': listOf({ kind: 'text' }),
  'list of `int64`': listOf({ kind: 'integer', bits: 64 }),
  'list of an enumeration': listOf(ENUM),
  'list of objects': listOf({ kind: 'object', closed: false }),
  'not known': { kind: 'unknown', types: [], node: {} },
};

test('the table of types says what the databases are given', () => {
  const [, table = ''] = /<!-- types: begin -->\n(.*?)<!-- types: end -->/s.exec(page) ?? [];
  expect(table.trimEnd().split('\n').slice(2)).toEqual(Object.entries(TYPES).map(rowOf));
});

test('the table of policies names all with their defaults', () => {
  const rows = [...page.matchAll(/^\| `--([a-z-]+)` \|[^|]*\| `([a-z]+)`/gm)].map(([, name = '', value]) => [
    name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  expect(Object.fromEntries(rows)).toEqual(DEFAULT_POLICIES);
});

function rowOf([label, type]: readonly [string, ColumnType]): string {
  const replica = { ref: { namespace: 'canvas', table: 'users' }, target: { schema: 'canvas', table: 'users' } };
  const column = { name: 'state', part: 'value', nullable: true, type } as const;
  const types = [postgresqlTypes, mysqlTypes, duckdbTypes].map((dialect) => dialect.typeOf(column, replica).type);
  return `| ${[label, ...types.map((name) => `\`${name.replaceAll('"', '')}\``)].join(' | ')} |`;
}
