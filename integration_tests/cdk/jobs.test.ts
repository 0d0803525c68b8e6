import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ConnectorRun,
  errorsOf,
  type ReceivedMessage,
  type RunOptions,
  recordsOf,
  runConnector,
  stateFrom,
  statesOf,
  statusesOf,
} from '../../src/testing/index.js';

const PROGRAM = fileURLToPath(new URL('sample-sources/export-source.mjs', import.meta.url));
const FILES = ['/files/1', '/files/2'];
/** A stop must not wait for the next poll, which is a minute away. */
const LONG_POLL_MS = 60_000;
const BOUND_MS = 8_000;
const MOST_KB = 200_000;

let server: Server;
let url = '';
let folder = '';
let asked: string[] = [];
/** What a poll of the job is answered with. */
let status = 'done';
let sendFile: (path: string, response: ServerResponse) => Promise<void> | void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-source-'));
  asked = [];
  status = 'done';
  sendFile = (path, response) => void response.end(`{"id":${path.at(-1)},"text":"of ${path}"}\n`);
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    if (path.startsWith('/files/')) void sendFile(path, response);
    else response.end(JSON.stringify({ id: 'job-1', status, files: FILES }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function read(
  options: Partial<RunOptions> = {},
  state: unknown = [],
  pollIntervalMs = 10,
): Promise<ConnectorRun> {
  const stream = { name: 'exports', json_schema: { type: 'object' }, supported_sync_modes: ['full_refresh'] };
  const catalog = { streams: [{ stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' }] };
  const files = { config: { url, pollIntervalMs }, catalog, state };
  const args = ['read'];
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, `${name}.json`);
    await writeFile(path, JSON.stringify(content));
    args.push(`--${name}`, path);
  }
  return await runConnector({ command: ['node', PROGRAM], args, timeoutMs: 60_000, ...options });
}

const hasState = (message: ReceivedMessage) => message.state !== undefined;
const idsOf = (run: ConnectorRun) => recordsOf(run.messages).map(({ data }) => data['id']);

test('a read that is killed while its job runs goes on with that job', async () => {
  status = 'running';
  const killed = await read({ stop: { after: hasState, with: 'SIGKILL' } });
  expect(killed.signal).toBe('SIGKILL');
  expect(idsOf(killed)).toEqual([]);
  status = 'done';
  const resumed = await read({}, stateFrom(killed.messages));
  expect(errorsOf(resumed.messages)).toEqual([]);
  expect(idsOf(resumed)).toEqual([1, 2]);
  expect(asked.filter((request) => request.startsWith('POST'))).toEqual(['POST /exports']);
});

test('a read that is killed between two results fetches only those that are missing', async () => {
  const send = sendFile;
  // The second file does not come.
  sendFile = (path, response) => (path === '/files/2' ? undefined : send(path, response));
  let states = 0;
  const second = (message: ReceivedMessage) => {
    states += hasState(message) ? 1 : 0;
    return states === 2;
  };
  const killed = await read({ stop: { after: second, with: 'SIGKILL' } });
  expect(idsOf(killed)).toEqual([1]);
  sendFile = send;
  asked = [];
  const resumed = await read({}, stateFrom(killed.messages));
  expect(idsOf(resumed)).toEqual([2]);
  expect(asked).toEqual(['GET /exports/job-1', 'GET /files/2']);
});

test('SIGTERM while a job is waited for ends the read at once, and the state names the job', async () => {
  status = 'running';
  const stopped = await read({ stop: { after: hasState, with: 'SIGTERM' } }, [], LONG_POLL_MS);
  expect(stopped).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  expect(stopped.stoppedWithinMs).toBeLessThan(BOUND_MS);
  expect(statusesOf(stopped.messages, 'exports')).toEqual(['STARTED', 'INCOMPLETE']);
  expect(statesOf(stopped.messages).at(-1)?.stream?.stream_state).toEqual({
    slice: {},
    page: { job: 'job-1', done: 0 },
  });
});

test('a large result is never held in memory', async () => {
  const line = `${JSON.stringify({ id: 1, text: 'x'.repeat(1000) })}\n`;
  const block = line.repeat(1000);
  sendFile = async (path, response) => {
    const count = path === '/files/1' ? 100 : 0;
    for (let blocks = 0; blocks < count; blocks += 1) {
      if (!response.write(block)) await once(response, 'drain');
    }
    response.end();
  };
  const run = await read();
  expect(errorsOf(run.messages)).toEqual([]);
  expect(run.messages.filter(({ record }) => record !== undefined)).toHaveLength(100_000);
  // The result is 100 MB of text, and more as records; the program itself takes 110 MB.
  expect(run.peakRssKb ?? 0).toBeLessThan(MOST_KB);
});
