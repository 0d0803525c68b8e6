import { beforeAll, describe, expect, test } from 'vitest';
import { checkIsSchema, compileValidator } from '../../src/schema/ajv.js';
import { schemaNodes } from '../../src/testing/assertions/schema-walk.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { runProgram } from '../support/program.js';
import { HAS_PROTOCOL_FILE } from '../support/protocol-file.js';

type Schema = Readonly<Record<string, unknown>>;

/** Names that the acceptance tests regard as secrets. */
const SECRET_NAMES =
  /^(client_token|access_token|api_token|token|secret|client_secret|password|key|service_account_info|service_account|tenant_id|certificate|jwt|credentials|app_id|appid|refresh_token)$|(_token|_secret|password|api_?key|secret_key|private_key|access_key)$/;
const FORBIDDEN = [
  'not',
  'anyOf',
  'patternProperties',
  'prefixItems',
  'allOf',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependentRequired',
  '$ref',
];
const ITEM_TYPES = ['object', 'string', 'number', 'integer'];

const PLAIN = { client_id: 'us-east-1#x', client_secret: 'y' };

describe('the specification', () => {
  let run: ConnectorRun;
  let schema: Schema;
  const nodes: { readonly pointer: string; readonly node: Schema }[] = [];
  beforeAll(async () => {
    run = await runProgram(['spec']);
    schema = (run.messages[0]?.spec?.['connectionSpecification'] ?? {}) as Schema;
    nodes.push(...schemaNodes(schema).map(({ pointer, schema: node }) => ({ pointer, node })));
  });

  test('is the only message, and states its protocol version', () => {
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toBe('');
    expect(run.lines).toHaveLength(1);
    expect(run.messages[0]).toMatchObject({
      type: 'SPEC',
      spec: { protocol_version: expect.stringMatching(/^0\.\d+\.\d+$/) },
    });
    expect(run.messages[0]?.spec?.['documentationUrl']).toMatch(/^https:/);
  });

  test('was compared with the protocol file', ({ skip }) => {
    skip(!HAS_PROTOCOL_FILE, 'the definition of the protocol is not beside this repository');
    expect(run.lines).toHaveLength(1);
  });

  test('1: is a schema that good configurations fit and bad ones do not', () => {
    expect(checkIsSchema(schema)).toEqual([]);
    const problems = compileValidator(schema);
    expect(problems(PLAIN)).toEqual([]);
    expect(
      problems({
        ...PLAIN,
        namespaces: ['canvas'],
        tables: [],
        concurrency: 32,
        invalid_cursor_behavior: 'fail',
        extra: 1,
      }),
    ).toEqual([]);
    for (const bad of [
      {},
      { ...PLAIN, client_id: '' },
      { ...PLAIN, namespaces: [] },
      { ...PLAIN, concurrency: 0 },
      { ...PLAIN, concurrency: 1.5 },
      { ...PLAIN, invalid_cursor_behavior: 'x' },
    ]) {
      expect(problems(bad), JSON.stringify(bad)).not.toEqual([]);
    }
  });

  test('3 and 6: enums repeat nothing, every type is a single one', () => {
    for (const { node } of nodes) {
      const values = node['enum'];
      if (Array.isArray(values)) expect(new Set(values).size).toBe(values.length);
      expect(['string', 'undefined']).toContain(typeof node['type']);
    }
  });

  test('5: fields that look like secrets are marked as such, and no others', () => {
    const marked = nodes.filter(({ node }) => node['airbyte_secret'] === true).map(({ pointer }) => pointer);
    const named = nodes
      .map(({ pointer }) => pointer)
      .filter((pointer) => SECRET_NAMES.test(pointer.split('/').at(-1) ?? ''));
    expect(marked).toEqual(named);
    expect(marked).toEqual(['/properties/client_secret']);
  });

  test('7 to 9, 14 and 17: uses only what forms can show', () => {
    for (const { node, pointer } of nodes) {
      if (node['type'] === 'object' && pointer !== '') expect(node['properties'] ?? node['oneOf']).toBeDefined();
      if (node['type'] === 'array') expect(ITEM_TYPES).toContain((node['items'] as Schema)['type']);
      for (const keyword of FORBIDDEN) expect(Object.keys(node), pointer).not.toContain(keyword);
      if ('additionalProperties' in node) expect(node['additionalProperties']).toBe(true);
    }
  });

  test('11 to 13: the fields have an order, a title and a description each', () => {
    const fields = Object.values(schema['properties'] as Record<string, Schema>);
    expect(fields.map((field) => field['order'])).toEqual(fields.map((_, index) => index));
    for (const field of fields) {
      expect(field['title']).toEqual(expect.any(String));
      expect(field['description']).toEqual(expect.any(String));
      expect(field['group'] ?? field['display_type']).toBeUndefined();
    }
  });

  test('requires only the credentials, and states the defaults', () => {
    expect(schema['required']).toEqual(['client_id', 'client_secret']);
    const defaults = Object.entries(schema['properties'] as Record<string, Schema>).flatMap(([name, field]) =>
      'default' in field ? [[name, field['default']]] : [],
    );
    expect(Object.fromEntries(defaults)).toEqual({
      namespaces: ['canvas'],
      invalid_cursor_behavior: 'resync',
      invalid_row_behavior: 'fail',
      max_job_wait_minutes: 360,
      concurrency: 4,
      base_url: 'https://api-gateway.instructure.com',
    });
  });
});
