import { expect, test } from 'vitest';
import type { ReadContext } from '../read-context.js';
import { DatetimeCursor } from './datetime-cursor.js';
import type { DatetimeCursorOptions, TimeWindow } from './datetime-options.js';
import type { CursorRun } from './stream-cursor.js';

const warnings: string[] = [];
const log = { debug: () => {}, info: () => {}, warn: (text: string) => warnings.push(text), error: () => {} };
const context = { log, signal: new AbortController().signal } as unknown as ReadContext<object>;

type Options = Partial<DatetimeCursorOptions<string>>;

async function start(options: Options, state?: object) {
  warnings.length = 0;
  const cursor = new DatetimeCursor({ field: 'at', start: '2026-01-01', end: '2026-01-04', ...options });
  return await cursor.start(context, state);
}

const windows = (run: CursorRun<TimeWindow>) => [...(run.slices() as Iterable<TimeWindow>)];
const spans = async (options: Options, state?: object) =>
  windows(await start(options, state)).map((slice) => `${slice.start}/${slice.end}`);

/** Reads with these records in each window; returns the state after each. */
async function statesOf(options: Options, records: readonly unknown[], state?: object) {
  const run = await start(options, state);
  return windows(run).map((slice) => {
    const cursor = run.open(slice);
    for (const at of records) cursor.observe({ at });
    return cursor.close();
  });
}

test('windows share their ends, or leave out exactly one granule', async () => {
  const day = 'T00:00:00Z';
  expect(await spans({ step: 'P2D' })).toEqual([
    `2026-01-01${day}/2026-01-03${day}`,
    `2026-01-03${day}/2026-01-04${day}`,
  ]);
  expect(await spans({ step: 'P2D', granularity: 'PT1S' })).toEqual([
    `2026-01-01${day}/2026-01-02T23:59:59Z`,
    `2026-01-03${day}/2026-01-04${day}`,
  ]);
  expect(await spans({ step: 'P1D', format: 'date' })).toEqual([
    '2026-01-01/2026-01-01',
    '2026-01-02/2026-01-02',
    '2026-01-03/2026-01-03',
    '2026-01-04/2026-01-04',
  ]);
  expect(await spans({})).toEqual([`2026-01-01${day}/2026-01-04${day}`]);
});

test('options that a configuration leaves out may be undefined', async () => {
  const config: { end?: string; zone?: string; lookback?: string } = {};
  const cursor = new DatetimeCursor({
    field: 'at',
    start: '2026-01-01',
    end: config.end,
    timeZone: config.zone,
    lookback: config.lookback,
    format: undefined,
    stateFormat: undefined,
    recordFormats: undefined,
    granularity: undefined,
    filtersHere: undefined,
  });
  const [window] = windows(await cursor.start(context, undefined));
  expect(window?.start).toBe('2026-01-01T00:00:00Z');
});

test('windows keep the day of the month, and the hour when the clocks change', async () => {
  const months = await spans({ start: '2024-01-31', end: '2024-05-31', step: 'P1M', format: 'date' });
  expect(months.map((span) => span.slice(0, 10))).toEqual([
    '2024-01-31',
    '2024-02-29',
    '2024-03-31',
    '2024-04-30',
    '2024-05-31',
  ]);
  const hours = await spans({
    start: '2026-03-28',
    end: '2026-03-31',
    step: 'P1D',
    timeZone: 'Europe/London',
    format: 'local',
  });
  expect(hours.every((span) => /T00:00:00\/.*T00:00:00$/.test(span))).toBe(true);
});

test('a read begins at its state less the lookback, but not before the start', async () => {
  const state = { at: '2026-01-02T12:00:00.123456Z' };
  expect(await spans({}, state)).toEqual(['2026-01-02T12:00:00.123456Z/2026-01-04T00:00:00Z']);
  expect(await spans({ lookback: 'PT1H' }, state)).toEqual(['2026-01-02T11:00:00.123456Z/2026-01-04T00:00:00Z']);
  expect(await spans({ lookback: 'P7D' }, state)).toEqual(['2026-01-01T00:00:00Z/2026-01-04T00:00:00Z']);
  // A start that was moved later does not skip what was never read.
  expect(await spans({ start: '2026-01-03' }, state)).toEqual(['2026-01-02T12:00:00.123456Z/2026-01-04T00:00:00Z']);
});

test('maximum and end limit a read, whichever is earlier', async () => {
  expect(await spans({ maximum: () => new Date('2026-01-02T00:00:00Z') })).toEqual([
    '2026-01-01T00:00:00Z/2026-01-02T00:00:00Z',
  ]);
});

test('the state is the end of a finished window, and records beyond it do not move it', async () => {
  const late = ['2026-01-01T05:00:00Z', '2027-01-01T00:00:00Z'];
  expect(await statesOf({ step: 'P2D' }, late)).toEqual([
    { at: '2026-01-03T00:00:00Z' },
    { at: '2026-01-04T00:00:00Z' },
  ]);
});

test('where a read ends now, the state is the largest value seen, never the clock', async () => {
  const now = () => new Date(Date.now() + 60_000);
  const seen = ['2026-01-02T00:00:00.000002Z', '2026-01-02T00:00:00.000001Z', '9999-01-01T00:00:00Z'];
  expect(await statesOf({ end: now }, seen)).toEqual([{ at: '2026-01-02T00:00:00.000002Z' }]);
  expect(await statesOf({ end: now }, [], { at: '2026-01-03T00:00:00Z' })).toEqual([{ at: '2026-01-03T00:00:00Z' }]);
});

test('the lookback never moves a state back', async () => {
  const state = { at: '2026-01-03T00:00:00Z' };
  const open = { end: () => new Date(Date.now() + 60_000), lookback: 'P1D' };
  expect(await statesOf(open, ['2026-01-02T12:00:00Z'], state)).toEqual([state]);
});

test('an API that cannot filter is asked once, and the cursor leaves out what is outside', async () => {
  const run = await start({ filtersHere: true, step: 'PT1H' }, { at: '2026-01-02T00:00:00Z' });
  const [slice, ...others] = windows(run);
  expect(others).toEqual([]);
  const cursor = run.open(slice ?? { start: '', end: '' });
  const at = ['2026-01-01T23:59:59Z', '2026-01-02T00:00:00Z', '2026-01-05T00:00:00Z', 'nonsense', null];
  expect(at.map((value) => cursor.observe({ at: value }))).toEqual([false, true, false, true, true]);
  await run.end?.();
  expect(warnings.join()).toContain('2 records have no readable moment in at');
});

test('several formats of records, large epochs, and numbers in the state', async () => {
  const options: Options = {
    recordFormats: ['epoch-milliseconds', 'rfc3339'],
    format: 'epoch-milliseconds',
    end: () => new Date(Date.now() + 60_000),
  };
  expect(await statesOf(options, ['2026-01-02T00:00:00.001Z', 1767312000000])).toEqual([{ at: 1767312000001 }]);
  expect(await spans({ ...options, end: '2026-01-04' }, { at: '1767312000001' })).toEqual([
    '1767312000001/1767484800000',
  ]);
});

test('within an ascending window the state follows the records', async () => {
  const run = await start({ ascendingInterval: 10 });
  const [slice] = windows(run);
  const cursor = run.open(slice ?? { start: '', end: '' });
  cursor.observe({ at: '2026-01-02T00:00:00Z' });
  expect(cursor.checkpointInterval).toBe(10);
  expect(cursor.state()).toEqual({ at: '2026-01-02T00:00:00Z' });
});

test('a state of the Python CDK is read; one that is unreadable fails; one in the future says so', async () => {
  const python = {
    state_type: 'date-range',
    slices: [
      { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' },
      { start: '2026-01-03T00:00:00Z', end: '2026-01-04T00:00:00Z' },
    ],
  };
  expect(await spans({}, python)).toEqual(['2026-01-02T00:00:00Z/2026-01-04T00:00:00Z']);
  await expect(start({}, { at: 'yesterday' })).rejects.toThrow('no moment in at that can be read');
  await expect(start({}, { other: 1 })).rejects.toMatchObject({ code: 'CDK_STATE_INVALID' });
  expect(await spans({}, { at: '2999-01-01T00:00:00Z' })).toEqual([]);
  expect(warnings.join()).toContain('lies in the future');
});

test.each([
  [{ start: 'soon' }, 'The start of a cursor cannot be read'],
  [{ step: 'PT0S' }, 'a step of no time'],
  [{ step: '30 days' }, 'no ISO 8601 duration'],
])('%j is refused', async (options, message) => {
  await expect(start(options)).rejects.toThrow(message);
});
