import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import traverse, { type SchemaObject } from 'json-schema-traverse';
import { describe, expect, it } from 'vitest';
import { formatJson } from './format-json.js';
import { staticFiles } from './static-files.js';
import { compareFiles, writeFiles } from './sync-files.js';

const ROOT = join(import.meta.dirname, '../../..');
const files = staticFiles();
const documents = new Map([...files].map(([path, text]) => [path, JSON.parse(text) as SchemaObject]));
const streams = [...documents].filter(([path]) => path.startsWith('schemas/'));

/** Every subschema of a document, the document itself included. */
function subschemas(document: SchemaObject): readonly SchemaObject[] {
  const found: SchemaObject[] = [];
  traverse(document, { allKeys: true, cb: (schema) => found.push(schema) });
  return found;
}

describe('the static schema files', () => {
  it('are what the generator makes, with nothing beside them', () => {
    expect(compareFiles(ROOT, files)).toEqual({ outdated: [], unexpected: [] });
  });

  it('cover 94 canvas tables, web_logs, 28 tables of catalog and 8 of new_quizzes', () => {
    expect(streams).toHaveLength(131);
    expect(documents.has('schemas/canvas_logs/web_logs.json')).toBe(true);
    expect(documents.has('schemas/catalog/account_admins.json')).toBe(true);
    expect(documents.has('schemas/new_quizzes/quizzes.json')).toBe(true);
  });

  it('refer to shared parts that exist, and every shared part is referred to', () => {
    const references = [...documents.values()].flatMap(subschemas).flatMap((schema) => schema['$ref'] ?? []);
    const shared = [...documents.keys()].filter((path) => path.startsWith('shared/'));
    expect([...new Set(references.map((name) => `shared/${name}`))].sort()).toEqual(shared.sort());
  });

  it('hold no enum and no limit, and close no object', () => {
    const banned = ['enum', 'const', 'maxLength', 'minLength', 'minimum', 'maximum', 'multipleOf', 'required'];
    for (const [path, document] of documents) {
      for (const schema of subschemas(document)) {
        expect(
          Object.keys(schema).filter((keyword) => banned.includes(keyword)),
          path,
        ).toEqual([]);
        expect(schema['additionalProperties'], path).not.toBe(false);
      }
    }
  });

  it.each(streams)('%s is strict draft-07, describes every property and is nullable but for the key', (_, document) => {
    const ajv = addFormats.default(new Ajv({ strict: true, allowUnionTypes: true, keywords: ['airbyte_type'] }));
    for (const [path, part] of documents) {
      if (path.startsWith('shared/')) ajv.addSchema(part, path.slice('shared/'.length));
    }
    const validate = ajv.compile(document);
    const properties = Object.entries(document['properties'] as Record<string, SchemaObject>);
    const nulls = Object.fromEntries(properties.slice(1).map(([name]) => [name, null]));
    expect(validate(nulls)).toBe(true);
    expect(validate({ [properties[0]?.[0] ?? '']: null })).toBe(false);
    expect(document['title']).toBeTypeOf('string');
    expect(document['description']).toMatch(/^One row for each .+\.$/);
    for (const [name, property] of properties) {
      const text = property['description'] ?? documents.get(`shared/${property['$ref']}`)?.['description'];
      expect(text, name).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('mark every timestamp as one with a time zone', () => {
    const parts = [...documents.values()].flatMap(subschemas).filter((schema) => schema['format'] === 'date-time');
    expect(parts.map((part) => part['airbyte_type'])).toEqual(parts.map(() => 'timestamp_with_timezone'));
  });
});

describe('comparing files', () => {
  it('reports missing, changed and unexpected files, and writing repairs the first two', () => {
    const root = mkdtempSync(join(tmpdir(), 'static-schemas-'));
    try {
      const wanted = new Map([
        ['schemas/a.json', '{}\n'],
        ['shared/b.json', '{}\n'],
      ]);
      writeFiles(root, wanted, [...wanted.keys()]);
      writeFileSync(join(root, 'schemas/a.json'), '{ }\n');
      writeFileSync(join(root, 'shared/c.json'), '{}\n');
      const differences = compareFiles(root, wanted);
      expect(differences).toEqual({ outdated: ['schemas/a.json'], unexpected: ['shared/c.json'] });
      writeFiles(root, wanted, differences.outdated);
      expect(compareFiles(root, wanted).outdated).toEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('formatting JSON', () => {
  it('keeps short objects on one line and breaks up those that are too long', () => {
    const long = 'x'.repeat(110);
    expect(formatJson({ a: { type: ['null', 'string'] }, b: { c: long } })).toBe(
      `{\n  "a": { "type": ["null", "string"] },\n  "b": {\n    "c": "${long}"\n  }\n}\n`,
    );
  });
});
