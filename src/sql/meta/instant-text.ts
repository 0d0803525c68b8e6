import { instantMs } from '../../dap/index.js';
import { CodedError } from '../../errors.js';

const FRACTION = /:\d\d[.,](\d+)/;

/**
 * An instant in UTC with so many digits behind the second; more are cut, so that it is never later than it was.
 *
 * @throws CodedError `SQL_STATEMENT` when `text` is not an instant.
 * @example
 * cutInstant('2026-03-01T09:00:00.1234567+01:00', 6) // '2026-03-01T08:00:00.123456Z'
 * cutInstant('2026-03-01T08:00:00.9Z', 0)            // '2026-03-01T08:00:00Z'
 */
export function cutInstant(text: string, digits: 0 | 6): string {
  const seconds = `${secondsOf(text).slice(0, -5)}`;
  if (digits === 0) return `${seconds}Z`;
  const fraction = FRACTION.exec(text)?.[1] ?? '';
  return `${seconds}.${fraction.slice(0, digits).padEnd(digits, '0')}Z`;
}

/** The instant one second earlier, in whole seconds. */
export function oneSecondEarlier(text: string): string {
  return cutInstant(new Date(Date.parse(secondsOf(text)) - 1000).toISOString(), 0);
}

/** As a column without a time zone takes it: `2026-03-01 08:00:00.123456`. */
export function columnText(instant: string): string {
  return instant.replace('T', ' ').replace('Z', '');
}

/** The instant in UTC with `.000Z` behind its whole seconds. */
function secondsOf(text: string): string {
  const ms = instantMs(text);
  if (ms === undefined) {
    throw new CodedError('SQL_STATEMENT', {
      message: 'The time to be recorded for a table is not a timestamp with a zone.',
    });
  }
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}
