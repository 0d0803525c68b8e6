import { CodedError } from '../errors.js';
import type { JsonSchema } from './json-schema.js';
import { buildPlan } from './transform/build-plan.js';
import { compilePlan } from './transform/compile-plan.js';
import type { Runtime, TransformWarning } from './transform/runtime.js';
import { TransformConfig } from './transform-config.js';

/** Turns the value of one field into another. `fieldSchema` is the part of the schema that describes the field. */
export type CustomTransform = (value: unknown, fieldSchema: JsonSchema) => unknown;

/** How a {@link TypeTransformer} behaves beyond its flags. */
export interface TypeTransformerOptions {
  /** Is told each value that does not fit its schema after all casts. */
  readonly onWarning?: (warning: TransformWarning) => void;
  /** Keeps a value, and warns, where the usual cast would lose or invent something: 1.9 for an integer, "1_000". */
  readonly strict?: boolean;
  /** How objects and lists become strings: as Python writes them (`{'a': 1}`, the default) or as JSON (`{"a":1}`). */
  readonly objectsAs?: 'python' | 'json';
}

/**
 * Casts the values of records to the types that their schema declares, in place. The rules are those of the
 * TypeTransformer of Airbyte's Python CDK: the root, unions, `oneOf`, `anyOf` and `allOf` are left alone, what cannot
 * be cast stays and is warned about. Total: no JSON value and no schema makes it throw.
 *
 * @example
 * const transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
 * const record = { value: 12 };
 * transformer.transform(record, { type: 'object', properties: { value: { type: 'string' } } });
 * // record is { value: '12' }
 */
export class TypeTransformer {
  readonly #flags: number;
  readonly #runtime: Runtime;
  readonly #compiled = new WeakMap<JsonSchema, (record: unknown) => void>();

  /** @throws CodedError `TRANSFORM_CONFIG` when `flags` is no combination of {@link TransformConfig}. */
  constructor(flags: number = TransformConfig.NoTransform, options: TypeTransformerOptions = {}) {
    checkFlags(flags);
    this.#flags = flags;
    this.#runtime = {
      casts: (flags & TransformConfig.DefaultSchemaNormalization) !== 0,
      callsCustom: (flags & TransformConfig.CustomSchemaNormalization) !== 0,
      strict: options.strict ?? false,
      objectsAs: options.objectsAs ?? 'python',
      onWarning: options.onWarning,
      custom: undefined,
      depth: 0,
    };
  }

  /** Whether a custom function is registered. */
  get hasCustomTransform(): boolean {
    return this.#runtime.custom !== undefined;
  }

  /** Whether records are touched at all: false for `NoTransform`. */
  get isActive(): boolean {
    return this.#flags !== TransformConfig.NoTransform;
  }

  /**
   * Registers the function that sees each field's value after the default cast, and returns it. The last one wins.
   *
   * @throws CodedError `TRANSFORM_CONFIG` when the flags lack `CustomSchemaNormalization`.
   */
  registerCustomTransform<F extends CustomTransform>(transform: F): F {
    if (!this.#runtime.callsCustom) {
      throw new CodedError('TRANSFORM_CONFIG', {
        message: 'A custom transform needs the flag TransformConfig.CustomSchemaNormalization.',
      });
    }
    this.#runtime.custom = transform;
    return transform;
  }

  /** Casts `record` in place. What a custom function throws passes through; nothing else is thrown. */
  transform(record: unknown, schema: JsonSchema): void {
    if (this.isActive) this.compile(schema)(record);
  }

  /**
   * The transformation of one schema as a function. Compiled once per schema object, so a schema that was used must
   * not be changed afterwards.
   */
  compile(schema: JsonSchema): (record: unknown) => void {
    const known = this.#compiled.get(schema);
    if (known !== undefined) return known;
    const run = this.isActive ? compilePlan(buildPlan(schema, this.#runtime), this.#runtime) : leaveAlone;
    if (typeof schema === 'object' && schema !== null) this.#compiled.set(schema, run);
    return run;
  }
}

function leaveAlone(): void {}

function checkFlags(flags: number): void {
  const { NoTransform, DefaultSchemaNormalization, CustomSchemaNormalization } = TransformConfig;
  if (flags === NoTransform) return;
  const both = DefaultSchemaNormalization | CustomSchemaNormalization;
  if (Number.isInteger(flags) && flags > 0 && (flags & ~both) === 0) return;
  throw new CodedError('TRANSFORM_CONFIG', {
    message:
      'The flags of a TypeTransformer are TransformConfig.NoTransform alone, or DefaultSchemaNormalization and CustomSchemaNormalization, one or both.',
  });
}
