import { CodedError } from '../../errors.js';
import type { DatetimeCursorOptions, Moment } from './datetime-options.js';
import { type CursorFormat, type InstantFormat, instantFormat } from './formats.js';
import { type Instant, NS_PER_MS } from './instants.js';
import { type IsoDuration, isNoTime, isoDuration } from './iso-duration.js';
import { type TimeZone, timeZone } from './time-zone.js';

/** The options of a cursor, ready to use. */
export interface CursorSettings {
  readonly path: readonly string[];
  readonly zone: TimeZone;
  readonly request: InstantFormat;
  readonly state: InstantFormat;
  readonly lookback: IsoDuration | undefined;
  readonly step: IsoDuration | undefined;
  readonly granularity: IsoDuration | undefined;
  readonly filtersHere: boolean;
  readonly ascendingInterval: number | undefined;
  readonly start: Instant;
  /** Undefined where a read ends now. */
  readonly end: Instant | undefined;
  /** Reads the cursor of a record, or of a state of an earlier version. */
  parse(value: unknown): Instant | undefined;
}

/** @throws CodedError `CDK_CONFIG_INVALID` for a moment or zone that cannot be read; `CDK_STREAM_DEFINITION` for a duration. */
export async function cursorSettings(
  options: DatetimeCursorOptions<string | readonly string[]>,
): Promise<CursorSettings> {
  const { field, format = 'rfc3339', stateFormat = unambiguous(format), recordFormats = [format] } = options;
  const zone = await timeZone(options.timeZone ?? 'UTC');
  const ready = (one: CursorFormat) => instantFormat(one, zone);
  const formats = await Promise.all([...recordFormats, format, stateFormat, 'rfc3339' as const].map(ready));
  const parse = (value: unknown) => firstOf(formats, value);
  const moments = [...formats, await ready('local'), await ready('date')];
  const moment = (what: string, given: Moment | undefined) => readMoment(moments, what, given);
  const end = earlier(moment('end', options.end), moment('maximum', options.maximum));
  const granularity = options.granularity ?? (format === 'date' ? 'P1D' : undefined);
  return {
    path: typeof field === 'string' ? [field] : field,
    zone,
    request: await ready(format),
    state: await ready(stateFormat),
    lookback: duration(options.lookback, 'lookback'),
    step: duration(options.step, 'step'),
    granularity: duration(granularity, 'granularity'),
    filtersHere: options.filtersHere ?? false,
    ascendingInterval: options.ascendingInterval,
    start: moment('start', options.start) ?? 0n,
    end,
    parse,
  };
}

/** A local time in a state would mean another moment after a change of the zone, and two when clocks are set back. */
function unambiguous(format: CursorFormat): CursorFormat {
  return format === 'local' || typeof format === 'object' ? 'rfc3339' : format;
}

function firstOf(formats: readonly InstantFormat[], value: unknown): Instant | undefined {
  for (const format of formats) {
    const instant = format.parse(value);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

function readMoment(formats: readonly InstantFormat[], what: string, given: Moment | undefined): Instant | undefined {
  const value = typeof given === 'function' ? given() : given;
  if (value === undefined) return undefined;
  const instant = value instanceof Date ? ofDate(value) : firstOf(formats, value);
  if (instant !== undefined) return instant;
  throw new CodedError('CDK_CONFIG_INVALID', {
    message: `The ${what} of a cursor cannot be read as a date. Write it as 2026-01-31 or as 2026-01-31T12:00:00Z.`,
  });
}

function ofDate(date: Date): Instant | undefined {
  return Number.isNaN(date.getTime()) ? undefined : BigInt(date.getTime()) * NS_PER_MS;
}

function earlier(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function duration(text: string | undefined, what: string): IsoDuration | undefined {
  if (text === undefined) return undefined;
  const read = isoDuration(text, what);
  if (!isNoTime(read)) return read;
  if (what !== 'step') return undefined;
  throw new CodedError('CDK_STREAM_DEFINITION', {
    message: `A cursor has a step of no time: windows would never end.`,
  });
}
