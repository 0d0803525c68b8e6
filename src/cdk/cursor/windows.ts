import type { CursorSettings } from './cursor-settings.js';
import type { Instant } from './instants.js';
import { addDuration } from './iso-duration.js';

/** A span of time. */
export interface Window {
  readonly from: Instant;
  /** The end that requests name. */
  readonly to: Instant;
  /** The first instant after the window, or its end where the API excludes that. */
  readonly until: Instant;
  readonly isLast: boolean;
}

/**
 * Divides the time from `from` to `end` into windows of a step. Each begins where the one before ended, or one
 * granule later. They are counted from the first start, so that months keep their day.
 */
export function* windowsOf(settings: CursorSettings, from: Instant, end: Instant): Generator<Window> {
  const { step, request } = settings;
  const first = request.floor(from);
  const last = request.floor(end);
  let start = first;
  for (let count = 1; step !== undefined && !settings.filtersHere; count += 1) {
    const next = request.floor(addDuration(first, step, settings.zone, count));
    // A step below what the format can write, or one that a clock change swallows.
    if (next <= start) continue;
    const to = granuleBefore(settings, next, start);
    if (to >= last) break;
    yield { from: start, to, until: next, isLast: false };
    start = next;
  }
  if (start > last) return;
  yield { from: start, to: last, until: granuleAfter(settings, last), isLast: true };
}

function granuleBefore({ granularity, zone }: CursorSettings, next: Instant, start: Instant): Instant {
  if (granularity === undefined) return next;
  const to = addDuration(next, granularity, zone, -1);
  return to < start ? start : to;
}

function granuleAfter({ granularity, zone }: CursorSettings, last: Instant): Instant {
  return granularity === undefined ? last : addDuration(last, granularity, zone);
}
