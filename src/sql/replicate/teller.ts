import type { TableRef } from '../../dap/index.js';
import type { ReplicationEvent } from '../contract/replication.js';

type Phase = Extract<ReplicationEvent, { type: 'phase' }>['phase'];

/** Rows between two reports of progress. */
const PROGRESS_ROWS = 20_000;

/** Tells what happens to one table. */
export class Teller {
  readonly #ref: TableRef;
  readonly #onEvent: (event: ReplicationEvent) => void;
  #phase: Phase | undefined;
  #toldRows = 0;

  constructor({ namespace, table }: TableRef, onEvent: ((event: ReplicationEvent) => void) | undefined) {
    this.#ref = { namespace, table };
    this.#onEvent = onEvent ?? (() => undefined);
  }

  info(message: string): void {
    this.#onEvent({ ...this.#ref, type: 'note', level: 'info', message });
  }

  warn(message: string): void {
    this.#onEvent({ ...this.#ref, type: 'note', level: 'warning', message });
  }

  phase(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#onEvent({ ...this.#ref, type: 'phase', phase });
  }

  /** Rows of finished files and of the one under way; told at the end of a file and now and then within it. */
  progress(rows: number, files: number, ofFiles: number, isFileEnd: boolean): void {
    const isDue = isFileEnd || rows < this.#toldRows || rows - this.#toldRows >= PROGRESS_ROWS;
    if (!isDue) return;
    this.#toldRows = rows;
    this.#onEvent({ ...this.#ref, type: 'progress', rows, files, ofFiles });
  }

  done(result: Extract<ReplicationEvent, { type: 'done' }>['result']): void {
    this.#onEvent({ ...this.#ref, type: 'done', result });
  }
}
