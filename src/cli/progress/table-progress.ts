/** Where the work on a table stands. */
export type Phase = 'queued' | 'submitting' | 'waiting' | 'running' | 'downloading' | 'done' | 'failed';

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
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** The beginning of a download, by a clock that only moves forward. */
export interface DownloadStart {
  readonly ms: number;
  /** Bytes that were here already. */
  readonly bytes: number;
}

/** A table as it is shown: its name and what is known of it. */
export interface ShownTable extends TableProgress {
  readonly name: string;
  readonly start?: DownloadStart | undefined;
}
