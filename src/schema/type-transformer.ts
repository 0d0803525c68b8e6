import { CodedError } from '../errors.js';
import type { JsonSchema } from './json-schema.js';
import { unknownTimeZone } from './time-zone-error.js';
import { buildPlan } from './transform/build-plan.js';
import { compilePlan } from './transform/compile-plan.js';
import { isDate, isDateTime, isRfc3339 } from './transform/dates/date-tests.js';
import type { DateNormalizer } from './transform/dates/normalize-date.js';
import { nullMisfits, type RecordChange } from './transform/null-misfits.js';
import type { DateRules, Runtime, TransformWarning } from './transform/runtime.js';
import { TransformConfig } from './transform-config.js';

/** Turns the value of one field into another. `fieldSchema` is the part of the schema that describes the field. */
export type CustomTransform = (value: unknown, fieldSchema: JsonSchema) => unknown;

/** Called for a value that does not fit its schema even after all casts. */
export type WarningListener = (warning: TransformWarning) => void;

/** How a {@link TypeTransformer} behaves beyond its flags. */
export interface TypeTransformerOptions {
  /** Called for each value that does not fit its schema even after all casts. */
  readonly onWarning?: WarningListener | undefined;
  /** Keeps a value, and warns, if the usual cast would lose or invent something: 1.9 for an integer, "1_000". */
  readonly strict?: boolean | undefined;
  /** How objects and lists become strings: as Python writes them (`{'a': 1}`, the default) or as JSON (`{"a":1}`). */
  readonly objectsAs?: 'python' | 'json' | undefined;
  /** What becomes of a value that does not fit: it stays (`keep`, the default), or null replaces it and a change is told. */
  readonly misfits?: 'keep' | 'null' | undefined;
  /**
   * Texts of the formats `date-time` and `date`: looked at (`check`, the default for records of a stream), also written
   * in the usual way where another can be read beyond doubt (`normalize`), or not looked at (`keep`, the default elsewhere).
   */
  readonly dates?: 'keep' | 'check' | 'normalize' | undefined;
  /** For `normalize`: the IANA zone of times without one, such as `Europe/Berlin`. Without it they stay without. */
  readonly timeZone?: string | undefined;
}

/** Transforms a record in place; returns what it nulled, undefined for nothing. */
export type Transformation = (record: unknown) => readonly RecordChange[] | undefined;

/** What {@link TypeTransformer.compile} can be told. */
export interface CompileOptions {
  /** Paths of columns that no misfit nulls, such as those of the key. */
  readonly kept?: readonly (readonly string[])[];
  /**
   * Warns of what the rules of the Python CDK pass over, too: values that fit no branch of an `anyOf` or `oneOf`, and
   * texts that do not have their format. The records of a stream are looked at so.
   */
  readonly isThorough?: boolean;
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
  readonly #compiled = new WeakMap<JsonSchema, Transformation>();
  #custom: CustomTransform | undefined;
  #normalizeDate: DateNormalizer | undefined;

  /**
   * @throws CodedError `TRANSFORM_CONFIG` when `flags` is not a combination of {@link TransformConfig}, and when options
   * change values although `NoTransform` leaves them alone.
   */
  constructor(flags: number = TransformConfig.NoTransform, options: TypeTransformerOptions = {}) {
    checkFlags(flags);
    checkOptions(flags, options);
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

  /**
   * Loads what the options need. A read does it by itself; elsewhere, a transformer that normalizes dates needs it first.
   *
   * @throws CodedError `CDK_CONFIG_INVALID` when no time zone has the name of the option `timeZone`.
   */
  async load(): Promise<void> {
    const { dates, timeZone } = this.#options;
    if (dates !== 'normalize' || this.#normalizeDate !== undefined) return;
    const { createDateNormalizer, isTimeZone } = await import('./transform/dates/normalize-date.js');
    if (timeZone !== undefined && !isTimeZone(timeZone)) throw unknownTimeZone(timeZone);
    this.#normalizeDate = createDateNormalizer(timeZone);
  }

  /**
   * Casts `record` in place. What a custom function throws passes through; nothing else is thrown.
   *
   * @returns what was nulled; undefined for nothing.
   */
  transform(record: unknown, schema: JsonSchema): readonly RecordChange[] | undefined {
    return this.isActive ? this.compile(schema)(record) : undefined;
  }

  /**
   * The transformation of one schema as a function. It is compiled once per schema object, so a schema in use must
   * not be changed afterwards. `onWarning` is called in addition to the listener of the options; such a
   * function is compiled again at each call.
   *
   * @throws CodedError `TRANSFORM_CONFIG` when dates are to be normalized and {@link load} was not called.
   */
  compile(schema: JsonSchema, onWarning?: WarningListener, options: CompileOptions = {}): Transformation {
    if (onWarning !== undefined || Object.keys(options).length > 0) return this.#compile(schema, onWarning, options);
    const known = this.#compiled.get(schema);
    if (known !== undefined) return known;
    const run = this.#compile(schema, undefined, options);
    if (typeof schema === 'object' && schema !== null) this.#compiled.set(schema, run);
    return run;
  }

  #compile(schema: JsonSchema, onWarning: WarningListener | undefined, options: CompileOptions): Transformation {
    const { kept = [], isThorough = false } = options;
    if (!this.isActive) return leaveAlone;
    const listener = bothListeners(this.#options.onWarning, onWarning);
    if (this.#options.misfits !== 'null') return this.#compileCasts(schema, isThorough, listener);
    const misfits: TransformWarning[] = [];
    const cast = this.#compileCasts(
      schema,
      isThorough,
      bothListeners(listener, (warning) => misfits.push(warning)),
    );
    return (record) => {
      misfits.length = 0;
      cast(record);
      if (misfits.length === 0) return undefined;
      const changes = nullMisfits(
        record,
        misfits.map(({ path }) => path),
        kept,
      );
      return changes.length === 0 ? undefined : changes;
    };
  }

  #compileCasts(
    schema: JsonSchema,
    isThorough: boolean,
    onWarning: WarningListener | undefined,
  ): (record: unknown) => undefined {
    const runtime = this.#createRuntime(isThorough, onWarning);
    // What it returns is nothing, whatever its type.
    return compilePlan(buildPlan(schema, runtime), runtime) as (record: unknown) => undefined;
  }

  #dateRules(isThorough: boolean): DateRules {
    const { dates = isThorough ? 'check' : 'keep', timeZone } = this.#options;
    const rules = { areChecked: dates !== 'keep', asWritten: FITTING, fitting: FITTING, normalize: undefined };
    if (dates !== 'normalize') return rules;
    const normalize = this.#normalizeDate;
    if (normalize === undefined) {
      throw new CodedError('TRANSFORM_CONFIG', { message: 'A transformer that normalizes dates needs load() first.' });
    }
    const isWell = (text: string): boolean => isRfc3339(text, timeZone === undefined);
    return { ...rules, asWritten: { ...FITTING, 'date-time': isWell }, normalize };
  }

  #createRuntime(isThorough: boolean, onWarning: WarningListener | undefined): Runtime {
    const { strict = false, objectsAs = 'python' } = this.#options;
    return {
      casts: (this.#flags & TransformConfig.DefaultSchemaNormalization) !== 0,
      callsCustom: (this.#flags & TransformConfig.CustomSchemaNormalization) !== 0,
      strict,
      objectsAs,
      readsUnions: isThorough,
      dates: this.#dateRules(isThorough),
      onWarning,
      // Looked up at each call: a function may be registered after a schema was compiled.
      custom: (value, fieldSchema) => (this.#custom === undefined ? value : this.#custom(value, fieldSchema)),
      depth: 0,
    };
  }
}

const FITTING = { 'date-time': isDateTime, date: isDate };

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

function leaveAlone(): undefined {}

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

function checkOptions(flags: number, { misfits, dates }: TypeTransformerOptions): void {
  if (flags !== TransformConfig.NoTransform || (misfits !== 'null' && dates !== 'normalize')) return;
  throw new CodedError('TRANSFORM_CONFIG', {
    message:
      'TransformConfig.NoTransform leaves records alone: it goes with neither misfits "null" nor dates "normalize".',
  });
}
