import { CodedError } from '../../errors.js';
import { checkIsSchema } from '../../schema/ajv.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { findSharedDir } from '../../schema/loading/shared-dir.js';
import { SchemaLoader } from '../../schema/schema-loader.js';
import type { GeneratedFiles } from '../write-files.js';
import { generateTypes } from './generate-types.js';
import { listSchemas } from './list-schemas.js';

/** Where the schemas are. */
interface SchemaFolders {
  readonly schemas: string;
  readonly shared?: string;
}

/**
 * The declarations of all streams, by their path below the folder of types: that of the schema, ending in `.d.ts`.
 *
 * @throws CodedError `SCHEMA_*` naming the file and place of what is broken, `TOOL_INPUT` when there is no schema.
 */
export async function makeTypeFiles({ schemas, shared }: SchemaFolders): Promise<GeneratedFiles> {
  const sharedDir = await findSharedDir(schemas, shared);
  const loader = new SchemaLoader({ schemasDir: schemas, sharedDir });
  const files = new Map<string, string>();
  for (const name of await listSchemas(schemas, sharedDir)) {
    files.set(`${name}.d.ts`, await generateTypes(name, await loadValid(loader, name)));
  }
  return files;
}

async function loadValid(loader: SchemaLoader, name: string): Promise<JsonSchema> {
  const schema = await loader.load(name);
  const problems = checkIsSchema(schema);
  if (problems.length === 0) return schema;
  throw new CodedError('SCHEMA_INVALID', { message: `The schema of ${name} is not valid: ${problems.join('; ')}.` });
}
