import { expect, it } from 'vitest';
import { CodedError, type ErrorCode } from '../../errors.js';
import { SkippingClock } from '../../util/clock.test-helper.js';
import type { RunResult } from '../run/run-sync.js';
import { parseSchedule } from './schedule.js';
import { type ServeOptions, serve } from './serve.js';

const START = Date.UTC(2026, 2, 1, 9, 30);
const HOUR = 3_600_000;

/** Serves until so many runs have begun; tells when each began and which instant it was due at. */
async function served(
  runs: number,
  change: Partial<ServeOptions> & { readonly work?: (clock: SkippingClock, count: number) => Error | undefined } = {},
) {
  const clock = new SkippingClock(START);
  const controller = new AbortController();
  const begun: string[] = [];
  const next: (string | undefined)[] = [];
  const { work = () => undefined, ...options } = change;
  const short = (ms: number) => new Date(ms).toISOString().slice(11, 19);
  await serve({
    schedule: parseSchedule('1h'),
    run: async ({ reason, dueMs }) => {
      begun.push(`${reason} ${short(dueMs)} at ${short(clock.now())}`);
      const failure = work(clock, begun.length);
      if (begun.length === runs) controller.abort();
      return { failure } as RunResult;
    },
    random: () => 0,
    clock,
    signal: controller.signal,
    onEvent: (event) => next.push(event.type === 'schedule' ? event.next : event.type),
    ...options,
  });
  return { begun, next };
}

it('the first run begins at once, for the last instant; then one at each instant', async () => {
  const { begun, next } = await served(3);
  expect(begun).toEqual([
    'start 09:00:00 at 09:30:00',
    'schedule 10:00:00 at 10:00:00',
    'schedule 11:00:00 at 11:00:00',
  ]);
  expect(next).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z']);
});

it('a run that takes longer than the interval skips the instants that it missed', async () => {
  const work = (clock: SkippingClock, count: number) => {
    if (count === 1) clock.advance(2.75 * HOUR);
    return undefined;
  };
  expect((await served(2, { work })).begun).toEqual(['start 09:00:00 at 09:30:00', 'schedule 13:00:00 at 13:00:00']);
});

it('a start is delayed by a part of the interval, and keeps its instant', async () => {
  const { begun } = await served(2, { random: () => 0.5, jitterMs: 600_000 });
  expect(begun[1]).toBe('schedule 10:00:00 at 10:05:00');
});

it('after a failure of all tables it tries again with growing waits, then goes by the schedule', async () => {
  const lost = new CodedError('SQL_CONNECTION', { message: 'The database is away.' });
  const { begun } = await served(6, { work: (_, count) => (count < 5 ? lost : undefined) });
  expect(begun).toEqual([
    'start 09:00:00 at 09:30:00',
    'schedule 09:00:00 at 09:30:30',
    'schedule 09:00:00 at 09:31:30',
    'schedule 09:00:00 at 09:33:30',
    'schedule 09:00:00 at 09:37:30',
    'schedule 10:00:00 at 10:00:00',
  ]);
  const { begun: many } = await served(12, { work: () => lost });
  expect(many.slice(-2)).toEqual(['schedule 12:00:00 at 12:01:30', 'schedule 12:00:00 at 12:31:30']);
});

it.each<ErrorCode>(['DAP_CREDENTIALS_MISSING', 'SQL_CONNECTION_STRING', 'OPTIONAL_PACKAGE_MISSING'])(
  '%s ends it: no wait mends that',
  async (code) => {
    const failure = new CodedError(code, { message: 'No.' });
    await expect(served(2, { work: () => failure })).rejects.toBe(failure);
  },
);

it('a clock that is set back or ahead while it waits is followed', async () => {
  let isSet = false;
  const clock = new SkippingClock(START);
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (ms, signal) => {
    await sleep(ms, signal);
    if (!isSet) clock.shiftDate(20 * 60_000);
    isSet = true;
  };
  const begunAfter: number[] = [];
  const controller = new AbortController();
  await serve({
    schedule: parseSchedule('1h'),
    run: async () => {
      begunAfter.push(clock.monotonic());
      if (begunAfter.length === 2) controller.abort();
      return {} as RunResult;
    },
    random: () => 0,
    clock,
    signal: controller.signal,
    onEvent: () => undefined,
  });
  const [first = 0, second = 0] = begunAfter;
  expect(second - first).toBe(10 * 60_000);
});

it('a stop ends the wait for the next run', async () => {
  const controller = new AbortController();
  const clock = new SkippingClock(START);
  clock.sleep = async (_, signal) => {
    controller.abort();
    signal?.throwIfAborted();
  };
  const { begun } = await served(9, { clock, signal: controller.signal });
  expect(begun).toHaveLength(1);
});
