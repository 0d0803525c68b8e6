import { CodedError } from '../errors.js';
import type { AirbyteStream, SyncMode } from '../protocol/catalog.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { SchemaLoader } from '../schema/schema-loader.js';
import { toSnakeCase } from '../schema/snake-case.js';
import { TransformConfig } from '../schema/transform-config.js';
import { TypeTransformer } from '../schema/type-transformer.js';
import type { CursorField, PrimaryKey } from './field-names.js';
import { loadStreamSchema } from './load-stream-schema.js';
import type { Logger } from './logger.js';
import type { StreamItem, StreamState } from './stream-items.js';

/** A part of a stream that is read by one call of `readRecords`: whatever the stream itself understands. */
export type StreamSlice = Readonly<Record<string, unknown>>;

/** What is known while a stream is read. */
export interface ReadContext {
  readonly syncMode: SyncMode;
  /** Path of the cursor that is in force, when the stream has one. */
  readonly cursorField: readonly string[] | undefined;
  /** The state to continue from; undefined at a first read. */
  readonly state: StreamState | undefined;
  /**
   * Columns that the user wants; undefined where all are wanted, undeclared ones too: the catalog has every column of the
   * stream.
   */
  readonly columns: ReadonlySet<string> | undefined;
  /** The schema of the stream in the configured catalog, as the platform sent it. */
  readonly catalogSchema?: JsonSchema | undefined;
  /** Where schema files are, for streams that are read beside the sync. */
  readonly schemaLoader?: SchemaLoader | undefined;
  /** Fires when the read must stop. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Tells the platform the expected total, in rows and bytes. */
  estimate(rows: number, bytes: number): void;
  /** Adds to the bytes that the progress line shows. */
  countBytes(bytes: number): void;
  /** Hides a text learnt at run time, such as an access token, from every message for people. */
  registerSecret(secret: string): void;
}

/**
 * A stream of records. Subclasses say where the records come from; the CDK does the rest: schema, casting,
 * column selection, statuses, state.
 *
 * `T` is the type of a record, such as `stream-cdk types` writes from a schema. Where it is given, the compiler checks
 * the records and the names of key and cursor; without it records are any objects and names any text.
 *
 * @example
 * class EmployeeBenefits extends Stream<EmployeeBenefit> { // name: employee_benefits
 *   override readonly primaryKey = 'id';                   // schema: schemas/employee_benefits.json
 *   override async *readRecords() { yield { id: 1, benefit: 'dental' }; }
 * }
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: undefined until a subclass gives it, as its type says
export abstract class Stream<T extends object = Record<string, unknown>> {
  /** The columns that tell records apart; null where none do. */
  abstract readonly primaryKey: PrimaryKey<T>;
  /** Casts records to their schema; off by default. Applied before `getUpdatedState` sees a record. */
  readonly transformer: TypeTransformer = new TypeTransformer(TransformConfig.NoTransform);
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
    return this.cursorField !== undefined;
  }

  /** True when an interrupted read, a full refresh too, can be resumed from its state. */
  get isResumable(): boolean {
    return this.supportsIncremental;
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
  checkState(_state: StreamState): string | undefined {
    return undefined;
  }

  /** The parts to read one after the other; by default a single empty one. */
  streamSlices(_context: ReadContext): Iterable<StreamSlice> | AsyncIterable<StreamSlice> {
    return [{}];
  }

  /**
   * Yields the records of a slice, one by one or in batches. Throw a {@link CodedError} to fail the stream
   * with a message for the user; `CDK_STREAM_MISSING` skips it with a warning.
   */
  abstract readRecords(
    context: ReadContext,
    slice: StreamSlice,
  ): AsyncIterable<StreamItem<T>> | Iterable<StreamItem<T>>;

  /** How `discover` announces the stream. */
  async toAirbyteStream(): Promise<AirbyteStream> {
    const cursor = toPath(this.cursorField);
    const key = toPaths(this);
    return {
      name: this.name,
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
      json_schema: await this.getJsonSchema(),
      supported_sync_modes: this.supportsIncremental ? ['full_refresh', 'incremental'] : ['full_refresh'],
      ...(this.supportsIncremental ? { source_defined_cursor: this.sourceDefinedCursor } : {}),
      ...(cursor === undefined ? {} : { default_cursor_field: cursor }),
      ...(key.length === 0 ? {} : { source_defined_primary_key: key }),
      is_resumable: this.isResumable,
    };
  }
}

/** What a subclass of {@link Stream} may give as a field or as a getter: of a class, it would have to stay what it is. */
export interface Stream<T extends object> {
  /** Name or path of the cursor column; undefined for streams without one. */
  readonly cursorField: CursorField<T> | undefined;
}

/**
 * What a stream has whose state follows from its records. {@link IncrementalStream} is the base class for it;
 * any other stream with a `getUpdatedState` is treated the same.
 */
export interface DerivesState<T extends object> {
  readonly stateCheckpointInterval: number | undefined;
  getUpdatedState(current: StreamState | undefined, record: T): StreamState;
}

/** Tells whether the state of `stream` follows from its records. */
export function derivesState<T extends object>(stream: Stream<T>): stream is Stream<T> & DerivesState<T> {
  return 'getUpdatedState' in stream && typeof stream.getUpdatedState === 'function';
}

/**
 * A stream whose state follows from its records: after each one `getUpdatedState` is asked for the new
 * state. It is written every `stateCheckpointInterval` records, if set, and after each slice.
 */
export abstract class IncrementalStream<T extends object = Record<string, unknown>>
  extends Stream<T>
  implements DerivesState<T>
{
  /**
   * Records between two STATEs inside a slice. Set it only when records come in the order of the cursor:
   * a state inside a slice covers everything up to its cursor.
   */
  readonly stateCheckpointInterval: number | undefined = undefined;

  abstract override readonly cursorField: CursorField<T>;

  /** The state after `record`, which is already cast and carries every column of its schema. */
  abstract getUpdatedState(current: StreamState | undefined, record: T): StreamState;
}

/** A cursor or key as a path. */
export function toPath(field: string | readonly string[] | undefined): string[] | undefined {
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
