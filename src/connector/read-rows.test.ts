import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { Checkpoint, type ReadContext, RecordBatch, type StreamState } from '../cdk/index.js';
import { completeJob, type FakeService, REF, SUBMIT, startService, URLS } from '../dap/fake-service.test-helper.js';
import type { ReadPlan } from '../dap/index.js';
import { sendJson } from '../dap/scripted-server.test-helper.js';
import { RowReader } from './bytes/row-reader.js';
import { planRead } from './plan-read.js';
import { type ReadRowsOptions, readRows } from './read-rows.js';
import { readTableState } from './table-state.js';

let service: FakeService;
afterEach(async () => await service.close());

const PLAN: ReadPlan = { query: { format: 'jsonl' } };

function line(id: number, padding = 0): string {
  return `{"key":{"id":${id}},"value":{"x":"${'x'.repeat(padding)}"},"meta":{"ts":"2026-03-01T08:00:00Z"}}`;
}

interface Step {
  readonly ids: readonly unknown[];
  readonly state: StreamState;
}

interface Read {
  readonly steps: readonly Step[];
  readonly warnings: readonly string[];
  readonly estimates: readonly (readonly number[])[];
}

/** Each batch and checkpoint with the state that covers everything up to it. */
async function read(plan: ReadPlan = PLAN, more: Partial<ReadRowsOptions> = {}): Promise<Read> {
  const warnings: string[] = [];
  const estimates: number[][] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (text: string) => warnings.push(text),
    error: () => undefined,
  };
  const context: ReadContext = {
    syncMode: 'incremental',
    cursorField: undefined,
    state: undefined,
    columns: undefined,
    signal: new AbortController().signal,
    log,
    estimate: (rows, bytes) => estimates.push([rows, bytes]),
    countBytes: () => undefined,
    registerSecret: () => undefined,
    updateConfig: async () => undefined,
  };
  const steps: Step[] = [];
  const { client } = service;
  const reader = new RowReader({
    kind: 'snapshot',
    schema: {},
    keyColumns: [],
    columns: undefined,
    transformer: undefined,
  });
  const options = { client, ref: REF, plan, context, reader, invalidRowBehavior: 'fail', ...more } as const;
  for await (const item of readRows(options)) {
    if (item instanceof Checkpoint) steps.push({ ids: [], state: item.state });
    else if (item instanceof RecordBatch) {
      steps.push({ ids: item.records.map(({ id }) => id), state: item.position?.() as StreamState });
    }
  }
  return { steps, warnings, estimates };
}

const idsOf = (steps: readonly Step[]) => steps.flatMap(({ ids }) => ids);

test.each([
  ['with a line feed at its end', '\n'],
  ['without one', ''],
])('from each position within a file %s, the rest is read, and nothing twice', async (_title, end) => {
  service = await startService();
  const ids = Array.from({ length: 40 }, (_, id) => id);
  service.blobs.set('part-0', gzipSync(ids.map((id) => line(id, 5000)).join('\n') + end));
  const { steps } = await read();
  expect(idsOf(steps)).toEqual(ids);
  const within = steps.filter((step) => step.ids.length > 0);
  expect(within.length).toBeGreaterThan(2);
  let sent: unknown[] = [];
  for (const { ids: batch, state } of within) {
    sent = [...sent, ...batch];
    const resumed = await read(planRead('incremental', readTableState(state, REF, service.client.origin)));
    expect(resumed.warnings).toEqual([]);
    expect([...sent, ...idsOf(resumed.steps)]).toEqual(ids);
  }
});

test('a checkpoint follows each file, and the sizes of the first tell what is to come', async () => {
  service = await startService();
  for (const part of [0, 1, 2])
    service.blobs.set(`part-${part}`, gzipSync(`${line(part * 2)}\n${line(part * 2 + 1)}\n`));
  const { steps, estimates } = await read();
  const done = steps.filter(({ ids }) => ids.length === 0).map(({ state }) => state['job']);
  expect(done).toEqual([
    expect.objectContaining({ done: 1 }),
    expect.objectContaining({ done: 2 }),
    expect.objectContaining({ done: 3 }),
    undefined,
  ]);
  expect(estimates).toEqual([[6, 3 * 2 * (line(0).length + 1)]]);
});

test('a repeated job is reported with the count of rows that come once more', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync(`${line(1)}\n${line(2)}\n`));
  service.blobs.set('b', gzipSync(`${line(3)}\n`));
  service.routes.set(SUBMIT, (_request, response, time) =>
    sendJson(response, 200, completeJob(`job-${time}`, service.blobs)),
  );
  let refused = 0;
  service.routes.set(URLS, (request, response, time) => {
    const ids = (JSON.parse(request.body) as { id: string }[]).map(({ id }) => id);
    if (ids.includes('b') && time <= 4) {
      refused += 1;
      sendJson(response, 404, {
        error: { type: 'ObjectNotFound', kind: 'object', id: 'b', uuid: 'u', message: 'gone' },
      });
      return;
    }
    const url = (id: string) => `${service.server.url}/blob/${id}?Signature=s3cret`;
    sendJson(response, 200, { urls: Object.fromEntries(ids.map((id) => [id, { url: url(id) }])) });
  });
  const { steps, warnings } = await read();
  expect(refused).toBeGreaterThan(1);
  expect(idsOf(steps).slice(-3)).toEqual([1, 2, 3]);
  const again = steps.findIndex(({ state }) => (state['job'] as { id: string } | undefined)?.id === 'job-2');
  expect(steps[again]).toMatchObject({ ids: [], state: { job: { id: 'job-2', done: 0 } } });
  expect(steps[again]?.state).not.toHaveProperty('job.partial');
  expect(warnings[0]).toMatch(/canvas\.courses.*gone.*2 rows of this read are sent once more/);
  expect(warnings.join()).not.toContain('s3cret');
});

test('a damaged line fails the table, names the file and quotes nothing', async () => {
  service = await startService();
  service.blobs.set('part-0', gzipSync(`${line(1)}\n{"key":"private-name"}\n`));
  await expect(read()).rejects.toMatchObject({
    code: 'DAP_OBJECT_CORRUPT',
    message: expect.stringMatching(
      /^canvas\.courses, object part-0: .*the row has no key, at byte \d+(?!.*private-name)/,
    ),
  });
});

test('a row that cannot be handled is left out where the user wants that, and its place is named', async () => {
  service = await startService();
  service.blobs.set('part-0', gzipSync(`${line(1)}\n{"key":"private-name"}\n${line(2)}\n`));
  const { steps, warnings } = await read(PLAN, { invalidRowBehavior: 'skip' });
  expect(idsOf(steps)).toEqual([1, 2]);
  expect(warnings).toEqual([
    expect.stringMatching(/canvas\.courses, file part-0: the row at byte \d+.*left out: the row has no key/),
    expect.stringMatching(/: 1 row that could not be handled was left out/),
  ]);
  expect(warnings.join()).not.toContain('private-name');
});

test('any number of rows of a file is left out, and the file is fetched twice in all', async () => {
  service = await startService();
  const rows = Array.from({ length: 40 }, (_, id) => (id % 2 === 0 ? line(id, 9000) : '{"key":"private-name"}'));
  service.blobs.set('part-0', gzipSync(`${rows.join('\n')}\n`));
  const { steps, warnings } = await read(PLAN, { invalidRowBehavior: 'skip' });
  expect(idsOf(steps)).toEqual(Array.from({ length: 20 }, (_, index) => 2 * index));
  expect(warnings.at(-1)).toMatch(/20 rows that could not be handled/);
  expect(service.count('GET /blob/part-0')).toBe(2);
});

test('rows that are left out of a copy that proves to be damaged are decided on again', async () => {
  service = await startService();
  const bad = '{"key":"bad"}\n';
  const first = `${line(1)}\n${bad}${line(2, 2000)}\n`;
  const broken = gzipSync(first.replace('xxx', 'yyy') + bad);
  broken[broken.length - 6] = (broken[broken.length - 6] as number) ^ 1;
  service.blobs.set('part-0', broken);
  let fetched = 0;
  service.blobHandlers.set('part-0', (_request, response) => {
    fetched += 1;
    response.end(fetched <= 2 ? broken : gzipSync(first));
  });
  const { steps, warnings } = await read(PLAN, { invalidRowBehavior: 'skip' });
  expect(idsOf(steps).slice(-2)).toEqual([1, 2]);
  expect(warnings.at(-1)).toMatch(/: 1 row that could not be handled was left out/);
});

test('rows of a damaged copy come again, and the warning counts them and names the file', async () => {
  service = await startService();
  const content = Array.from({ length: 400 }, (_, id) => line(id, 1000)).join('\n');
  const damaged = content.replace('"id":17}', '"id":77}').replace('"x":"x', '"x":"y');
  const broken = gzipSync(damaged);
  broken[broken.length - 6] = (broken[broken.length - 6] as number) ^ 1;
  service.blobs.set('part-0', broken);
  let fetched = 0;
  service.blobHandlers.set('part-0', (_request, response) => {
    fetched += 1;
    response.end(fetched === 1 ? broken : gzipSync(content));
  });
  const { steps, warnings } = await read();
  expect(idsOf(steps).slice(-400)).toEqual(Array.from({ length: 400 }, (_, id) => id));
  expect(warnings).toEqual([
    expect.stringMatching(
      /\d+ rows that were already sent came from a damaged or changed copy of file part-0.*key was damaged/,
    ),
  ]);
});

test('a snapshot of the instant that is known already is not downloaded', async () => {
  service = await startService();
  service.blobs.set('part-0', gzipSync(`${line(1)}\n`));
  const { steps } = await read(PLAN, { knownInstant: '2026-03-01T08:00:00.123456Z' });
  expect(steps.map(({ state }) => state['_ab_cdc_updated_at'])).toEqual(['2026-03-01T08:00:00.123456Z']);
  expect(service.count('GET /blob/part-0')).toBe(0);
});
