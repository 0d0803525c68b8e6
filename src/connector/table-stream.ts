import {
  Checkpoint,
  type CodedError,
  type ReadContext,
  Stream,
  type StreamItem,
  type StreamState,
  streamMissing,
} from '../cdk/index.js';
import {
  type DapClient,
  describeColumnCount,
  NoDataYetError,
  NotFoundError,
  type Origin,
  type ReadPlan,
  type TableRef,
} from '../dap/index.js';
import type { AirbyteStream } from '../protocol/catalog.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaLoader } from '../schema/schema-loader.js';
import { TransformConfig } from '../schema/transform-config.js';
import { TypeTransformer } from '../schema/type-transformer.js';
import { RowReader } from './bytes/row-reader.js';
import { UPDATED_AT } from './cdc-columns.js';
import { describeSchemaChange } from './describe-schema-change.js';
import type { InvalidCursorBehavior } from './invalid-since.js';
import { readFromState } from './read-from-state.js';
import { readRows } from './read-rows.js';
import type { InvalidRowBehavior } from './row-faults.js';
import type { Row } from './row-parser.js';
import { loadDescriptions } from './static-schema.js';
import { type TableSchema, toStreamSchema } from './stream-schema.js';
import { describeStateFault, readTableState, type TableState } from './table-state.js';

/**
 * How lines become records: `verified` copies the bytes of lines whose values already have their declared types and
 * parses the others; `parsed` parses every line. Both give the same records.
 */
export type RecordPath = 'verified' | 'parsed';

/** What a {@link TableStream} needs. */
export interface TableStreamOptions {
  readonly client: DapClient;
  readonly ref: TableRef;
  readonly schemas: SchemaLoader;
  readonly invalidCursorBehavior: InvalidCursorBehavior;
  readonly invalidRowBehavior: InvalidRowBehavior;
  /** Origins of earlier keys of the same account. */
  readonly formerOrigins: readonly Origin[];
  readonly recordPath: RecordPath;
}

/** What one read of a table shares. */
interface TableReading {
  readonly context: ReadContext;
  /** Digest of the columns that are read. */
  readonly columns: string;
  /** Rows that earlier reads sent of the object that is resumed. */
  readonly earlierRows?: number | undefined;
}

/** A DAP table as an Airbyte stream: first a snapshot, then changes with deletes. */
export class TableStream extends Stream<Row> {
  override readonly transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization, {
    strict: true,
    objectsAs: 'json',
    // The format of DAP's times is the server's; looking at each would cost more than copying it.
    dates: 'keep',
  });
  readonly #options: TableStreamOptions;
  #schema: Promise<TableSchema> | undefined;
  #keyColumns: readonly string[] = [];

  constructor(options: TableStreamOptions) {
    super();
    this.#options = options;
  }

  override get name(): string {
    return this.#options.ref.table;
  }

  override get namespace(): string {
    return this.#options.ref.namespace;
  }

  /** Known once the schema is. */
  override get primaryKey(): readonly string[] {
    return this.#keyColumns;
  }

  override get cursorField(): string {
    return UPDATED_AT;
  }

  /** A state says by its job whether a snapshot is unfinished. */
  override get resumesFullRefresh(): boolean {
    return true;
  }

  /** The live schema of the server; the static file of the table only adds descriptions. */
  override async getJsonSchema(): Promise<JsonSchema> {
    this.#schema ??= this.#loadSchema();
    const { jsonSchema, keyColumns } = await this.#schema;
    this.#keyColumns = keyColumns;
    return structuredClone(jsonSchema);
  }

  override async toAirbyteStream(): Promise<AirbyteStream> {
    await this.getJsonSchema();
    return await super.toAirbyteStream();
  }

  override checkState(state: StreamState): string | undefined {
    return describeStateFault(state);
  }

  override async *readRecords(context: ReadContext): AsyncGenerator<StreamItem<Row>> {
    const { client, ref } = this.#options;
    const state = context.state === undefined ? undefined : readTableState(context.state, ref, client.origin);
    let hasDelivered = state?.job !== undefined;
    try {
      for await (const item of this.#readFrom(state, context)) {
        hasDelivered ||= !(item instanceof Checkpoint);
        yield item;
      }
    } catch (error) {
      if (isTableMissing(error)) throw missing(ref);
      // A table that had rows a moment ago is being filled again: a part of it must not pass for the whole.
      if (!(error instanceof NoDataYetError) || hasDelivered) throw error;
      context.log.warn(
        `Table ${ref.namespace}.${ref.table} was never filled: DAP has no data of it yet. No row is read.`,
      );
      if (context.state !== undefined) yield new Checkpoint(context.state);
    }
  }

  /**
   * Warns of columns that appeared or changed since the catalog was made or the state was written.
   *
   * @returns a digest of the columns that are read, for the next state.
   */
  async #compareSchemas(state: TableState | undefined, { catalogSchema, log }: ReadContext): Promise<string> {
    this.#schema ??= this.#loadSchema();
    const live = await this.#schema;
    const known = state === undefined ? undefined : { version: state.schemaVersion, columns: state.columns };
    const change = describeSchemaChange({ ref: this.#options.ref, catalogSchema, live, state: known });
    if (change.text !== undefined) log.warn(change.text);
    return change.columns;
  }

  async *#readFrom(state: TableState | undefined, context: ReadContext): AsyncGenerator<StreamItem<Row>> {
    const columns = await this.#compareSchemas(state, context);
    const reading = { context, columns, earlierRows: state?.partialRows };
    yield* readFromState(state, {
      ...this.#options,
      context,
      deliver: (plan, knownInstant) => this.#deliver(plan, reading, knownInstant),
    });
  }

  async *#deliver(plan: ReadPlan, reading: TableReading, knownInstant?: string): AsyncGenerator<StreamItem<Row>> {
    const { client, ref, invalidRowBehavior } = this.#options;
    const reader = await this.#createReader(plan, reading.context.columns);
    try {
      yield* readRows({ ...reading, client, ref, plan, reader, invalidRowBehavior, knownInstant });
    } finally {
      this.#tellCounts(reader, reading.context);
    }
  }

  /** What was counted of the rows, also when the table failed. */
  #tellCounts(reader: RowReader, { log }: ReadContext): void {
    const { namespace, table } = this.#options.ref;
    const undeclared = reader.describeUndeclared();
    if (undeclared !== undefined) log.info(`Table ${namespace}.${table}: ${undeclared}`);
    for (const count of reader.drainCounts()) log.warn(`Table ${namespace}.${table}: ${describeColumnCount(count)}`);
    for (const { text, count } of reader.drainWarnings()) {
      log.warn(`Table ${namespace}.${table}: ${text}${count === 1 ? '' : ` (${count} times)`}`);
    }
  }

  async #createReader(plan: ReadPlan, columns: ReadonlySet<string> | undefined): Promise<RowReader> {
    this.#schema ??= this.#loadSchema();
    const { jsonSchema, keyColumns } = await this.#schema;
    // A custom transform has to see every record.
    const isParsed = this.#options.recordPath === 'parsed' || this.transformer.hasCustomTransform;
    const transformer = isParsed ? undefined : this.transformer;
    const kind = 'since' in plan.query ? 'incremental' : 'snapshot';
    return new RowReader({ kind, schema: jsonSchema, keyColumns, columns, transformer });
  }

  async #loadSchema(): Promise<TableSchema> {
    const { client, ref, schemas } = this.#options;
    try {
      const live = await client.getTableSchema(ref.namespace, ref.table);
      return toStreamSchema(ref, live, await loadDescriptions(schemas, ref));
    } catch (error) {
      throw isTableMissing(error) ? missing(ref) : error;
    }
  }
}

/** A 404 that names no table or namespace comes from a wrong address or a proxy: the table may well be there. */
function isTableMissing(error: unknown): boolean {
  return error instanceof NotFoundError && (error.kind === 'table' || error.kind === 'namespace');
}

function missing({ namespace, table }: TableRef): CodedError {
  return streamMissing(`DAP has no table ${namespace}.${table} any more. Refresh the schema of the connection.`);
}
