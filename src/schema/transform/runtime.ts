import type { JsonSchema } from '../json-schema.js';
import type { DateFormat, DateTests } from './dates/date-tests.js';
import type { DateNormalizer } from './dates/normalize-date.js';
import type { PathLink } from './path-link.js';
import { toPath } from './path-link.js';
import { type TypeStructure, typeStructure } from './type-structure.js';

/** One value that does not fit its schema. Holds types and names, never the value. */
export interface TransformWarning {
  /** Property names and list indexes from the root, which is `[]`. */
  readonly path: readonly (string | number)[];
  /** A JSON type name; for an object the types of its members, three levels deep. */
  readonly from: TypeStructure;
  /** The schema's `type` as written. */
  readonly to: unknown;
  /** The format that the text lacks, if its type fits. */
  readonly format?: DateFormat;
}

/** How a transformer treats the texts of dates. */
export interface DateRules {
  /** Whether they are looked at. */
  readonly areChecked: boolean;
  /** Which texts stay as they are without a closer look. */
  readonly asWritten: DateTests;
  /** Which texts give no warning. */
  readonly fitting: DateTests;
  /** Writes others in the usual way. */
  readonly normalize: DateNormalizer | undefined;
}

/** What all compiled programs of one transformer share. */
export interface Runtime {
  readonly casts: boolean;
  readonly callsCustom: boolean;
  readonly strict: boolean;
  readonly objectsAs: 'python' | 'json';
  /** Whether `anyOf` and `oneOf` are looked at. */
  readonly readsUnions: boolean;
  readonly dates: DateRules;
  readonly onWarning: ((warning: TransformWarning) => void) | undefined;
  /** The custom function; without one, the value as it is. */
  readonly custom: (value: unknown, fieldSchema: JsonSchema) => unknown;
  /** Current depth of nested references: data can nest without limit below a recursive schema. */
  depth: number;
}

/** Reports that the value at `at` does not fit the type `to`. */
export function warn(runtime: Runtime, at: PathLink, value: unknown, to: unknown): void {
  runtime.onWarning?.({ path: toPath(at), from: typeStructure(value), to });
}

/** Reports that the text at `at` does not have the format `format`. */
export function warnOfFormat(runtime: Runtime, at: PathLink, value: string, format: DateFormat): void {
  runtime.onWarning?.({ path: toPath(at), from: typeStructure(value), to: 'string', format });
}
