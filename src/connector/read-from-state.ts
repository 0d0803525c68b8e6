import { Checkpoint, type ReadContext, type StreamItem, type StreamState } from '../cdk/index.js';
import {
  compareInstants,
  type DapClient,
  isInstant,
  judgeSince,
  type Origin,
  type ReadPlan,
  type TableRef,
} from '../dap/index.js';
import { FORMAT } from './format.js';
import { decideOnUnusableState, type InvalidCursorBehavior, type UnusableState } from './invalid-since.js';
import { planRead, sinceOf } from './plan-read.js';
import type { Row } from './row-parser.js';
import { isOwnState } from './state-owner.js';
import type { TableState } from './table-state.js';

/** Delivers the rows of a plan. A snapshot as of `knownInstant` holds nothing new. */
export type Deliver = (plan: ReadPlan, knownInstant?: string) => AsyncGenerator<StreamItem<Row>>;

/** What continuing from a state needs. */
export interface ReadFromStateOptions {
  readonly client: DapClient;
  readonly ref: TableRef;
  readonly invalidCursorBehavior: InvalidCursorBehavior;
  /** Origins of earlier keys of the same account. */
  readonly formerOrigins: readonly Origin[];
  readonly context: ReadContext;
  readonly deliver: Deliver;
}

/** Continues from a state, or reads a snapshot if the state cannot be continued from and the user wants that. */
export async function* readFromState(
  state: TableState | undefined,
  options: ReadFromStateOptions,
): AsyncGenerator<StreamItem<Row>> {
  const { client, ref, formerOrigins, context, deliver } = options;
  const plan = planRead(context.syncMode, state);
  const isBySince = 'since' in plan.query;
  const usesState = isBySince || plan.resume !== undefined;
  if (state === undefined || !usesState) {
    yield* deliver(plan);
    return;
  }
  if (!(await isOwnState(client, ref, state, formerOrigins, context.signal))) {
    yield* replaceState({ kind: 'foreign' }, state, options);
    return;
  }
  try {
    yield* deliver(plan);
  } catch (error) {
    // A snapshot has no `since` that could be invalid: an older one must not take its place.
    const invalid = isBySince ? judgeSince(error, sinceOf(state), client.latestNow()) : undefined;
    if (invalid === undefined) throw error;
    yield* replaceState(invalid, state, options, error);
  }
}

/** Reads a snapshot in place of changes that cannot be had, or nothing. */
async function* replaceState(
  why: UnusableState,
  state: TableState,
  options: ReadFromStateOptions,
  cause?: unknown,
): AsyncGenerator<StreamItem<Row>> {
  const { ref, context, deliver, invalidCursorBehavior: behavior } = options;
  const since = sinceOf(state);
  const decision = decideOnUnusableState(why, { ref, since, behavior, cause });
  context.log.warn(decision.warning);
  if (decision.action === 'nothing-new') {
    yield new Checkpoint(context.state as StreamState);
    return;
  }
  const query = { format: FORMAT } as const;
  // The service may hand out the snapshot of an earlier query: it must not be older than what was read already.
  if (why.kind === 'reloaded') yield* deliver({ query, notBefore: laterOf(since, why.latest) });
  else if (why.kind === 'too-old') yield* deliver({ query, notBefore: since }, since);
  else yield* deliver({ query });
}

function laterOf(since: string, latest: string | undefined): string {
  return latest !== undefined && isInstant(latest) && compareInstants(latest, since) > 0 ? latest : since;
}
