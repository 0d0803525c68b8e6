import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Checkpoint, EncodedRecords, type ReadContext, RecordBatch, type StreamState } from '../cdk/index.js';
import { completeJob, type FakeService, REF, SUBMIT, startService } from '../dap/fake-service.test-helper.js';
import { sendJson } from '../dap/scripted-server.test-helper.js';
import { SchemaLoader } from '../schema/schema-loader.js';
import { TableStream } from './table-stream.js';

const EIGHT = '2026-03-01T08:00:00Z';
const NOON = '2026-03-01T12:00:00Z';
const SCHEMA = {
  properties: {
    key: { properties: { id: { type: 'integer' } } },
    value: { properties: { x: { type: 'string' } } },
    meta: { properties: { ts: { type: 'string' } } },
  },
};
const LINE = '{"key":{"id":1},"value":{"x":"a"},"meta":{"ts":"2026-03-01T08:00:00Z"}}\n';
const NO_DATA = { error: { type: 'ProcessingError', uuid: 'u', message: 'There is no data available yet' } };

let service: FakeService;
beforeEach(async () => {
  service = await startService({ limits: 'none' });
  service.routes.set('GET /dap/query/canvas/table/courses/schema', (_, response) =>
    sendJson(response, 200, { schema: SCHEMA, version: 3 }),
  );
});
afterEach(async () => await service.close());

interface Read {
  readonly records: string;
  readonly states: readonly StreamState[];
  readonly warnings: readonly string[];
  readonly error: unknown;
}

async function read(state?: StreamState, syncMode: ReadContext['syncMode'] = 'incremental'): Promise<Read> {
  const warnings: string[] = [];
  const context: ReadContext = {
    syncMode,
    cursorField: undefined,
    state,
    columns: undefined,
    catalogSchema: undefined,
    signal: new AbortController().signal,
    log: { debug: () => undefined, info: () => undefined, warn: (text) => warnings.push(text), error: () => undefined },
    estimate: () => undefined,
    countBytes: () => undefined,
    registerSecret: () => undefined,
    updateConfig: async () => undefined,
  };
  const stream = new TableStream({
    client: service.client,
    ref: REF,
    schemas: new SchemaLoader({ schemasDir: import.meta.dirname, sharedDir: import.meta.dirname }),
    invalidCursorBehavior: 'resync',
    invalidRowBehavior: 'fail',
    formerOrigins: [],
    recordPath: 'verified',
  });
  let records = '';
  const states: StreamState[] = [];
  let error: unknown;
  try {
    for await (const item of stream.readRecords(context)) {
      if (item instanceof Checkpoint) states.push(item.state);
      else if (item instanceof EncodedRecords) records += Buffer.from(item.bytes).toString();
      else if (item instanceof RecordBatch) records += JSON.stringify(item.records);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { records, states, warnings, error };
}

/** A state in the middle of a snapshot as of noon. */
async function halfReadState(): Promise<StreamState> {
  for (const id of ['a', 'b']) service.blobs.set(id, gzipSync(LINE));
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('noon', service.blobs, { at: NOON })),
  );
  const { states, error } = await read();
  expect(error).toBeUndefined();
  return states[0] as StreamState;
}

function loseJob(id: string): void {
  service.routes.set(`GET /dap/job/${id}`, (_, response) =>
    sendJson(response, 404, { error: { type: 'ObjectNotFound', uuid: 'u', kind: 'job', id, message: 'gone' } }),
  );
}

test.each(['incremental', 'full_refresh'] as const)(
  'an older snapshot does not continue one that was read in part (%s)',
  async (syncMode) => {
    const state = await halfReadState();
    expect(state).toMatchObject({ _ab_cdc_updated_at: NOON, job: { id: 'noon', done: 1 } });
    loseJob('noon');
    const expires = new Date(service.clock.now() + 20 * 3_600_000).toISOString();
    service.routes.set(SUBMIT, (_, response) =>
      sendJson(response, 200, completeJob('morning', service.blobs, { at: EIGHT, expires_at: expires })),
    );
    const { records, states, error } = await read(state, syncMode);
    expect(error).toMatchObject({ code: 'DAP_JOB_STALE' });
    expect([records, states]).toEqual(['', []]);
  },
);

test('a table that was never filled has no rows', async () => {
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 400, NO_DATA));
  const { records, states, warnings, error } = await read();
  expect([records, states, error]).toEqual(['', [], undefined]);
  expect(warnings).toEqual([expect.stringContaining('never filled')]);
});

test('a part of a table does not pass for the whole when the service has no data of it any more', async () => {
  for (const id of ['a', 'b']) service.blobs.set(id, gzipSync(LINE));
  service.routes.set(SUBMIT, (_, response, time) =>
    time === 1 ? sendJson(response, 200, completeJob('noon', service.blobs)) : sendJson(response, 400, NO_DATA),
  );
  service.blobHandlers.set('b', (_, response) => {
    response.writeHead(404).end();
  });
  const { records, error } = await read();
  expect(records).not.toBe('');
  expect(error).toMatchObject({ name: 'NoDataYetError' });
});

test('the same holds for a part that an earlier read delivered', async () => {
  const state = await halfReadState();
  loseJob('noon');
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 400, NO_DATA));
  expect((await read(state)).error).toMatchObject({ name: 'NoDataYetError' });
});
