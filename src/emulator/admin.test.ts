import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from './index.js';
import { startEmulator } from './index.js';
import { PlainClient } from './testing/plain-client.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ limits: false, startAt: '2026-03-01T08:00:00Z', jobDelayMs: 0 });
});
afterAll(() => emulator.close());

async function admin(method: string, path: string, body?: object): Promise<[number, unknown]> {
  const response = await fetch(`${emulator.adminUrl}/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  return [response.status, await response.json()];
}

describe('administration', () => {
  it('commits, counts and streams the truth', async () => {
    const spec = { namespace: 'canvas', table: 'users', updates: 1, deletes: 2, inserts: 5 };
    const [status, report] = await admin('POST', 'commit', spec);
    expect([status, report]).toMatchObject([200, { tables: [{ ...spec, ghosts: 0 }] }]);
    expect(await admin('GET', 'count/canvas/users')).toEqual([200, { rows: 503 }]);
    const truth = await (await fetch(`${emulator.adminUrl}/truth/canvas/users`)).text();
    expect(truth.split('\n')).toHaveLength(504);
    expect(truth).toMatch(/^\{"key":\{"id":\d+\},"value":\{.*\},"ts":"2026-\d\d-\d\dT[\d:.]{15}Z"\}$/m);
  });

  it('moves the clock', async () => {
    await admin('POST', 'clock', { advanceMs: 86_400_000 });
    expect(await admin('GET', 'clock')).toMatchObject([200, { now: expect.stringMatching(/^2026-03-02T08:00:/) }]);
  });

  it('arms and clears faults', async () => {
    expect(await admin('POST', 'faults', { name: 'api500', times: 3 })).toMatchObject([200, { left: 3 }]);
    expect(await admin('GET', 'faults')).toMatchObject([200, [{ name: 'api500' }]]);
    expect(await admin('DELETE', 'faults/api500')).toEqual([200, []]);
  });

  it('changes tables and columns', async () => {
    const column = { namespace: 'canvas', table: 'roles', name: 'extra', type: 'int64' };
    expect(await admin('POST', 'columns', column)).toEqual([200, { version: 2 }]);
    expect(await admin('DELETE', 'columns/canvas/roles/extra')).toEqual([200, { version: 3 }]);
    expect((await admin('DELETE', 'tables/canvas/roles'))[0]).toBe(200);
    expect((await admin('GET', 'count/canvas/roles'))[0]).toBe(400);
  });

  it.each([
    ['POST', 'commit', { updates: -1 }, 400],
    ['POST', 'commit', { table: 'nothing' }, 400],
    ['POST', 'faults', { name: 'nothing' }, 400],
    ['POST', 'reload', {}, 400],
    ['GET', 'nothing', undefined, 404],
  ])('refuses %s %s with %o', async (method, path, body, status) => {
    expect((await admin(method, path, body))[0]).toBe(status);
  });

  it('logs requests without their secrets', async () => {
    await new PlainClient(emulator).login();
    const [, entries] = await admin('GET', 'requests');
    expect((entries as object[]).at(-1)).toMatchObject({
      path: '/ids/auth/login',
      status: 200,
      authorization: 'Basic',
    });
    expect(JSON.stringify(entries)).not.toContain(emulator.clientSecret);
  });
});

describe('options', () => {
  it.each([{ speed: 0 }, { scale: -1 }, { startAt: 'noon' }, { objectRows: 0 }, { namespaces: ['mastery'] }])(
    'refuses %o',
    async (options) => {
      await expect(startEmulator(options)).rejects.toMatchObject({ code: 'EMULATOR_OPTION' });
    },
  );

  it('refuses a table that is not there, and a port that is taken', async () => {
    await expect(startEmulator({ tables: { 'canvas.nothing': 1 } })).rejects.toThrow('canvas.nothing');
    const port = Number(new URL(emulator.baseUrl).port);
    await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'EMULATOR_OPTION' });
  });

  it('keeps files of unchanged tables in a given folder and serves them again', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-test-'));
    const rows = [];
    for (let run = 0; run < 2; run += 1) {
      const kept = await startEmulator({ dataDir, limits: false, jobDelayMs: 0 });
      const client = new PlainClient(kept);
      await client.login();
      await client.fetch('canvas.users');
      kept.commit({ table: 'users' });
      rows.push(kept.stats().rowsGenerated);
      await kept.close();
    }
    expect(rows).toEqual([500, 0]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('run-'))).toEqual([]);
    await rm(dataDir, { recursive: true });
    expect(existsSync(dataDir)).toBe(false);
  });
});
