import type { ReadContext } from '../cdk/index.js';
import type { Restart, TableEvent, TableRef } from '../dap/index.js';

type EventOf<Type extends TableEvent['type']> = Extract<TableEvent, { type: Type }>;

/** Counts the rows of a table as it is read, and tells the operator what repeats. */
export class TableProgress {
  readonly #table: string;
  readonly #context: ReadContext;
  #objects = 0;
  #finished = 0;
  /** Rows of finished objects, and of all objects, of the job under way. */
  #finishedRows = 0;
  #rows = 0;
  #bytes = 0;
  /** Rows of the object under way that earlier reads sent; undefined when their number is not known. */
  #earlierRows: number | undefined;

  /** @param earlierRows - rows that earlier reads sent of the object with which this read begins. */
  constructor({ namespace, table }: TableRef, context: ReadContext, earlierRows: number | undefined) {
    this.#table = `${namespace}.${table}`;
    this.#context = context;
    this.#earlierRows = earlierRows;
  }

  /** Rows of the object under way that were sent, by earlier reads too; undefined when their number is not known. */
  get rowsOfObject(): number | undefined {
    return this.#earlierRows === undefined ? undefined : this.#earlierRows + this.#rowsOfRead;
  }

  /** Rows of the object under way that this read sent. */
  get #rowsOfRead(): number {
    return this.#rows - this.#finishedRows;
  }

  beginJob({ job, restart }: EventOf<'job'>): void {
    if (restart !== undefined) this.#warnOfRestart(restart);
    this.#objects = job.objects.length;
    if (restart !== undefined) this.#earlierRows = 0;
    if (restart?.isSameJob !== true) {
      this.#finished = 0;
      this.#finishedRows = 0;
      this.#bytes = 0;
    }
    this.#rows = this.#finishedRows;
    const what = job.since === undefined ? `snapshot as of ${job.at}` : `changes from ${job.since} to ${job.until}`;
    this.#context.log.info(`Table ${this.#table}: ${what}, ${countOf(job.objects.length, 'file')} (job ${job.id}).`);
  }

  count(rows: number, bytes: number): void {
    this.#rows += rows;
    this.#bytes += bytes;
    this.#context.countBytes(bytes);
  }

  /** An object comes again from its start, because its delivered part is not a part of the file. */
  repeatObject({ objectId }: EventOf<'object-again'>): void {
    const sent = this.rowsOfObject;
    this.#rows = this.#finishedRows;
    this.#earlierRows = 0;
    const rows = sent === undefined ? 'Rows that were' : sent === 1 ? '1 row that was' : `${sent} rows that were`;
    this.#context.log.warn(
      `Table ${this.#table}: ${rows} already sent came from a damaged or changed copy of file ${objectId}; the file is sent again from its start. A row whose key was damaged stays in the destination.`,
    );
  }

  finishObject(): void {
    this.#finished += 1;
    this.#finishedRows = this.#rows;
    this.#earlierRows = 0;
    if (this.#finished === 1 && this.#objects > 1) {
      this.#context.estimate(this.#rows * this.#objects, this.#bytes * this.#objects);
    }
  }

  #warnOfRestart({ reason, isSameJob }: Restart): void {
    const repeated = isSameJob ? this.#rowsOfRead : this.#rows;
    const nothing = isSameJob ? 'no row is sent twice' : 'nothing of it was sent in this read';
    const again = repeated > 0 ? `${countOf(repeated, 'row')} of this read are sent once more` : nothing;
    this.#context.log.warn(
      `Table ${this.#table}: the job under way cannot be used any more (${reason.message.replace(/\.$/, '')}), so the query was repeated; ${again}.`,
    );
  }
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
