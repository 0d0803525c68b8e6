import { afterEach, expect, test } from 'vitest';
import { SkippingClock } from '../util/clock.test-helper.js';
import { DapClient } from './client.js';
import type { FakeService } from './fake-service.test-helper.js';
import { REF, SUBMIT, startService, startWithTables, TABLES } from './fake-service.test-helper.js';
import { sendJson, startServer, thrownBy } from './scripted-server.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

const list = async () => await service.client.getTables('canvas');

const PASSING: readonly (readonly [string, number])[] = [
  ['408', 408],
  ['500', 500],
  ['503', 503],
  ['504 of a gateway', 504],
];

test.each(PASSING)('status %s is tried again', async (_, status) => {
  service = await startWithTables();
  service.routes.set(TABLES, (_request, response, time) => {
    if (time < 3) response.writeHead(status).end('<html>');
    else sendJson(response, 200, { tables: [] });
  });
  expect(await list()).toEqual([]);
  expect(service.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
});

test('a host that answers with errors only is given up after twelve tries, with its status', async () => {
  service = await startWithTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response) => sendJson(response, 503, { message: 'no healthy upstream' }));
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_SERVER', status: 503, namespace: 'canvas' });
  expect(error.message).toContain('no healthy upstream');
  expect(service.count(TABLES)).toBe(12);
});

test('Retry-After is honoured for 429 and uses up no tries', async () => {
  service = await startWithTables({ limits: 'none', retry: { maxAttempts: 2 } });
  service.routes.set(TABLES, (_, response, time) => {
    if (time < 6) sendJson(response, 429, { message: 'slow down' }, { 'retry-after': '7' });
    else sendJson(response, 200, { tables: [] });
  });
  await list();
  expect(service.clock.sleeps).toEqual([7500, 7500, 7500, 7500, 7500]);
});

test('Retry-After may be an HTTP date, and without one a 429 waits half a minute', async () => {
  service = await startWithTables({ limits: 'none' });
  const start = service.clock.now();
  const date = new Date(Math.ceil(start / 1000) * 1000 + 20_000).toUTCString();
  service.routes.set(TABLES, (_, response, time) => {
    if (time === 1) sendJson(response, 429, {}, { 'retry-after': date });
    else if (time === 2) sendJson(response, 429, {});
    else sendJson(response, 200, { tables: [] });
  });
  await list();
  expect(service.clock.sleeps[0]).toBeGreaterThanOrEqual(20_500);
  expect(service.clock.sleeps[0]).toBeLessThanOrEqual(21_500);
  expect(service.clock.sleeps[1]).toBe(30_500);
});

test("a date in Retry-After is held against the server's own clock", async () => {
  service = await startWithTables({ limits: 'none' });
  service.clock.shiftDate(86_400_000);
  const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 20_000).toUTCString();
  service.routes.set(TABLES, (_, response, time) => {
    if (time === 1) sendJson(response, 429, {}, { 'retry-after': date });
    else sendJson(response, 200, { tables: [] });
  });
  await list();
  // Ours is a day ahead: by it, the date has long passed.
  expect(service.clock.sleeps[0]).toBeGreaterThanOrEqual(20_500);
  expect(service.clock.sleeps[0]).toBeLessThanOrEqual(22_500);
});

test.each([400, 422, 500, 503])('a table without data yet, told by a %i, is asked for once', async (status) => {
  service = await startWithTables({ limits: 'none' });
  const message = 'There is no data available yet.';
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, status, { error: { type: 'ProcessingError', uuid: 'u-1', message } }),
  );
  const error = await thrownBy(() => service.client.runQuery(REF, { format: 'jsonl' }));
  expect(error).toMatchObject({ code: 'DAP_NO_DATA_YET', uuid: 'u-1', table: 'courses', status });
  expect(service.count(SUBMIT)).toBe(1);
});

test('a table without data yet, told by a failed job, is asked for once', async () => {
  service = await startWithTables({ limits: 'none' });
  const error = { type: 'ProcessingError', uuid: 'u-1', message: 'there is no data available yet' };
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, { id: 'j', status: 'failed', error }));
  expect(await thrownBy(() => service.client.runQuery(REF, { format: 'jsonl' }))).toMatchObject({
    code: 'DAP_NO_DATA_YET',
  });
  expect(service.count(SUBMIT)).toBe(1);
});

test('a limit that stays exhausted for an hour ends the call', async () => {
  service = await startWithTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response) => sendJson(response, 429, { message: 'slow down' }));
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_RATE_LIMITED', failureType: 'transient_error' });
  expect(service.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3_600_000);
});

test('a refused connection to a host that never answered fails after four tries, naming the host', async () => {
  service = await startService();
  const gone = await startServer(() => undefined);
  await gone.close();
  const clock = new SkippingClock();
  const client = new DapClient({ clientId: 'a', clientSecret: 'b', baseUrl: gone.url, clock });
  const error = await thrownBy(() => client.getTables('canvas'));
  expect(error).toMatchObject({ code: 'DAP_NETWORK', host: new URL(gone.url).host });
  expect(clock.sleeps).toHaveLength(3);
  await client.close();
});
