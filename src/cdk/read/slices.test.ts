import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { errorsOf, recordsOf, runCommandInProcess, statesOf, statusesOf } from '../../testing/index.js';
import {
  type AnyStream,
  Checkpoint,
  DatetimeCursor,
  EncodedRecords,
  PageEnd,
  type ReadContext,
  RecordBatch,
  Source,
  Stream,
  type StreamSlice,
} from '../index.js';

class OneStream extends Source {
  override readonly configSchema = z.object({});
  override readonly checkStreams = ['numbers'];
  readonly #stream: AnyStream;
  constructor(stream: AnyStream) {
    super();
    this.#stream = stream;
  }
  override async streams() {
    return [this.#stream];
  }
}

async function read(stream: AnyStream, options: { state?: unknown; signal?: AbortSignal; incremental?: boolean } = {}) {
  const entry = {
    stream: { name: stream.name, json_schema: {} },
    sync_mode: options.incremental ? 'incremental' : 'full_refresh',
  };
  const state =
    options.state === undefined
      ? undefined
      : [{ type: 'STREAM', stream: { stream_descriptor: { name: stream.name }, stream_state: options.state } }];
  const run = { command: 'read', catalog: { streams: [entry] }, state } as const;
  return await runCommandInProcess(new OneStream(stream), {
    ...run,
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

abstract class Base extends Stream<{ n: number }, { slice: number }> {
  override readonly primaryKey = null;
  override get name() {
    return 'numbers';
  }
  override async getJsonSchema() {
    return { type: 'object', properties: { n: { type: 'integer' } } };
  }
  slices = 60;
  override *streamSlices() {
    for (let slice = 0; slice < this.slices; slice += 1) yield { slice };
  }
}

const numbers = (run: { messages: Parameters<typeof recordsOf>[0] }) =>
  recordsOf(run.messages).map(({ data }) => data['n']);
const states = (run: { messages: Parameters<typeof statesOf>[0] }) =>
  statesOf(run.messages).map((state) => state.stream?.stream_state);

class Slow extends Base {
  override readonly sliceConcurrency: number = 10;
  begun = 0;
  atATime = 0;
  most = 0;
  override async *readRecords(_context: ReadContext, { slice }: { slice: number }) {
    this.begun += 1;
    this.atATime += 1;
    this.most = Math.max(this.most, this.atATime);
    // The later ones of each ten are done first.
    await delay(50 - 4 * (slice % 10));
    yield { n: slice };
    this.atATime -= 1;
    yield new Checkpoint({ slice });
  }
}

test('slices are read concurrently, and leave in their order with the states that they had one by one', async () => {
  const stream = new Slow();
  const start = performance.now();
  const run = await read(stream);
  expect(performance.now() - start).toBeLessThan(1500);
  expect(stream.most).toBe(10);
  expect(numbers(run)).toEqual(Array.from({ length: 60 }, (_, n) => n));
  expect(states(run)).toEqual(Array.from({ length: 60 }, (_, slice) => ({ slice })));
});

test('by default slices are read one after the other', async () => {
  class OneByOne extends Slow {
    override readonly sliceConcurrency = 1;
    override slices = 3;
  }
  const stream = new OneByOne();
  expect(numbers(await read(stream))).toEqual([0, 1, 2]);
  expect(stream.most).toBe(1);
});

test('a failure stops later slices, while the earlier ones are written with their state', async () => {
  const aborted: number[] = [];
  class Failing extends Base {
    override readonly sliceConcurrency = 4;
    begun = 0;
    override async *readRecords({ signal }: ReadContext, { slice }: { slice: number }) {
      this.begun += 1;
      signal.addEventListener('abort', () => aborted.push(slice));
      await delay(20);
      if (slice === 2) throw new Error('slice 2 is broken');
      yield { n: slice };
      await delay(slice < 2 ? 60 : 10_000, undefined, { signal });
      yield { n: slice + 100 };
      yield new Checkpoint({ slice });
    }
  }
  const stream = new Failing();
  const run = await read(stream);
  expect(numbers(run)).toEqual([0, 100, 1, 101]);
  expect(states(run).at(-1)).toEqual({ slice: 1 });
  expect(statusesOf(run.messages, 'numbers')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
  expect(errorsOf(run.messages)).toHaveLength(1);
  expect(stream.begun).toBeLessThanOrEqual(4);
  expect(aborted).toContain(3);
});

test('slices that are ahead are paused when their buffer is full', async () => {
  let ahead = 0;
  class Large extends Base {
    override readonly sliceConcurrency = 2;
    override slices = 2;
    override async *readRecords(_context: ReadContext, { slice }: { slice: number }) {
      if (slice === 0) {
        await delay(300);
        expect(ahead).toBeLessThanOrEqual(10_001);
        yield { n: -1 };
        return;
      }
      for (let n = 0; n < 30_000; n += 1) {
        ahead += 1;
        yield { n };
      }
    }
  }
  const run = await read(new Large());
  expect(numbers(run)).toEqual([-1, ...Array.from({ length: 30_000 }, (_, n) => n)]);
});

test('a stream that never waits lets timers and the stop signal have their turn', async () => {
  class Busy extends Base {
    override slices = 1;
    override *readRecords() {
      const end = performance.now() + 3_000;
      for (let n = 0; performance.now() < end; n += 1) yield { n };
    }
  }
  const stop = new AbortController();
  const start = performance.now();
  let stoppedAfter = 0;
  setTimeout(() => {
    stoppedAfter = performance.now() - start;
    stop.abort();
  }, 100);
  const run = await read(new Busy(), { signal: stop.signal });
  expect(stoppedAfter).toBeLessThan(1_000);
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(statusesOf(run.messages, 'numbers').at(-1)).toBe('INCOMPLETE');
});

class Filtered extends Base {
  override slices = 1;
  override recordFilter({ n }: { n: number }) {
    return n % 2 === 0;
  }
  override *readRecords(): Iterable<{ n: number } | RecordBatch<{ n: number }> | EncodedRecords> {
    yield { n: 1 };
    yield new RecordBatch([{ n: 2 }, { n: 3 }, { n: 4 }]);
  }
}

test('only records that pass the filter are written', async () => {
  expect(numbers(await read(new Filtered()))).toEqual([2, 4]);
});

test('encoded records are refused where each would have to be looked at', async () => {
  class Encoded extends Filtered {
    override *readRecords() {
      yield new EncodedRecords(Buffer.from('{"n":1}'));
    }
  }
  const run = await read(new Encoded());
  expect(errorsOf(run.messages)[0]?.message).toContain('yields encoded records although it overrides recordFilter');
  expect(numbers(run)).toEqual([]);
});

class Paged extends Base {
  override slices = 2;
  override readonly resumesPages = true;
  failAt: string | undefined;
  override async *readRecords({ resumePage }: ReadContext, { slice }: { slice: number }) {
    for (let page = Number(resumePage ?? 0); page < 3; page += 1) {
      if (`${slice}.${page}` === this.failAt) throw new Error('the API is down');
      yield { n: slice * 10 + page };
      yield new PageEnd(page < 2 ? page + 1 : undefined);
    }
  }
}

test('an interrupted full refresh goes on at the page that was next, and a finished one begins again', async () => {
  const stream = new Paged();
  stream.failAt = '1.1';
  const first = await read(stream);
  expect(numbers(first)).toEqual([0, 1, 2, 10]);
  expect(states(first).at(-1)).toEqual({ slice: { slice: 1 }, page: 1 });
  stream.failAt = undefined;
  const second = await read(stream, { state: states(first).at(-1) });
  expect(numbers(second)).toEqual([11, 12]);
  expect(states(second).at(-1)).toEqual({ __ab_full_refresh_sync_complete: true });
  const third = await read(stream, { state: states(second).at(-1) });
  expect(numbers(third)).toEqual([0, 1, 2, 10, 11, 12]);
});

test('where the interrupted slice is gone, everything is read again instead of nothing', async () => {
  const run = await read(new Paged(), { state: { slice: { slice: 7 }, page: 1 } });
  expect(numbers(run)).toEqual([0, 1, 2, 10, 11, 12]);
});

test.each([
  ['a cursor and streamSlices', 'streamSlices', { streamSlices: () => [{}] }],
  ['a cursor and getUpdatedState', 'getUpdatedState', { getUpdatedState: () => ({}) }],
])('%s are refused', async (_what, name, more) => {
  class Contradicting extends Stream<Record<string, unknown>, StreamSlice> {
    override readonly primaryKey = null;
    override readonly cursor = new DatetimeCursor({ field: 'n', start: '2026-01-01' });
    override async getJsonSchema() {
      return { type: 'object', properties: { n: { type: 'string' } } };
    }
    override readRecords() {
      return [];
    }
  }
  const run = await read(Object.assign(new Contradicting(), more), { incremental: true });
  expect(errorsOf(run.messages)[0]?.message).toContain(`has both cursor and ${name}`);
});

test('check reads one record of each named stream', async () => {
  const statusOf = async (stream: AnyStream) =>
    (await runCommandInProcess(new OneStream(stream), { command: 'check' })).messages.at(-1)?.connectionStatus;
  expect((await statusOf(new Filtered()))?.status).toBe('SUCCEEDED');
  class Broken extends Filtered {
    override readRecords(): Iterable<{ n: number }> {
      throw new Error('no access');
    }
  }
  expect((await statusOf(new Broken()))?.status).toBe('FAILED');
  class Other extends Filtered {
    override get name() {
      return 'letters';
    }
  }
  expect((await statusOf(new Other()))?.message).toContain(
    'checkStreams names numbers, but the source has only letters',
  );
});
