import type { JsonSchema } from '../schema/json-schema.js';
import type { Transformation, WarningListener } from '../schema/type-transformer.js';
import { type AnyStream, toPaths } from './stream.js';

/** What the cast of a stream's records has to know beside the schema. */
interface CastOptions {
  readonly schema: JsonSchema;
  readonly cursorField: readonly string[] | undefined;
  /** The key that counts if the stream has none. */
  readonly chosenKey?: readonly (readonly string[])[] | undefined;
  readonly onMisfit?: WarningListener;
}

/**
 * The cast of the records of a stream, by its transformer; undefined if that leaves them alone. Key and cursor are never
 * nulled.
 *
 * @throws CodedError `TRANSFORM_CONFIG` when the transformer's options cannot be followed.
 */
export async function compileCast(stream: AnyStream, options: CastOptions): Promise<Transformation | undefined> {
  const { transformer } = stream;
  if (!transformer.isActive) return undefined;
  await transformer.load();
  const { schema, cursorField, chosenKey = [], onMisfit } = options;
  const ownKey = toPaths(stream);
  const key = ownKey.length === 0 ? chosenKey : ownKey;
  const kept = cursorField === undefined ? key : [...key, cursorField];
  return transformer.compile(schema, onMisfit, { kept, isThorough: true });
}
