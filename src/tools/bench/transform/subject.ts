import type { JsonSchema } from '../../../schema/json-schema.js';
import type { JsonObject, JsonValue } from '../../../util/json.js';

/** A schema, and records none of whose leaves fits it as it is. */
export interface TransformSubject {
  readonly name: string;
  readonly schema: JsonSchema;
  /** `$ref`s that were written out. */
  readonly refs: number;
  readonly records: readonly JsonObject[];
}

/** Scalars in a record. */
export function countLeaves(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + countLeaves(member), 0);
}
