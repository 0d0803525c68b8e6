import type { ReadDigest } from './read-digest.js';

/** A read that was resumed from a state of the first. */
export interface ResumedRead {
  /** The place of that STATE among the messages of the first read. */
  readonly at: number;
  readonly read: ReadDigest;
}

/** A read, and those that were resumed from its states. */
export interface IncrementalInput {
  /** A read without state. */
  readonly first: ReadDigest;
  /** A read from the final state of the first, after the source got new data if `hasNewData`. */
  readonly second?: ReadDigest;
  readonly hasNewData?: boolean;
  /** How many days before its state a read may begin again, for sources that look back. */
  readonly lookbackDays?: number;
  readonly resumed?: readonly ResumedRead[];
  /** A read from a state far in the future, and the streams whose state could not be moved there. */
  readonly future?: { readonly read: ReadDigest; readonly unmoved: readonly string[] };
  /** Why a read is not there. */
  readonly reasons?: Readonly<Record<'second' | 'future', string | undefined>>;
  /** What is wrong with the command that was to make new data. */
  readonly betweenFault?: string;
}

/** What a rule says of one stream: what is wrong, or why it cannot be told. */
export type StreamVerdict = { readonly problems: readonly string[] } | { readonly unjudged: string };
