import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readHandles } from './read-handles.js';

const { signal } = new AbortController();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dap-handles-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const handle = (table: string, jobId: string, namespace = 'canvas') => ({
  origin: { url: 'https://dap.test/dap', client: 'abc' },
  namespace,
  table,
  query: { format: 'jsonl' },
  jobId,
  submittedAt: '2026-03-01T08:00:00.000Z',
});

async function roundsOf(content: string): Promise<readonly (readonly string[])[]> {
  const path = join(folder, 'handles.jsonl');
  await writeFile(path, content);
  return (await readHandles(path, signal)).map((round) => [...round.values()].map(({ jobId }) => jobId));
}

it('handles of one namespace are taken together; a table that comes twice waits for the next round', async () => {
  const handles = [handle('users', '1'), handle('roles', '2'), handle('users', '3'), handle('users', '4', 'catalog')];
  const lines = handles.map((one) => JSON.stringify(one)).join('\n\n');
  expect(await roundsOf(`${lines}\n`)).toEqual([['1', '2'], ['3'], ['4']]);
});

it.each([
  [
    'a line that is not JSON',
    `${JSON.stringify(handle('users', '1'))}\n{"jobId"`,
    'DAP_HANDLE_INVALID',
    /Line 2 is not JSON/,
  ],
  ['a line that is not a handle', '{"jobId":"1"}\n', 'DAP_HANDLE_INVALID', /Line 1: .*origin/],
  ['nothing', '\n', 'TOOL_INPUT', /There is no handle in/],
])('%s is refused', async (_name, content, code, message) => {
  const refused = roundsOf(content);
  await expect(refused).rejects.toMatchObject({ code });
  await expect(refused).rejects.toThrow(message);
});

it('a file that is not there is refused by its name', async () => {
  await expect(readHandles('/nowhere/handles.jsonl', signal)).rejects.toThrow(
    /\/nowhere\/handles.jsonl cannot be read/,
  );
});
