import { describe, expect, test } from 'vitest';
import { OutOfRangeError, ServerError, SnapshotRequiredError } from '../dap/index.js';
import { CodedError } from '../errors.js';
import { decideOnInvalidSince } from './invalid-since.js';
import { readTableState } from './table-state.js';

const REF = { namespace: 'canvas', table: 'users' };
const RANGE = { ...REF, since: '2026-02-01T00:00:00.000000Z', until: '2026-03-01T00:00:00.000000Z' };
const at = (instant: string) => readTableState({ _ab_cdc_updated_at: instant });
const OLD = at('2026-01-01T00:00:00.000009Z');
const LATE = at('2026-03-01T00:00:00.000001Z');

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('too old: a new snapshot, with a warning that tells of deletions that nobody will report', () => {
  const { action, warning } = decideOnInvalidSince(new OutOfRangeError(RANGE), REF, OLD, 'resync');
  expect(action).toBe('resync');
  expect(warning).toMatch(/canvas\.users.*2026-01-01.*too old.*from 2026-02-01.*new snapshot.*deleted/);
});

test('reloaded: a new snapshot, also where the since seems to be in range', () => {
  for (const state of [OLD, LATE]) {
    const { action, warning } = decideOnInvalidSince(new SnapshotRequiredError(RANGE), REF, state, 'resync');
    expect([action, warning]).toEqual(['resync', expect.stringMatching(/reloaded on the server/)]);
  }
});

test('later than the server by a microsecond: nothing is read, even where the user wants failures', () => {
  for (const behavior of ['resync', 'fail'] as const) {
    const decision = decideOnInvalidSince(new OutOfRangeError(RANGE), REF, LATE, behavior);
    expect(decision).toEqual({
      action: 'nothing-new',
      warning: expect.stringMatching(/later than everything DAP holds/),
    });
  }
});

test('the since of a job under way counts, not the one after it', () => {
  const state = readTableState({
    _ab_cdc_updated_at: LATE['_ab_cdc_updated_at'],
    job: { id: 'j', type: 'incremental', since: '2026-01-05T00:00:00Z', delivered: [] },
  });
  const { action, warning } = decideOnInvalidSince(new OutOfRangeError(RANGE), REF, state, 'resync');
  expect([action, warning]).toEqual(['resync', expect.stringContaining('2026-01-05')]);
});

describe('an error of its own', () => {
  test.each([
    ['too old', new OutOfRangeError(RANGE), 'DAP_OUT_OF_RANGE'],
    ['reloaded', new SnapshotRequiredError(RANGE), 'DAP_SNAPSHOT_REQUIRED'],
  ])('where the user wants to be asked: %s', (_what, error, code) => {
    const failure = thrown(() => decideOnInvalidSince(error, REF, OLD, 'fail'));
    expect(failure).toBeInstanceOf(CodedError);
    expect(failure).toMatchObject({
      code,
      failureType: 'config_error',
      message: expect.stringMatching(/canvas\.users.*Reset the stream/),
    });
  });

  test.each([
    ['a failure that has nothing to do with it', new ServerError(REF), OLD],
    ['a first read, which has no since', new OutOfRangeError(RANGE), undefined],
  ])('%s is passed on as it is', (_what, error, state) => {
    expect(thrown(() => decideOnInvalidSince(error, REF, state, 'resync'))).toBe(error);
  });
});
