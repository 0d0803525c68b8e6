import { expect, test } from 'vitest';
import { DEFAULT_POLICIES } from '../../contract/policies.js';
import { readPlan, type StagePlan, writePlan } from './stage-plan.js';

const ORIGIN = { url: 'https://gateway.test/dap', client: '0c59cade' };
const PLAN: StagePlan = {
  kind: 'changes',
  answer: {
    handle: {
      origin: ORIGIN,
      namespace: 'canvas',
      table: 'users',
      query: { format: 'tsv', mode: 'condensed', since: '2026-03-01T08:00:00.000001Z' },
      jobId: 'job-1',
      submittedAt: '2026-03-01T09:00:00.000Z',
    },
    job: {
      id: 'job-1',
      status: 'complete',
      objects: [{ id: 'part-0' }, { id: 'part-1' }],
      schema_version: 3,
      expires_at: '2026-03-02T09:00:00Z',
      at: undefined,
      since: '2026-03-01T08:00:00.000001Z',
      until: '2026-03-01T09:00:00.654321Z',
    },
    lastAnswer: { jobId: 'job-1', form: 2 },
  },
  policies: { ...DEFAULT_POLICIES, tooLong: 'fail' },
  careful: true,
};
const objectIds = ['part-0', 'part-1'];

test('a plan is read as it was written; the files are those of the record', () => {
  const plan = writePlan(PLAN);
  expect(readPlan({ plan, objectIds })).toEqual(PLAN);
  expect(plan).not.toContain('part-0');
});

test('the job of a snapshot without a last answer is read as well', () => {
  const { handle, job } = PLAN.answer;
  const answer = { handle, job: { ...job, since: undefined, until: undefined, at: job.until }, lastAnswer: undefined };
  const snapshot: StagePlan = { ...PLAN, kind: 'snapshot', answer };
  expect(readPlan({ plan: writePlan(snapshot), objectIds })).toEqual(snapshot);
});

test.each([
  ['no JSON', '{'],
  ['another value', '[]'],
  ['an unknown kind', writePlan(PLAN).replace('"changes"', '"other"')],
  ['a policy that is none', writePlan(PLAN).replace('"tooLong":"fail"', '"tooLong":"keep"')],
  ['no handle', writePlan(PLAN).replace('"jobId":"job-1","submittedAt"', '"submittedAt"')],
])('what cannot be used is no plan: %s', (_, plan) => {
  expect(readPlan({ plan, objectIds })).toBeUndefined();
});
