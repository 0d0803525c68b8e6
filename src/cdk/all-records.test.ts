import { expect, test } from 'vitest';
import {
  allRecords,
  Checkpoint,
  EncodedRecords,
  type ReadContext,
  RecordBatch,
  rawRecords,
  Stream,
  type StreamItem,
  TransformConfig,
  TypeTransformer,
  tryStream,
} from './index.js';

type Row = { id: number | bigint };

const secrets: string[] = [];
const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
  registerSecret: (secret: string) => void secrets.push(secret),
  updateConfig: async () => undefined,
};

class Rows extends Stream<Row> {
  override readonly primaryKey = 'id';
  readonly seen: unknown[] = [];
  closed = false;

  override *streamSlices() {
    yield { first: 1 };
    yield { first: 10 };
  }

  override async *readRecords(read: ReadContext, { first }: { first?: number }): AsyncGenerator<StreamItem<Row>> {
    this.seen.push(first, read.syncMode, read.state);
    read.registerSecret('token');
    read.estimate(5, 5);
    read.countBytes(5);
    try {
      yield { id: first ?? 0 };
      yield new RecordBatch([{ id: 2 }, { id: 3 }], () => ({ done: 3 }));
      yield new Checkpoint({ done: 3 });
      yield new EncodedRecords(Buffer.from('{"id":9007199254740993}\n{"id":5}\n'));
    } finally {
      this.closed = true;
    }
  }
}

test('gives the records of every slice in whatever form they were yielded', async () => {
  const stream = new Rows();
  const ids: (number | bigint)[] = [];
  for await (const { id } of allRecords(stream, context)) ids.push(id);
  expect(ids).toEqual([1, 2, 3, 9007199254740993n, 5, 10, 2, 3, 9007199254740993n, 5]);
  expect(stream.seen).toEqual([1, 'full_refresh', undefined, 10, 'full_refresh', undefined]);
  expect(secrets).toContain('token');
});

test('a trial reads up to the first record and lets go of the rest', async () => {
  const stream = new Rows();
  await tryStream(stream, context);
  expect(stream.seen).toEqual([1, 'full_refresh', undefined]);
  expect(stream.closed).toBe(true);
});

test('a trial passes on what the stream throws, and takes an empty stream for a good one', async () => {
  class Empty extends Rows {
    override async *readRecords() {}
  }
  await tryStream(new Empty(), context);
  class Refused extends Rows {
    override readRecords(): AsyncGenerator<StreamItem<Row>> {
      throw new Error('refused');
    }
  }
  await expect(tryStream(new Refused(), context)).rejects.toThrow('refused');
});

class Cast extends Stream<{ id: number; at: string }> {
  override readonly primaryKey = 'id';
  override readonly transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization, {
    dates: 'normalize',
  });
  override async getJsonSchema() {
    return { properties: { id: { type: 'integer' }, at: { type: 'string', format: 'date-time' } } };
  }
  override *readRecords(): Iterable<never> {
    yield { id: '7', at: '2026-01-31 10:00 UTC' } as never;
  }
}

test('records of another stream are cast as its own read casts them; raw ones are as the API gave them', async () => {
  for await (const { id, at } of allRecords(new Cast(), context)) {
    const typed: [number, string] = [id, at];
    expect(typed).toEqual([7, '2026-01-31T10:00:00Z']);
  }
  for await (const { id, at } of rawRecords(new Cast(), context)) {
    const typed: [unknown, unknown] = [id, at];
    expect(typed).toEqual(['7', '2026-01-31 10:00 UTC']);
  }
});
