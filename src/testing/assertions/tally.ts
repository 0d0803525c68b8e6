import type { DigestedRecord, StreamDigest } from './read-digest.js';

/** How often each record was seen, by its identity. */
export type Tally = ReadonlyMap<string, number>;

/** Counts the records of a stream; of those with a key, once is as good as often. */
export function tally(
  { records, hasKey }: StreamDigest,
  from: readonly DigestedRecord[] = records,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { identity } of from) counts.set(identity, hasKey ? 1 : (counts.get(identity) ?? 0) + 1);
  return counts;
}

/** How many of `wanted` are not in `present`. */
export function missingFrom(wanted: Tally, present: Tally): number {
  let missing = 0;
  for (const [identity, count] of wanted) missing += Math.max(0, count - (present.get(identity) ?? 0));
  return missing;
}
