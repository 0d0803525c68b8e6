import type { JsonObject } from '../util/json.js';

/** The state of a stream: any JSON object. Integers beyond 2^53 are `bigint`. */
export type StreamState = JsonObject;

/** Gives the state that covers every record up to the end of the batch it stands beside. */
export type Position = () => StreamState;

/** Several records at once. Cheaper than one by one, and able to carry an exact position. */
export class RecordBatch<T extends object = Record<string, unknown>> {
  readonly records: readonly T[];
  readonly position: Position | undefined;

  constructor(records: readonly T[], position?: Position) {
    this.records = records;
    this.position = position;
  }
}

/**
 * Records that are JSON text already and known to fit the stream's schema: one object a line. Only for
 * streams that neither transform with a custom function nor derive their state from records; the CDK
 * refuses them elsewhere.
 */
export class EncodedRecords {
  readonly bytes: Uint8Array;
  readonly position: Position | undefined;

  constructor(bytes: Uint8Array, position?: Position) {
    this.bytes = bytes;
    this.position = position;
  }
}

/** Asks for a STATE at once; it covers everything yielded before. Those of a stream with many large states are thinned. */
export class Checkpoint {
  readonly state: StreamState;

  constructor(state: StreamState) {
    this.state = state;
  }
}

/**
 * All records of a page were yielded. A stream with `resumesPages` continues after it: the state holds `next`, and the
 * context of the read that resumes has it as `resumePage`. Other streams may yield it all the same.
 */
export class PageEnd {
  /** What the request for the next page needs, as JSON can hold it; undefined after the last page. */
  readonly next: unknown;
  /** Whether the state is to be written now, because much would be repeated without it; otherwise when one is due. */
  readonly atOnce: boolean;

  constructor(next: unknown, { atOnce = false }: { readonly atOnce?: boolean } = {}) {
    this.next = next;
    this.atOnce = atOnce;
  }
}

/** What `readRecords` may yield: a record, or one of those above. */
export type StreamItem<T extends object = Record<string, unknown>> =
  | T
  | RecordBatch<T>
  | EncodedRecords
  | Checkpoint
  | PageEnd;
