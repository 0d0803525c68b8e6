import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { Checkpoint, type ReadContext, RecordBatch, type StreamState } from '../cdk/index.js';
import { completeJob, type FakeService, REF, SUBMIT, startService, URLS } from '../dap/fake-service.test-helper.js';
import { sendJson } from '../dap/scripted-server.test-helper.js';
import { Delivery, type DeliveryPlan } from './delivery.js';
import { planDelivery } from './plan-delivery.js';
import { readRows } from './read-rows.js';
import { readTableState } from './table-state.js';

let service: FakeService;
afterEach(async () => await service.close());

const PLAN: DeliveryPlan = { query: { format: 'jsonl' } };

function line(id: number, padding = 0): string {
  return `{"key":{"id":${id}},"value":{"x":"${'x'.repeat(padding)}"},"meta":{"action":"U","ts":"2026-03-01T08:00:00Z"}}`;
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

/** Each batch and checkpoint with the state that vouches for everything up to it. */
async function read(plan: DeliveryPlan = PLAN): Promise<Read> {
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
  };
  const steps: Step[] = [];
  for await (const item of readRows(service.client, REF, plan, new Delivery(plan), context)) {
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
    const resumed = await read(planDelivery('incremental', readTableState(state)));
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
    expect.objectContaining({ delivered: ['part-0'] }),
    expect.objectContaining({ delivered: ['part-0', 'part-1'] }),
    expect.objectContaining({ delivered: ['part-0', 'part-1', 'part-2'] }),
  ]);
  expect(estimates).toEqual([[6, 3 * 2 * (line(0).length + 1)]]);
});

test('a job made anew is told with the count of rows that come once more', async () => {
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
  const again = steps.findIndex(({ state }) => (state['job'] as { id: string }).id === 'job-2');
  expect(steps[again]).toMatchObject({ ids: [], state: { job: { id: 'job-2', delivered: [] } } });
  expect(steps[again]?.state).not.toHaveProperty('job.partial');
  expect(warnings[0]).toMatch(/canvas\.courses.*gone.*2 rows of this read are sent once more/);
  expect(warnings.join()).not.toContain('s3cret');
});

test('a damaged line fails the table, names the file and quotes nothing', async () => {
  service = await startService();
  service.blobs.set('part-0', gzipSync(`${line(1)}\n{"key":"private-name"}\n`));
  await expect(read()).rejects.toMatchObject({
    code: 'DAP_OBJECT_CORRUPT',
    message: expect.stringMatching(/^canvas\.courses, object part-0: .*the row has no key(?!.*private-name)/),
  });
});
