import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { PlainClient } from '../../src/emulator/testing/plain-client.js';
import type { JsonObject } from '../../src/util/json.js';
import { readParquet } from './read-parquet.js';
import { type Cells, comparable, parseCsv, parseTsv, type Row, rowsOfCells, rowsOfLines } from './read-text.js';

const TABLES = {
  'canvas.assignment_groups': 60,
  'canvas.assignments': 60,
  'canvas.courses': 40,
  'canvas.late_policies': 30,
  'canvas.submissions': 250,
  'canvas.users': 120,
  'canvas_logs.web_logs': 80,
} as const;
const NAMES = Object.keys(TABLES);

let emulator: Emulator;
let client: PlainClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-formats-'));
  emulator = await startEmulator({ limits: false, jobDelayMs: 0, objectRows: 90, tables: TABLES, presence: 'random' });
  client = new PlainClient(emulator);
  await client.login();
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

/** Names, bodies and media types of the files of a query. */
async function filesOf(table: string, query: object): Promise<{ name: string; bytes: Buffer; type: string | null }[]> {
  const job = await client.finish(await client.query(table, query));
  const files = [];
  for (const url of await client.urls(job)) {
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    files.push({ name: new URL(url).pathname, bytes, type: response.headers.get('content-type') });
  }
  return files;
}

async function cellsOf(table: string, query: object, parse: (text: string) => Cells): Promise<readonly Cells[]> {
  return (await filesOf(table, query)).map(({ bytes }) => parse(gunzipSync(bytes).toString()));
}

/** The rows of a query in each format and layout, by its name. */
async function rowsByFormat(table: string, query: object = {}): Promise<ReadonlyMap<string, readonly Row[]>> {
  const [namespace, name] = table.split('.');
  const { body } = await client.call('GET', `/dap/query/${namespace}/table/${name}/schema`);
  const schema = body['schema'] as JsonObject;
  const found = new Map<string, readonly Row[]>();
  found.set('jsonl', rowsOfLines((await client.fetch(table, query)).lines));
  for (const mode of [undefined, 'expanded', 'condensed']) {
    for (const [format, parse] of [
      ['tsv', parseTsv],
      ['csv', parseCsv],
    ] as const) {
      const cells = await cellsOf(table, { ...query, format, ...(mode && { mode }) }, parse);
      found.set(
        `${format} ${mode ?? ''}`,
        cells.flatMap((file) => rowsOfCells(file, schema)),
      );
    }
  }
  const rows = [];
  for (const [at, { bytes }] of (await filesOf(table, { ...query, format: 'parquet' })).entries()) {
    const path = join(folder, `${table}-${at}.parquet`);
    await writeFile(path, bytes);
    rows.push(...(await readParquet(path)));
  }
  found.set('parquet', rows);
  return found;
}

/** Fails unless all formats give the rows of the first, which it returns. */
function expectSame(byFormat: ReadonlyMap<string, readonly Row[]>): readonly Row[] {
  const expected = byFormat.get('jsonl') ?? [];
  for (const [name, rows] of byFormat) expect(comparable(rows), name).toEqual(comparable(expected));
  return expected;
}

describe('the formats', () => {
  it.each(NAMES)('give the same rows of a snapshot of %s', async (table) => {
    expect(expectSame(await rowsByFormat(table)).length).toBeGreaterThan(20);
  });

  it('give the same changes, deletions included', async () => {
    for (const table of NAMES.filter((name) => name.startsWith('canvas.'))) {
      const since = (await client.fetch(table)).job['at'];
      emulator.commit({ table: table.split('.')[1] ?? '', updates: 12, deletes: 4, inserts: 9, ghosts: 2 });
      const expected = expectSame(await rowsByFormat(table, { since }));
      expect(expected.filter((row) => row.action === 'D')).toHaveLength(6);
      expect(expected.filter((row) => row.action === 'U')).toHaveLength(21);
    }
  });

  it.each([
    ['jsonl', '.jsonl.gz', 'application/jsonlines'],
    ['tsv', '.tsv.gz', 'text/plain'],
    ['csv', '.csv.gz', 'text/csv'],
    ['parquet', '.snappy.parquet', 'application/vnd.apache.parquet'],
  ])('name and type their files: %s', async (format, ending, type) => {
    const [file] = await filesOf('canvas.users', { format });
    expect(file?.name.endsWith(ending)).toBe(true);
    expect(file?.type).toBe(type);
  });
});

describe('odd files', () => {
  it('can be one with a header and nothing else', async () => {
    emulator.faults.set({ name: 'emptyFile', table: 'roles' });
    const files = await cellsOf('canvas.roles', { format: 'csv' }, parseCsv);
    const last = files.at(-1);
    expect(last?.header.slice(0, 2)).toEqual(['meta.ts', 'key.id']);
    expect(last?.lines).toEqual([]);
    expect(files[0]?.lines).toHaveLength(50);
    emulator.faults.clear('emptyFile');
  });

  it('can have equal names in different folders', async () => {
    emulator.faults.set({ name: 'equalNames' });
    const files = await filesOf('canvas.scores', { format: 'tsv' });
    expect(new Set(files.map(({ name }) => name.split('/').at(-1)))).toEqual(new Set(['part-00000.tsv.gz']));
    expect(new Set(files.map(({ name }) => name)).size).toBe(6);
    emulator.faults.clear('equalNames');
  });
});

describe('files of several gzip members', () => {
  it('hold one header and all rows, deletions included', async () => {
    const cut = await startEmulator({ limits: false, jobDelayMs: 0, gzipMembers: 3, tables: { 'canvas.users': 90 } });
    const reader = new PlainClient(cut);
    await reader.login();
    const since = cut.commit({ table: 'users', updates: 1, deletes: 0, inserts: 0 }).at;
    cut.commit({ table: 'users', updates: 20, deletes: 9, inserts: 4 });
    const job = await reader.finish(await reader.query('canvas.users', { format: 'tsv', since }));
    const bytes = Buffer.from(await (await fetch((await reader.urls(job))[0] ?? '')).arrayBuffer());
    const { header, lines } = parseTsv(gunzipSync(bytes).toString());
    expect(bytes.toString('latin1').split('\x1f\x8b\x08\x00\x00\x00\x00\x00')).toHaveLength(4);
    expect(lines.filter((line) => line[header.indexOf('meta.action')] === 'D')).toHaveLength(9);
    expect(lines).toHaveLength(33);
    await cut.close();
  });
});

describe('numbers that are not finite', () => {
  it('are written in each format as other programs write them', async () => {
    emulator.faults.set({ name: 'nonFinite', table: 'scores', percent: 100, times: 'forever' });
    const texts = async (query: object): Promise<string> =>
      (await filesOf('canvas.scores', query)).map(({ bytes }) => gunzipSync(bytes).toString()).join('');
    expect(await texts({ format: 'csv', mode: 'condensed' })).toMatch(/,nan,.*,-inf,/s);
    expect(await texts({ format: 'jsonl', mode: 'condensed' })).toMatch(/:NaN[,}].*:-Infinity[,}]/s);
    const [file] = await filesOf('canvas.scores', { format: 'parquet' });
    const path = join(folder, 'scores.parquet');
    await writeFile(path, file?.bytes ?? '');
    const values = (await readParquet(path)).flatMap(({ value }) => Object.values(value));
    expect(values).toEqual(expect.arrayContaining(['NaN', 'Infinity', '-Infinity']));
    emulator.faults.clear('nonFinite');
  });
});

describe('null in CSV', () => {
  it('is the bare word if asked for, and texts that look like it are quoted', async () => {
    const worded = await startEmulator({ limits: false, jobDelayMs: 0, csvNull: 'word', tables: TABLES });
    const reader = new PlainClient(worded);
    await reader.login();
    const job = await reader.finish(await reader.query('canvas.users', { format: 'csv' }));
    const [url = ''] = await reader.urls(job);
    const text = gunzipSync(await (await fetch(url)).arrayBuffer()).toString();
    expect(text).toContain(',NULL,');
    expect(text).not.toContain(',,');
    await worded.close();
  });
});
