import { expect, test } from 'vitest';
import { cursorInState } from './cursor-in-state.js';

test.each<[string, unknown, readonly string[], unknown]>([
  ['under its name', { at: 5 }, ['at'], 5],
  ['under its path', { meta: { at: 5 } }, ['meta', 'at'], 5],
  ['under the last name of its path', { at: 5 }, ['meta', 'at'], 5],
  ['deeper', { position: { inner: { at: 'x' } }, other: 1 }, ['at'], 'x'],
  ['beside the field of a database source', { cursor: '7', cursor_field: ['id'], version: 2 }, ['id'], '7'],
  ['not of another field', { cursor: '7', cursor_field: ['other'] }, ['id'], undefined],
  ['not if there are several', { a: { at: 1 }, b: { at: 2 } }, ['at'], undefined],
  ['not in lists', { states: [{ cursor: { at: 1 } }] }, ['at'], undefined],
  ['not as an object', { at: { value: 1 } }, ['at'], undefined],
  ['not in nothing', null, ['at'], undefined],
  ['not without a path', { at: 1 }, [], undefined],
])('the cursor is found %s', (_where, state, path, expected) => {
  expect(cursorInState(state, path)).toBe(expected);
});
