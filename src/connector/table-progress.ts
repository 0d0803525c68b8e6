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

  constructor({ namespace, table }: TableRef, context: ReadContext) {
    this.#table = `${namespace}.${table}`;
    this.#context = context;
  }

  /** Rows of the object under way that were sent in this read. */
  get rowsOfObject(): number {
    return this.#rows - this.#finishedRows;
  }

  beginJob({ job, restart }: EventOf<'job'>): void {
    if (restart !== undefined) this.#warnOfRestart(restart);
    this.#objects = job.objects.length;
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
    const rows = sent === 0 ? 'Rows that an earlier sync sent' : `${countOf(sent, 'row')} that were already sent`;
    this.#context.log.warn(
      `Table ${this.#table}: ${rows} came from a damaged or changed copy of file ${objectId}; the file is sent again from its start. A row whose key was damaged stays in the destination.`,
    );
  }

  finishObject(): void {
    this.#finished += 1;
    this.#finishedRows = this.#rows;
    if (this.#finished === 1 && this.#objects > 1) {
      this.#context.estimate(this.#rows * this.#objects, this.#bytes * this.#objects);
    }
  }

  #warnOfRestart({ reason, isSameJob }: Restart): void {
    const repeated = isSameJob ? this.rowsOfObject : this.#rows;
    const nothing = isSameJob ? 'no row is sent twice' : 'nothing of it was sent in this read';
    const again = repeated > 0 ? `${countOf(repeated, 'row')} of this read are sent once more` : nothing;
    this.#context.log.warn(
      `Table ${this.#table}: the job under way cannot be used any more (${reason.message}), so the query was repeated; ${again}.`,
    );
  }
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
