import { expect, test } from 'vitest';
import { digestOf } from '../dap/index.js';
import { planRead } from './plan-read.js';
import { readTableState } from './table-state.js';

const SINCE = '2026-03-01T08:00:00.000001Z';
const NEXT = '2026-03-02T08:00:00.000002Z';
const delivered = ['a', 'b'];
const read = (state: object) =>
  readTableState(state as never, { namespace: 'canvas', table: 'users' }, { url: 'u', client: 'c' });
const idle = read({ _ab_cdc_updated_at: SINCE });
const quiet = read({ _ab_cdc_updated_at: SINCE, last_answer: { job_id: 'j', form: 1 } });
const snapshot = read({
  _ab_cdc_updated_at: SINCE,
  job: { id: 'j', type: 'snapshot', delivered, partial: { object_id: 'c', offset: 17 } },
});
const changes = read({ _ab_cdc_updated_at: NEXT, job: { id: 'j', type: 'incremental', since: SINCE, delivered } });
const whole = { query: { format: 'jsonl' } };

test.each([
  ['a first read takes a snapshot', 'incremental', undefined, whole],
  ['a first full refresh does', 'full_refresh', undefined, whole],
  ['a full refresh ignores a finished state', 'full_refresh', idle, whole],
  ['a full refresh ignores changes under way', 'full_refresh', changes, whole],
  ['a later read takes the changes', 'incremental', idle, { query: { format: 'jsonl', since: SINCE } }],
  [
    'and knows the last answer to the same query',
    'incremental',
    quiet,
    { query: { format: 'jsonl', since: SINCE }, lastAnswer: { jobId: 'j', form: 1 } },
  ],
] as const)('%s', (_title, mode, state, plan) => {
  expect(planRead(mode, state)).toEqual(plan);
});

test('changes under way continue from their own since', () => {
  expect(planRead('incremental', changes)).toMatchObject({
    query: { format: 'jsonl', since: SINCE },
    resume: { handle: { jobId: 'j', query: { since: SINCE } }, done: 2, digest: digestOf(delivered, 2) },
  });
});

test.each(['full_refresh', 'incremental'] as const)(
  'a snapshot under way is resumed in mode %s, and keeps its promise',
  (mode) => {
    expect(planRead(mode, snapshot)).toMatchObject({
      ...whole,
      resume: { handle: { jobId: 'j' }, done: 2, partial: { objectId: 'c', bytes: 17 } },
      promisedSince: SINCE,
    });
  },
);
