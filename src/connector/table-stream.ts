import {
  Checkpoint,
  type CodedError,
  type ReadContext,
  Stream,
  type StreamItem,
  type StreamState,
  streamMissing,
} from '../cdk/index.js';
import { type DapClient, describeColumnCount, NotFoundError, type RowKind, type TableRef } from '../dap/index.js';
import type { AirbyteStream } from '../protocol/catalog.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaLoader } from '../schema/schema-loader.js';
import { TransformConfig } from '../schema/transform-config.js';
import { TypeTransformer } from '../schema/type-transformer.js';
import { RowReader } from './bytes/row-reader.js';
import { UPDATED_AT } from './cdc-columns.js';
import { Delivery, type DeliveryPlan } from './delivery.js';
import { decideOnInvalidSince, type InvalidCursorBehavior } from './invalid-since.js';
import { planDelivery } from './plan-delivery.js';
import { readRows } from './read-rows.js';
import type { Row } from './row-parser.js';
import { loadDescriptions } from './static-schema.js';
import { type StreamSchema, toStreamSchema } from './stream-schema.js';
import { describeStateFault, readTableState } from './table-state.js';

/**
 * How lines become records: `verified` copies the bytes of lines whose values already have their declared types and
 * parses the others; `parsed` parses every line. Both give the same records.
 */
export type RecordPath = 'verified' | 'parsed';

/** What a {@link TableStream} is made of. */
export interface TableStreamOptions {
  readonly client: DapClient;
  readonly ref: TableRef;
  readonly schemas: SchemaLoader;
  readonly invalidCursorBehavior: InvalidCursorBehavior;
  readonly recordPath: RecordPath;
}

/** A DAP table as an Airbyte stream: first a snapshot, then changes with deletes. */
export class TableStream extends Stream<Row> {
  override readonly transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization, {
    strict: true,
    objectsAs: 'json',
  });
  readonly #options: TableStreamOptions;
  #schema: Promise<StreamSchema> | undefined;
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
    const state = context.state === undefined ? undefined : readTableState(context.state);
    try {
      yield* this.#deliver(planDelivery(context.syncMode, state), context);
    } catch (error) {
      const { ref, invalidCursorBehavior } = this.#options;
      if (isTableMissing(error)) throw missing(ref);
      const decision = decideOnInvalidSince(error, ref, state, invalidCursorBehavior);
      context.log.warn(decision.warning);
      if (decision.action === 'nothing-new') yield new Checkpoint(context.state as StreamState);
      else yield* this.#deliver({ query: { format: 'jsonl' } }, context);
    }
  }

  async *#deliver(plan: DeliveryPlan, context: ReadContext): AsyncGenerator<StreamItem<Row>> {
    const delivery = new Delivery(plan);
    const reader = await this.#createReader(plan, context.columns);
    yield* readRows(this.#options.client, this.#options.ref, plan, delivery, context, reader);
    for (const count of reader.drainCounts())
      context.log.warn(`Stream ${this.#options.ref.table}: ${describeColumnCount(count)}`);
    for (const { text, count } of reader.drainWarnings())
      context.log.warn(`Stream ${this.#options.ref.table}: ${text}${count === 1 ? '' : ` (${count} times)`}`);
    yield new Checkpoint(delivery.finalState());
  }

  async #createReader(plan: DeliveryPlan, columns: ReadonlySet<string> | undefined): Promise<RowReader> {
    this.#schema ??= this.#loadSchema();
    const { jsonSchema, keyColumns } = await this.#schema;
    // A custom transform has to see every record.
    const isParsed = this.#options.recordPath === 'parsed' || this.transformer.hasCustomTransform;
    const transformer = isParsed ? undefined : this.transformer;
    return new RowReader({ kind: kindOf(plan), schema: jsonSchema, keyColumns, columns, transformer });
  }

  async #loadSchema(): Promise<StreamSchema> {
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

function kindOf({ query }: DeliveryPlan): RowKind {
  return 'since' in query && query.since !== undefined ? 'incremental' : 'snapshot';
}
