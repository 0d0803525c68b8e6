import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../index.js';
import { startEmulator } from '../index.js';
import { PlainClient } from '../testing/plain-client.js';

let emulator: Emulator;
let client: PlainClient;
let freshUrl: () => Promise<string>;

beforeAll(async () => {
  emulator = await startEmulator({ limits: false, jobDelayMs: 0, namespaces: ['canvas'] });
  client = new PlainClient(emulator);
  await client.login();
  const { job } = await client.fetch('canvas.accounts');
  freshUrl = async () => (await client.urls(job))[0] ?? '';
});
afterAll(() => emulator.close());

describe('pre-signed URLs', () => {
  it('lie on another origin and refuse an Authorization header', async () => {
    const url = await freshUrl();
    expect(new URL(url).origin).not.toBe(emulator.baseUrl);
    const response = await fetch(url, { headers: { authorization: `Bearer ${client.token}` } });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('expire after fifteen minutes and refuse a changed signature', async () => {
    const url = await freshUrl();
    const forged = url.replace(/Signature=.{8}/, 'Signature=00000000');
    expect((await fetch(forged)).status).toBe(403);
    emulator.clock.advance(16 * 60_000);
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(await freshUrl())).status).toBe(200);
  });

  it('serve parts of a file', async () => {
    const url = await freshUrl();
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const part = await fetch(url, { headers: { range: 'bytes=100-' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-${whole.length - 1}/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100))).toBe(true);
  });

  it.each([
    ['If-Match', { 'if-match': '"other"' }, 412],
    ['If-Range', { 'if-range': '"other"', range: 'bytes=5-' }, 200],
    ['a range behind the end', { range: 'bytes=99999999-' }, 416],
  ])('hold to the standard with %s', async (_, headers, status) => {
    expect((await fetch(await freshUrl(), { headers: headers as Record<string, string> })).status).toBe(status);
  });
});
