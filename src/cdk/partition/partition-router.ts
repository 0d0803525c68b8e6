import type { JsonObject } from '../../util/json.js';
import type { ReadContext } from '../read-context.js';

/** A part of a stream that has its own state, such as what belongs to one record of another stream. */
export interface Partition<Fields extends object = object> {
  /** What tells it from the others, and stands in the state. */
  readonly key: JsonObject;
  /** What the slice holds: the key and anything else that requests need. */
  readonly fields: Fields;
}

/**
 * Divides a stream into partitions. A stream has one in its property `partitions`; {@link Substream} makes them from
 * the records of a parent, {@link listPartitions} from a list.
 */
export interface PartitionRouter<Fields extends object = object> {
  /** What to do when the read of a partition fails; by default the stream fails. */
  readonly onPartitionFailure?: PartitionFailurePolicy | undefined;
  /**
   * Begins a read.
   *
   * @param parentState - what `parentState` of the run gave at the end of an earlier read
   */
  start(context: ReadContext<object>, parentState: JsonObject | undefined): PartitionRun<Fields>;
}

/** One read of the partitions. */
export interface PartitionRun<Fields extends object = object> {
  /** The partitions, as they become known. */
  partitions(): Iterable<Partition<Fields>> | AsyncIterable<Partition<Fields>>;
  /** The state of the parents by their names, once all partitions were read; undefined if there is none to keep. */
  parentState(): JsonObject | undefined;
  /** Frees what it holds. Called once, whatever the outcome. */
  end(): Promise<void>;
}

/**
 * What to do when the read of a partition fails: `fail` ends the stream as INCOMPLETE; `skip` reads the others, keeps
 * the state of this one as it was, and then ends the stream as INCOMPLETE with an error that counts them; `warn` does
 * the same, but with a warning and COMPLETE.
 */
export type PartitionFailurePolicy = 'fail' | 'skip' | 'warn';
