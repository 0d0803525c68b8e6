import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MANIFEST_NAME, originOf, type TableQuery } from '../../dap/index.js';
import { findUnfinished } from './find-unfinished.js';

const origin = originOf('https://dap.test/dap', 'us-east-1#me', undefined);
const users = { namespace: 'canvas', table: 'users' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dap-unfinished-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Leaves behind what a download that began at an hour would. */
async function leave(
  jobId: string,
  hour: number,
  query: TableQuery,
  isComplete = false,
  table = 'users',
): Promise<void> {
  const path = join(folder, `job_${jobId}`);
  await mkdir(path);
  const submittedAt = `2026-03-01T0${hour}:00:00.000Z`;
  const job = {
    type: 'job',
    manifestVersion: 1,
    handle: { origin, namespace: 'canvas', table, query, jobId, submittedAt },
    schemaVersion: 1,
    timestamp: submittedAt,
    decompress: false,
    objects: 0,
    startedAt: submittedAt,
  };
  const end = { type: 'end', files: 0, storedBytes: 0, bytes: 0, finishedAt: submittedAt };
  const lines = isComplete ? [job, end] : [job];
  await writeFile(join(path, MANIFEST_NAME), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const find = async (query: TableQuery) => (await findUnfinished(folder, users, query, origin))?.jobId;

it('finds the newest interrupted download of the same query', async () => {
  await leave('old', 1, { format: 'jsonl' });
  await leave('new', 2, { format: 'jsonl' });
  await leave('complete', 3, { format: 'jsonl' }, true);
  await leave('other-table', 4, { format: 'jsonl' }, false, 'roles');
  await leave('other-format', 5, { format: 'csv' });
  await leave('other-kind', 6, { format: 'jsonl', since: '2026-03-01T00:00:00Z' });
  expect(await find({ format: 'jsonl' })).toBe('new');
  expect(await find({ format: 'jsonl', mode: 'condensed' })).toBeUndefined();
  expect(await find({ format: 'jsonl', since: '2026-03-01T00:00:00Z' })).toBe('other-kind');
});

it('an output folder that is not there has none', async () => {
  await rm(folder, { recursive: true });
  expect(await find({ format: 'jsonl' })).toBeUndefined();
});

it('folders that hold no manifest are left alone', async () => {
  await mkdir(join(folder, 'job_foreign'));
  await mkdir(join(folder, 'notes'));
  expect(await find({ format: 'jsonl' })).toBeUndefined();
});

it('a download of another account is not continued', async () => {
  await leave('mine', 1, { format: 'jsonl' });
  const other = originOf('https://elsewhere.test/dap', 'eu-west-1#they', 'other-root');
  expect(await findUnfinished(folder, users, { format: 'jsonl' }, other)).toBeUndefined();
});
