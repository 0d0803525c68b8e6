import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isCodedError } from '../errors.js';
import type { JsonSchema } from './json-schema.js';
import { SchemaLoader } from './schema-loader.js';
import { toSnakeCase } from './snake-case.js';

const folder = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url));
const isPresent = existsSync(folder);

interface LoaderCase {
  readonly schema?: JsonSchema;
  readonly error?: { readonly kind: string; readonly names?: string };
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(`${folder}${path}`, 'utf8')) as T;
}

if (!isPresent) {
  it('the conformance data', ({ skip }) => skip('shared/conformance is not beside this repository'));
} else {
  it.each(read<{ class: string; name: string }[]>('snake-case-cases.json'))('names the stream of $class', (item) => {
    expect(toSnakeCase(item.class)).toBe(item.name);
  });

  describe('the schema loader against the conformance data', () => {
    const schemasDir = `${folder}schema-loader-cases/schemas`;
    const loader = new SchemaLoader({ schemasDir, sharedDir: `${schemasDir}/shared` });
    const expected = Object.entries(read<Record<string, LoaderCase>>('schema-loader-cases/expected.json'));
    const person = expected.find(([name]) => name === 'root_ref')?.[1].schema as JsonSchema;
    const money = (person['properties'] as JsonSchema)['salary'];
    const $schema = 'http://json-schema.org/draft-07/schema#';
    /** What we support beyond the Python loader. */
    const bettered: Record<string, LoaderCase | undefined> = {
      ref_with_siblings: {
        schema: {
          $schema,
          type: 'object',
          properties: {
            price: { ...(money as JsonSchema), description: 'What it costs', title: 'Price', type: 'string' },
          },
        },
      },
      root_ref_with_siblings: { schema: { ...person, title: 'Person' } },
      shared_prefix_ref: { schema: { $schema, type: 'object', properties: { a: money } } },
      parent_path_ref: { error: { kind: 'outside', names: 'one_ref.json' } },
    };
    const codes: Record<string, string> = {
      outside: 'SCHEMA_REF_OUTSIDE',
      empty_file: 'SCHEMA_JSON_INVALID',
      invalid_json: 'SCHEMA_JSON_INVALID',
      target_not_an_object: 'SCHEMA_NOT_OBJECT',
      top_level_not_an_object: 'SCHEMA_NOT_OBJECT',
      missing_fragment: 'SCHEMA_FRAGMENT_MISSING',
      missing_file: 'SCHEMA_REF_MISSING',
      missing_top_level_file: 'SCHEMA_NOT_FOUND',
      cycle: 'SCHEMA_REF_CYCLE',
    };

    it.each(expected)('%s', async (name, original) => {
      const { schema, error } = bettered[name] ?? original;
      const outcome = await loader.load(name).catch((thrown: unknown) => thrown);
      if (error === undefined) {
        expect(outcome).toEqual(schema);
        return;
      }
      if (!isCodedError(outcome)) throw new Error(`${name} was loaded`, { cause: outcome });
      expect(outcome.code).toBe(codes[error.kind]);
      expect(outcome.message).toContain(error.names ?? name);
    });
  });
}
