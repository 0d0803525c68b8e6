import { Checkpoint, EncodedRecords, type ReadContext, RecordBatch, type StreamItem } from '../cdk/index.js';
import { type DapClient, type Restart, RowFault, readTable, type TableEvent, type TableRef } from '../dap/index.js';
import { type RowPiece, RowReader } from './bytes/row-reader.js';
import type { Delivery, DeliveryPlan } from './delivery.js';
import type { Row } from './row-parser.js';

type JobEvent = Extract<TableEvent, { type: 'job' }>;
type ChunkEvent = Extract<TableEvent, { type: 'chunk' }>;

/**
 * Reads a table by its plan: batches of rows with exact positions, a checkpoint after each object. Bytes of encoded
 * records are overwritten when the next item is asked for.
 */
export async function* readRows(
  client: DapClient,
  ref: TableRef,
  plan: DeliveryPlan,
  delivery: Delivery,
  context: ReadContext,
  reader = parsingReader(plan),
): AsyncGenerator<StreamItem<Row>> {
  const table = new TableProgress(ref, delivery, context, reader);
  for await (const event of readTable(client, ref, plan.query, { resume: plan.resume, signal: context.signal })) {
    switch (event.type) {
      case 'job':
        table.beginJob(event);
        // Positions within the job before mean nothing in this one: a stop must not mix the two.
        if (event.restart !== undefined) yield new Checkpoint(delivery.stateAt());
        break;
      case 'object':
        break;
      case 'chunk':
        yield* table.rowsOf(event);
        break;
      case 'object-end':
        table.finishObject(event.objectId);
        yield new Checkpoint(delivery.stateAt());
        break;
      default:
        event satisfies never;
    }
  }
}

class TableProgress {
  readonly #table: string;
  readonly #delivery: Delivery;
  readonly #context: ReadContext;
  readonly #reader: RowReader;
  #objects = 0;
  #finished = 0;
  /** Rows of finished objects, and of all objects, of the job under way. */
  #finishedRows = 0;
  #rows = 0;
  #bytes = 0;

  constructor(ref: TableRef, delivery: Delivery, context: ReadContext, reader: RowReader) {
    this.#table = `${ref.namespace}.${ref.table}`;
    this.#delivery = delivery;
    this.#context = context;
    this.#reader = reader;
  }

  beginJob(event: JobEvent): void {
    const { job, restart } = event;
    if (restart !== undefined) this.#warnOfRestart(restart);
    this.#delivery.begin(job, restart !== undefined, this.#rows > 0);
    this.#objects = job.objects.length;
    if (restart?.isSameJob !== true) {
      this.#finished = 0;
      this.#finishedRows = 0;
      this.#bytes = 0;
    }
    this.#rows = this.#finishedRows;
    const what = job.since === undefined ? `snapshot as of ${job.at}` : `changes from ${job.since} to ${job.until}`;
    this.#context.log.info(`Table ${this.#table}: ${what}, ${countFiles(job.objects.length)} (job ${job.id}).`);
  }

  *rowsOf(event: ChunkEvent): Generator<RecordBatch<Row> | EncodedRecords> {
    const { bytes, objectId, startOffset, endOffset } = event;
    for (let from = 0; from < bytes.length; ) {
      const piece = this.#readOrDistrust(event, from);
      if (piece === undefined) break;
      const { records, count, end } = piece;
      this.#countBytes(end - from);
      from = end;
      this.#rows += count;
      // The last line may have got a line feed that the file does not have.
      const offset = Math.min(startOffset + end, endOffset);
      const position = () => this.#delivery.stateAt(objectId, offset);
      yield Array.isArray(records) ? new RecordBatch(records, position) : new EncodedRecords(records, position);
    }
  }

  finishObject(objectId: string): void {
    this.#delivery.finish(objectId);
    this.#finished += 1;
    this.#finishedRows = this.#rows;
    if (this.#finished === 1 && this.#objects > 1) {
      this.#context.estimate(this.#rows * this.#objects, this.#bytes * this.#objects);
    }
  }

  #countBytes(bytes: number): void {
    this.#bytes += bytes;
    this.#context.countBytes(bytes);
  }

  #warnOfRestart({ reason, isSameJob }: Restart): void {
    const repeated = isSameJob ? this.#rows - this.#finishedRows : this.#rows;
    const none = isSameJob ? 'no row is sent twice' : 'nothing of it was sent in this read';
    const again = repeated > 0 ? `${repeated} rows of this read are sent once more` : none;
    this.#context.log.warn(
      `Table ${this.#table}: the job that was under way cannot be used any more (${reason.message}), so the query was repeated; ${again}.`,
    );
  }

  /** The next rows of a chunk; undefined when they make no sense and the client is to fetch them again. */
  #readOrDistrust(event: ChunkEvent, from: number): RowPiece | undefined {
    try {
      return this.#reader.read(event.bytes, from);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      event.distrust(event.startOffset + from, error.message);
      return undefined;
    }
  }
}

function parsingReader({ query }: DeliveryPlan): RowReader {
  const kind = 'since' in query && query.since !== undefined ? 'incremental' : 'snapshot';
  return new RowReader({ kind, schema: {}, keyColumns: [], columns: undefined, transformer: undefined });
}

function countFiles(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
