import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  catalogOf,
  errorsOf,
  logsOf,
  recordsOf,
  runCommandInProcess,
  statesOf,
  statusesOf,
} from '../../testing/index.js';
import {
  Checkpoint,
  type ReadContext,
  RecordBatch,
  Source,
  Stream,
  type StreamItem,
  type StreamState,
} from '../index.js';
import { createProjection } from './projection.js';

type Read = (context: ReadContext) => AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>>;

class Scripted extends Stream<object> {
  override readonly primaryKey = 'id';
  readonly #read: Read;
  readonly #cursor: string | undefined;
  constructor(read: Read, cursor?: string) {
    super();
    this.#read = read;
    this.#cursor = cursor;
  }
  override get isResumable() {
    return true;
  }
  override get cursorField() {
    return this.#cursor;
  }
  override async getJsonSchema() {
    return {
      type: 'object',
      properties: { id: { type: 'integer' }, at: { type: 'string' }, more: { type: 'string' } },
    };
  }
  override checkState(state: StreamState): string | undefined {
    return state['version'] === 9 ? 'it was written by a newer version' : undefined;
  }
  override readRecords(context: ReadContext) {
    return this.#read(context);
  }
}

class OneStream extends Source<unknown> {
  override readonly configSchema = z.unknown();
  readonly #stream: Stream<object>;
  constructor(stream: Stream<object>) {
    super();
    this.#stream = stream;
  }
  override async check(): Promise<void> {}
  override async streams(): Promise<Stream<object>[]> {
    return [this.#stream];
  }
}

interface Options {
  readonly state?: unknown;
  readonly columns?: readonly string[];
  readonly edit?: object;
  readonly cursor?: string;
  readonly now?: () => number;
}

async function read(script: Read, options: Options = {}) {
  const source = new OneStream(new Scripted(script, options.cursor));
  const { messages } = await runCommandInProcess(source, { command: 'discover' });
  const choice = {
    syncMode: 'incremental',
    ...(options.columns === undefined ? {} : { columns: options.columns }),
  } as const;
  const { streams } = catalogOf(messages, choice);
  const catalog = { streams: streams.map((entry) => ({ ...entry, ...options.edit })) };
  const clock = { now: options.now ?? Date.now, monotonic: options.now ?? Date.now, sleep: async () => {} };
  return await runCommandInProcess(source, { command: 'read', catalog, state: options.state, clock });
}

const stateOf = (state: unknown) => [
  { type: 'STREAM', stream: { stream_descriptor: { name: 'scripted' }, stream_state: state } },
];
const told = (run: Awaited<ReturnType<typeof read>>) =>
  statesOf(run.messages).map((state) => state.stream?.stream_state);

test('a position becomes a state only when one is due, and always at the end', async () => {
  let now = 0;
  const run = await read(
    function* () {
      for (let batch = 1; batch <= 4; batch += 1) {
        now += batch === 3 ? 30_000 : 10;
        yield new RecordBatch([{ id: batch }], () => ({ batch }));
      }
    },
    { now: () => now },
  );
  expect(told(run)).toEqual([{ batch: 3 }, { batch: 4 }]);
});

test('a stream that fails writes its last position, and not what came after it', async () => {
  const run = await read(function* () {
    yield new RecordBatch([{ id: 1 }], () => ({ at: 1 }));
    yield { id: 2 };
    throw new Error('x');
  });
  expect(told(run)).toEqual([{ at: 1 }]);
  expect(statusesOf(run.messages, 'scripted')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
});

test('a state that is changed after it was yielded is written as it was yielded', async () => {
  const run = await read(function* () {
    const state = { at: 1 };
    yield new Checkpoint(state);
    state.at = 99;
    yield { id: 1 };
    throw new Error('x');
  });
  expect(told(run)).toEqual([{ at: 1 }, { at: 1 }]);
});

test.each([
  ['without one before', undefined, [{}]],
  ['with one before', stateOf({ at: 5 }), [{ at: 5 }]],
  ['after a finished full refresh', stateOf({ __ab_no_cursor_state_message: true }), [{}]],
])('a stream without new records writes one state %s', async (_title, state, expected) => {
  expect(told(await read(() => [], { state }))).toEqual(expected);
});

class Derived extends Scripted {
  readonly stateCheckpointInterval = 2;
  getUpdatedState(_current: StreamState | undefined, record: object): StreamState {
    return { at: (record as { at?: string }).at } as StreamState;
  }
}

async function readDerived(script: Read, state?: unknown) {
  const catalog = { streams: [{ stream: { name: 'derived', json_schema: {} }, sync_mode: 'incremental' }] };
  return await runCommandInProcess(new OneStream(new Derived(script, 'at')), { command: 'read', catalog, state });
}

test('a record without its cursor leaves the state as it was, with one warning', async () => {
  const run = await readDerived(() => [{ id: 1, at: 'a' }, { id: 2 }, { id: 3, at: null }, { id: 4 }]);
  expect(recordsOf(run.messages)).toHaveLength(4);
  expect(told(run)).toEqual([{ at: 'a' }, { at: 'a' }]);
  expect(logsOf(run.messages, 'WARN')).toEqual([
    'Stream derived: 3 records have no value in the cursor column; the state was left as it was.',
  ]);
});

test('a batch with a position is refused if the state is derived from the records', async () => {
  const run = await readDerived(() => [new RecordBatch([{ id: 1, at: 'a' }], () => ({ at: 'z' }))]);
  expect(errorsOf(run.messages)).toMatchObject([
    { message: expect.stringContaining('although it has getUpdatedState') },
  ]);
  expect([...recordsOf(run.messages), ...statesOf(run.messages)]).toEqual([]);
});

test('a state that cannot be written fails the stream, which then never counts as complete', async () => {
  const bad = () => new Map([['at', 1]]) as unknown as StreamState;
  const run = await read(() => [new RecordBatch([{ id: 1 }], bad)]);
  expect(run.exitCode).toBe(1);
  expect(statusesOf(run.messages, 'scripted')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
  expect(errorsOf(run.messages)).toMatchObject([{ message: expect.stringContaining('not a plain JSON object') }]);
});

test('only selected columns are written, nulls among them', async () => {
  const run = await read(() => [{ id: 1, at: null, more: 'x', other: 2 }], { columns: ['id', 'at', 'gone'] });
  expect(recordsOf(run.messages)[0]?.data).toEqual({ id: 1, at: null });
});

test.each([
  [
    'written by a newer version',
    { version: 9 },
    /^The state of stream scripted cannot be used: it was written by a newer/,
  ],
  ['that is not an object', [5], /^The state of stream scripted cannot be used: it is not a JSON object/],
])('a state %s fails its stream before any record, and no state is written over it', async (_what, state, text) => {
  const run = await read(() => [{ id: 1 }], { state: stateOf(state) });
  expect(run.exitCode).toBe(1);
  expect(statusesOf(run.messages, 'scripted')).toEqual(['STARTED', 'INCOMPLETE']);
  expect(errorsOf(run.messages)).toMatchObject([
    { failure_type: 'config_error', message: expect.stringMatching(text), stream_descriptor: { name: 'scripted' } },
  ]);
  expect([...recordsOf(run.messages), ...statesOf(run.messages)]).toEqual([]);
});

test('an empty namespace in catalog and state is an absent one', async () => {
  const state = [
    { type: 'STREAM', stream: { stream_descriptor: { name: 'scripted', namespace: '' }, stream_state: { at: 5 } } },
  ];
  const edit = { stream: { name: 'scripted', namespace: '', json_schema: {} } };
  const run = await read((context) => [{ id: context.state?.['at'] }], { state, edit });
  expect(recordsOf(run.messages)).toMatchObject([{ stream: 'scripted', data: { id: 5 } }]);
  expect(run.lines.join('')).not.toContain('"namespace"');
});

test('the source defines the cursor, and the catalog only if the source does not', async () => {
  const seen: unknown[] = [];
  const script = (context: ReadContext) => {
    seen.push(context.cursorField, context.syncMode);
    return [];
  };
  await read(script, { cursor: 'at', edit: { cursor_field: ['more'] } });
  await read(script, { edit: { sync_mode: 'incremental', cursor_field: ['more'] } });
  expect(seen).toEqual([['at'], 'incremental', ['more'], 'full_refresh']);
});

test('a stream named twice in the catalog is refused', async () => {
  const entry = { stream: { name: 'scripted', json_schema: {} }, sync_mode: 'full_refresh' };
  const source = new OneStream(new Scripted(() => []));
  const run = await runCommandInProcess(source, { command: 'read', catalog: { streams: [entry, entry] } });
  expect(errorsOf(run.messages)[0]?.message).toContain('stream scripted is in it twice');
});

test('the projection copies a record only if a column must be left out', () => {
  const record = { id: 1, at: 'x' };
  const known = new Set(['id', 'at']);
  const undeclared: string[] = [];
  const project = (columns: readonly string[] | undefined) =>
    createProjection({ columns: columns === undefined ? undefined : new Set(columns), known }, (name) =>
      undeclared.push(name),
    );
  expect(project(undefined)(record)).toBe(record);
  expect(project(['id', 'at'])(record)).toBe(record);
  expect(project(['at'])(record)).toEqual({ at: 'x' });
  expect(undeclared).toEqual([]);
  expect(project(undefined)({ ...record, more: 1 })).toEqual({ id: 1, at: 'x', more: 1 });
  expect(project(['at'])({ ...record, more: 1 })).toEqual({ at: 'x' });
  expect(undeclared).toEqual(['more', 'more']);
  expect(record).toEqual({ id: 1, at: 'x' });
});
