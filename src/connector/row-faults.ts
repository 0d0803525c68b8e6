import type { Logger } from '../cdk/index.js';
import type { RowFault, TableEvent, TableRef } from '../dap/index.js';

type ChunkEvent = Extract<TableEvent, { type: 'chunk' }>;

/** What becomes of a row that cannot be handled: the table fails, or the row is left out and counted. */
export type InvalidRowBehavior = 'fail' | 'skip';

/** Copies of a file in which a row must be invalid before it is believed: a damaged copy shows in its rows first. */
const COPIES = 2;
/** Skipped rows that are named one by one. */
const MAX_NAMED = 20;

/**
 * Decides on rows that cannot be handled. The first of a file is fetched again, because the copy may be damaged. If the
 * row is the same then, its file is what it is, and those that follow are not fetched again: a damaged copy shows in its
 * checksum at the latest, and comes again from its start.
 */
export class RowFaults {
  readonly #ref: TableRef;
  readonly #log: Logger;
  readonly #behavior: InvalidRowBehavior;
  #suspected = { offset: -1, times: 0 };
  #isBelieved = false;
  /** Rows left out of finished objects, and of the one under way. */
  #skipped = 0;
  #skippedOfObject = 0;
  #objectId = '';

  constructor(ref: TableRef, log: Logger, behavior: InvalidRowBehavior) {
    this.#ref = ref;
    this.#log = log;
    this.#behavior = behavior;
  }

  /** An object begins, or begins again. */
  beginObject(objectId: string): void {
    if (objectId !== this.#objectId) this.#skipped += this.#skippedOfObject;
    this.#objectId = objectId;
    this.#skippedOfObject = 0;
    this.#isBelieved = false;
    this.#suspected = { offset: -1, times: 0 };
  }

  /** `skip` when the row at `from` is to be left out; `fetch` when its file was distrusted. */
  decide(event: ChunkEvent, from: number, fault: RowFault): 'skip' | 'fetch' {
    const { objectId } = event;
    const offset = event.startOffset + from;
    this.#suspected = { offset, times: this.#suspected.offset === offset ? this.#suspected.times + 1 : 1 };
    this.#isBelieved ||= this.#suspected.times >= COPIES;
    if (this.#behavior === 'skip' && this.#isBelieved) {
      this.#skip(objectId, offset, fault);
      return 'skip';
    }
    event.distrust(offset, `${fault.message}, at byte ${offset} of the decompressed file`);
    return 'fetch';
  }

  /** Tells how many rows were left out. */
  tell(): void {
    const skipped = this.#skipped + this.#skippedOfObject;
    if (skipped === 0) return;
    const rows =
      skipped === 1 ? '1 row that could not be handled was' : `${skipped} rows that could not be handled were`;
    this.#log.warn(`Table ${this.#name()}: ${rows} left out.`);
  }

  #skip(objectId: string, offset: number, fault: RowFault): void {
    this.#skippedOfObject += 1;
    if (this.#skipped + this.#skippedOfObject > MAX_NAMED) return;
    this.#log.warn(
      `Table ${this.#name()}, file ${objectId}: the row at byte ${offset} of the decompressed file is left out: ${fault.message}.`,
    );
  }

  #name(): string {
    return `${this.#ref.namespace}.${this.#ref.table}`;
  }
}
