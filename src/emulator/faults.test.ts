import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FaultSpec } from './faults.js';
import type { Emulator } from './index.js';
import { startEmulator } from './index.js';
import { PlainClient } from './testing/plain-client.js';

let emulator: Emulator;
let client: PlainClient;

beforeAll(async () => {
  emulator = await startEmulator({ limits: false, jobDelayMs: 40 });
  client = new PlainClient(emulator);
  await client.login();
});
afterEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

const list = () => client.call('GET', '/dap/query/canvas/table');

describe('faults of the login', () => {
  it.each([
    ['login500', 500],
    ['login401', 401],
    ['login403', 403],
  ] as const)('%s answers %d once', async (name, status) => {
    emulator.faults.set({ name });
    const other = new PlainClient(emulator);
    expect([(await other.login()).status, (await other.login()).status]).toEqual([status, 200]);
  });

  it('loginDrop resets the connection', async () => {
    emulator.faults.set({ name: 'loginDrop' });
    await expect(new PlainClient(emulator).login()).rejects.toThrow('fetch failed');
  });

  it('tokenShort gives a token that the server soon refuses', async () => {
    emulator.faults.set({ name: 'tokenShort', seconds: 2 });
    const other = new PlainClient(emulator);
    expect((await other.login()).body['expires_in']).toBe(2);
    expect((await other.call('GET', '/dap/query/canvas/table')).status).toBe(200);
    emulator.clock.advance(2000);
    expect((await other.call('GET', '/dap/query/canvas/table')).status).toBe(401);
    await client.login();
  });
});

describe('faults of the gateway and the account', () => {
  const answers: readonly [FaultSpec, number, string][] = [
    [{ name: 'api500' }, 500, '"InternalServerError"'],
    [{ name: 'api504NonJson' }, 504, '<html>'],
    [{ name: 'api429' }, 429, 'Too many'],
    [{ name: 'apiUnexpectedContentType' }, 200, '<html>'],
    [{ name: 'apiInvalidJson' }, 200, '{"tables": ["acc'],
    [{ name: 'unauthorizedOnce' }, 401, 'AuthenticationError'],
    [{ name: 'accountNotOnboarded' }, 403, '"AccountNotOnboarded"'],
    [{ name: 'accountDisabled', status: 500 }, 500, '"AccountDisabled"'],
    [{ name: 'accountUnderMaintenance' }, 403, '"AccountUnderMaintenance"'],
  ];
  it.each(answers)('%o answers %d', async (fault, status, text) => {
    emulator.faults.set({ ...fault, on: 'list' });
    const struck = await list();
    expect(struck.status).toBe(status);
    expect(struck.text).toContain(text);
    expect((await list()).body['tables']).toHaveLength(94);
    expect(emulator.requests().at(-2)).toMatchObject({ status, fault: fault.name, authorization: 'Bearer' });
  });

  it.each([
    ['seconds', /^7$/],
    ['date', /GMT$/],
    ['none', /^$/],
  ] as const)('api429 tells the wait as %s', async (retryAfter, expected) => {
    emulator.faults.set({ name: 'api429', retryAfter, seconds: 7 });
    expect((await list()).headers.get('retry-after') ?? '').toMatch(expected);
  });

  it('apiDrop resets the connection, apiStall leaves it open', async () => {
    emulator.faults.set({ name: 'apiDrop' });
    await expect(list()).rejects.toThrow('fetch failed');
    emulator.faults.set({ name: 'apiStall' });
    const stalled = client.call('GET', '/dap/query/canvas/table', undefined, AbortSignal.timeout(100));
    await expect(stalled).rejects.toThrow(/timeout/);
  });

  it('tableVanishes takes a table out of the list and answers 404', async () => {
    emulator.faults.set({ name: 'tableVanishes', table: 'canvas.users' });
    expect((await list()).body['tables']).not.toContain('users');
    expect((await client.query('canvas.users', {})).status).toBe(404);
  });
});

describe('faults of jobs', () => {
  it('jobFailed fails one job, and the same query then makes another', async () => {
    emulator.faults.set({ name: 'jobFailed', message: 'out of memory' });
    const failed = await client.finish(await client.query('canvas.roles', {}));
    expect(failed).toMatchObject({ status: 'failed', error: { type: 'ProcessingError', message: 'out of memory' } });
    expect((await client.finish(await client.query('canvas.roles', {})))['status']).toBe('complete');
  });

  it.each(['running', 'complete'] as const)('jobLost forgets a job that is %s', async (when) => {
    emulator.faults.set({ name: 'jobLost', when });
    const first = await client.query('canvas.wikis', {});
    const over = await client.finish(first);
    if (when === 'complete') expect((await client.call('POST', '/dap/object/url', over['objects'])).status).toBe(404);
    expect((await client.call('GET', `/dap/job/${String(first.body['id'])}`)).status).toBe(404);
    expect((await client.fetch('canvas.wikis')).job['status']).toBe('complete');
  });

  it('jobLost forgets a job that was complete before its client asked again', async () => {
    const slow = await startEmulator({ limits: false, jobDelayMs: 60_000, tables: { 'canvas.folders': 5 } });
    try {
      const asking = new PlainClient(slow);
      await asking.login();
      slow.faults.set({ name: 'jobLost' });
      const { body } = await asking.query('canvas.folders', {});
      await vi.waitFor(() => expect(slow.stats().rowsGenerated).toBeGreaterThanOrEqual(5));
      await delay(50); // For its file.
      slow.clock.advance(60_000);
      expect((await asking.call('GET', `/dap/job/${String(body['id'])}`)).status).toBe(404);
    } finally {
      await slow.close();
    }
  });

  it('jobAboutToExpire answers a complete job with seconds to live', async () => {
    emulator.faults.set({ name: 'jobAboutToExpire', seconds: 10 });
    const first = await client.query('canvas.quizzes', {});
    expect([first.status, first.body['status']]).toEqual([200, 'complete']);
    emulator.clock.advance(10_000);
    expect((await client.call('POST', '/dap/object/url', first.body['objects'])).status).toBe(404);
    expect((await client.query('canvas.quizzes', {})).body['id']).not.toBe(first.body['id']);
  });

  it('spoils rows: unknownColumn, wrongTypes and duplicateWebLogs', async () => {
    emulator.faults.set({ name: 'unknownColumn', table: 'canvas.enrollments', percent: 50 });
    emulator.faults.set({ name: 'wrongTypes', table: 'canvas.scores', percent: 100 });
    emulator.faults.set({ name: 'duplicateWebLogs', percent: 100 });
    const unknown = (await client.fetch('canvas.enrollments')).lines.filter((line) =>
      line.includes('"unannounced_column"'),
    );
    expect(unknown.length).toBeGreaterThan(100);
    expect(unknown.length).toBeLessThan(400);
    expect((await client.fetch('canvas.scores')).lines[0]).toMatch(/"enrollment_id":"\d+"/);
    expect((await client.fetch('canvas_logs.web_logs')).lines).toHaveLength(1000);
  });
});

describe('faults of files', () => {
  let url: () => Promise<string>;
  let whole: Buffer;

  beforeAll(async () => {
    const { job } = await client.fetch('canvas.pseudonyms');
    url = async () => (await client.urls(job))[0] ?? '';
    whole = Buffer.from(await (await fetch(await url())).arrayBuffer());
  });

  const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

  it.each([
    ['urlExpired', 403],
    ['object500', 500],
  ] as const)('%s answers %d once', async (name, status) => {
    emulator.faults.set({ name });
    expect([(await fetch(await url())).status, (await fetch(await url())).status]).toEqual([status, 200]);
  });

  it('objectLost answers 404 to the request for its URL', async () => {
    emulator.faults.set({ name: 'objectLost' });
    expect(await url().catch((error: Error) => error.name)).toBe('TypeError');
    expect(emulator.requests().at(-1)?.status).toBe(404);
  });

  it('objectCut breaks the body off, objectStall leaves it hanging', async () => {
    emulator.faults.set({ name: 'objectCut', after: 1000 });
    await expect(fetch(await url()).then(bytes)).rejects.toThrow('terminated');
    emulator.faults.set({ name: 'objectStall', after: 1000 });
    const response = await fetch(await url(), { signal: AbortSignal.timeout(150) });
    const received: number[] = [];
    const read = async () => {
      for await (const chunk of response.body ?? []) received.push((chunk as Uint8Array).length);
    };
    await expect(read()).rejects.toThrow(/timeout/);
    expect(received.reduce((sum, length) => sum + length, 0)).toBe(1000);
  });

  it('objectShortAtRest serves a truncated file with a matching length', async () => {
    emulator.faults.set({ name: 'objectShortAtRest' });
    const response = await fetch(await url());
    const length = Number(response.headers.get('content-length'));
    expect((await bytes(response)).equals(whole.subarray(0, length))).toBe(true);
    expect(length).toBe(Math.floor(whole.length / 2));
  });

  it('objectCorrupt flips a bit, which gunzip notices', async () => {
    emulator.faults.set({ name: 'objectCorrupt' });
    const corrupt = await bytes(await fetch(await url()));
    expect(corrupt.length).toBe(whole.length);
    expect(() => gunzipSync(corrupt)).toThrow();
    expect((await bytes(await fetch(await url()))).equals(whole)).toBe(true);
  });

  it('objectChanged serves other bytes of the same rows under another ETag', async () => {
    const before = (await fetch(await url(), { method: 'HEAD' })).headers.get('etag');
    emulator.faults.set({ name: 'objectChanged' });
    const response = await fetch(await url());
    const changed = await bytes(response);
    expect(response.headers.get('etag')).not.toBe(before);
    expect(gunzipSync(changed).equals(gunzipSync(whole))).toBe(true);
    expect(changed.equals(whole)).toBe(false);
  });

  it('rangeDisabled sends the whole file', async () => {
    emulator.faults.set({ name: 'rangeDisabled' });
    const response = await fetch(await url(), { headers: { range: 'bytes=10-' } });
    expect([response.status, (await bytes(response)).length]).toEqual([200, whole.length]);
  });
});
