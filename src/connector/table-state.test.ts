import { describe, expect, test } from 'vitest';
import { describeStateFault, readTableState } from './table-state.js';

const SINCE = '2026-03-01T08:00:00.123456Z';
const JOB = { id: 'job-1', type: 'snapshot', delivered: ['a'] };

test.each([
  ['an instant alone', { _ab_cdc_updated_at: SINCE }],
  ['an instant with an offset and a blank', { _ab_cdc_updated_at: '2026-03-01 09:00:00+01:00' }],
  ['nulls for what is absent', { _ab_cdc_updated_at: SINCE, version: null, job: null }],
  ['this version by its number', { _ab_cdc_updated_at: SINCE, version: 1 }],
  ['a snapshot under way', { _ab_cdc_updated_at: SINCE, job: { ...JOB, since: null, partial: null } }],
  ['changes under way', { _ab_cdc_updated_at: SINCE, job: { ...JOB, type: 'incremental', since: SINCE } }],
  ['keys of nobody', { _ab_cdc_updated_at: SINCE, other: 1, job: { ...JOB, more: 2 } }],
])('%s can be used, its text unchanged', (_what, state) => {
  expect(describeStateFault(state)).toBeUndefined();
  expect(readTableState(state)['_ab_cdc_updated_at']).toBe(state['_ab_cdc_updated_at']);
});

describe('what cannot be used is named, and not quoted', () => {
  test.each([
    ['no instant', {}, '_ab_cdc_updated_at is missing'],
    [
      'an instant without a zone',
      { _ab_cdc_updated_at: '2026-03-01T08:00:00' },
      '_ab_cdc_updated_at is missing or malformed',
    ],
    ['a day that does not exist', { _ab_cdc_updated_at: '2026-02-30T08:00:00Z' }, '_ab_cdc_updated_at'],
    ['a number', { _ab_cdc_updated_at: 1_772_352_000 }, '_ab_cdc_updated_at'],
    ['a job that is a text', { _ab_cdc_updated_at: SINCE, job: 'private' }, 'job is'],
    ['a job of an unknown kind', { _ab_cdc_updated_at: SINCE, job: { ...JOB, type: 'private' } }, 'job.type'],
    ['changes without their since', { _ab_cdc_updated_at: SINCE, job: { ...JOB, type: 'incremental' } }, 'job is'],
    [
      'an offset below zero',
      { _ab_cdc_updated_at: SINCE, job: { ...JOB, partial: { object_id: 'x', offset: -1 } } },
      'job.partial.offset',
    ],
    ['a version that is a text', { _ab_cdc_updated_at: SINCE, version: 'private' }, 'version'],
  ])('%s', (_what, state, fault) => {
    expect(describeStateFault(state)).toContain(fault);
    expect(describeStateFault(state)).not.toContain('private');
  });

  test('a newer version says what it is, whatever else the state holds', () => {
    expect(describeStateFault({ version: 2, cursor: { deep: true } })).toMatch(
      /newer version.*state version 2.*knows 1/,
    );
  });
});
