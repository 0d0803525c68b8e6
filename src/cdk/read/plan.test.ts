import { expect, test } from 'vitest';
import { configuredCatalogSchema } from '../../protocol/catalog.js';
import { descriptorKey } from '../../protocol/descriptor.js';
import { IncrementalStream, Stream } from '../stream.js';
import { planRead } from './plan.js';

class Plain extends Stream {
  override readonly primaryKey = 'id';
  override async *readRecords() {
    yield { id: 1 };
  }
}

class Resumable extends Plain {
  override get isResumable() {
    return true;
  }
}

class Changes extends IncrementalStream {
  override readonly primaryKey = 'id';
  override get cursorField() {
    return 'updated_at';
  }
  override getUpdatedState() {
    return {};
  }
  override async *readRecords() {
    yield { id: 1 };
  }
}

function plan(stream: Stream<object>, syncMode: string, options: object = {}) {
  const configured = { stream: { name: stream.name, ...options }, sync_mode: syncMode };
  const states = new Map([[descriptorKey({ name: stream.name }), { cursor: 5 }]]);
  return planRead(configuredCatalogSchema.parse({ streams: [configured] }), [stream], states)[0];
}

test.each([
  ['an incremental read goes on from its state', new Changes(), 'incremental', { cursor: 5 }],
  ['a full refresh of a stream that can read changes begins without state', new Changes(), 'full_refresh', undefined],
  ['a full refresh that can resume gets its state', new Resumable(), 'full_refresh', { cursor: 5 }],
  ['a stream that cannot resume gets none', new Plain(), 'full_refresh', undefined],
])('%s', (_title, stream, syncMode, state) => {
  expect(plan(stream, syncMode)?.state).toEqual(state);
});

test('a stream that cannot read changes is read in full, whatever the catalog says', () => {
  expect(plan(new Plain(), 'incremental')?.syncMode).toBe('full_refresh');
});

test.each([
  [{ json_schema: { properties: { a: {}, b: {} } } }, ['a', 'b']],
  [{ json_schema: { properties: {} } }, undefined],
  [{ json_schema: {} }, undefined],
  [{}, undefined],
])('the catalog %j selects %j', (options, columns) => {
  const selected = plan(new Plain(), 'full_refresh', options)?.columns;
  expect(selected === undefined ? undefined : [...selected]).toEqual(columns);
});

class Chosen extends Plain {
  override get supportsIncremental() {
    return true;
  }
  override get sourceDefinedCursor() {
    return false;
  }
}

class Broken extends Changes {
  override checkState(): string | undefined {
    throw new Error('cannot judge');
  }
}

test('what is wrong with one stream refuses that stream and leaves the others', () => {
  const streams = [new Plain(), new Chosen(), new Changes(), new Broken()];
  const entries = streams.map(({ name }) => ({ stream: { name }, sync_mode: 'incremental' }));
  const states = new Map<string, unknown>([
    [descriptorKey({ name: 'changes' }), 'text'],
    [descriptorKey({ name: 'broken' }), { cursor: 5 }],
  ]);
  const plans = planRead(configuredCatalogSchema.parse({ streams: entries }), streams, states);
  expect(plans.map((planned) => (planned.refusal?.error as Error | undefined)?.message)).toEqual([
    undefined,
    expect.stringContaining('Stream chosen is to be read incrementally, but no cursor column is chosen.'),
    expect.stringContaining('The state of stream changes cannot be used: it is not a JSON object.'),
    'cannot judge',
  ]);
  expect(plans.map(({ state }) => state)).toEqual([undefined, undefined, undefined, undefined]);
});
