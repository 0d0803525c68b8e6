import { describe, expect, test } from 'vitest';
import type { AcceptanceOptions, AcceptanceReport } from '../../src/testing/index.js';
import { numbers, runSample, sampleModule } from './run-sample.js';

interface Fault {
  readonly breaks: readonly string[];
  readonly warns?: readonly string[];
  readonly only?: readonly string[];
}
const { FAULTS } = await sampleModule<{ FAULTS: Readonly<Record<string, Fault>> }>('faults.mjs');
interface Relative {
  readonly unjudged?: readonly string[];
  readonly options?: Partial<AcceptanceOptions>;
}
const { RELATIVES } = await sampleModule<{ RELATIVES: Readonly<Record<string, Relative>> }>('relatives.mjs');

const NEVER_RUN = ['18', '19', '44'];
const sorted = (ids: readonly string[]) => [...ids].sort((a, b) => Number(a) - Number(b));

function bad(report: AcceptanceReport): object[] {
  return report.assertions.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
}

test('the sound source passes every rule', async () => {
  const report = await runSample('');
  expect(bad(report)).toEqual([]);
  expect(numbers(report, 'not-run')).toEqual(NEVER_RUN);
  expect(report.assertions.map(({ id }) => Number(id))).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
  expect(report.assertions.flatMap(({ notes }) => notes)).toEqual([]);
  expect(report.hasPassed).toBe(true);
});

test('at least 45 faults are tried, and each rule that can fail has one', () => {
  expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(45);
  const found = new Set(Object.values(FAULTS).flatMap(({ breaks, warns = [] }) => [...breaks, ...warns]));
  const ofInputs = ['49', '50', '51', '52'];
  const all = Array.from({ length: 64 }, (_, index) => String(index + 1));
  expect(all.filter((id) => ![...found, ...NEVER_RUN, ...ofInputs].includes(id))).toEqual([]);
});

describe.concurrent('a source that is correct in another way passes too', () => {
  test.each(Object.entries(RELATIVES))('%s', async (name, { unjudged = [], options }) => {
    const report = await runSample(name, options);
    expect(bad(report)).toEqual([]);
    expect(numbers(report, 'not-run')).toEqual(sorted([...NEVER_RUN, ...unjudged]));
  });
});

describe.concurrent('a variant with one fault fails the rules meant for it and no others', () => {
  test.each(Object.entries(FAULTS))('%s', async (name, { breaks, warns = [], only }) => {
    const limits = name.includes('never ends') ? { timeoutsMs: { discover: 1500 } } : {};
    const report = await runSample(name, { ...limits, ...(only === undefined ? {} : { only }) });
    expect(numbers(report, 'failed'), JSON.stringify(bad(report))).toEqual(sorted(breaks));
    expect(numbers(report, 'warned')).toEqual(warns);
    expect(report.hasPassed).toBe(breaks.length === 0);
  });
});

describe.concurrent('the documents of a connector are checked as well', () => {
  const PAGE = '# A\n\n## Prerequisites\n\nCredentials, a start date.\n\n## Setup guide\n\n## Supported sync modes\n\n';
  test.each<[string, string, Partial<AcceptanceOptions>]>([
    ['49', 'a stream without a key that is not listed', { streamsWithoutKey: [] }],
    ['50', 'metadata without hosts', { metadata: { data: { suggestedStreams: { streams: ['orders'] } } } }],
    ['51', 'metadata without suggested streams', { metadata: { data: { allowedHosts: { hosts: ['x'] } } } }],
    ['52', 'a page without a section', { docs: `${PAGE}## Supported streams\n` }],
    ['52', 'sections in another order', { docs: `${PAGE}## Changelog\n\n## Supported streams\n` }],
    ['52', 'a level left out', { docs: `${PAGE}## Supported streams\n\n#### A\n\n## Changelog\n` }],
    [
      '52',
      'a setting that is not named',
      { docs: `${PAGE}## Supported streams\n\n## Changelog\n`.replace(', a start date', '') },
    ],
  ])('%s: %s', async (id, _title, change) => {
    const report = await runSample('', { only: ['49', '50', '51', '52'], ...change });
    expect(numbers(report, 'failed')).toEqual([id]);
  });
});

describe.concurrent('the second read', () => {
  test.each<[string, string, string[], string]>([
    ['need not give anything without new data', '', [], ''],
    ['may repeat the last record', 'a cursor that includes its last value', [], ''],
    ['must not repeat the first', 'a state that is not looked at', ['46'], 'orders: the second read repeats the first'],
  ])('%s', async (_title, fault, failed, problem) => {
    const report = await runSample(fault, { only: ['46'], between: null });
    expect(numbers(report, 'failed')).toEqual(failed);
    expect(report.assertions.flatMap(({ problems }) => problems).join('\n')).toContain(problem);
  });

  test('proves little if no new data could be made, and the report says so', async () => {
    const report = await runSample('', { only: ['46'], between: 'echo "no such table: orders" >&2; exit 3' });
    const problems = ['the command for new data failed: exit code 3: no such table: orders'];
    expect(report.assertions.map(({ id, problems }) => [id, problems])).toEqual([
      ['46', problems],
      ['59', []],
    ]);
  });
});

test('a state in the future can be given, for the streams that are in it', async () => {
  const futureState = [
    { type: 'STREAM', stream: { stream_descriptor: { name: 'orders' }, stream_state: { updated_at: '2300-01-01' } } },
  ];
  const report = await runSample('', { only: ['48'], futureState });
  expect(numbers(report, 'passed')).toEqual(['48', '59']);
  expect(report.assertions[0]?.notes).toEqual([expect.stringContaining('web.visits: its state has no time')]);
});

test('a function can make new data, and the number of listed problems is limited', async () => {
  let calls = 0;
  const between = async () => {
    calls += 1;
  };
  const report = await runSample('a line that is not a message', { only: ['46', '53'], between, maxProblems: 1 });
  expect(calls).toBe(1);
  expect(numbers(report, 'failed')).toEqual(['46', '53']);
  const misses = report.assertions.find(({ id }) => id === '46')?.problems;
  expect(misses).toEqual(['orders: the second read misses the new data', 'and 1 more']);
});
