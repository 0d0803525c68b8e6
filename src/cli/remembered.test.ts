import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { originOf } from '../dap/index.js';
import { recallSince, rememberSince } from './remembered.js';

const origin = originOf('https://dap.test/dap', 'us-east-1#me', undefined);
const users = { namespace: 'canvas', table: 'users' };
const at = (hour: number): string => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000001Z`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dap-since-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function remember(timestamp: string, since?: string): Promise<boolean> {
  return await rememberSince(folder, { origin, ...users, since, timestamp });
}

it('a snapshot sets the instant, changes that join it move it forward', async () => {
  expect(await remember(at(4))).toBe(true);
  expect((await recallSince(folder, users, origin)).since).toBe(at(4));
  expect(await remember(at(8), at(4))).toBe(true);
  expect((await recallSince(folder, users, origin)).since).toBe(at(8));
});

it('changes that begin later would leave a gap, and do not move it', async () => {
  await remember(at(4));
  expect(await remember(at(9), at(6))).toBe(false);
  expect((await recallSince(folder, users, origin)).since).toBe(at(4));
});

it('an interval without changes joins as well', async () => {
  await remember(at(4));
  expect(await remember(at(4), at(4))).toBe(true);
  expect((await recallSince(folder, users, origin)).since).toBe(at(4));
});

it('changes of an earlier interval do not move it back, a new snapshot does', async () => {
  await remember(at(4));
  await remember(at(8), at(4));
  expect(await remember(at(6), at(2))).toBe(false);
  expect((await recallSince(folder, users, origin)).since).toBe(at(8));
  expect(await remember(at(7))).toBe(true);
  expect((await recallSince(folder, users, origin)).since).toBe(at(7));
});

it('each table has an instant of its own', async () => {
  await remember(at(4));
  await expect(recallSince(folder, { namespace: 'catalog', table: 'users' }, origin)).rejects.toMatchObject({
    code: 'DAP_SINCE_UNKNOWN',
  });
});

it('files of another account do not count', async () => {
  await remember(at(4));
  const other = originOf('https://elsewhere.test/dap', 'eu-west-1#they', 'other-root');
  await expect(recallSince(folder, users, other)).rejects.toThrow(/come from another account/);
});

it('another key of the same gateway is reported', async () => {
  await remember(at(4));
  expect(await recallSince(folder, users, origin)).toEqual({ since: at(4), isOtherKey: false });
  const renewed = originOf('https://dap.test/dap', 'us-east-1#renewed', undefined);
  expect(await recallSince(folder, users, renewed)).toEqual({ since: at(4), isOtherKey: true });
});

it('what is there is replaced as a whole, and no temporary file stays', async () => {
  await remember(at(4));
  await remember(at(8), at(4));
  expect(await readdir(join(folder, '.dap-since'))).toEqual(['canvas.users.json']);
});

it('a damaged file is an error, not a fresh start', async () => {
  await remember(at(4));
  await writeFile(join(folder, '.dap-since', 'canvas.users.json'), '{"since":');
  await expect(recallSince(folder, users, origin)).rejects.toThrow(/is damaged/);
});

it('a table name cannot lead out of the folder', async () => {
  await rememberSince(folder, { origin, namespace: '..', table: '../../evil', timestamp: at(4) });
  expect(await readdir(join(folder, '.dap-since'))).toEqual(['.....%2F..%2Fevil.json']);
});
