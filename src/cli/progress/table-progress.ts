/** Where the work on a table stands. */
export type Phase =
  | 'queued'
  | 'submitting'
  | 'waiting'
  | 'running'
  | 'downloading'
  | 'loading'
  | 'merging'
  | 'committing'
  /** Another process is at work on the table; it is looked at again later. */
  | 'busy'
  | 'done'
  | 'failed';

/** Phases after which nothing changes any more. */
export const FINAL_PHASES: ReadonlySet<Phase> = new Set(['done', 'failed']);

/** What is known of the work on a table. */
export interface TableProgress {
  readonly phase: Phase;
  readonly filesDone?: number | undefined;
  readonly filesTotal?: number | undefined;
  /** Bytes of its files that are here. */
  readonly bytes?: number | undefined;
  /** Bytes that all its files will take, as far as that is known. */
  readonly expectedBytes?: number | undefined;
  /** Rows that were written to a database. */
  readonly rows?: number | undefined;
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** The beginning of a download or a load, by a clock that only moves forward. */
export interface TransferStart {
  readonly ms: number;
  /** Bytes that were here already. */
  readonly bytes: number;
}

/** A table as it is shown: its name and what is known of it. */
export interface ShownTable extends TableProgress {
  readonly name: string;
  readonly start?: TransferStart | undefined;
}
