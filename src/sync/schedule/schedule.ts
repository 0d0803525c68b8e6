import { Cron } from 'croner';
import { CodedError, errorText } from '../../errors.js';
import { parseDuration } from '../../util/duration.js';

/** When runs are due. Instants are milliseconds since the epoch; all machines with the same schedule have the same ones. */
export interface Schedule {
  /** The first instant after `ms`. */
  after(ms: number): number;
  /** The last instant up to `ms`. */
  upTo(ms: number): number;
}

const SHORTEST_MS = 60_000;

/**
 * Reads a schedule: a duration such as `4h` or `1d`, whose instants are its multiples since 1970 in UTC, or a cron line of
 * five fields.
 *
 * @param timeZone - IANA name, for cron lines. Default: that of this machine.
 * @throws CodedError `TOOL_INPUT`
 * @example
 * parseSchedule('4h').after(Date.UTC(2026, 2, 1, 9)); // 12:00 of that day
 */
export function parseSchedule(text: string, timeZone?: string): Schedule {
  const trimmed = text.trim();
  if (/\s/.test(trimmed) || trimmed.startsWith('@')) return cronSchedule(trimmed, timeZone);
  const everyMs = parseDuration(trimmed);
  if (everyMs === undefined) {
    throw refusal(text, 'is neither a duration such as 4h, 30m or 1d nor a cron line such as "0 */4 * * *"');
  }
  if (everyMs < SHORTEST_MS) throw refusal(text, 'is less than a minute');
  return {
    after: (ms) => (Math.floor(ms / everyMs) + 1) * everyMs,
    upTo: (ms) => Math.floor(ms / everyMs) * everyMs,
  };
}

function cronSchedule(text: string, timeZone: string | undefined): Schedule {
  const cron = readCron(text, timeZone);
  const next = (ms: number): number | undefined => cron.nextRun(new Date(ms))?.getTime();
  if (next(Date.now()) === undefined) throw refusal(text, 'never comes');
  return {
    after: (ms) => next(ms) ?? Number.POSITIVE_INFINITY,
    // The library looks for instants before the given one, in whole seconds.
    upTo: (ms) => cron.previousRuns(1, new Date(Math.floor(ms / 1000) * 1000 + 1000))[0]?.getTime() ?? 0,
  };
}

function readCron(text: string, timezone: string | undefined): Cron {
  try {
    const cron = new Cron(text, { paused: true, mode: '5-part', ...(timezone === undefined ? {} : { timezone }) });
    cron.nextRun(new Date());
    return cron;
  } catch (error) {
    const place = timezone === undefined ? '' : ` in the time zone ${timezone}`;
    throw refusal(text, `cannot be used${place}: ${errorText(error)}`, error);
  }
}

function refusal(text: string, what: string, cause?: unknown): CodedError {
  return new CodedError('TOOL_INPUT', { message: `The schedule ${JSON.stringify(text)} ${what}.`, cause });
}
