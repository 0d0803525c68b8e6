import { afterEach, describe, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, startService } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

const EIGHT = '2026-03-01T08:00:00Z';
const NOON = '2026-03-01T12:00:00Z';
const bodies = () =>
  service.server.seen.filter(({ path }) => path.endsWith('/data')).map(({ body }) => JSON.parse(body) as object);

test('a snapshot older than what was read is asked for in another form', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, ({ body }, response) => {
    const isAsBefore = !body.includes('mode');
    const fields = { at: isAsBefore ? EIGHT : '2026-03-01T13:00:00Z' };
    sendJson(response, 200, completeJob(isAsBefore ? 'old' : 'new', service.blobs, fields));
  });
  const { job, form, handle } = await service.client.runQuery(REF, { format: 'jsonl' }, { notBefore: NOON });
  expect([job.id, form, handle.query]).toEqual(['new', 1, { format: 'jsonl', mode: 'expanded' }]);
  expect(service.events).toContainEqual(
    expect.objectContaining({ type: 'job-stale', jobId: 'old', reason: expect.stringContaining(EIGHT) }),
  );
});

test('a snapshot of the very instant is not older', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('j', service.blobs, { at: '2026-03-01T13:00:00+01:00' })),
  );
  expect((await service.client.runQuery(REF, { format: 'jsonl' }, { notBefore: NOON })).job.id).toBe('j');
});

test('where every form has an older answer, the query is refused with the end of that answer', async () => {
  service = await startService({ limits: 'none' });
  const expires = new Date(service.clock.now() + 20 * 3_600_000).toISOString();
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('old', service.blobs, { at: EIGHT, expires_at: expires })),
  );
  const error = await thrownBy(service.client.runQuery(REF, { format: 'jsonl' }, { notBefore: NOON }));
  expect(error).toMatchObject({ code: 'DAP_JOB_STALE', failureType: 'transient_error', table: 'courses' });
  expect(error.message).toContain(expires);
  expect(bodies()).toEqual([
    { format: 'jsonl' },
    { format: 'jsonl', mode: 'expanded' },
    { format: 'jsonl', mode: 'condensed' },
  ]);
});

test('an older answer that expires soon is waited for', async () => {
  service = await startService({ limits: 'none' });
  const expires = new Date(service.clock.now() + 5 * 60_000).toISOString();
  service.routes.set(SUBMIT, (_, response, time) => {
    const fields = time <= 3 ? { at: EIGHT, expires_at: expires } : { at: NOON };
    sendJson(response, 200, completeJob(time <= 3 ? 'old' : 'new', service.blobs, fields));
  });
  expect((await service.client.runQuery(REF, { format: 'jsonl' }, { notBefore: NOON })).job.id).toBe('new');
  expect(Math.max(...service.clock.sleeps)).toBeGreaterThan(4 * 60_000);
});

test('a query whose layout depends on its mode has one form', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('old', service.blobs, { at: EIGHT })),
  );
  const query = { format: 'tsv', mode: 'condensed' } as const;
  expect(await thrownBy(service.client.runQuery(REF, query, { notBefore: NOON }))).toMatchObject({
    code: 'DAP_JOB_STALE',
  });
  expect(bodies()).toEqual([query]);
});

function changes(id: string, until: string, more: object = {}) {
  return { id, status: 'complete', objects: [], schema_version: 1, since: NOON, until, ...more };
}

test('changes that end before their beginning are refused', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, changes('j', EIGHT)));
  const error = await thrownBy(service.client.runQuery(REF, { format: 'jsonl', since: NOON }));
  expect(error).toMatchObject({ code: 'DAP_JOB_STALE' });
});

test('the job that brought nothing new last time is not asked again', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, ({ body }, response) =>
    sendJson(
      response,
      200,
      body.includes('expanded') ? changes('fresh', '2026-03-01T13:00:00Z') : changes('seen', NOON),
    ),
  );
  const query = { format: 'jsonl', since: NOON } as const;
  const { job } = await service.client.runQuery(REF, query, { repeatedJobId: 'seen' });
  expect(job.id).toBe('fresh');
  expect(bodies()).toEqual([query, { ...query, mode: 'expanded' }]);
});

test('who takes a form after the other asks once: where the oldest answer is repeated, the others are as well', async () => {
  service = await startService({ limits: 'none' });
  const expires = new Date(service.clock.now() + 20 * 3_600_000).toISOString();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, changes('j', NOON, { expires_at: expires })));
  const { job, form } = await service.client.runQuery(REF, { format: 'jsonl', since: NOON }, { firstForm: 1 });
  expect([job.id, form, service.count(SUBMIT)]).toEqual(['j', 1, 1]);
  expect(service.events).toContainEqual(
    expect.objectContaining({ type: 'job-stale', expiresAt: expires, asksAgain: false }),
  );
});

test('an answer that was made hours ago and brings nothing is asked for in another form, and believed in the end', async () => {
  service = await startService({ limits: 'none' });
  const expires = new Date(service.clock.now() + 20 * 3_600_000).toISOString();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, changes('j', NOON, { expires_at: expires })));
  const { job } = await service.client.runQuery(REF, { format: 'jsonl', since: NOON });
  expect([job.id, service.count(SUBMIT)]).toEqual(['j', 3]);
});

test('the first of the older answers to expire is waited for', async () => {
  service = await startService({ limits: 'none' });
  const inMinutes = (minutes: number) => new Date(service.clock.now() + minutes * 60_000).toISOString();
  const ends = [inMinutes(600), inMinutes(5), inMinutes(700)];
  service.routes.set(SUBMIT, (_, response, time) => {
    const fields = time === 5 ? { at: NOON } : { at: EIGHT, expires_at: ends[(time - 1) % 3] };
    sendJson(response, 200, completeJob(`j${time}`, service.blobs, fields));
  });
  const { job, form } = await service.client.runQuery(REF, { format: 'jsonl' }, { notBefore: NOON });
  expect([job.id, form]).toEqual(['j5', 1]);
});

test('a service whose jobs live shortly and stay older than what was read is given up', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response, time) => {
    if (time > 100) return sendJson(response, 200, completeJob('never', service.blobs, { at: NOON }));
    const expires = new Date(service.clock.now() + 2 * 60_000).toISOString();
    sendJson(response, 200, completeJob(`j${time}`, service.blobs, { at: EIGHT, expires_at: expires }));
  });
  const error = await thrownBy(service.client.runQuery(REF, { format: 'jsonl' }, { notBefore: NOON }));
  expect(error).toMatchObject({ code: 'DAP_JOB_STALE' });
  expect(service.count(SUBMIT)).toBe(12);
});

test('an answer that is only late is believed, also when another form has an older one', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response, time) =>
    sendJson(response, 200, time === 1 ? changes('late', NOON) : changes('old', EIGHT)),
  );
  const options = { repeatedJobId: 'late' };
  const { job, form } = await service.client.runQuery(REF, { format: 'jsonl', since: NOON }, options);
  expect([job.id, form]).toEqual(['late', 0]);
});

describe('changes in a text format with columns', () => {
  const query = { format: 'tsv', mode: 'condensed', since: NOON } as const;
  const earlier = (micros: number) => `2026-03-01T11:59:59.99999${10 - micros}Z`;

  test('a repeated answer is asked for from a microsecond earlier, and rows of the instant itself are nothing new', async () => {
    service = await startService({ limits: 'none' });
    const old = new Date(service.clock.now() + 20 * 3_600_000).toISOString();
    service.routes.set(SUBMIT, ({ body }, response) => {
      const { since } = JSON.parse(body) as { since: string };
      const isRepeated = since === NOON || since === earlier(1);
      const objects = since === earlier(1) ? [{ id: 'same/row' }] : [];
      const until = isRepeated ? NOON : '2026-03-01T13:00:00Z';
      sendJson(response, 200, changes(since, until, { since, objects, expires_at: isRepeated ? old : undefined }));
    });
    const { job, form } = await service.client.runQuery(REF, query);
    expect([job.id, form]).toEqual([earlier(2), 2]);
  });

  test('where the service holds nothing from so early on, the query is asked as it is', async () => {
    service = await startService({ limits: 'none' });
    service.routes.set(SUBMIT, ({ body }, response) => {
      const { since } = JSON.parse(body) as { since: string };
      if (since === NOON) return sendJson(response, 200, changes('j', '2026-03-01T13:00:00Z'));
      return sendJson(response, 400, { error: { type: 'OutOfRange', uuid: 'u', message: 'early', since: NOON } });
    });
    const { job, form } = await service.client.runQuery(REF, query, { firstForm: 5 });
    expect([job.id, form]).toEqual(['j', 0]);
  });
});

describe('an answer of an older schema than the service tells', () => {
  const snapshot = { format: 'tsv', mode: 'condensed' } as const;
  const versions = (byMode: Readonly<Record<string, number>>, more: object = {}) =>
    service.routes.set(SUBMIT, ({ body }, response) => {
      const { mode = 'none' } = JSON.parse(body) as { mode?: string };
      sendJson(
        response,
        200,
        completeJob(mode, service.blobs, { at: NOON, schema_version: byMode[mode] ?? 1, ...more }),
      );
    });

  test('is asked for in another form', async () => {
    service = await startService({ limits: 'none' });
    versions({ expanded: 2 });
    const options = { schemaVersion: 2, modesAreEqual: true };
    expect((await service.client.runQuery(REF, snapshot, options)).job.id).toBe('expanded');
  });

  test('is used when the service has no other', async () => {
    service = await startService({ limits: 'none' });
    versions({});
    expect((await service.client.runQuery(REF, snapshot, { schemaVersion: 2 })).job.id).toBe('condensed');
  });

  test.each<[string, object, object]>([
    ['it is a job that was read before', { repeatedJobId: 'condensed' }, {}],
    ['it was made hours ago', {}, { hoursLeft: 20 }],
  ])('is refused as a snapshot when %s', async (_, known, { hoursLeft }: { hoursLeft?: number }) => {
    service = await startService({ limits: 'none' });
    const expires = new Date(service.clock.now() + (hoursLeft ?? 24) * 3_600_000).toISOString();
    versions({}, { expires_at: expires });
    const error = await thrownBy(service.client.runQuery(REF, snapshot, { schemaVersion: 2, ...known }));
    expect(error).toMatchObject({ code: 'DAP_JOB_STALE', message: expect.stringContaining('version 1') });
  });
});

test('changes that end before the instant that they must reach are refused', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, changes('j', '2026-03-01T13:00:00Z')));
  const query = { format: 'jsonl', since: NOON } as const;
  const error = await thrownBy(service.client.runQuery(REF, query, { notBefore: '2026-03-01T14:00:00Z' }));
  expect(error).toMatchObject({ code: 'DAP_JOB_STALE' });
});
