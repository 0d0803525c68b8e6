import type { z } from 'zod';
import type { JsonSchema } from '../../schema/json-schema.js';

/**
 * The JSON schema of a stream whose records have a zod shape, as Airbyte wants it: draft-07, open objects, nullable
 * types as lists, no `$ref`, `allOf` or `not`. It describes what comes out of the shape (`z.output`), for that is
 * what a stream emits; `z.bigint()` is an integer. Each call gives a fresh copy.
 *
 * Left out is what Airbyte has no words for: the values of a `z.record` without known keys, defaults, and checks that
 * need an `allOf`. Records are not parsed by the shape: where the API cannot be trusted, call `shape.parse` yourself.
 *
 * @throws CodedError naming the field: `SCHEMA_INVALID` where its type has no JSON schema (dates, transforms without
 * `.pipe`, maps, sets), `SCHEMA_REF_CYCLE` if it contains itself; `SCHEMA_NOT_OBJECT` if the shape is not an object.
 * @example
 * await streamSchemaOf(z.object({ id: z.int(), left_at: z.iso.date().nullable() }))
 * // { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', additionalProperties: true,
 * //   properties: { id: { type: 'integer' }, left_at: { type: ['string', 'null'], format: 'date' } },
 * //   required: ['id', 'left_at'] }
 */
export async function streamSchemaOf(shape: z.ZodType<object>): Promise<JsonSchema> {
  const { convertShape } = await import('./convert-shape.js');
  return convertShape(shape);
}
