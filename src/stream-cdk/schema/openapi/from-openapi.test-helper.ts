import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { JsonSchema } from '../../../schema/json-schema.js';
import { isSchemaFileName } from '../../../schema/loading/schema-file-name.js';
import { SchemaLoader } from '../../../schema/schema-loader.js';
import { checkStreamSchema } from '../../../schema/stream-schema-check.js';
import { type FromOpenApiOptions, fromOpenApi } from './from-openapi.js';

/** What came of a description: every stream as it is loaded. */
export interface Generated {
  readonly streams: Readonly<Record<string, JsonSchema>>;
  /** Names of the shared files. */
  readonly shared: readonly string[];
  /** What was noted, by kind: how often. */
  readonly notes: Readonly<Record<string, number>>;
  readonly fault: string | undefined;
  readonly renamed: readonly (readonly [string, string])[];
  readonly references: number;
}

/** An OpenAPI description of these schemas. */
export function openApi(schemas: object, version = '3.0.3'): object {
  const info = { title: 'API', version: '1' };
  if (version === '2.0') return { swagger: version, info, paths: {}, definitions: schemas };
  return { openapi: version, info, paths: {}, components: { schemas } };
}

/**
 * Writes the schemas of a description in a folder of its own, loads each stream and checks it as Airbyte would.
 *
 * @param files - texts by path; the description is `api.json` or `api.yaml`
 */
export async function generate(
  description: object | Readonly<Record<string, string>>,
  components: readonly string[] = [],
  options: Partial<FromOpenApiOptions> = {},
): Promise<Generated> {
  const isFiles = 'api.json' in description || 'api.yaml' in description;
  const files = isFiles
    ? (description as Readonly<Record<string, string>>)
    : { 'api.json': JSON.stringify(description) };
  const folder = await mkdtemp(join(tmpdir(), 'from-openapi-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, 'api', path)), { recursive: true });
      await writeFile(join(folder, 'api', path), text);
    }
    const file = join(folder, 'api', 'api.json' in files ? 'api.json' : 'api.yaml');
    const [schemas, shared] = [join(folder, 'schemas'), join(folder, 'shared')] as const;
    const result = await fromOpenApi({ file, components, schemas, shared, force: false, ...options });
    const streams = await loadAll(schemas, shared);
    const notes = [...result.notes.kinds].map(([kind, { count }]) => [kind, count] as const);
    return {
      streams,
      shared: [...result.generated.shared.keys()].sort(),
      notes: Object.fromEntries(notes),
      fault: result.fault,
      renamed: result.generated.renamed,
      references: result.generated.references,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function loadAll(schemasDir: string, sharedDir: string): Promise<Record<string, JsonSchema>> {
  const loader = new SchemaLoader({ schemasDir, sharedDir });
  const streams: Record<string, JsonSchema> = {};
  for (const file of (await readdir(schemasDir)).filter(isSchemaFileName).sort()) {
    const name = file.replace(/\.json$/, '');
    const schema = await loader.load(name);
    expect(checkStreamSchema({ name, schema })).toEqual([]);
    streams[name] = schema;
  }
  return streams;
}

/** The schema of property `f` of a stream that has no other. */
export async function generateField(schema: unknown, version?: string, others: object = {}): Promise<unknown> {
  const record = { type: 'object', properties: { f: schema } };
  const { streams } = await generate(openApi({ Record: record, ...others }, version), ['Record']);
  return (streams['record']?.['properties'] as JsonSchema | undefined)?.['f'];
}
