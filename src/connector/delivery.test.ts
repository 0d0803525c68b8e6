import { expect, test } from 'vitest';
import type { CompleteJob } from '../dap/index.js';
import { Delivery } from './delivery.js';
import { describeStateFault } from './table-state.js';

const OLD = '2026-03-01T08:00:00.000001Z';
const NEW = '2026-03-02T09:30:00.000002Z';
const plan = { query: { format: 'jsonl' } } as const;

function job(id: string, fields: Partial<CompleteJob>): CompleteJob {
  return { id, status: 'complete', objects: [], schema_version: 1, ...fields } as CompleteJob;
}

test('the state tells the job, what is done of it, and where the file under way stands', () => {
  const delivery = new Delivery(plan);
  delivery.begin(job('j', { at: OLD, expires_at: NEW }), false, false);
  delivery.finish('a');
  const state = delivery.stateAt('b', 42);
  expect(state).toEqual({
    _ab_cdc_updated_at: OLD,
    job: { id: 'j', type: 'snapshot', expires_at: NEW, delivered: ['a'], partial: { object_id: 'b', offset: 42 } },
  });
  expect(describeStateFault(state)).toBeUndefined();
  expect(delivery.finalState()).toEqual({ _ab_cdc_updated_at: OLD });
});

test('a state that was handed out does not change afterwards', () => {
  const delivery = new Delivery(plan);
  delivery.begin(job('j', { at: OLD }), false, false);
  const before = delivery.stateAt();
  delivery.finish('a');
  expect(before).toMatchObject({ job: { delivered: [] } });
});

test('changes name the since of their query, and end at the until of their job', () => {
  const delivery = new Delivery({ query: { format: 'jsonl', since: OLD } });
  delivery.begin(job('j', { since: OLD, until: NEW }), false, false);
  expect(delivery.stateAt()).toMatchObject({ _ab_cdc_updated_at: NEW, job: { type: 'incremental', since: OLD } });
  expect(delivery.finalState()).toEqual({ _ab_cdc_updated_at: NEW });
});

test.each([
  ['rows of the first were sent: its instant stays the next since', true, OLD],
  ['nothing of the first was sent: the second counts alone', false, NEW],
])('a snapshot that is made anew; %s', (_title, hasDelivered, expected) => {
  const delivery = new Delivery(plan);
  delivery.begin(job('first', { at: OLD }), false, false);
  delivery.finish('a');
  delivery.begin(job('second', { at: NEW }), true, hasDelivered);
  expect(delivery.stateAt()).toMatchObject({ _ab_cdc_updated_at: expected, job: { id: 'second', delivered: [] } });
});

test('a snapshot gone on with keeps the instant of its state', () => {
  const delivery = new Delivery({ ...plan, promisedSince: OLD, resume: { jobId: 'j', delivered: ['a'] } });
  delivery.begin(job('j', { at: NEW }), false, true);
  expect(delivery.stateAt()).toMatchObject({ _ab_cdc_updated_at: OLD, job: { delivered: ['a'] } });
});

test('a job without an instant cannot be gone on from', () => {
  expect(() => new Delivery(plan).begin(job('j', {}), false, false)).toThrow(/no instant.*job j/);
});

test('the instant of the first snapshot that sent rows stays through any number of new jobs', () => {
  const delivery = new Delivery(plan);
  delivery.begin(job('first', { at: OLD }), false, false);
  delivery.begin(job('second', { at: NEW }), true, true);
  delivery.begin(job('third', { at: NEW }), true, false);
  expect(delivery.finalState()).toEqual({ _ab_cdc_updated_at: OLD });
});

test('an earlier read may have sent rows under a job that the state does not name any more', () => {
  const resume = { jobId: 'second', delivered: [] };
  const delivery = new Delivery({ ...plan, promisedSince: OLD, resume });
  delivery.begin(job('third', { at: NEW }), true, false);
  expect(delivery.finalState()).toEqual({ _ab_cdc_updated_at: OLD });
});

test('a query that is answered by the same job goes on with what was delivered', () => {
  const delivery = new Delivery(plan);
  delivery.begin(job('only', { at: OLD }), false, false);
  delivery.finish('a');
  delivery.begin(job('only', { at: OLD }), true, true);
  expect(delivery.stateAt()).toMatchObject({ job: { id: 'only', delivered: ['a'] } });
});
