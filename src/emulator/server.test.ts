import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, parseJson } from '../util/json.js';
import type { Emulator } from './index.js';
import { startEmulator } from './index.js';
import { PlainClient } from './testing/plain-client.js';

const HOUR_MS = 3_600_000;
let emulator: Emulator;
let client: PlainClient;

beforeAll(async () => {
  emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    objectRows: 200,
    tables: { 'canvas.submissions': 700 },
  });
  client = new PlainClient(emulator);
  await client.login();
});
afterAll(() => emulator.close());

/** The present rows by key, as text. */
async function truthOf(table: string): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  const [namespace = '', name = ''] = table.split('.');
  for await (const row of emulator.truth(namespace, name)) rows.set(text(row.key), text([row.ts, row.value]));
  return rows;
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member));
}

/** Applies lines to rows as a replica would. */
function apply(rows: Map<string, string>, lines: readonly string[]): Map<string, string> {
  for (const line of lines) {
    const record = parseJson(line) as { meta: { ts: string; action?: string }; key: JsonObject; value: JsonObject };
    if (record.meta.action === 'D') rows.delete(text(record.key));
    else rows.set(text(record.key), text([record.meta.ts, record.value]));
  }
  return rows;
}

describe('login', () => {
  it('answers a signed token with its lifetime', async () => {
    const { body } = await new PlainClient(emulator).login();
    const [, payload = ''] = String(body['access_token']).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number; iat: number };
    expect(claims.exp - claims.iat).toBe(3600);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
  });

  it('refuses a wrong secret with 403 and a form without a grant type with 400', async () => {
    const refused = await new PlainClient(emulator).login('wrong');
    const malformed = await fetch(`${emulator.baseUrl}/ids/auth/login`, { method: 'POST', body: 'grant=none' });
    expect([refused.status, malformed.status]).toEqual([403, 400]);
  });

  it('takes the token in both headers and under both prefixes, and none other', async () => {
    const status = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${emulator.baseUrl}${path}`, { headers })).status;
    expect(await status('/dap/query/canvas/table', { authorization: `Bearer ${client.token}` })).toBe(200);
    expect(await status('/dap/beta/query/canvas/table?scope=x', { 'x-instauth': client.token })).toBe(200);
    expect(await status('/dap/query/canvas/table', { authorization: 'Bearer nonsense' })).toBe(401);
  });
});

describe('tables', () => {
  it('lists the tables of a namespace and answers their schema and version', async () => {
    const { body } = await client.call('GET', '/dap/query/canvas/table');
    const schema = await client.call('GET', '/dap/query/canvas/table/groups/schema');
    expect(body['tables']).toHaveLength(94);
    expect(schema.body['version']).toBe(1);
  });

  it.each([
    ['GET', '/dap/query/nowhere/table', 'namespace'],
    ['GET', '/dap/query/canvas/table/nothing/schema', 'table'],
    ['GET', '/dap/job/3b0c', 'job'],
    ['POST', '/dap/object/url', 'object'],
  ])('answers 404 with the kind of what is missing: %s %s', async (method, path, kind) => {
    const { status, body } = await client.call(method, path, method === 'POST' ? [{ id: 'x/part' }] : undefined);
    expect(status).toBe(404);
    expect(body['error']).toMatchObject({ type: 'ObjectNotFound', kind });
  });
});

describe('queries', () => {
  it('gives a snapshot that equals the truth, in several files, with the documented fields only', async () => {
    const { job, lines } = await client.fetch('canvas.submissions');
    expect(Object.keys(job).sort()).toEqual(['at', 'expires_at', 'id', 'objects', 'schema_version', 'status']);
    expect(job['objects']).toHaveLength(4);
    expect(lines).toHaveLength(700);
    expect(apply(new Map(), lines)).toEqual(await truthOf('canvas.submissions'));
  });

  it('keeps up with commits by incremental queries, deletes and ghosts included', async () => {
    const snapshot = await client.fetch('canvas.users');
    const rows = apply(new Map(), snapshot.lines);
    emulator.commit({ table: 'users', updates: 30, deletes: 7, inserts: 11, ghosts: 2 });
    emulator.commit({ table: 'users', updates: 5, deletes: 1, inserts: 0 });
    const { job, lines } = await client.fetch('canvas.users', { since: snapshot.job['at'] });
    const actions = lines.map((line) => (parseJson(line) as { meta: { action: string } }).meta.action);
    expect(actions.filter((action) => action === 'D')).toHaveLength(10);
    expect(new Set(lines.map((line) => text((parseJson(line) as JsonObject)['key']))).size).toBe(lines.length);
    expect(apply(rows, lines)).toEqual(await truthOf('canvas.users'));
    expect(rows.size).toBe(emulator.rowCount('canvas', 'users'));
    expect(job['since']).toBe(snapshot.job['at']);
  });

  it('answers an empty interval with no objects and an unmoved end', async () => {
    const at = (await client.fetch('canvas.roles')).job['at'];
    const { job } = await client.fetch('canvas.roles', { since: at });
    expect(job).toMatchObject({ status: 'complete', objects: [], since: at, until: at });
  });

  it('refuses intervals outside the range, and asks for a snapshot after a reload', async () => {
    const at = String((await client.fetch('canvas.courses')).job['at']);
    const early = await client.query('canvas.courses', { since: '2001-01-01T00:00:00Z' });
    const late = await client.query('canvas.courses', { since: '2201-01-01T00:00:00Z' });
    emulator.reload('canvas', 'courses');
    const reloaded = await client.query('canvas.courses', { since: at });
    const errors = [early, late, reloaded].map((answer) => [
      answer.status,
      (answer.body['error'] as JsonObject)['type'],
    ]);
    expect(errors).toEqual([
      [400, 'OutOfRange'],
      [400, 'OutOfRange'],
      [400, 'SnapshotRequired'],
    ]);
    expect((await client.fetch('canvas.courses')).job['at']).not.toBe(at);
  });

  it.each([
    ['no format', { format: 'xml' }],
    ['a since without a zone', { since: '2026-03-01T08:00:00' }],
    ['an until without since', { until: '2026-03-01T08:00:00Z' }],
    ['an unknown mode', { mode: 'wide' }],
  ])('finds a query malformed: %s', async (_, query) => {
    const { status, body } = await client.query('canvas.users', query);
    expect(status).toBe(400);
    expect(body['error']).toHaveProperty('location');
  });
});

describe('jobs', () => {
  it('shares a live job among identical queries, an open interval only until the next commit', async () => {
    const first = await client.fetch('canvas.folders');
    const since = first.job['at'];
    const open = (await client.query('canvas.folders', { since })).body['id'];
    expect((await client.query('canvas.folders', {})).body['id']).toBe(first.job['id']);
    expect((await client.query('canvas.folders', { since })).body['id']).toBe(open);
    emulator.commit({ table: 'folders' });
    expect((await client.query('canvas.folders', { since })).body['id']).not.toBe(open);
    expect((await client.query('canvas.folders', {})).body['id']).toBe(first.job['id']);
  });

  it('forgets a job and its files after a day', async () => {
    const { job } = await client.fetch('canvas.scores');
    emulator.clock.advance(25 * HOUR_MS);
    await client.login();
    expect((await client.call('GET', `/dap/job/${String(job['id'])}`)).status).toBe(404);
    expect((await client.call('POST', '/dap/object/url', job['objects'])).status).toBe(404);
  });
});

describe('schema versions', () => {
  it('adds and drops columns, and a new job carries the new version', async () => {
    expect(emulator.addColumn('canvas', 'wikis', { name: 'motto', type: 'varchar(20)' })).toBe(2);
    expect(emulator.dropColumn('canvas', 'wikis', 'title')).toBe(3);
    const { job, lines } = await client.fetch('canvas.wikis');
    const schema = (await client.call('GET', '/dap/query/canvas/table/wikis/schema')).body;
    expect([job['schema_version'], schema['version']]).toEqual([3, 3]);
    expect(lines.join()).not.toContain('"title"');
    expect(JSON.stringify(schema)).toContain('"motto"');
  });
});

describe('switches', () => {
  it('write files of several gzip members, and keep to the strict form of sharing jobs', async () => {
    const other = await startEmulator({ limits: false, jobDelayMs: 0, gzipMembers: 3, strictJobReuse: true });
    const reader = new PlainClient(other);
    await reader.login();
    const { job, lines } = await reader.fetch('canvas.users');
    const file = Buffer.from(await (await fetch((await reader.urls(job))[0] ?? '')).arrayBuffer());
    expect(lines).toHaveLength(500);
    expect(file.toString('latin1').split('\x1f\x8b\x08\x00\x00\x00\x00\x00')).toHaveLength(4);
    const query = { since: job['at'] };
    const before = (await reader.query('canvas.users', query)).body['id'];
    other.commit({ table: 'users' });
    expect((await reader.query('canvas.users', query)).body['id']).toBe(before);
    await other.close();
  });

  it('serve the state before April 2026, and the tables of New Quizzes', async () => {
    const other = await startEmulator({ limits: false, jobDelayMs: 0, release: '2026-02' });
    try {
      const reader = new PlainClient(other);
      await reader.login();
      expect((await reader.call('GET', '/dap/query/canvas/table')).body['tables']).toHaveLength(93);
      expect((await reader.call('GET', '/dap/query/new_quizzes/table')).body['tables']).toHaveLength(8);
      const older = (await reader.fetch('canvas.pseudonyms')).lines.join();
      const newer = (await client.fetch('canvas.pseudonyms')).lines.join();
      expect([older.includes('"is_inst_id":'), newer.includes('"is_inst_id":')]).toEqual([false, true]);
      const { lines } = await reader.fetch('new_quizzes.quizzes');
      expect(apply(new Map(), lines).size).toBe(other.rowCount('new_quizzes', 'quizzes'));
    } finally {
      await other.close();
    }
  });

  it('refuse a release that is not known', async () => {
    await expect(startEmulator({ release: '2026-03' as '2026-02' })).rejects.toThrow('release must be one of 2026-02');
  });
});
