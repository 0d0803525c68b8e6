import { describe, expect, test } from 'vitest';
import { digestOf } from '../dap/index.js';
import { describeStateFault, readTableState, toStreamState } from './table-state.js';

const SINCE = '2026-03-01T08:00:00.123456Z';
const REF = { namespace: 'canvas', table: 'users' };
const ORIGIN = { url: 'https://gateway/dap', client: '0c59' };
const JOB = { id: 'job-1', type: 'snapshot', done: 1, digest: 'd' };
const OLD_JOB = { id: 'job-1', type: 'snapshot', delivered: ['a'] };
const read = (state: Record<string, unknown>) => readTableState(state as never, REF, ORIGIN);

test.each([
  ['an instant alone', { _ab_cdc_updated_at: SINCE }],
  ['an instant with an offset and a blank', { _ab_cdc_updated_at: '2026-03-01 09:00:00+01:00' }],
  ['an instant with an offset of hours', { _ab_cdc_updated_at: '2026-03-01T09:00:00+01' }],
  ['a leap second', { _ab_cdc_updated_at: '2026-06-30T23:59:60Z' }],
  ['nulls for what is absent', { _ab_cdc_updated_at: SINCE, version: null, job: null, origin: null }],
  ['version 1 by its number', { _ab_cdc_updated_at: SINCE, version: 1 }],
  ['a snapshot under way', { _ab_cdc_updated_at: SINCE, version: 2, job: { ...JOB, since: null, partial: null } }],
  ['a snapshot under way, of version 1', { _ab_cdc_updated_at: SINCE, job: OLD_JOB }],
  ['changes under way', { _ab_cdc_updated_at: SINCE, job: { ...JOB, type: 'incremental', since: SINCE } }],
  ['unknown members', { _ab_cdc_updated_at: SINCE, other: 1, job: { ...JOB, more: 2 } }],
])('%s can be used, its text unchanged', (_what, state) => {
  expect(describeStateFault(state as never)).toBeUndefined();
  expect(read(state)?.nextSince).toBe(state['_ab_cdc_updated_at']);
});

test('an empty state is none', () => {
  expect(describeStateFault({})).toBeUndefined();
  expect(read({})).toBeUndefined();
});

test('a state of version 1 is read with the digest of the ids that it lists, and belongs to the account that reads it', () => {
  const state = { _ab_cdc_updated_at: SINCE, job: { ...OLD_JOB, partial: { object_id: 'b', offset: 42 } } };
  expect(read(state)).toMatchObject({
    origin: undefined,
    job: {
      handle: { ...REF, origin: ORIGIN, query: { format: 'jsonl' }, jobId: 'job-1' },
      done: 1,
      digest: digestOf(['a'], 1),
      partial: { objectId: 'b', bytes: 42, crc32: undefined },
    },
  });
});

test('a position survives as a state', () => {
  const query = { format: 'jsonl', mode: 'condensed', since: SINCE } as const;
  const handle = { ...REF, origin: ORIGIN, query, jobId: 'j', submittedAt: SINCE, expiresAt: '2026-03-02T08:00:00Z' };
  const partial = { objectId: 'b', bytes: 42, crc32: 99, etag: '"e"' };
  const point = { nextSince: SINCE, schemaVersion: 3, job: { handle, done: 2, digest: 'd2', partial } };
  const whole = { ...point, origin: ORIGIN, columns: 'c1', partialRows: 7 };
  const state = toStreamState(whole);
  expect(describeStateFault(state)).toBeUndefined();
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  expect(read(state)).toEqual(whole);
  const rest = { origin: ORIGIN, columns: undefined, partialRows: undefined };
  const finished = { nextSince: SINCE, schemaVersion: 3, lastAnswer: { jobId: 'j', form: 1 }, ...rest };
  expect(read(toStreamState(finished))).toEqual(finished);
});

describe('what cannot be used is named, and not quoted', () => {
  test.each([
    ['no instant', { version: 2 }, '_ab_cdc_updated_at is missing'],
    [
      'an instant without a zone',
      { _ab_cdc_updated_at: '2026-03-01T08:00:00' },
      '_ab_cdc_updated_at is missing or malformed',
    ],
    ['a day that does not exist', { _ab_cdc_updated_at: '2026-02-30T08:00:00Z' }, '_ab_cdc_updated_at'],
    ['a number', { _ab_cdc_updated_at: 1_772_352_000 }, '_ab_cdc_updated_at'],
    ['a job that is a text', { _ab_cdc_updated_at: SINCE, job: 'private' }, 'job is'],
    ['a job of an unknown kind', { _ab_cdc_updated_at: SINCE, job: { ...JOB, type: 'private' } }, 'job.type'],
    ['changes without their since', { _ab_cdc_updated_at: SINCE, job: { ...JOB, type: 'incremental' } }, 'job.since'],
    [
      'a job that does not say what is done',
      { _ab_cdc_updated_at: SINCE, job: { id: 'j', type: 'snapshot' } },
      'job.done',
    ],
    [
      'an offset below zero',
      { _ab_cdc_updated_at: SINCE, job: { ...JOB, partial: { object_id: 'x', offset: -1 } } },
      'job.partial.offset',
    ],
    ['a version that is a text', { _ab_cdc_updated_at: SINCE, version: 'private' }, 'version'],
  ])('%s', (_what, state, fault) => {
    expect(describeStateFault(state as never)).toContain(fault);
    expect(describeStateFault(state as never)).not.toContain('private');
  });

  test('a newer version says what it is, whatever else the state holds', () => {
    expect(describeStateFault({ version: 3, cursor: { deep: true } })).toMatch(
      /newer version.*state version 3.*knows 2/,
    );
  });
});
