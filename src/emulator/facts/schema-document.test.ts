import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { listTables, NAMESPACES, schemaDocument, type TableFact, tableFact } from './index.js';

const COURSES = join(import.meta.dirname, '../../../../shared/reference/dap-schemas/courses.schema.json');

type Schema = Record<string, unknown>;

function documentOf(namespace: string, table: string): Schema {
  return schemaDocument(tableFact(namespace, table) as TableFact);
}

function valueColumns(namespace: string, table: string): Record<string, Schema> {
  const document = documentOf(namespace, table) as { properties: { value: { properties: Record<string, Schema> } } };
  return document.properties.value.properties;
}

/** The same JSON without the texts for people, but with the title that names where a nested type comes from. */
function withoutTexts(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([name, value]) => !isText(name, value));
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutTexts(value)]));
}

function isText(name: string, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return name === 'description' || (name === 'title' && !value.startsWith('Type extracted'));
}

/** The same with sorted enums: the value for the unforeseen stood last in 2023 and stands first now. */
function unordered(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(unordered);
  const entries = Object.entries(node).map(([name, value]) => [
    name,
    name === 'enum' && Array.isArray(value) ? value.toSorted() : unordered(value),
  ]);
  return Object.fromEntries(entries);
}

const names = NAMESPACES.flatMap((namespace) => listTables(namespace).map((table) => ({ namespace, table })));

describe('the schema document', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: true, validateFormats: false, logger: false });
  for (const keyword of ['int16', 'int32', 'int64', 'float64']) ajv.addFormat(keyword, true);

  it.each(names)('of $namespace.$table is a strict JSON Schema 2020-12', ({ namespace, table }) => {
    const document = documentOf(namespace, table);
    expect(ajv.validateSchema(document)).toBe(true);
    expect(() => ajv.compile(document)).not.toThrow();
  });

  it('gives every table and column a text', () => {
    for (const { namespace, table } of names) {
      for (const [name, column] of Object.entries(valueColumns(namespace, table))) {
        expect(column['description'], `${table}.${name}`).toMatch(/^[A-Z`].*\.$/);
      }
    }
  });

  it('answers a fresh copy each time', () => {
    const first = documentOf('canvas', 'courses');
    first['properties'] = {};
    expect(documentOf('canvas', 'courses')['properties']).toHaveProperty('value');
  });
});

describe('a column in the schema document', () => {
  it('writes decimals as a multiple within exclusive bounds', () => {
    expect(withoutTexts(valueColumns('canvas', 'submissions')['points_deducted'])).toEqual({
      type: 'number',
      multipleOf: 0.01,
      exclusiveMinimum: -10_000,
      exclusiveMaximum: 10_000,
    });
  });

  it('writes the nested object of assignment groups closed, titled and without required members', () => {
    expect(withoutTexts(valueColumns('canvas', 'assignment_groups')['rules'])).toEqual({
      type: 'object',
      title: 'Type extracted from column `assignment_groups.rules`.',
      properties: {
        drop_highest: { type: 'integer', format: 'int32' },
        drop_lowest: { type: 'integer', format: 'int32' },
        never_drop: { type: 'array', items: { type: 'integer', format: 'int32' } },
      },
      additionalProperties: false,
    });
  });

  it('carries the default of a column that was added later', () => {
    const users = tableFact('canvas', 'users') as TableFact;
    const added = {
      name: 'vip',
      type: 'boolean',
      nullable: false,
      key: false,
      oversize: false,
      default: false,
    } as const;
    expect(schemaDocument({ ...users, columns: [...users.columns, added] })).toMatchObject({
      properties: {
        value: { properties: { vip: { type: 'boolean', default: false } }, required: expect.arrayContaining(['vip']) },
      },
    });
  });

  it('writes arrays with their items', () => {
    expect(withoutTexts(valueColumns('canvas', 'developer_keys')['redirect_uris'])).toEqual({
      type: 'array',
      items: { type: 'string', maxLength: 255 },
    });
    expect(valueColumns('canvas', 'assignments')['submission_types']).toMatchObject({
      type: 'array',
      items: { type: 'string', enum: expect.arrayContaining(['online_upload', '__dap_unspecified__']) },
    });
  });
});

describe('the definitions of a schema document', () => {
  it('hold the shared enums of web_logs, beside its unions', () => {
    const columns = valueColumns('canvas_logs', 'web_logs');
    expect(Object.keys(documentOf('canvas_logs', 'web_logs')['definitions'] as Schema).sort()).toEqual([
      'Action',
      'ContextType',
      'Controller',
      'HTTPVersion',
    ]);
    expect(withoutTexts(columns['web_application_controller'])).toEqual({
      oneOf: [{ $ref: '#/definitions/Controller' }, { type: 'string' }],
    });
    expect(withoutTexts(columns['remote_ip'])).toEqual({
      oneOf: [
        { type: 'string', format: 'ipv4' },
        { type: 'string', format: 'ipv6' },
      ],
    });
    expect(withoutTexts(columns['user_agent'])).toEqual({
      oneOf: [
        { type: 'string', const: '__dap_oversized_truncated__' },
        { type: 'string', maxLength: 255 },
      ],
    });
    expect(columns['http_status']).toMatchObject({ type: 'integer', enum: expect.arrayContaining([200, 500]) });
  });

  it('are absent if nothing refers to them', () => {
    expect(documentOf('canvas', 'courses')).not.toHaveProperty('definitions');
  });
});

describe('compared with the real answer, if available, the schema document', () => {
  it('of courses is the same but for its texts', ({ skip }) => {
    skip(!existsSync(COURSES), 'the answer is not beside this repository');
    const { schema } = JSON.parse(readFileSync(COURSES, 'utf8')) as { schema: Schema };
    const courses = tableFact('canvas', 'courses') as TableFact;
    // The answer is of 2023; the marker of texts that are too big came to this column later.
    const columns = courses.columns.map((column) =>
      column.name === 'tab_configuration' ? { ...column, oversize: false } : column,
    );
    const ours = withoutTexts(schemaDocument({ ...courses, columns }));
    expect(unordered(ours)).toEqual(unordered(schema));
    expect(Object.keys(valueColumns('canvas', 'courses'))).toEqual(
      Object.keys((schema as { properties: { value: { properties: Schema } } }).properties.value.properties),
    );
  });
});
