import type { InvalidSince, TableRef } from '../dap/index.js';
import { CodedError, type ErrorCode } from '../errors.js';

/** What the user wants when a state cannot be continued from. */
export type InvalidCursorBehavior = 'resync' | 'fail';

/** A state that cannot be continued from: by what the service says, or because it is another account's. */
export type UnusableState = InvalidSince | { readonly kind: 'foreign' };

/** What to do about it. */
export interface UnusableStateDecision {
  readonly action: 'nothing-new' | 'resync';
  readonly warning: string;
}

/** What a decision is about. */
export interface UnusableStateFacts {
  readonly ref: TableRef;
  /** The instant that the state would continue from. */
  readonly since: string;
  readonly behavior: InvalidCursorBehavior;
  /** The error of the service, if it gave one. */
  readonly cause?: unknown;
}

const CODES: Readonly<Record<UnusableState['kind'], ErrorCode>> = {
  reloaded: 'DAP_SNAPSHOT_REQUIRED',
  'too-old': 'DAP_OUT_OF_RANGE',
  'too-late': 'DAP_OUT_OF_RANGE',
  absurd: 'DAP_OUT_OF_RANGE',
  foreign: 'CDK_STATE_INVALID',
};

/**
 * Decides what becomes of a read whose state cannot be continued from.
 *
 * @throws CodedError of type config_error when the user wants to be asked (`fail`).
 */
export function decideOnUnusableState(state: UnusableState, facts: UnusableStateFacts): UnusableStateDecision {
  const { ref, since, behavior, cause } = facts;
  const table = `${ref.namespace}.${ref.table}`;
  const why = reasonOf(state, since);
  if (state.kind === 'absurd') {
    const warning = `Table ${table}: ${why}. Nothing is read and the state stays as it is. Clear the stream to read it in full.`;
    return { action: 'nothing-new', warning };
  }
  if (behavior === 'fail') {
    throw new CodedError(CODES[state.kind], {
      message: `Table ${table}: ${why}. Clear the stream to read it in full, or set invalid_cursor_behavior to "resync".`,
      failureType: 'config_error',
      details: { namespace: ref.namespace, table: ref.table, since },
      ...(cause === undefined ? {} : { cause }),
    });
  }
  return {
    action: 'resync',
    warning: `Table ${table}: ${why}. A new snapshot is read instead. Rows that were deleted in between are not reported and stay in the destination; clear the stream to remove them.`,
  };
}

function reasonOf(state: UnusableState, since: string): string {
  switch (state.kind) {
    case 'reloaded':
      return `the table was loaded again on the server, and changes since ${since} are no longer known`;
    case 'too-old':
      return `changes since ${since} are too old for DAP${state.earliest === undefined ? '' : `, which holds them from ${state.earliest}`}`;
    case 'too-late':
      return `the state (${since}) is later than everything DAP holds${state.latest === undefined ? '' : ` (${state.latest})`}: it is another account's, or the service was restored`;
    case 'absurd':
      return `the state (${since}) is more than a day ahead of the clocks of this machine and of DAP`;
    case 'foreign':
      return 'the state was written with another gateway, root account or client ID';
    default:
      return state satisfies never;
  }
}
