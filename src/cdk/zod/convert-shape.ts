import { z } from 'zod';
import { declaredTypes, type JsonSchema, ownValue } from '../../schema/json-schema.js';
import { simplifySchema } from './simplify-schema.js';
import { zodSchemaError } from './zod-schema-error.js';

/** What to write instead of types that JSON does not have. */
const INSTEAD: Readonly<Record<string, string>> = {
  custom: 'Say what it is in JSON, such as z.string().',
  date: 'Use z.iso.datetime() or z.iso.date(), for records are JSON.',
  map: 'Use z.record().',
  nan: 'Use z.number().',
  set: 'Use z.array().',
  transform: 'Say what comes out of it: .pipe(z.string()), for example.',
  undefined: 'Use .optional().',
  void: 'Use .optional().',
};

/** Of these, zod cannot write down the value that they put in, which is left out anyway. */
const WITHOUT_EFFECT = new Set<string>(['catch', 'default', 'prefault']);

/** What `streamSchemaOf` does, in a module that loads zod. */
export function convertShape(shape: z.ZodType<object>): JsonSchema {
  if (!isOfZod4(shape))
    throw zodSchemaError('SCHEMA_NOT_OBJECT', [], 'is not a schema made by zod 4: z.object({ ... }).');
  const schema = simplifySchema({
    ...z.toJSONSchema(shape, {
      target: 'draft-07',
      io: 'output',
      metadata: new Metadata(),
      unrepresentable: ({ zodSchema, path, message }) => {
        const { type } = zodSchema._zod.def;
        if (type === 'bigint') return { type: 'integer' };
        if (WITHOUT_EFFECT.has(type)) return 'any';
        throw zodSchemaError('SCHEMA_INVALID', path, `has no JSON schema: ${message}. ${INSTEAD[type] ?? ''}`.trim());
      },
      override: ({ zodSchema, jsonSchema }) => keepLocalTimes(zodSchema._zod.def, jsonSchema),
    }),
  });
  if (declaredTypes(schema).includes('object')) return schema;
  throw zodSchemaError('SCHEMA_NOT_OBJECT', [], 'must be an object, for records are: z.object({ ... }).');
}

function isOfZod4(shape: unknown): boolean {
  return typeof shape === 'object' && shape !== null && '_zod' in shape;
}

/** Without the ids, by which zod would write a schema once and refer to it elsewhere. */
class Metadata extends z.core.$ZodRegistry<Record<string, unknown>> {
  override get(schema: z.core.$ZodType): Record<string, unknown> | undefined {
    const { id: _, ...metadata } = z.globalRegistry.get(schema) ?? {};
    return metadata;
  }
}

/** The formats of JSON Schema want a time zone, so zod leaves them out without one; Airbyte has a word for it. */
function keepLocalTimes(def: object, jsonSchema: JsonSchema): void {
  const format = ownValue(def, 'format');
  const isLocal = format === 'time' || (format === 'datetime' && ownValue(def, 'local') === true);
  if (!isLocal) return;
  jsonSchema['format'] ??= format === 'time' ? 'time' : 'date-time';
  jsonSchema['airbyte_type'] ??= format === 'time' ? 'time_without_timezone' : 'timestamp_without_timezone';
}
