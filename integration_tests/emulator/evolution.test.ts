import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, type SchemaChange, startEmulator } from '../../src/emulator/index.js';
import { PlainClient } from '../../src/emulator/testing/plain-client.js';
import { type JsonObject, parseJson, stringifyJson } from '../../src/util/json.js';

const DAY_MS = 86_400_000;
let emulator: Emulator;
let client: PlainClient;

beforeAll(async () => {
  emulator = await startEmulator({ limits: false, jobDelayMs: 0, tables: { 'canvas_logs.web_logs': 600 } });
  client = new PlainClient(emulator);
  await client.login();
});
afterAll(() => emulator.close());

type Line = Readonly<Record<'meta' | 'key' | 'value', JsonObject>>;

async function linesOf(table: string, query: object = {}): Promise<{ job: JsonObject; lines: readonly Line[] }> {
  const { job, lines } = await client.fetch(table, query);
  return { job, lines: lines.map((line) => parseJson(line) as unknown as Line) };
}

async function schemaOf(table: string): Promise<{ schema: JsonObject; version: number }> {
  const [namespace, name] = table.split('.');
  const { body } = await client.call('GET', `/dap/query/${namespace}/table/${name}/schema`);
  return body as unknown as { schema: JsonObject; version: number };
}

async function admin(path: string, body: object): Promise<[number, JsonObject]> {
  const response = await fetch(`${emulator.adminUrl}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return [response.status, (await response.json()) as JsonObject];
}

/** Values of a column in the rows of a commit that follows a change of schema. */
async function valuesAfter(table: string, change: SchemaChange, column: string): Promise<readonly unknown[]> {
  const since = emulator.commit({ table, updates: 1, deletes: 0, inserts: 0 }).at;
  emulator.commit({ table, updates: 30, deletes: 0, inserts: 15, schema: [change] });
  const { lines } = await linesOf(`canvas.${table}`, { since });
  expect(lines).toHaveLength(45);
  return lines.map(({ value }) => value[column]);
}

type Row = Readonly<Record<string, unknown>>;

/** The present rows of a table, by their key. */
async function rowsOf(table: string): Promise<ReadonlyMap<string, { readonly ts: string; readonly value: Row }>> {
  const rows = new Map<string, { ts: string; value: Row }>();
  for await (const { key, ts, value } of emulator.truth('canvas', table)) rows.set(String(key['id']), { ts, value });
  return rows;
}

/** What a change of the columns leaves of a row. */
function keptValue(value: Row | undefined, change: SchemaChange): Row {
  if ('dropColumn' in change) {
    const { [change.dropColumn]: _, ...rest } = value ?? {};
    return rest;
  }
  if ('addColumn' in change && change.addColumn.default !== undefined) {
    return { ...value, [change.addColumn.name]: change.addColumn.default };
  }
  if (!('widenColumn' in change && /^(text|varchar)/.test(change.widenColumn.type))) return { ...value };
  const { column } = change.widenColumn;
  return value?.[column] === undefined ? { ...value } : { ...value, [column]: String(value[column]) };
}

/** Lines of a snapshot that no earlier query made: another scope makes it another query. */
async function freshLines(table: string): Promise<readonly string[]> {
  const [namespace, name] = table.split('.');
  const { version } = await schemaOf(table);
  const path = `/dap/query/${namespace}/table/${name}/data?scope=${version}`;
  const job = await client.finish(await client.call('POST', path, { format: 'jsonl' }));
  const lines: string[] = [];
  for (const url of await client.urls(job)) {
    const bytes = await (await fetch(url)).arrayBuffer();
    lines.push(...gunzipSync(bytes).toString().split('\n').slice(0, -1));
  }
  return lines;
}

/** Checks every line of a snapshot against the schema that the emulator answers. */
async function validate(table: string): Promise<void> {
  const ajv = addFormats.default(new Ajv2020({ strict: false, logger: false }));
  for (const format of ['int16', 'int32', 'int64', 'float64']) ajv.addFormat(format, true);
  const schema = JSON.parse(JSON.stringify((await schemaOf(table)).schema).replaceAll('"oneOf"', '"anyOf"')) as object;
  const check = ajv.compile(schema);
  for (const line of await freshLines(table)) {
    expect(check(JSON.parse(line)), JSON.stringify(check.errors)).toBe(true);
  }
}

describe('the columns of a table', () => {
  it('can gain a nullable one: old rows have null', async () => {
    const change = { addColumn: { name: 'nickname', type: 'varchar(40)' } };
    const values = await valuesAfter('users', change, 'nickname');
    expect(values.filter((value) => typeof value === 'string').length).toBeGreaterThan(5);
    const present = await linesOf('canvas.users', { mode: 'condensed' });
    expect(present.lines.filter(({ value }) => 'nickname' in value).length).toBeLessThanOrEqual(45);
    await validate('canvas.users');
  });

  it('can gain a required one: old rows take its default', async () => {
    const addColumn = { name: 'seats', type: 'int32', required: true, default: 12 };
    const values = await valuesAfter('groups', { addColumn }, 'seats');
    expect(new Set(values).size).toBeGreaterThan(10);
    const { lines } = await linesOf('canvas.groups', { mode: 'condensed' });
    expect(lines.filter(({ value }) => value['seats'] === 12).length).toBeGreaterThanOrEqual(90);
    expect(lines.every(({ value }) => typeof value['seats'] === 'number')).toBe(true);
    expect(stringifyJson((await schemaOf('canvas.groups')).schema)).toContain('"default":12');
    await validate('canvas.groups');
  });

  it('can gain one with a new enum, and a value of an existing enum', async () => {
    const addColumn = { name: 'standing', type: 'enum', values: ['good', 'probation'] };
    const standing = new Set(await valuesAfter('roles', { addColumn }, 'standing'));
    expect([...standing].sort()).toEqual(expect.arrayContaining(['good', 'probation']));
    const addEnumValue = { column: 'workflow_state', value: 'suspended' };
    const states = await valuesAfter('courses', { addEnumValue }, 'workflow_state');
    expect(states).toContain('suspended');
    await validate('canvas.courses');
  });

  it.each([
    ['peer_review_count', 'int64', (value: unknown) => Number(value) > 2 ** 31],
    ['title', 'text', (value: unknown) => String(value).length > 255],
    ['peer_review_count', 'varchar(30)', (value: unknown) => String(value).length === 24],
  ])('can be widened: %s to %s', async (column, type, isNew) => {
    const values = await valuesAfter('assignments', { widenColumn: { column, type } }, column);
    expect(values.filter((value) => value !== undefined && isNew(value)).length).toBeGreaterThan(3);
    await validate('canvas.assignments');
  });

  it('keep all other values of all other rows', async () => {
    const before = (await linesOf('canvas.wikis')).lines.map(({ key, value }) => stringifyJson([key, value]));
    emulator.changeSchema('canvas', 'wikis', { addColumn: { name: 'motto', type: 'text' } });
    emulator.changeSchema('canvas', 'wikis', { widenColumn: { column: 'title', type: 'text' } });
    const after = (await linesOf('canvas.wikis', { mode: 'expanded' })).lines;
    expect(after.map(({ key, value }) => stringifyJson([key, value]))).toEqual(before);
    expect((await schemaOf('canvas.wikis')).version).toBe(3);
  });

  // Each change follows the ones before it: what a row has must not hang on later changes of the same or other columns.
  it.each<[string, string, readonly SchemaChange[]]>([
    [
      'an enum that is added and then extended',
      'enrollments',
      [
        { addColumn: { name: 'standing', type: 'enum', values: ['good', 'probation'] } },
        { addEnumValue: { column: 'standing', value: 'excellent' } },
        { addEnumValue: { column: 'standing', value: 'on "leave", for now' } },
        { addEnumValue: { column: 'workflow_state', value: 'suspended' } },
        { addEnumValue: { column: 'workflow_state', value: 'Suspended' } },
      ],
    ],
    [
      'columns with a default',
      'rubrics',
      [
        { addColumn: { name: 'seats', type: 'int16', required: true, default: 12 } },
        { widenColumn: { column: 'seats', type: 'int64' } },
        { addColumn: { name: 'motto', type: 'varchar(20)', default: 'none' } },
        { widenColumn: { column: 'motto', type: 'text' } },
        { widenColumn: { column: 'seats', type: 'varchar(30)' } },
      ],
    ],
    [
      'widened integers and texts',
      'assignments',
      [
        { widenColumn: { column: 'grader_count', type: 'varchar(30)' } },
        { widenColumn: { column: 'grader_count', type: 'text' } },
        { widenColumn: { column: 'integration_id', type: 'text' } },
      ],
    ],
    [
      'one half of a reference that is removed, and comes back',
      'content_tags',
      [
        { dropColumn: 'context_type' },
        { addColumn: { name: 'context_type', type: 'enum', values: ['Course', 'Account'] } },
        { addEnumValue: { column: 'content_type', value: 'Course' } },
        { dropColumn: 'content_id' },
        { addColumn: { name: 'content_id', type: 'int64' } },
      ],
    ],
  ])('change no value of a row that no commit writes: %s', async (_, table, changes) => {
    const change = (schema?: SchemaChange) =>
      emulator.commit({ table, updates: 9, deletes: 1, inserts: 5, schema: schema === undefined ? [] : [schema] }).at;
    let since = change();
    for (const schema of changes) {
      const before = await rowsOf(table);
      since = change(schema);
      const after = await rowsOf(table);
      let kept = 0;
      for (const [key, { ts, value }] of after) {
        if (ts >= since) continue;
        kept += 1;
        expect(value, `${key} after ${JSON.stringify(schema)}`).toEqual(keptValue(before.get(key)?.value, schema));
      }
      expect(kept).toBeGreaterThan(20);
    }
    await validate(`canvas.${table}`);
  });

  it.each([
    [{ addColumn: { name: 'name', type: 'text' } }, 'already has a column name'],
    [{ addColumn: { name: 'x', type: 'int32', required: true } }, 'needs a default'],
    [{ addColumn: { name: 'x', type: 'enum' } }, 'needs values'],
    [{ addColumn: { name: 'x', type: 'blob' } }, 'is not known'],
    [{ addColumn: { name: 'x.y', type: 'text' } }, 'is not a name'],
    [{ dropColumn: 'id' }, 'has no column id'],
    [{ addEnumValue: { column: 'name', value: 'x' } }, 'is not an enum'],
    [{ addEnumValue: { column: 'workflow_state', value: 'available' } }, 'already has the value'],
    [{ widenColumn: { column: 'name', type: 'varchar(9)' } }, 'cannot be widened'],
    [{ widenColumn: { column: 'created_at', type: 'text' } }, 'cannot be widened'],
    [{ rename: 'name' }, 'A change has one of'],
  ])('refuse %o', async (change, reason) => {
    const [status, body] = await admin('schema', { namespace: 'canvas', table: 'groups', ...change });
    expect([status, body['message']]).toEqual([400, expect.stringContaining(reason)]);
  });

  it('can also be changed by the administration, alone or with a commit', async () => {
    const table = { namespace: 'canvas', table: 'scores' };
    expect(await admin('schema', { ...table, dropColumn: 'final_score' })).toEqual([200, { version: 2 }]);
    expect(await admin('columns', { ...table, name: 'extra' })).toEqual([200, { version: 3 }]);
    const schema = [{ addColumn: { name: 'more', type: 'date' } }, { dropColumn: 'extra' }];
    expect((await admin('commit', { ...table, updates: 3, schema }))[0]).toBe(200);
    expect((await admin('commit', { schema }))[0]).toBe(400);
    expect((await schemaOf('canvas.scores')).version).toBe(5);
  });

  it('can change between the schema call and the job', async () => {
    const { version } = await schemaOf('canvas.folders');
    emulator.faults.set({ name: 'schemaBump', table: 'folders' });
    const { job, lines } = await linesOf('canvas.folders');
    expect(job['schema_version']).toBe(version + 1);
    const column = `added_in_version_${version + 1}`;
    expect(lines.filter(({ value }) => column in value)).toHaveLength(lines.length);
  });
});

describe('retention', () => {
  it('lets log rows go after 30 days, and refuses a since from before', async () => {
    const at = (await linesOf('canvas_logs.web_logs')).job['at'];
    const rows = emulator.rowCount('canvas_logs', 'web_logs');
    emulator.clock.advance(20 * DAY_MS);
    await client.login();
    expect(emulator.rowCount('canvas_logs', 'web_logs')).toBeLessThan(rows / 2);
    emulator.clock.advance(20 * DAY_MS);
    await client.login();
    emulator.commit({ namespace: 'canvas_logs', table: 'web_logs', inserts: 9 });
    const { status, body } = await client.query('canvas_logs.web_logs', { since: at });
    expect([status, (body['error'] as JsonObject)['type']]).toEqual([400, 'OutOfRange']);
    expect((await linesOf('canvas_logs.web_logs', { mode: 'condensed' })).lines.length).toBeGreaterThanOrEqual(9);
    expect(emulator.rowCount('canvas_logs', 'web_logs')).toBe(9);
  });

  it('can be set for any table, and reset', async () => {
    const at = (await linesOf('canvas.quizzes')).job['at'];
    emulator.clock.advance(3 * DAY_MS);
    await client.login();
    emulator.commit({ table: 'quizzes' });
    expect((await admin('retention', { namespace: 'canvas', table: 'quizzes', days: 2 }))[0]).toBe(200);
    expect((await client.query('canvas.quizzes', { since: at })).status).toBe(400);
    emulator.setRetention('canvas', 'quizzes', undefined);
    expect((await client.query('canvas.quizzes', { since: at })).status).toBeLessThan(300);
    expect(() => emulator.setRetention('canvas', 'quizzes', 0)).toThrow('above 0');
  });
});
