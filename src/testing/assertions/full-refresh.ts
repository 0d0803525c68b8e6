import type { Assertion } from './assertion.js';
import type { ReadDigest, StreamDigest } from './read-digest.js';
import { missingFrom, tally } from './tally.js';

/** Two full reads, one after the other. */
export interface FullRefreshInput {
  readonly first: ReadDigest;
  readonly second: ReadDigest;
}

/** Number 45. */
export const FULL_REFRESH_ASSERTIONS: readonly Assertion<FullRefreshInput>[] = [
  {
    id: '45',
    name: 'full-refresh-repeats',
    title: 'a second full read has all records of the first, emitted later',
    runs: ['full'],
    uses: ['ignoredFields'],
    check: checkSequentialReads,
  },
];

function checkSequentialReads({ first, second }: FullRefreshInput): string[] {
  const problems = [...first.streams.values()].flatMap((stream) => {
    const missing = countMissing(stream, second.streams.get(stream.name));
    return missing === 0 ? [] : [`${stream.name}: ${missing} records of the first read are missing in the second`];
  });
  const isEarly =
    first.emittedAt !== undefined && second.emittedAt !== undefined && second.emittedAt.first <= first.emittedAt.last;
  return isEarly ? [...problems, 'records of the second read are not emitted later than all of the first'] : problems;
}

function countMissing(first: StreamDigest, second: StreamDigest | undefined): number {
  return missingFrom(tally(first), second === undefined ? new Map() : tally(second));
}
