import type { DialectName } from '../../../sql/index.js';
import type { CompareOptions } from '../../sql-truth/compare.js';

/** Something that cannot hold between the official client and ours, and why. */
export interface KnownDifference {
  readonly title: string;
  readonly reason: string;
  readonly dialects: readonly DialectName[];
  /** How a comparison forgives it. */
  readonly forgives: CompareOptions;
}

/** Everything that a comparison forgives. Each entry must be met by some comparison. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    title: 'fractions of seconds',
    reason: 'the columns of the official client are `datetime`, and its own writes cut what `datetime(6)` could hold',
    dialects: ['mysql'],
    forgives: { wholeSeconds: true },
  },
];

/** What the trials keep out of the way, since no database of the official client could be compared with it. */
export const LEFT_OUT: readonly string[] = [
  'a fresh web_logs of ours, continued by the official client: it replaces our texts of controllers and actions by numbers',
  'texts with NUL: the official client loads no such row into PostgreSQL',
  'gzip files of several members: the official client reads the first of them',
];

/** What is forgiven in a database that the official client has written. */
export function knownIn(dialect: DialectName): readonly KnownDifference[] {
  return KNOWN_DIFFERENCES.filter(({ dialects }) => dialects.includes(dialect));
}
