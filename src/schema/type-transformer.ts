import { CodedError } from '../errors.js';
import type { JsonSchema } from './json-schema.js';
import { buildPlan } from './transform/build-plan.js';
import { compilePlan } from './transform/compile-plan.js';
import type { Runtime, TransformWarning } from './transform/runtime.js';
import { TransformConfig } from './transform-config.js';

/** Turns the value of one field into another. `fieldSchema` is the part of the schema that describes the field. */
export type CustomTransform = (value: unknown, fieldSchema: JsonSchema) => unknown;

/** Called for a value that does not fit its schema even after all casts. */
export type WarningListener = (warning: TransformWarning) => void;

/** How a {@link TypeTransformer} behaves beyond its flags. */
export interface TypeTransformerOptions {
  /** Called for each value that does not fit its schema even after all casts. */
  readonly onWarning?: WarningListener;
  /** Keeps a value, and warns, if the usual cast would lose or invent something: 1.9 for an integer, "1_000". */
  readonly strict?: boolean;
  /** How objects and lists become strings: as Python writes them (`{'a': 1}`, the default) or as JSON (`{"a":1}`). */
  readonly objectsAs?: 'python' | 'json';
}

/**
 * Casts the values of records to the types that their schema declares, in place. The rules are those of the
 * TypeTransformer of Airbyte's Python CDK: the root, unions, `oneOf`, `anyOf` and `allOf` are left alone, what cannot
 * be cast is not changed, with a warning. It never throws, whatever the JSON value or schema.
 *
 * @example
 * const transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
 * const record = { value: 12 };
 * transformer.transform(record, { type: 'object', properties: { value: { type: 'string' } } });
 * // record is { value: '12' }
 */
export class TypeTransformer {
  readonly #flags: number;
  readonly #options: TypeTransformerOptions;
  readonly #compiled = new WeakMap<JsonSchema, (record: unknown) => void>();
  #custom: CustomTransform | undefined;

  /** @throws CodedError `TRANSFORM_CONFIG` when `flags` is not a combination of {@link TransformConfig}. */
  constructor(flags: number = TransformConfig.NoTransform, options: TypeTransformerOptions = {}) {
    checkFlags(flags);
    this.#flags = flags;
    this.#options = options;
  }

  /** Whether a custom function is registered. */
  get hasCustomTransform(): boolean {
    return this.#custom !== undefined;
  }

  /** Whether records are touched at all: false for `NoTransform`. */
  get isActive(): boolean {
    return this.#flags !== TransformConfig.NoTransform;
  }

  /**
   * Registers the function that sees each field's value after the default cast, and returns it. The last one wins.
   *
   * @throws CodedError `TRANSFORM_CONFIG` when the flags lack `CustomSchemaNormalization`, and for what is not a function.
   */
  registerCustomTransform<F extends CustomTransform>(transform: F): F {
    if ((this.#flags & TransformConfig.CustomSchemaNormalization) === 0) {
      throw new CodedError('TRANSFORM_CONFIG', {
        message: 'A custom transform needs the flag TransformConfig.CustomSchemaNormalization.',
      });
    }
    if (typeof transform !== 'function') {
      throw new CodedError('TRANSFORM_CONFIG', {
        message: `A custom transform is a function, not ${typeof transform}.`,
      });
    }
    this.#custom = transform;
    return transform;
  }

  /** Casts `record` in place. What a custom function throws passes through; nothing else is thrown. */
  transform(record: unknown, schema: JsonSchema): void {
    if (this.isActive) this.compile(schema)(record);
  }

  /**
   * The transformation of one schema as a function. It is compiled once per schema object, so a schema in use must
   * not be changed afterwards. `onWarning` is called in addition to the listener of the options; such a
   * function is compiled again at each call.
   */
  compile(schema: JsonSchema, onWarning?: WarningListener): (record: unknown) => void {
    if (onWarning !== undefined) return this.#compile(schema, onWarning);
    const known = this.#compiled.get(schema);
    if (known !== undefined) return known;
    const run = this.#compile(schema, undefined);
    if (typeof schema === 'object' && schema !== null) this.#compiled.set(schema, run);
    return run;
  }

  #compile(schema: JsonSchema, onWarning: WarningListener | undefined): (record: unknown) => void {
    if (!this.isActive) return leaveAlone;
    const runtime = this.#createRuntime(bothListeners(this.#options.onWarning, onWarning));
    return compilePlan(buildPlan(schema, runtime), runtime);
  }

  #createRuntime(onWarning: WarningListener | undefined): Runtime {
    const { strict = false, objectsAs = 'python' } = this.#options;
    return {
      casts: (this.#flags & TransformConfig.DefaultSchemaNormalization) !== 0,
      callsCustom: (this.#flags & TransformConfig.CustomSchemaNormalization) !== 0,
      strict,
      objectsAs,
      onWarning,
      // Looked up at each call: a function may be registered after a schema was compiled.
      custom: (value, fieldSchema) => (this.#custom === undefined ? value : this.#custom(value, fieldSchema)),
      depth: 0,
    };
  }
}

function bothListeners(
  first: WarningListener | undefined,
  second: WarningListener | undefined,
): WarningListener | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (warning) => {
    first(warning);
    second(warning);
  };
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
