import { expect, it } from 'vitest';
import { ServerClock } from './clock.js';
import { startEmulator } from './index.js';
import { RequestLimits } from './limits.js';
import { PlainClient } from './testing/plain-client.js';

it('refuses the sixth list within a minute of server time, and each call for itself', () => {
  const clock = new ServerClock(0, 1e-6);
  const limits = new RequestLimits(clock);
  for (let n = 0; n < 5; n += 1) expect(limits.admit('a', 'list')).toBeUndefined();
  expect(limits.admit('a', 'list')).toBeGreaterThan(0);
  expect([limits.admit('a', 'data'), limits.admit('b', 'list')]).toEqual([undefined, undefined]);
  clock.advance(60_000);
  expect(limits.admit('a', 'list')).toBeUndefined();
});

it('tells the wait in real seconds when the clock runs fast', () => {
  const limits = new RequestLimits(new ServerClock(0, 10));
  for (let n = 0; n < 5; n += 1) limits.admit('a', 'data');
  expect(limits.admit('a', 'data')).toBe(6);
});

it('answers 429 with Retry-After and counts it', async () => {
  const emulator = await startEmulator();
  const client = new PlainClient(emulator);
  await client.login();
  const answers = [];
  for (let n = 0; n < 6; n += 1) answers.push(await client.call('GET', '/dap/query/canvas/table'));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(emulator.stats().rateLimited).toBe(1);
  await emulator.close();
});
