import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import type { JsonObject } from '../../src/util/json.js';
import { parseJson } from '../../src/util/json.js';
import { readParquet } from '../emulator/read-parquet.js';
import { comparable, parseCsv, parseTsv, plain, type Row, rowsOfCells, rowsOfLines } from '../emulator/read-text.js';
import { DapLab, jsonLines } from './run-dap.js';

const TABLES = ['assignments', 'courses', 'late_policies', 'users'];

let emulator: Emulator;
let lab: DapLab;

beforeAll(async () => {
  const rows = { 'canvas.assignments': 80, 'canvas.courses': 40, 'canvas.late_policies': 20, 'canvas.users': 120 };
  emulator = await startEmulator({ limits: false, jobDelayMs: 0, objectRows: 45, tables: rows, presence: 'random' });
  lab = await DapLab.create(emulator);
  await lab.dap(['schema', '--table', TABLES.join()]);
});
afterAll(async () => {
  await emulator.close();
  await lab.remove();
});

/** A result line of a download. */
interface Downloaded {
  readonly table: string;
  readonly files: readonly string[];
  readonly since?: string;
  readonly timestamp: string;
}

async function download(args: readonly string[]): Promise<readonly Downloaded[]> {
  const { code, stdout, stderr } = await lab.dap([...args, '--table', TABLES.join(), '--output', 'json']);
  expect(code, stderr).toBe(0);
  return jsonLines(stdout) as unknown as readonly Downloaded[];
}

/** The rows in the files of a table, in whatever format. */
async function rowsOf({ table, files }: Downloaded, format: string): Promise<readonly Row[]> {
  const { schema } = parseJson(
    await readFile(join(lab.folder, `downloads/${table}_schema_version_1.json`), 'utf8'),
  ) as {
    schema: JsonObject;
  };
  const rows: Row[] = [];
  for (const file of files) {
    const path = join(lab.folder, file);
    if (format === 'parquet') {
      rows.push(...(await readParquet(path)));
      continue;
    }
    const bytes = await readFile(path);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    if (format === 'jsonl') rows.push(...rowsOfLines(text.split('\n').slice(0, -1)));
    else rows.push(...rowsOfCells(format === 'csv' ? parseCsv(text) : parseTsv(text), schema));
  }
  return rows;
}

async function truthOf(table: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const { key, value, ts } of emulator.truth('canvas', table)) {
    const members = Object.entries(value).map(([name, member]) => [name, plain(member)]);
    rows.push({
      ts,
      action: undefined,
      key: Object.values(key).map(String).join(),
      value: Object.fromEntries(members),
    });
  }
  return rows;
}

const LAYOUTS = [
  ['jsonl', []],
  ['csv', []],
  ['csv', ['--mode', 'condensed']],
  ['csv', ['--mode', 'expanded']],
  ['tsv', []],
  ['tsv', ['--mode', 'condensed']],
  ['tsv', ['--mode', 'expanded', '--decompress']],
  ['jsonl', ['--decompress']],
  ['parquet', []],
] as const;

describe('dap snapshot', () => {
  it.each(LAYOUTS)('in %s %j gives the rows that the server holds', async (format, args) => {
    const folder = ['snapshot', format, ...args].join('');
    const downloaded = await download(['snapshot', '--format', format, ...args, '--output-directory', folder]);
    expect(downloaded.map(({ table }) => table).sort()).toEqual(TABLES);
    for (const one of downloaded) {
      const rows = await rowsOf(one, format);
      expect(comparable(rows), one.table).toEqual(comparable(await truthOf(one.table)));
      const ending = format === 'parquet' ? '.parquet' : args.includes('--decompress' as never) ? `.${format}` : '.gz';
      expect(one.files.every((file) => file.startsWith(`${folder}/job_`) && file.endsWith(ending))).toBe(true);
    }
  });

  it('lays the files out as the official client does', async () => {
    const [users] = (await download(['snapshot', '--output-directory', 'layout'])).filter(
      ({ table }) => table === 'users',
    );
    expect(users?.files).toHaveLength(3);
    for (const file of users?.files ?? []) {
      expect(file).toMatch(/^layout\/job_[0-9a-f-]{36}\/part-\d{5}-[0-9a-f]{8}\.jsonl\.gz$/);
    }
  });
});

describe('--detach and dap collect', () => {
  it('submit now, download later, by a file or standard input', async () => {
    const detached = await lab.dap(['snapshot', '--table', 'users,courses', '--detach', '--output-directory', 'late']);
    const handles = jsonLines(detached.stdout);
    expect(detached.code).toBe(0);
    expect(handles.map(({ table }) => table).sort()).toEqual(['courses', 'users']);
    const collected = await lab.dap(['collect', '--output-directory', 'late', '--output', 'json'], {
      input: detached.stdout,
    });
    expect(collected.code, collected.stderr).toBe(0);
    for (const one of jsonLines(collected.stdout) as unknown as readonly Downloaded[]) {
      expect(comparable(await rowsOf(one, 'jsonl'))).toEqual(comparable(await truthOf(one.table)));
    }
    const next = await lab.dap(['incremental', '--table', 'users', '--since', 'last', '--output-directory', 'late']);
    expect(next.code, next.stderr).toBe(0);
  });

  it('a dry run prints the queries and submits nothing', async () => {
    const asked = emulator.stats().jobs;
    const { code, stdout } = await lab.dap([
      'snapshot',
      '--table',
      'users',
      '--format',
      'tsv',
      '--mode',
      'condensed',
      '--dry-run',
    ]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'canvas.users: snapshot, format tsv, mode condensed, to downloads\n',
    });
    expect(emulator.stats().jobs).toBe(asked);
  });

  it('a handle of a job that is gone fails alone', async () => {
    const { stdout } = await lab.dap(['snapshot', '--table', 'users,courses', '--format', 'csv', '--detach']);
    const lines = stdout
      .split('\n')
      .map((line) => (line.includes('"users"') ? line.replace(/"jobId":"[^"]+"/, '"jobId":"gone"') : line));
    const { code, stderr } = await lab.dap(['collect', '-', '--output-directory', 'gone'], { input: lines.join('\n') });
    expect(code).toBe(5);
    expect(stderr).toMatch(/canvas\.users {2}DAP_JOB_LOST/);
    expect((await lab.files('gone')).filter((name) => name.endsWith('.csv.gz'))).toHaveLength(1);
  });
});

/** What a destination holds after changes. */
function applied(rows: readonly Row[], changes: readonly Row[]): readonly Row[] {
  const held = new Map(rows.map((row) => [row.key, row]));
  for (const change of changes) {
    if (change.action === 'D') held.delete(change.key);
    else held.set(change.key, { ...change, action: undefined });
  }
  return [...held.values()];
}

describe('dap incremental', () => {
  it.each(['jsonl', 'csv', 'tsv', 'parquet'])(
    '--since last adds up to what the server holds, in %s',
    async (format) => {
      const to = ['--format', format, '--output-directory', `changes-${format}`];
      const held = new Map<string, readonly Row[]>();
      for (const one of await download(['snapshot', ...to])) held.set(one.table, await rowsOf(one, format));
      for (let round = 0; round < 2; round += 1) {
        await emulator.commit({ namespace: 'canvas', updates: 9, deletes: 4, inserts: 6 });
        const untils = [];
        for (const one of await download(['incremental', '--since', 'last', ...to])) {
          held.set(one.table, applied(held.get(one.table) ?? [], await rowsOf(one, format)));
          untils.push(one.timestamp);
        }
        expect(untils).toHaveLength(TABLES.length);
      }
      for (const table of TABLES)
        expect(comparable(held.get(table) ?? []), table).toEqual(comparable(await truthOf(table)));
    },
  );

  it('sends --since and --until as they are, in UTC with microseconds', async () => {
    const now = emulator.clock.now();
    const since = `${now.slice(0, 10)}T00:00:00.123456`;
    await lab.dap([
      'incremental',
      '--table',
      'users',
      '--since',
      `${since}+00:00`,
      '--until',
      `${now.slice(0, 19)}.9876543Z`,
    ]);
    const sent = emulator.requests().findLast(({ query }) => query !== undefined);
    expect(sent?.query).toEqual({ format: 'jsonl', since: `${since}Z`, until: `${now.slice(0, 19)}.987654Z` });
  });

  it('--since last without a snapshot before fails with advice and asks the server nothing', async () => {
    const asked = emulator.stats().jobs;
    const args = ['incremental', '--table', 'users', '--since', 'last', '--output-directory', 'empty'];
    const { code, stderr } = await lab.dap(args);
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /DAP_SINCE_UNKNOWN {2}There is no instant to continue from: no complete download of canvas\.users/,
    );
    expect(emulator.stats().jobs).toBe(asked);
  });
});
