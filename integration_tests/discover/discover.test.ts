import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTables, NAMESPACES } from '../../src/emulator/facts/index.js';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { schemaNodes } from '../../src/testing/assertions/schema-walk.js';
import { errorsOf } from '../../src/testing/messages-of-type.js';
import type { ReceivedStream } from '../../src/testing/received-message.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { streamKey } from '../../src/testing/stream-key.js';
import { Lab } from '../support/lab.js';
import { runCommand } from '../support/program.js';

type Schema = Readonly<Record<string, unknown>>;

const INSTANT = { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' };

function namesOf(found: ConnectorRun): string[] {
  return found.messages.flatMap(({ catalog }) => catalog?.streams ?? []).map((stream) => streamKey(stream));
}

describe('discover', () => {
  let emulator: Emulator;
  let run: ConnectorRun;
  let tookMs: number;
  const streams = new Map<string, ReceivedStream>();

  const discover = async (changes: object) => {
    const { clientId, clientSecret, baseUrl } = emulator;
    const config = { client_id: clientId, client_secret: clientSecret, base_url: baseUrl, ...changes };
    return await runCommand('discover', { config }, { speed: 1 });
  };
  beforeAll(async () => {
    emulator = await startEmulator({ limits: true, scale: 0.01 });
    const startedMs = performance.now();
    run = await discover({ namespaces: NAMESPACES });
    tookMs = performance.now() - startedMs;
    for (const stream of run.messages.flatMap(({ catalog }) => catalog?.streams ?? []))
      streams.set(streamKey(stream), stream);
  });
  afterAll(async () => await emulator?.close());

  const property = (stream: string, ...path: readonly string[]): Schema | undefined =>
    path.reduce<Schema | undefined>(
      (schema, name) => (schema?.['properties'] as Record<string, Schema> | undefined)?.[name],
      streams.get(stream)?.json_schema,
    );

  test('offers all tables of all namespaces, in time and inside the limits', () => {
    expect(run.exitCode).toBe(0);
    const expected = NAMESPACES.flatMap((namespace) => listTables(namespace).map((table) => `${namespace}.${table}`));
    expect(expected.length).toBeGreaterThan(90);
    expect([...streams.keys()].sort()).toEqual(expected.sort());
    expect(tookMs).toBeLessThan(15_000);
    expect(emulator.stats().rateLimited).toBe(0);
  });

  test('every stream can be read both ways, by the cursor and key of its source', () => {
    for (const [name, stream] of streams) {
      expect(stream, name).toMatchObject({
        supported_sync_modes: ['full_refresh', 'incremental'],
        source_defined_cursor: true,
        default_cursor_field: ['_ab_cdc_updated_at'],
        is_resumable: true,
        namespace: name.split('.')[0],
      });
      expect(stream.source_defined_primary_key?.length, name).toBeGreaterThan(0);
      expect(property(name, '_ab_cdc_updated_at'), name).toMatchObject(INSTANT);
      expect(property(name, '_ab_cdc_deleted_at'), name).toMatchObject(INSTANT);
    }
  });

  test('every schema is flat draft-07 without references and unions, every column typed and described', () => {
    for (const [name, { json_schema }] of streams) {
      expect(json_schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
      for (const { schema: node, pointer } of schemaNodes(json_schema)) {
        for (const keyword of ['$ref', 'oneOf', 'anyOf', 'allOf', 'not', 'const', 'enum', 'maxLength', 'definitions']) {
          expect(Object.keys(node), `${name}${pointer}`).not.toContain(keyword);
        }
        expect(node['type'], `${name}${pointer}`).toBeDefined();
      }
      for (const [column, schema] of Object.entries(json_schema['properties'] as Record<string, Schema>)) {
        expect(schema['description'], `${name}.${column}`).toEqual(expect.any(String));
      }
    }
  });

  test('key columns are never null, all others may be', () => {
    for (const [name, stream] of streams) {
      const keys = (stream.source_defined_primary_key ?? []).map(([column]) => column);
      for (const [column, schema] of Object.entries(stream.json_schema['properties'] as Record<string, Schema>)) {
        if (keys.includes(column)) expect(['string', 'integer'], `${name}.${column}`).toContain(schema['type']);
        else expect(schema['type'], `${name}.${column}`).toContain('null');
      }
    }
  });

  test.each([
    ['canvas.users', ['id'], 'integer'],
    ['canvas.enrollment_states', ['enrollment_id'], 'integer'],
    ['canvas_logs.web_logs', ['id'], 'string'],
    ['catalog.account_admins', ['id'], 'integer'],
  ])('%s has the key %j', (name, key, type) => {
    expect(streams.get(name)?.source_defined_primary_key).toEqual([key]);
    expect(property(name, ...key)).toMatchObject({ type });
  });

  test.each([
    ['canvas.courses', ['created_at'], INSTANT],
    ['canvas.courses', ['settings'], { type: ['null', 'object'], additionalProperties: true }],
    ['canvas.assignments', ['submission_types'], { type: ['null', 'array'] }],
    ['canvas.assignments', ['all_day_date'], { type: ['null', 'string'], format: 'date' }],
    ['canvas.late_policies', ['late_submission_deduction'], { type: ['null', 'number'] }],
    ['canvas.groups', ['is_public'], { type: ['null', 'boolean'] }],
    ['canvas.courses', ['workflow_state'], { type: ['null', 'string'] }],
    ['canvas.learning_outcomes', ['calculation_int'], { type: ['null', 'integer'] }],
  ])('%s: column %j has its type', (name, path, schema) => {
    expect(property(name, ...path)).toMatchObject(schema);
  });

  test('nested columns keep their members', () => {
    for (const [name, column] of [
      ['canvas.courses', 'settings'],
      ['canvas.assignment_groups', 'rules'],
      ['canvas.context_external_tools', 'settings'],
    ] as const) {
      expect(Object.keys((property(name, column)?.['properties'] as object) ?? {}).length, name).toBeGreaterThan(1);
    }
  });
});

describe('discover of selected tables', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 5, 'canvas_logs.web_logs': 5, 'catalog.account_admins': 5 } });
  });
  afterAll(async () => await lab?.close());

  test('patterns select by table in every namespace, and by namespace and table', async () => {
    const [some, dotted, none, unknown] = await Promise.all([
      lab.discover({ namespaces: ['canvas', 'canvas_logs'], tables: ['enrollment*', 'canvas_logs.*'] }),
      lab.discover({ namespaces: ['canvas', 'catalog'], tables: ['catalog.account_a*', 'canvas.{users,groups}'] }),
      lab.discover({ namespaces: ['canvas'], tables: ['no_such_table'] }),
      lab.discover({ namespaces: ['nowhere'] }),
    ]);
    expect(namesOf(some).sort()).toEqual([
      'canvas.enrollment_dates_overrides',
      'canvas.enrollment_states',
      'canvas.enrollment_terms',
      'canvas.enrollments',
      'canvas_logs.web_logs',
    ]);
    expect(namesOf(dotted).sort()).toEqual(['canvas.groups', 'canvas.users', 'catalog.account_admins']);
    for (const failed of [none, unknown]) {
      expect(failed.exitCode).toBe(1);
      expect(failed.messages.filter(({ catalog }) => catalog !== undefined)).toEqual([]);
      expect(errorsOf(failed.messages).map((error) => error.failure_type)).toEqual(['config_error']);
    }
    expect(errorsOf(none.messages)[0]?.message).toMatch(/no table of canvas matches the patterns/);
    expect(errorsOf(unknown.messages)[0]?.message).toMatch(/nowhere.*does not exist/);
  });
});
