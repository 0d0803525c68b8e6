import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CellForm, LoadFormat } from '../../src/sql/contract/cell-form.js';
import { encodeCell } from '../../src/sql/rows/codec.js';
import { sqlColumn } from '../../src/sql/rows/columns.test-helper.js';
import { optionsFor } from '../../src/sql/rows/rewrite-cell.test-helper.js';
import { createRewriter } from '../../src/sql/rows/rewriter.js';

const DATABASE = 'dap_rows_rewriter';

/** Every row has these; an odd one out of each takes the longer road. */
const NUMBER: CellForm = { kind: 'integer', minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };
const YEARS = { minYear: 1, maxYear: 9999 };

const CONTROLS = Array.from({ length: 31 }, (_, index) => String.fromCharCode(index + 1));
const TEXTS: readonly (string | null)[] = [
  null,
  ...[
    '',
    ' ',
    '\\N',
    '\\\\N',
    'N',
    '\\.',
    '.',
    '\\',
    '\\\\',
    "'",
    '"',
    '""',
    '"a"',
    'a"b',
    '\\"',
    ',',
    '#',
    'NULL',
    'null',
  ],
  ...[
    '\t',
    '\n',
    '\r',
    '\r\n',
    'a\tb',
    'a\nb',
    'a\rb\n',
    '\n\\.\n',
    '"\n"',
    '"\t"',
    '\\t',
    '\\n',
    '\\0',
    '\\x41',
    '\\101',
  ],
  ...[
    'é',
    '😀',
    '😀😀',
    'e\u0301',
    '\u2028',
    '\ufeff',
    '\u0085',
    '\uffff',
    ' lead',
    'trail ',
    '{}',
    '[1]',
    '{"a":"\\n"}',
  ],
  ...CONTROLS,
  ...CONTROLS.map((sign) => `a${sign}${sign}b`),
  'x'.repeat(100_000),
  '"\n'.repeat(50_000),
];

interface Loaded {
  readonly id: string;
  readonly x: string | null;
  readonly at: string | null;
  readonly flag: boolean | null;
  readonly j: unknown;
}

/** The rows of the file, with what must come out of the database. */
function fileOf(texts: readonly (string | null)[]): { readonly lines: Buffer; readonly expected: readonly Loaded[] } {
  const expected = texts.map((x, index) => ({
    id: String(10n ** 16n + BigInt(index)),
    x,
    at: index % 3 === 0 ? null : `2026-03-01 08:00:0${index % 10}.12345${index % 10}`,
    flag: index % 4 === 0 ? null : index % 2 === 0,
    j: x === null || !x.isWellFormed() ? null : { x: [x] },
  }));
  const cells = expected.map(({ id, x, at, flag, j }) => [
    '2026-03-01T08:00:00Z',
    id,
    x,
    at === null ? null : `${at.replace(' ', 'T')}Z`,
    flag === null ? null : String(flag),
    j === null ? null : JSON.stringify(j),
  ]);
  const text = cells.map((row) => `${row.map((cell) => encodeCell('copy', cell)).join('\t')}\n`).join('');
  return { lines: Buffer.from(text), expected };
}

function rewritten(lines: Buffer, format: LoadFormat, holdsNul: boolean): Buffer {
  const isPlain = format === 'load-data';
  const columns = [
    sqlColumn('x', { kind: 'text', holdsNul }),
    sqlColumn('at', { kind: 'timestamp', write: isPlain ? 'plain' : 'iso', digits: 6, ...YEARS }),
    sqlColumn('flag', { kind: 'boolean', write: isPlain ? 'digit' : 'word' }),
    sqlColumn('j', { kind: 'json', holdsNul }),
  ];
  const rewriter = createRewriter(optionsFor(columns, { format }));
  const { bytes } = rewriter.rewrite(lines);
  expect(rewriter.drainCounts()).toEqual([]);
  return Buffer.from(bytes);
}

const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);

describe('PostgreSQL reads what was written', () => {
  const client = new pg.Client({ host: '127.0.0.1', user: 'postgres', database: 'postgres' });

  beforeAll(async () => {
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${DATABASE} CASCADE`);
    await client.query(`CREATE SCHEMA ${DATABASE}`);
    await client.query(`SET search_path = ${DATABASE}`);
  });

  afterAll(async () => {
    await client.query(`DROP SCHEMA IF EXISTS ${DATABASE} CASCADE`);
    await client.end();
  });

  const load = async (table: string, bytes: Buffer): Promise<void> => {
    await pipeline(Readable.from([bytes]), client.query(copyFrom(`COPY ${table} FROM STDIN`)));
  };

  test('texts, instants, booleans and JSON', async () => {
    await client.query('CREATE TABLE t (id bigint, x text, at timestamp(6), flag boolean, j jsonb)');
    const { lines, expected } = fileOf(TEXTS);
    await load('t', rewritten(lines, 'copy', false));
    const { rows } = await client.query<Loaded>('SELECT id::text, x, at::text AS at, flag, j FROM t ORDER BY id');
    expect(rows.map((row) => ({ ...row, at: padded(row.at) }))).toEqual(expected);
  });

  test('a line of nothing but a backslash and a point', async () => {
    await client.query('CREATE TABLE alone (id text)');
    const key = sqlColumn('id', { kind: 'text', holdsNul: false }, { isKey: true });
    const rewriter = createRewriter({ ...optionsFor([]), columns: [key] });
    const cells = ['a', '\\.', '\\\\.', 'b'];
    const lines = cells.map((cell) => `2026-03-01T08:00:00Z\t${cell}\n`).join('');
    await load('alone', Buffer.from(rewriter.rewrite(Buffer.from(lines)).bytes));
    expect((await client.query('SELECT id FROM alone')).rows.map(({ id }) => id)).toEqual(['a', '.', '\\.', 'b']);
  });

  test('arrays, numbers, instants and addresses at their limits', async () => {
    const columns: readonly (readonly [type: string, form: CellForm, cells: readonly string[]])[] = [
      ['text[]', { kind: 'array', items: { kind: 'text', holdsNul: false }, write: 'braces' }, arrayCells()],
      [
        'bigint[]',
        { kind: 'array', items: { kind: 'array', items: NUMBER, write: 'braces' }, write: 'braces' },
        ['[[1,2],[3,4]]', '[[1],[2,3]]', '[[]]', '[]', '[[1],null]', '[1]'],
      ],
      [
        'jsonb[]',
        { kind: 'array', items: { kind: 'json', holdsNul: false }, write: 'braces' },
        ['[{"a":"\\\\"x"},null,1]'],
      ],
      [
        'double precision',
        { kind: 'float', bits: 64, holdsNonFinite: true },
        ['1e400', '1e-400', '-1e-320', 'nan', '-inf', `1${'0'.repeat(400)}`, `0.${'0'.repeat(400)}1`],
      ],
      [
        'real',
        { kind: 'float', bits: 32, holdsNonFinite: true },
        ['1e39', '1e-39', '1e-46', `${'9'.repeat(30)}.5`, '3.4028235e38', '3.4028236e38'],
      ],
      ['numeric(5,2)', { kind: 'decimal', precision: 5, scale: 2 }, ['999.99', '1000', '0.001', '1e2', '-0.50']],
      [
        'timestamp',
        { kind: 'timestamp', write: 'iso', digits: 6, minYear: 1, maxYear: 294276 },
        [
          '2016-12-31T23:59:60Z',
          '0001-01-01T00:00:00Z',
          '+12345-01-01T00:00:00Z',
          '0000-00-00T00:00:00Z',
          '2026-03-01T24:00:00Z',
        ],
      ],
      [
        'inet',
        { kind: 'ip', versions: 'both', write: 'text' },
        ['::ffff:1.2.3.4', '::', '1:2:3:4:5:6:7:8', '1::2:3', '1:2:3:4:5:6:7::', '255.255.255.255', '01.2.3.4'],
      ],
      [
        'jsonb',
        { kind: 'json', holdsNul: false },
        ['{"a":"\\\\u0000\\\\ud800"}', '["\\\\ud83d\\\\ude00"]', '{"a":1e400}', '"x"', 'x'],
      ],
      ['interval', { kind: 'duration' }, ['P1Y2M3DT4H5M6.5S', 'P3W', 'PT1H', '-P1D', 'P']],
      ['time', { kind: 'time' }, ['08:00:00.1234567Z', '23:59:60', '24:00:00']],
      [
        'uuid',
        { kind: 'uuid', write: 'text' },
        ['00000000-0004-0018-0000-00000000000F', '{00000000000400180000000000000001}'],
      ],
    ];
    for (const [index, [type, form, cells]] of columns.entries()) {
      await client.query(`CREATE TABLE limits${index} (id bigint, x ${type})`);
      const rewriter = createRewriter(optionsFor([sqlColumn('x', form)]));
      const lines = cells.map((cell, id) => `2026-03-01T08:00:00Z\t${id}\t${cell}\n`).join('');
      await load(`limits${index}`, Buffer.from(rewriter.rewrite(Buffer.from(lines)).bytes));
      const { rows } = await client.query(`SELECT count(*)::int AS n FROM limits${index}`);
      expect(rows).toEqual([{ n: cells.length }]);
    }
    const { rows } = await client.query('SELECT x FROM limits0 ORDER BY id');
    expect(rows.map(({ x }) => x)).toEqual(arrayCells().map((cell) => JSON.parse(cell.replaceAll('\\\\', '\\'))));
  });

  function arrayCells(): readonly string[] {
    return ['[]', '["a,b",null,"NULL","","{}","\\\\"","\\\\\\\\"]', '[" a ","\\\\n\\\\t"]'];
  }
});

describe('MariaDB reads what was written', () => {
  let connection: mysql.Connection;

  beforeAll(async () => {
    connection = await mysql.createConnection({
      host: '127.0.0.1',
      user: 'root',
      charset: 'utf8mb4',
      flags: ['+LOCAL_FILES'],
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
    });
    await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await connection.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
    await connection.query(`USE ${DATABASE}`);
  });

  afterAll(async () => {
    await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await connection.end();
  });

  test('texts, instants, booleans and JSON, without a warning', async () => {
    await connection.query(
      'CREATE TABLE t (id bigint, x longtext COLLATE utf8mb4_bin, at datetime(6), flag tinyint(1), j json)',
    );
    const { lines, expected } = fileOf([...TEXTS, '\0', 'a\0b', '\0\0']);
    const bytes = rewritten(lines, 'load-data', true);
    const [result] = await connection.query({
      sql:
        "LOAD DATA LOCAL INFILE 'rows' INTO TABLE t CHARACTER SET utf8mb4 " +
        "FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n'",
      infileStreamFactory: () => Readable.from([bytes]),
    });
    expect(result).toMatchObject({ affectedRows: expected.length, warningStatus: 0 });
    const [rows] = await connection.query('SELECT id, x, at, flag, j FROM t ORDER BY id');
    expect(
      (rows as Loaded[]).map((row) => ({
        ...row,
        flag: row.flag === null ? null : Boolean(row.flag),
        j: parsed(row.j),
      })),
    ).toEqual(expected);
  });
});

describe('DuckDB reads what was written', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rows-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('texts, instants, booleans and JSON', async () => {
    const { lines, expected } = fileOf([...TEXTS, '\0', 'a\0b', '\0\0']);
    const file = join(folder, 'rows.csv');
    await writeFile(file, rewritten(lines, 'csv', true));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE t AS SELECT * FROM read_csv('${file}', auto_detect=false, header=false, delim='\t', quote='"',
      escape='"', nullstr='\\N', new_line='\\n', comment='', strict_mode=true, allow_quoted_nulls=false,
      columns={id: 'BIGINT', x: 'VARCHAR', "at": 'TIMESTAMP', flag: 'BOOLEAN', j: 'JSON'})`,
    );
    const reader = await connection.runAndReadAll(
      'SELECT id::VARCHAR AS id, to_json(x)::VARCHAR AS x, strftime("at", \'%Y-%m-%d %H:%M:%S.%f\') AS "at", flag, j FROM t ORDER BY id',
    );
    const rows = reader.getRowObjectsJson() as unknown as Loaded[];
    expect(rows.map((row) => ({ ...row, x: parsed(row.x), j: parsed(row.j) }))).toEqual(expected);
    connection.closeSync();
    instance.closeSync();
  });
});

/** PostgreSQL leaves out zeros at the end. */
function padded(at: string | null): string | null {
  return at === null ? null : (at.includes('.') ? at : `${at}.`).padEnd(26, '0');
}
