import { DateTime } from 'luxon';
import { CodedError } from '../errors.js';
import { isInstant } from './instants.js';
import { FORMATS, type Format, MODES, type Mode, type TableQuery } from './wire.js';

/**
 * A moment: a text with a zone as the service writes it, which keeps its microseconds; a `Date`; or an object of a date
 * library such as luxon's `DateTime`.
 */
export type InstantInput = string | Date | { toISO(): string | null };

/** What a snapshot query asks for. */
export interface SnapshotQueryInput {
  readonly format: Format;
  /** Layout of nested objects in CSV and TSV. Absent: the service decides. */
  readonly mode?: Mode | null | undefined;
}

/** What an incremental query asks for. */
export interface IncrementalQueryInput extends SnapshotQueryInput {
  /** The `timestamp` of the query before: text, where nothing may be lost between two queries. */
  readonly since: InstantInput;
  /** Absent: as far as the service has data. */
  readonly until?: InstantInput | null | undefined;
}

/** Either query, as a caller writes it. */
export type TableQueryInput = SnapshotQueryInput | IncrementalQueryInput;

/**
 * The body of a query. Texts are sent as they are; a `Date` has milliseconds and becomes a text in UTC.
 *
 * @throws CodedError `DAP_VALIDATION` (a config error) for an unknown format or mode, or a moment without a zone.
 * @example
 * readQuery({ format: 'jsonl', since: new Date(0) }) // { format: 'jsonl', since: '1970-01-01T00:00:00.000Z' }
 */
export function readQuery(input: TableQueryInput): TableQuery {
  const { format, mode } = input;
  if (!FORMATS.includes(format)) throw refusal(`format must be one of ${FORMATS.join(', ')}`);
  if (mode != null && !MODES.includes(mode)) throw refusal(`mode must be one of ${MODES.join(', ')}`);
  const snapshot = mode == null ? { format } : { format, mode };
  if (!('since' in input)) return snapshot;
  const since = instantText('since', input.since);
  return input.until == null
    ? { ...snapshot, since }
    : { ...snapshot, since, until: instantText('until', input.until) };
}

/** Whether a query asks for changes. */
export function isIncremental(query: TableQuery): boolean {
  return 'since' in query;
}

function instantText(name: string, value: InstantInput): string {
  const text = textOf(value);
  if (text === undefined || !isInstant(text)) {
    throw refusal(`${name} must be a moment with a time zone, such as 2026-03-01T08:00:00Z`);
  }
  return text;
}

function textOf(value: InstantInput): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const text = value.toISO();
  return text === null ? undefined : (DateTime.fromISO(text, { setZone: true }).toUTC().toISO() ?? undefined);
}

function refusal(problem: string): CodedError {
  return new CodedError('DAP_VALIDATION', {
    message: `The query is malformed: ${problem}.`,
    failureType: 'config_error',
  });
}
