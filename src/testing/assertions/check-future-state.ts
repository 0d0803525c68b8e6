import type { IncrementalInput, StreamVerdict } from './incremental-input.js';
import type { StreamDigest } from './read-digest.js';

/** Number 48 for a stream. */
export function checkFutureState(stream: StreamDigest, { future }: IncrementalInput): StreamVerdict {
  if (future === undefined || future.unmoved.includes(stream.name)) {
    return { unjudged: 'its state has no time that could be moved (--future-state gives one)' };
  }
  const { records = [], states = [] } = future.read.streams.get(stream.name) ?? {};
  return {
    problems: [
      ...(records.length === 0 ? [] : [`${records.length} records despite a state in the future`]),
      ...(states.length > 0 ? [] : ['no state']),
    ],
  };
}
