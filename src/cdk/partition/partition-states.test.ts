import { expect, test } from 'vitest';
import type { StreamState } from '../stream-items.js';
import { PartitionStates } from './partition-states.js';

const older = (one: object, other: object) =>
  (one as { at: number }).at <= (other as { at: number }).at ? one : other;
const open = (state?: StreamState, max = 3) => new PartitionStates(state, { max, older });

/** A whole read of these partitions, each of which ends at `at`. */
function readAll(states: PartitionStates, ids: readonly number[], at: number): StreamState {
  for (const id of ids) {
    states.of({ id });
    states.set({ id }, { at: at + id });
  }
  states.forgetUnseen();
  return states.toJson();
}

test('a state of the Python CDK is read, whatever the order of its members', () => {
  const states = open({
    states: [{ partition: { parent_slice: {}, b: 2, a: 1 }, cursor: { at: 7 } }],
    use_global_cursor: false,
    state: { at: 9 },
    parent_state: { teams: { at: 5 } },
  });
  expect(states.of({ a: 1, b: 2 })).toEqual({ at: 7 });
  expect(states.of({ a: 1, b: 3 })).toBeUndefined();
  expect(states.parentState).toEqual({ teams: { at: 5 } });
});

test('a state from before there were partitions, or with a global cursor only, counts for all', () => {
  expect(open({ at: 4 }).of({ id: 1 })).toEqual({ at: 4 });
  expect(open({ use_global_cursor: true, state: { at: 4 } }).of({ id: 1 })).toEqual({ at: 4 });
});

test('beyond the bound partitions share the oldest state, and a new one is not taken for one of them', () => {
  const first = readAll(open(), [1, 2, 3, 4, 5], 100);
  expect(first).toMatchObject({ use_global_cursor: true, state: { at: 101 } });
  const second = open(first);
  expect([1, 2, 3].map((id) => second.of({ id }))).toEqual([{ at: 101 }, { at: 101 }, { at: 103 }]);
  expect(second.of({ id: 6 })).toBeUndefined();
});

test('the shared state moves on with each whole read', () => {
  const first = readAll(open(), [1, 2, 3, 4, 5], 100);
  expect(readAll(open(first), [1, 2, 3, 4, 5], 200)).toMatchObject({ state: { at: 201 } });
});

test('the shared state moves on when no partition is left that shares it, also where parents are read incrementally', () => {
  const states = open(undefined, 2);
  for (const id of [1, 2, 3]) {
    states.of({ id });
    states.set({ id }, { at: 100 + id });
  }
  expect(states.toJson()).toMatchObject({ state: { at: 101 } });
  // Of a changed parent only this partition is read.
  const next = open(states.toJson(), 2);
  expect(next.of({ id: 1 })).toEqual({ at: 101 });
  next.set({ id: 1 }, { at: 201 });
  expect(next.toJson()).toMatchObject({ state: { at: 102 } });
  expect(open(next.toJson(), 2).of({ id: 1 })).toEqual({ at: 201 });
  expect(open(next.toJson(), 2).of({ id: 2 })).toEqual({ at: 102 });
});

test('an interrupted read leaves the old shared state to those it did not come to', () => {
  const first = readAll(open(), [1, 2, 3, 4, 5], 100);
  const states = open(first);
  states.of({ id: 1 });
  states.set({ id: 1 }, { at: 301 });
  expect(open(states.toJson()).of({ id: 2 })).toEqual({ at: 101 });
  expect(open(states.toJson()).of({ id: 1 })).toEqual({ at: 301 });
});

test('partitions that are gone leave the state after a whole read', () => {
  const first = readAll(open(), [1, 2], 100);
  expect(readAll(open(first), [2], 200)).toEqual({
    states: [{ partition: { id: 2 }, cursor: { at: 202 } }],
    use_global_cursor: false,
  });
});

test.each([{ states: [5] }, { states: [{ partition: 1 }] }, { use_global_cursor: true }])('%j is refused', (state) => {
  expect(() => open(state as StreamState)).toThrow('not one of partitions');
});
