import { expect, test } from 'vitest';
import { JobStaleError, judgeSince, OutOfRangeError, ServerError, SnapshotRequiredError } from '../dap/index.js';
import { CodedError } from '../errors.js';
import { decideOnUnusableState, type UnusableState } from './invalid-since.js';

const REF = { namespace: 'canvas', table: 'users' };
const RANGE = { ...REF, since: '2026-02-01T00:00:00.000000Z', until: '2026-03-01T00:00:00.000000Z' };
const BOUNDS = { earliest: RANGE.since, latest: RANGE.until };
const NOW = Date.parse('2026-03-02T00:00:00Z');
const OLD = '2026-01-01T00:00:00.000009Z';
const LATE = '2026-03-01T00:00:00.000001Z';
const FAR = '2026-03-03T00:00:01Z';

test.each([
  ['too old', new OutOfRangeError(RANGE), OLD, { kind: 'too-old', ...BOUNDS }],
  ['later than the service by a microsecond', new OutOfRangeError(RANGE), LATE, { kind: 'too-late', ...BOUNDS }],
  ['a day ahead of both clocks', new OutOfRangeError(RANGE), FAR, { kind: 'absurd', ...BOUNDS }],
  ['reloaded, though it seems to be in range', new SnapshotRequiredError(RANGE), LATE, { kind: 'reloaded', ...BOUNDS }],
  ['answered by a job that ends before it', new JobStaleError('x', REF), LATE, { kind: 'too-late' }],
  ['out of a range that is not told', new OutOfRangeError(REF), OLD, { kind: 'too-old' }],
  ['a failure that has nothing to do with it', new ServerError(REF), OLD, undefined],
] as const)('an instant is judged by what the service says: %s', (_what, error, since, expected) => {
  expect(judgeSince(error, since, NOW)).toEqual(expected === undefined ? undefined : expect.objectContaining(expected));
});

const decide = (state: UnusableState, behavior: 'resync' | 'fail') =>
  decideOnUnusableState(state, { ref: REF, since: LATE, behavior });

test.each([
  [{ kind: 'too-old', ...BOUNDS }, /canvas\.users.*too old.*from 2026-02-01.*new snapshot.*deleted/],
  [{ kind: 'reloaded' }, /loaded again on the server.*new snapshot/],
  [{ kind: 'too-late', ...BOUNDS }, /later than everything DAP holds.*2026-03-01.*new snapshot/],
  [{ kind: 'foreign' }, /another gateway, root account or client ID.*new snapshot/],
] as const)(
  '$kind: a new snapshot with a warning, or a config error where the user wants to be asked',
  (state, text) => {
    expect(decide(state, 'resync')).toEqual({ action: 'resync', warning: expect.stringMatching(text) });
    expect(() => decide(state, 'fail')).toThrow(
      expect.objectContaining({
        failureType: 'config_error',
        message: expect.stringMatching(/canvas\.users.*Clear the stream/),
      }),
    );
    expect(() => decide(state, 'fail')).toThrow(CodedError);
  },
);

test('an absurd instant reads nothing, whatever the user wants', () => {
  for (const behavior of ['resync', 'fail'] as const) {
    expect(decide({ kind: 'absurd' }, behavior)).toEqual({
      action: 'nothing-new',
      warning: expect.stringMatching(/more than a day ahead/),
    });
  }
});
