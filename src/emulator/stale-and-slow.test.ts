import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Emulator } from './index.js';
import { startEmulator } from './index.js';
import { PlainClient } from './testing/plain-client.js';

let emulator: Emulator;
let client: PlainClient;

beforeAll(async () => {
  emulator = await startEmulator({ limits: false, jobDelayMs: 0 });
  client = new PlainClient(emulator);
  await client.login();
});
afterEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

describe('a stale job', () => {
  it('answers an identical snapshot after a reload, and no other query', async () => {
    const before = (await client.fetch('canvas.courses')).job;
    emulator.reload('canvas', 'courses');
    emulator.faults.set({ name: 'staleJob', table: 'canvas.courses' });
    const again = (await client.fetch('canvas.courses')).job;
    expect([again['id'], again['at']]).toEqual([before['id'], before['at']]);
    const otherwise = (await client.fetch('canvas.courses', { mode: 'condensed' })).job;
    expect(otherwise['id']).not.toBe(before['id']);
    expect(String(otherwise['at']) > String(before['at'])).toBe(true);
    emulator.faults.clear();
    expect((await client.fetch('canvas.courses')).job['id']).not.toBe(before['id']);
  });
});

describe('a slow answer', () => {
  /** Whether `slow` is still on its way when `fast` has been answered; gives it up then. */
  async function isOutrun(slow: (signal: AbortSignal) => Promise<unknown>, fast: () => Promise<unknown>) {
    const given = new AbortController();
    let settled = false;
    const running = slow(given.signal)
      .catch(() => undefined)
      .finally(() => {
        settled = true;
      });
    await fast();
    const outrun = !settled;
    given.abort();
    await running;
    return outrun;
  }

  it('keeps the URLs, or the bytes, of one table back', async () => {
    const slow = (await client.fetch('canvas.roles')).job;
    const fast = (await client.fetch('canvas.groups')).job;
    const [[slowUrl = ''], [fastUrl = '']] = await Promise.all([client.urls(slow), client.urls(fast)]);
    emulator.faults.set({ name: 'urlDelay', table: 'canvas.roles', ms: 30_000 });
    emulator.faults.set({ name: 'objectDelay', table: 'canvas.roles', ms: 30_000 });
    const slowUrls = (signal: AbortSignal) => client.call('POST', '/dap/object/url', slow['objects'], signal);
    expect(await isOutrun(slowUrls, () => client.urls(fast))).toBe(true);
    expect(
      await isOutrun(
        (signal) => fetch(slowUrl, { signal }),
        () => fetch(fastUrl),
      ),
    ).toBe(true);
  });

  it('comes in the end', async () => {
    const { job } = await client.fetch('canvas.roles');
    emulator.faults.set({ name: 'urlDelay', ms: 1 });
    emulator.faults.set({ name: 'objectDelay', ms: 1 });
    const [url = ''] = await client.urls(job);
    expect((await fetch(url)).status).toBe(200);
    expect(emulator.faults.list()).toMatchObject([
      { name: 'urlDelay', fired: 1, left: 'forever' },
      { name: 'objectDelay', fired: 1, left: 'forever' },
    ]);
  });
});

describe('the request log', () => {
  /** A client may have its answer before the request is in the log. */
  const expectLogged = async (entry: object) => {
    await vi.waitFor(() => expect(emulator.requests().at(-1)).toMatchObject(entry));
  };

  it('shows the body of a query, the number of objects, and the conditional headers of a download', async () => {
    const query = { format: 'jsonl', mode: 'condensed', since: '2001-01-01T00:00:00Z' };
    await client.query('canvas.users', query);
    await expectLogged({ status: 400, query });
    const { job } = await client.fetch('canvas.users');
    const [url = ''] = await client.urls(job);
    await expectLogged({ objects: 1 });
    await fetch(url, { headers: { range: 'bytes=5-', 'if-match': '"other"' } });
    await expectLogged({ status: 412, range: 'bytes=5-', ifMatch: '"other"' });
  });
});

describe('a token that lives less than it says', () => {
  it('is refused while it still claims an hour', async () => {
    emulator.faults.set({ name: 'tokenShort', seconds: 2, says: 3600 });
    const other = new PlainClient(emulator);
    expect((await other.login()).body['expires_in']).toBe(3600);
    const claims = JSON.parse(Buffer.from(other.token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp: number;
      iat: number;
    };
    expect(claims.exp - claims.iat).toBe(3600);
    expect((await other.call('GET', '/dap/query/canvas/table')).status).toBe(200);
    emulator.clock.advance(2000);
    expect((await other.call('GET', '/dap/query/canvas/table')).status).toBe(401);
  });
});

describe('two accounts', () => {
  it('commit at instants of their own when they start at different ones', async () => {
    const other = await startEmulator({ limits: false, jobDelayMs: 0, startAt: '2020-03-01T08:00:00Z' });
    try {
      const stranger = new PlainClient(other);
      await stranger.login();
      const theirs = (await stranger.fetch('canvas.users')).job['at'];
      const ours = (await client.fetch('canvas.users')).job['at'];
      expect(String(theirs)).toMatch(/^2020-0[23]/);
      expect(String(ours) > String(theirs)).toBe(true);
      const refused = await stranger.query('canvas.users', { since: ours });
      expect(refused.body['error']).toMatchObject({ type: 'OutOfRange' });
    } finally {
      await other.close();
    }
  });
});
