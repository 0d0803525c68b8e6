import { CodedError } from '../errors.js';
import type { AirbyteStream } from '../protocol/catalog.js';
import { asDraft07 } from '../schema/dialects/to-draft-07.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { SchemaLoader } from '../schema/schema-loader.js';
import { toSnakeCase } from '../schema/snake-case.js';
import { TransformConfig } from '../schema/transform-config.js';
import { TypeTransformer } from '../schema/type-transformer.js';
import type { StreamCursor } from './cursor/stream-cursor.js';
import type { CursorField, PrimaryKey } from './field-names.js';
import { loadStreamSchema } from './load-stream-schema.js';
import type { PartitionRouter } from './partition/partition-router.js';
import type { ReadContext, StreamSlice } from './read-context.js';
import type { StreamItem, StreamState } from './stream-items.js';

export type { ReadContext, StreamSlice } from './read-context.js';

/** A stream of any records, slices and states. */
export type AnyStream = Stream<object, object, object, object>;

/**
 * A stream of records. Subclasses say where the records come from; the CDK does the rest: schema, casting,
 * column selection, statuses, state.
 *
 * `T` is the type of a record, such as `stream-cdk types` writes from a schema. Where it is given, the compiler checks
 * the records and the names of key and cursor; without it records are any objects and names any text. `Slice` and
 * `State` are what `readRecords` gets to read and to continue from. `Raw` is a record before its cast, where the cast
 * changes its type.
 *
 * @example
 * class EmployeeBenefits extends Stream<EmployeeBenefit> { // name: employee_benefits
 *   override readonly primaryKey = 'id';                   // schema: schemas/employee_benefits.json
 *   override async *readRecords() { yield { id: 1, benefit: 'dental' }; }
 * }
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: undefined until a subclass gives it, as its type says
export abstract class Stream<
  T extends object = Record<string, unknown>,
  Slice extends object = StreamSlice,
  State extends object = StreamState,
  Raw extends object = T,
> {
  /** The columns that tell records apart; null where none do. */
  abstract readonly primaryKey: PrimaryKey<T>;
  /** Casts records to their schema; off by default. Applied before `getUpdatedState` sees a record. */
  readonly transformer: TypeTransformer = new TypeTransformer(TransformConfig.NoTransform);
  /** Which slices are read, and the state they add up to. Takes the place of `streamSlices` and `getUpdatedState`. */
  readonly cursor: StreamCursor<CursorField<T>, Partial<Slice>> | undefined = undefined;
  /** Divides the stream into partitions, each with a state of its own if there is a `cursor` too. */
  readonly partitions: PartitionRouter<Partial<Slice>> | undefined = undefined;
  /** How many slices are read at a time. Their output keeps the order of the slices. */
  readonly sliceConcurrency: number = 1;
  /** Whether the state of an interrupted full refresh holds its next page, for streams that yield {@link PageEnd}. */
  readonly resumesPages: boolean = false;
  /** Where `getJsonSchema` reads; given by the source. */
  schemaLoader: SchemaLoader | undefined;

  /**
   * The class name in snake case. Override it where a bundler renames classes.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION` when the class has no name.
   */
  get name(): string {
    const className: unknown = this.constructor.name;
    if (typeof className === 'string' && className !== '') return toSnakeCase(className);
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: 'The class of a stream has no name of its own: name the class, or override `name`.',
    });
  }

  get namespace(): string | undefined {
    return undefined;
  }

  /** False where the user chooses the cursor. */
  get sourceDefinedCursor(): boolean {
    return true;
  }

  /** True when a read can start from a state. */
  get supportsIncremental(): boolean {
    return cursorPath(this) !== undefined;
  }

  /** True when an interrupted read, a full refresh too, can be resumed from its state. */
  get isResumable(): boolean {
    // The state of a stream with partitions is theirs alone.
    return this.supportsIncremental || (this.resumesPages && this.partitions === undefined);
  }

  /**
   * True when a full refresh, too, is to get the state of an interrupted one. An incremental stream says so
   * only if it can tell such a state from that of a finished read: otherwise a refresh would read changes only.
   */
  get resumesFullRefresh(): boolean {
    return this.isResumable && !this.supportsIncremental;
  }

  /**
   * The schema of the records, by default read from `schemas/<name>.json` with every `$ref` written out; of a stream
   * with a namespace from `schemas/<namespace>/<name>.json`, where there is one. Each call gives a fresh copy: change
   * it as you like.
   *
   * @throws CodedError `SCHEMA_*` when the file is missing or broken.
   * @example
   * override async getJsonSchema() {
   *   const schema = await super.getJsonSchema();
   *   Object.assign(schema['properties'] as object, { added: { type: ['null', 'string'] } });
   *   return schema;
   * }
   */
  async getJsonSchema(): Promise<JsonSchema> {
    this.schemaLoader ??= new SchemaLoader({ schemasDir: 'schemas' });
    return await loadStreamSchema(this.schemaLoader, this.name, this.namespace);
  }

  /** Checks a state before anything is read; returns what is wrong with it, or undefined. */
  checkState(_state: State): string | undefined {
    return undefined;
  }

  /** The parts to read, by default a single empty one. A stream with `cursor` or `partitions` takes theirs. */
  streamSlices(_context: ReadContext<State>): Iterable<Slice> | AsyncIterable<Slice> {
    return [{} as Slice];
  }

  /**
   * Yields the records of a slice, one by one or in batches. Throw a {@link CodedError} to fail the stream
   * with a message for the user; `CDK_STREAM_MISSING` skips it with a warning.
   */
  abstract readRecords(
    context: ReadContext<State>,
    slice: Slice,
  ): AsyncIterable<StreamItem<Raw>> | Iterable<StreamItem<Raw>>;

  /** Whether a record counts; by default each does. It is asked before the record is cast. */
  recordFilter(_record: Raw, _slice: Slice): boolean {
    return true;
  }

  /** How `discover` announces the stream. */
  async toAirbyteStream(): Promise<AirbyteStream> {
    const cursor = cursorPath(this);
    const key = toPaths(this);
    return {
      name: this.name,
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
      json_schema: asDraft07(await this.getJsonSchema()),
      supported_sync_modes: this.supportsIncremental ? ['full_refresh', 'incremental'] : ['full_refresh'],
      ...(this.supportsIncremental ? { source_defined_cursor: this.sourceDefinedCursor } : {}),
      ...(cursor === undefined ? {} : { default_cursor_field: cursor }),
      ...(key.length === 0 ? {} : { source_defined_primary_key: key }),
      is_resumable: this.isResumable,
    };
  }
}

/** What a subclass of {@link Stream} may give as a field or as a getter: of a class, it would have to stay what it is. */
// biome-ignore lint/correctness/noUnusedVariables: a merged declaration must repeat all parameters
export interface Stream<T extends object, Slice extends object, State extends object, Raw extends object> {
  /** Name or path of the cursor column; undefined for streams without one. */
  readonly cursorField: CursorField<T> | undefined;
}

/**
 * What a stream has whose state follows from its records. {@link IncrementalStream} is the base class for it;
 * any other stream with a `getUpdatedState` is treated the same.
 */
export interface DerivesState<T extends object, State extends object = StreamState> {
  readonly stateCheckpointInterval: number | undefined;
  getUpdatedState(current: State | undefined, record: T): State;
}

/** Tells whether the state of `stream` follows from its records. */
export function derivesState(stream: AnyStream): stream is AnyStream & DerivesState<object> {
  return 'getUpdatedState' in stream && typeof stream.getUpdatedState === 'function';
}

/**
 * A stream whose state follows from its records: after each one `getUpdatedState` is asked for the new
 * state. It is written every `stateCheckpointInterval` records, if set, and after each slice.
 */
export abstract class IncrementalStream<
    T extends object = Record<string, unknown>,
    Slice extends object = StreamSlice,
    State extends object = StreamState,
    Raw extends object = T,
  >
  extends Stream<T, Slice, State, Raw>
  implements DerivesState<T, State>
{
  /**
   * Records between two STATEs inside a slice. Set it only when records come in the order of the cursor:
   * a state inside a slice covers everything up to its cursor.
   */
  readonly stateCheckpointInterval: number | undefined = undefined;

  abstract override readonly cursorField: CursorField<T>;

  /** The state after `record`, which is already cast and carries every column of its schema. */
  abstract getUpdatedState(current: State | undefined, record: T): State;
}

/** The path of a stream's cursor: its own, or that of its `cursor`. */
export function cursorPath(stream: AnyStream): string[] | undefined {
  return toPath(stream.cursorField ?? stream.cursor?.field);
}

/** A cursor or key as a path. */
function toPath(field: string | readonly string[] | undefined): string[] | undefined {
  if (field === undefined) return undefined;
  return typeof field === 'string' ? [field] : [...field];
}

/**
 * The primary key of a stream as the list of paths that the protocol wants.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when it is missing, as it may be in JavaScript.
 */
export function toPaths({ name, primaryKey: key }: { name: string; primaryKey: PrimaryKey }): string[][] {
  if (key === null) return [];
  if (typeof key === 'string') return [[key]];
  if (!isList(key)) {
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${name}: its primaryKey is ${typeof key}. It takes a column, a list of columns, or null for none.`,
      details: { stream: name },
    });
  }
  return key.map((part) => (typeof part === 'string' ? [part] : [...part]));
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}

/** The error by which a stream says that the server does not have it (any more). `why` is one sentence. */
export function streamMissing(why: string): CodedError {
  return new CodedError('CDK_STREAM_MISSING', { message: why });
}
