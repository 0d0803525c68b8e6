import { beforeEach, describe, expect, test } from 'vitest';
import { SkippingClock } from '../../util/clock.test-helper.js';
import { MemorySink } from '../output/memory-sink.js';
import { MessageWriter } from '../output/message-writer.js';
import { SecretMask } from '../output/secret-mask.js';
import type { StreamWriter } from '../output/stream-writer.js';
import { Checkpointer } from './checkpointer.js';

const LARGE = 'x'.repeat(85_000);

let clock: SkippingClock;
let sink: MemorySink;
let writer: StreamWriter;
let checkpoints: Checkpointer;
beforeEach(() => {
  clock = new SkippingClock();
  sink = new MemorySink();
  writer = new MessageWriter({ sink, mask: new SecretMask(), clock }).stream({ name: 's' });
  checkpoints = new Checkpointer(writer, () => clock.monotonic(), undefined);
});

const states = () =>
  sink.lines.filter((line) => line.startsWith('{"type":"STATE"')).map((line) => JSON.parse(line).state);
const slices = () => states().map((state) => state.stream.stream_state.slice);
const counted = () => states().reduce((sum, state) => sum + state.sourceStats.recordCount, 0);

function readSlices(count: number, rest: object = {}): void {
  for (let slice = 1; slice <= count; slice += 1) {
    writer.records([{ slice }]);
    checkpoints.write({ slice, ...rest });
  }
}

describe('states that the stream asks for', () => {
  test('are all written while they are small', () => {
    readSlices(2000);
    expect(slices()).toHaveLength(2000);
  });

  test('are thinned when they are large beside the records, and the last one is written at the end', () => {
    readSlices(1500, { branches: LARGE });
    checkpoints.writeLast();
    expect(slices().length).toBeLessThan(20);
    expect(slices().slice(0, 3)).toEqual([1, 2, 3]);
    expect(slices().at(-1)).toBe(1500);
    expect(counted()).toBe(1500);
  });

  test('are written as often as the output of the records allows, however large they are', () => {
    for (let slice = 1; slice <= 400; slice += 1) {
      writer.records([{ slice, text: LARGE }]);
      checkpoints.write({ slice, branches: LARGE });
    }
    expect(slices().length).toBeGreaterThan(40);
    expect(slices().length).toBeLessThan(60);
  });

  test('are written every 30 seconds, by a monotonic clock', () => {
    readSlices(100, { branches: LARGE });
    const before = slices().length;
    clock.shiftDate(-3_600_000);
    clock.advance(30_000);
    readSlices(100, { branches: LARGE });
    expect(slices().slice(before)).toEqual([1]);
  });

  test('do not change when the stream changes them later', () => {
    const state = { slice: 1, branches: LARGE };
    for (state.slice = 1; state.slice <= 50; state.slice += 1) {
      writer.records([{}]);
      checkpoints.write(state);
    }
    checkpoints.writeLast();
    expect(slices().at(-1)).toBe(50);
  });

  test.each([[new Map([['at', 1]])], [new Set([1])], [[1]], ['text'], [null]])('are refused as %j', (state) => {
    expect(() => checkpoints.write(state as never)).toThrow('Stream s gives a state that is not a plain JSON object.');
    checkpoints.reached(() => state as never);
    expect(() => checkpoints.writeLast()).toThrow('not a plain JSON object');
  });
});

test('positions are computed only when one is due: after 30 seconds, after 250,000 records, at the end', () => {
  let asked = 0;
  const reach = (slice: number) =>
    checkpoints.reached(() => {
      asked += 1;
      return { slice };
    });
  reach(1);
  clock.shiftDate(-86_400_000);
  clock.advance(30_000);
  reach(2);
  writer.records(Array.from({ length: 250_000 }, () => ({})));
  reach(3);
  writer.records([{}]);
  reach(4);
  expect(asked).toBe(2);
  checkpoints.writeLast();
  expect(slices()).toEqual([2, 3, 4]);
});
