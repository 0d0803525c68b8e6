import { expect, test } from 'vitest';
import { planDelivery } from './plan-delivery.js';
import { readTableState } from './table-state.js';

const SINCE = '2026-03-01T08:00:00.000001Z';
const NEXT = '2026-03-02T08:00:00.000002Z';
const delivered = ['a', 'b'];
const idle = readTableState({ _ab_cdc_updated_at: SINCE });
const snapshot = readTableState({
  _ab_cdc_updated_at: SINCE,
  job: { id: 'j', type: 'snapshot', delivered, partial: { object_id: 'c', offset: 17 } },
});
const changes = readTableState({
  _ab_cdc_updated_at: NEXT,
  job: { id: 'j', type: 'incremental', since: SINCE, delivered },
});
const whole = { query: { format: 'jsonl' } };

test.each([
  ['a first read takes a snapshot', 'incremental', undefined, whole],
  ['a first full refresh does', 'full_refresh', undefined, whole],
  ['a full refresh passes a finished state over', 'full_refresh', idle, whole],
  ['a full refresh passes changes under way over', 'full_refresh', changes, whole],
  ['a later read takes the changes', 'incremental', idle, { query: { format: 'jsonl', since: SINCE } }],
  [
    'changes under way go on from their own since',
    'incremental',
    changes,
    { query: { format: 'jsonl', since: SINCE }, resume: { jobId: 'j', delivered, partial: undefined } },
  ],
] as const)('%s', (_title, mode, state, plan) => {
  expect(planDelivery(mode, state)).toEqual(plan);
});

test.each(['full_refresh', 'incremental'] as const)(
  'a snapshot under way goes on in mode %s, and keeps its promise',
  (mode) => {
    expect(planDelivery(mode, snapshot)).toEqual({
      ...whole,
      resume: { jobId: 'j', delivered, partial: { objectId: 'c', offset: 17 } },
      promisedSince: SINCE,
    });
  },
);
