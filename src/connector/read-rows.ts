import {
  Checkpoint,
  EncodedRecords,
  type ReadContext,
  RecordBatch,
  type StreamItem,
  type StreamState,
} from '../cdk/index.js';
import {
  compareInstants,
  type DapClient,
  type ReadPlan,
  type ReadPoint,
  RowFault,
  type TableEvent,
  type TableRef,
} from '../dap/index.js';
import type { RowPiece } from './bytes/row-piece.js';
import type { RowReader } from './bytes/row-reader.js';
import { DELETED_AT } from './cdc-columns.js';
import { type InvalidRowBehavior, RowFaults } from './row-faults.js';
import type { Row } from './row-parser.js';
import { TableProgress } from './table-progress.js';
import { toStreamState } from './table-state.js';

type ChunkEvent = Extract<TableEvent, { type: 'chunk' }>;

/** What reading the rows of a table needs. */
export interface ReadRowsOptions {
  readonly client: DapClient;
  readonly ref: TableRef;
  readonly plan: ReadPlan;
  readonly context: ReadContext;
  readonly reader: RowReader;
  /** Digest of the columns that are read, kept in the state. */
  readonly columns?: string | undefined;
  readonly invalidRowBehavior: InvalidRowBehavior;
  /** Rows that earlier reads sent of the object that the plan resumes; undefined when their number is not known. */
  readonly earlierRows?: number | undefined;
  /** A snapshot as of this very instant holds nothing new: its files are not read. */
  readonly knownInstant?: string | undefined;
}

/**
 * Reads a table by its plan: batches of rows with exact positions, a checkpoint after each object. Bytes of encoded
 * records are overwritten when the next item is asked for, or after the reading was ended.
 */
export async function* readRows(options: ReadRowsOptions): AsyncGenerator<StreamItem<Row>> {
  const { client, ref, plan, context, knownInstant } = options;
  const { query, ...rest } = plan;
  const table = new TableReading(options);
  for await (const event of client.readTable(ref, query, { ...rest, signal: context.signal })) {
    switch (event.type) {
      case 'job':
        table.progress.beginJob(event);
        if (isKnown(event.job.at, knownInstant)) {
          context.log.info(`Table ${ref.namespace}.${ref.table}: nothing has changed since ${event.job.at}.`);
          yield table.checkpoint({ nextSince: event.point.nextSince, schemaVersion: event.point.schemaVersion });
          return;
        }
        // Positions within the job before mean nothing in this one: a stop must not mix the two.
        if (event.restart !== undefined) yield table.checkpoint(event.point);
        break;
      case 'object':
        table.beginObject(event.objectId);
        break;
      case 'chunk':
        yield* table.rowsOf(event);
        break;
      case 'object-again':
        table.progress.repeatObject(event);
        yield table.checkpoint(event.point);
        break;
      case 'object-end':
        table.progress.finishObject();
        yield table.checkpoint(event.point);
        break;
      case 'end':
        table.end();
        yield table.checkpoint(event.point);
        break;
      default:
        event satisfies never;
    }
  }
}

function isKnown(at: string | undefined, knownInstant: string | undefined): boolean {
  return at !== undefined && knownInstant !== undefined && compareInstants(at, knownInstant) === 0;
}

class TableReading {
  readonly progress: TableProgress;
  readonly #options: ReadRowsOptions;
  readonly #faults: RowFaults;
  #deletesLeftOut = 0;

  constructor(options: ReadRowsOptions) {
    const { ref, context, plan, invalidRowBehavior, earlierRows } = options;
    this.#options = options;
    this.progress = new TableProgress(ref, context, plan.resume?.partial === undefined ? 0 : earlierRows);
    this.#faults = new RowFaults(ref, context.log, invalidRowBehavior);
  }

  beginObject(objectId: string): void {
    this.#faults.beginObject(objectId);
  }

  end(): void {
    const { ref, context } = this.#options;
    this.#faults.tell();
    if (this.#deletesLeftOut === 0) return;
    context.log.warn(
      `Table ${ref.namespace}.${ref.table}: ${this.#deletesLeftOut} deletions were not sent, because the column ${DELETED_AT} is not selected. Their rows stay in the destination.`,
    );
  }

  checkpoint(point: ReadPoint): Checkpoint {
    return new Checkpoint(this.#stateOf(point));
  }

  *rowsOf(event: ChunkEvent): Generator<RecordBatch<Row> | EncodedRecords> {
    try {
      yield* this.#piecesOf(event);
    } finally {
      this.#options.reader.release();
    }
  }

  *#piecesOf(event: ChunkEvent): Generator<RecordBatch<Row> | EncodedRecords> {
    const { bytes, startOffset, endOffset } = event;
    for (let from = 0; from < bytes.length; ) {
      const piece = this.#read(event, from);
      if (piece === undefined) break;
      const { records, count, end, deletesLeftOut } = piece;
      this.progress.count(count, end - from);
      this.#deletesLeftOut += deletesLeftOut;
      from = end;
      // The last line may have got a line feed that the file does not have.
      const offset = Math.min(startOffset + end, endOffset);
      const sent = this.progress.rowsOfObject;
      const position = () => this.#stateOf(event.pointAt(offset), sent);
      yield Array.isArray(records) ? new RecordBatch(records, position) : new EncodedRecords(records, position);
    }
  }

  #stateOf(point: ReadPoint, partialRows?: number): StreamState {
    const { client, columns } = this.#options;
    return toStreamState({ ...point, origin: client.origin, columns, partialRows });
  }

  /** The next rows of a chunk; undefined when they make no sense and the client is to fetch them again. */
  #read(event: ChunkEvent, from: number): RowPiece | undefined {
    try {
      return this.#options.reader.read(event.bytes, from);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      if (this.#faults.decide(event, from, error) === 'fetch') return undefined;
      return { count: 0, end: this.#options.reader.skipLine(event.bytes, from), records: [], deletesLeftOut: 0 };
    }
  }
}
