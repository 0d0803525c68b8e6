import { expect, it } from 'vitest';
import { jitterOf } from './jitter.js';
import { parseSchedule } from './schedule.js';

const at = (text: string): number => Date.parse(text);
const text = (ms: number): string => new Date(ms).toISOString();

it.each([
  ['4h', undefined, '2026-03-01T09:30:00Z', '2026-03-01T08:00:00.000Z', '2026-03-01T12:00:00.000Z'],
  ['1d', undefined, '2026-03-01T09:30:00Z', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ['30m', undefined, '2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z', '2026-03-01T10:00:00.000Z'],
  ['0 */4 * * *', 'UTC', '2026-03-01T09:30:00Z', '2026-03-01T08:00:00.000Z', '2026-03-01T12:00:00.000Z'],
  ['0 9 * * *', 'UTC', '2026-03-01T09:00:00.999Z', '2026-03-01T09:00:00.000Z', '2026-03-02T09:00:00.000Z'],
  ['0 9 * * *', 'UTC', '2026-03-01T08:59:59.999Z', '2026-02-28T09:00:00.000Z', '2026-03-01T09:00:00.000Z'],
  ['0 3 * * 1', 'America/Denver', '2026-03-09T12:00:00Z', '2026-03-09T09:00:00.000Z', '2026-03-16T09:00:00.000Z'],
  // The clocks of Berlin go forward at 1:00 UTC.
  ['0 */4 * * *', 'Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T02:00:00.000Z'],
])('%s (%s) at %s', (schedule, zone, now, before, after) => {
  const { upTo, after: next } = parseSchedule(schedule, zone);
  expect([text(upTo(at(now))), text(next(at(now)))]).toEqual([before, after]);
});

it('the instant after an instant is the next one', () => {
  for (const schedule of [parseSchedule('1h'), parseSchedule('0 * * * *', 'UTC')]) {
    const first = schedule.after(at('2026-03-01T09:30:00Z'));
    expect(schedule.upTo(first)).toBe(first);
    expect(schedule.after(first) - first).toBe(3_600_000);
  }
});

it.each([
  ['soon', undefined, /neither a duration .* nor a cron line/],
  ['10s', undefined, /less than a minute/],
  ['61 * * * *', undefined, /cannot be used: .*minute/],
  ['* * * * * *', undefined, /cannot be used/],
  ['0 0 31 2 *', undefined, /never comes/],
  ['0 0 * * *', 'Mars/Olympus', /cannot be used in the time zone Mars\/Olympus/],
])('%j is wrong usage', (schedule, zone, message) => {
  expect(() => parseSchedule(schedule, zone)).toThrow(expect.objectContaining({ code: 'TOOL_INPUT' }));
  expect(() => parseSchedule(schedule, zone)).toThrow(message);
});

it('the delay of a start is a tenth of the spacing, 5 minutes at most, or what is asked for up to the half', () => {
  const hour = 3_600_000;
  expect(jitterOf(hour / 2, undefined, () => 0.5)).toBe(90_000);
  expect(jitterOf(24 * hour, undefined, () => 0.5)).toBe(150_000);
  expect(jitterOf(hour, 600_000, () => 0.5)).toBe(300_000);
  expect(jitterOf(hour, 24 * hour, () => 0.999)).toBeLessThan(hour / 2);
  expect(jitterOf(hour, 0, () => 0.999)).toBe(0);
});
