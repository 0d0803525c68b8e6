import { expect, test } from 'vitest';
import type { CompleteJob } from '../wire.js';
import { digestOf, extendDigest } from './read-point.js';
import { TablePosition } from './table-position.js';

const OLD = '2026-03-01T08:00:00.000001Z';
const NEW = '2026-03-02T09:30:00.000002Z';
const PLAN = { query: { format: 'jsonl' } } as const;
const CHANGES = { query: { format: 'jsonl', since: OLD } } as const;

function answer(id: string, fields: Partial<CompleteJob>, query: typeof PLAN.query = PLAN.query) {
  const origin = { url: 'https://gateway', client: 'c' };
  const handle = { origin, namespace: 'canvas', table: 'users', query, jobId: id, submittedAt: OLD };
  const job = { id, status: 'complete', objects: [], schema_version: 7, ...fields } as CompleteJob;
  return { handle, job, form: 0 };
}

test('a position names the job, what is done of it, and where the object under way stands', () => {
  const position = new TablePosition(PLAN);
  position.begin(answer('j', { at: OLD }), false, false);
  position.finish('a');
  const point = position.within()({ objectId: 'b', bytes: 42, crc32: 99, etag: '"e"' });
  expect(point).toMatchObject({
    nextSince: OLD,
    schemaVersion: 7,
    job: { done: 1, digest: digestOf(['a', 'b'], 1), partial: { objectId: 'b', bytes: 42, crc32: 99, etag: '"e"' } },
  });
  expect(position.end()).toEqual({ nextSince: OLD, schemaVersion: 7, lastAnswer: { jobId: 'j' } });
});

test('a position that was handed out does not change afterwards', () => {
  const position = new TablePosition(PLAN);
  position.begin(answer('j', { at: OLD }), false, false);
  const before = position.at();
  position.finish('a');
  expect(before.job?.done).toBe(0);
});

test('changes end at the until of their job; if that is their since, the answer is remembered with its form', () => {
  const moved = new TablePosition(CHANGES);
  moved.begin(answer('j', { since: OLD, until: NEW }), false, false);
  expect(moved.end()).toMatchObject({ nextSince: NEW, lastAnswer: { jobId: 'j' } });
  const quiet = new TablePosition(CHANGES);
  quiet.begin({ ...answer('j', { since: OLD, until: OLD }), form: 2 }, false, false);
  expect(quiet.end().lastAnswer).toEqual({ jobId: 'j', form: 2 });
});

test.each([
  ['rows of the first were sent: its instant stays the next since', true, OLD],
  ['nothing of the first was sent: the second counts alone', false, NEW],
])('a snapshot that is repeated; %s', (_title, hasDelivered, expected) => {
  const position = new TablePosition(PLAN);
  position.begin(answer('first', { at: OLD }), false, false);
  position.finish('a');
  position.begin(answer('second', { at: NEW }), true, hasDelivered);
  expect(position.at()).toMatchObject({ nextSince: expected, job: { done: 0, digest: '' } });
});

test('a resumed snapshot keeps the instant of its state', () => {
  const resume = { handle: answer('j', {}).handle, done: 1, digest: extendDigest('', 'a') };
  const position = new TablePosition({ ...PLAN, promisedSince: OLD, resume });
  position.begin(answer('j', { at: NEW }), false, true);
  expect(position.at()).toMatchObject({ nextSince: OLD, job: { done: 1, digest: resume.digest } });
});

test('the instant of the first snapshot that sent rows stays through any number of new jobs', () => {
  const position = new TablePosition(PLAN);
  position.begin(answer('first', { at: OLD }), false, false);
  position.begin(answer('second', { at: NEW }), true, true);
  position.begin(answer('third', { at: NEW }), true, false);
  expect(position.end().nextSince).toBe(OLD);
});

test('an earlier read may have sent rows under a job that the position does not name any more', () => {
  const resume = { handle: answer('second', {}).handle, done: 0, digest: '' };
  const position = new TablePosition({ ...PLAN, promisedSince: OLD, resume });
  position.begin(answer('third', { at: NEW }), true, false);
  expect(position.end().nextSince).toBe(OLD);
});

test('a query that is answered by the same job keeps what was delivered', () => {
  const position = new TablePosition(PLAN);
  position.begin(answer('only', { at: OLD }), false, false);
  position.finish('a');
  position.begin(answer('only', { at: OLD }), true, true);
  expect(position.at().job).toMatchObject({ done: 1, digest: extendDigest('', 'a') });
});

test.each([
  ['none', {}],
  ['one without a zone', { at: '2026-03-01T08:00:00' }],
])('a job with an instant that nobody could continue from is refused: %s', (_what, fields) => {
  expect(() => new TablePosition(PLAN).begin(answer('j', fields), false, false)).toThrow(
    expect.objectContaining({ code: 'DAP_RESPONSE_INVALID' }),
  );
});
