import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab } from '../support/lab.js';
import { runCommand } from '../support/program.js';
import { SELF_SIGNED } from '../support/self-signed.js';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The one CONNECTION_STATUS, which every check ends with, and with exit code 0. */
function statusOf(run: ConnectorRun): { readonly status: string; readonly message?: string } {
  const all = run.messages.flatMap(({ connectionStatus }) => connectionStatus ?? []);
  expect(all).toHaveLength(1);
  expect(run.exitCode).toBe(0);
  expect(run.messages.filter(({ type }) => type === 'TRACE')).toEqual([]);
  return all[0] ?? { status: 'none' };
}

describe('check', { concurrent: true }, () => {
  let lab: Lab;
  let tls: Server;
  let other: Server;
  let ports: { readonly tls: number; readonly other: number; readonly closed: number };
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 5, 'catalog.account_admins': 5 } });
    tls = createServer(SELF_SIGNED, (_request, response) => response.end('{}'));
    other = createHttpServer((_request, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
    );
    const closed = createHttpServer();
    ports = { tls: await listen(tls), other: await listen(other), closed: await listen(closed) };
    await new Promise((resolve) => closed.close(resolve));
  });
  afterAll(async () => {
    tls?.close();
    other?.close();
    await lab?.close();
  });

  test('succeeds with good credentials, every namespace listed', async () => {
    const run = await lab.check({ tables: ['users', 'catalog.*'] });
    expect(statusOf(run)).toEqual({ status: 'SUCCEEDED' });
    const listed = lab.emulator.requests().filter(({ path, status }) => path.endsWith('/table') && status === 200);
    expect(new Set(listed.map(({ path }) => path))).toEqual(
      new Set(['/dap/query/canvas/table', '/dap/query/catalog/table']),
    );
  });

  test('a slash at the end of base_url and nulls for absent settings are accepted', async () => {
    const run = await lab.check({ base_url: `${lab.emulator.baseUrl}/`, tables: null, scope: null, concurrency: null });
    expect(statusOf(run).status).toBe('SUCCEEDED');
  });

  test.each([
    [
      'a wrong secret',
      () => ({ client_secret: 'wrong-secret' }),
      /credentials are refused.*Check client_id and client_secret/,
    ],
    [
      'an unknown namespace',
      () => ({ namespaces: ['canvas', 'canvsa'], tables: [] }),
      /canvsa.*does not exist.*Check its name/,
    ],
    [
      'patterns that match nothing',
      () => ({ tables: ['nothing*', 'catalog.nobody'] }),
      /no table of canvas, catalog matches the patterns/,
    ],
    [
      'a port that nobody listens on',
      () => ({ base_url: `http://127.0.0.1:${ports.closed}` }),
      /127\.0\.0\.1:\d+: the connection is refused.*Check base_url/,
    ],
    [
      'a host name that does not exist',
      () => ({ base_url: 'https://dap.invalid' }),
      /dap\.invalid: the host name cannot be resolved.*Check base_url/,
    ],
    [
      'a certificate that is not trusted',
      () => ({ base_url: `https://127.0.0.1:${ports.tls}` }),
      /no trusted TLS connection.*NODE_EXTRA_CA_CERTS/,
    ],
    [
      'a server that does not speak TLS',
      () => ({ base_url: `https://127.0.0.1:${ports.other}` }),
      /does not speak TLS on this port.*Check base_url/,
    ],
    ['a server that is not DAP', () => ({ base_url: `http://127.0.0.1:${ports.other}` }), /base_url/],
    [
      'plain http to another machine',
      () => ({ base_url: 'http://dap.example.com' }),
      /base_url must be an https address/,
    ],
    [
      'several faults of the configuration',
      () => ({ client_id: 7, concurrency: 'many', namespaces: 'canvas' }),
      /client_id must be text.*namespaces must be a list.*concurrency must be a/,
    ],
  ] as const)('%s is reported in one sentence', async (_what, changes, sentence) => {
    const { status, message } = statusOf(await lab.check(changes()));
    expect(status).toBe('FAILED');
    expect(message).toMatch(sentence);
    expect(message).not.toContain('wrong-secret');
    expect(message?.length).toBeLessThan(400);
  });

  test('missing settings are named, without any value', async () => {
    const { message } = statusOf(await runCommand('check', { config: { client_secret: 'do-not-tell' } }));
    expect(message).toBe('The configuration does not fit: client_id is required.');
  });

  test('unknown keys are ignored with one warning', async () => {
    const run = await lab.check({ regoin: 'eu', _private: 1 });
    expect(statusOf(run).status).toBe('SUCCEEDED');
    expect(run.messages.filter(({ log }) => log?.level === 'WARN').map(({ log }) => log?.message)).toEqual([
      expect.stringMatching(/regoin/),
    ]);
  });
});

describe('check of an account without access', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 5 } });
  });
  afterAll(async () => await lab?.close());

  test.each([
    ['accountNotOnboarded', 500, /not onboarded.*Ask Instructure to onboard/],
    ['accountDisabled', 403, /disabled.*Ask Instructure to restore/],
    ['accountUnderMaintenance', 500, /under maintenance.*Try again later/],
  ] as const)('%s with status %i', async (name, status, sentence) => {
    lab.emulator.faults.set({ name, status, times: 'forever' });
    const before = lab.emulator.stats().requests;
    const run = await lab.check();
    lab.emulator.faults.clear();
    expect(statusOf(run)).toEqual({ status: 'FAILED', message: expect.stringMatching(sentence) });
    // A login and a listing: a retry could not help.
    expect(lab.emulator.stats().requests - before).toBe(2);
  });
});
