import type { StreamState } from '../cdk/index.js';
import type { CompleteJob, IncrementalQuery, ResumePoint, TableQuery } from '../dap/index.js';
import { CodedError } from '../errors.js';
import { UPDATED_AT } from './cdc-columns.js';
import { type JobState, nextSince } from './table-state.js';

/** What is read, and from where on. */
export interface DeliveryPlan {
  readonly query: TableQuery;
  readonly resume?: ResumePoint;
  /** The next `since` that an earlier attempt at the same snapshot has promised. */
  readonly promisedSince?: string;
}

/** A job under way and what of it was delivered: the source of every state that is written meanwhile. */
export class Delivery {
  readonly #since: string | undefined;
  readonly #delivered: string[];
  #job: CompleteJob | undefined;
  #nextSince: string | undefined;
  /** Rows were delivered under a job of this read, or may have been in an earlier one that this read goes on with. */
  #hasDelivered: boolean;

  constructor(plan: DeliveryPlan) {
    this.#since = (plan.query as Partial<IncrementalQuery>).since;
    this.#delivered = [...(plan.resume?.delivered ?? [])];
    this.#nextSince = plan.promisedSince;
    this.#hasDelivered = plan.promisedSince !== undefined;
  }

  /**
   * A job begins, or, after a trouble, begins again. When a snapshot has to be made anew after rows of an earlier one were delivered, the
   * earlier instant stays the next `since`: rows deleted between the two are in neither, and only the
   * changes since the earlier one tell of them.
   */
  begin(job: CompleteJob, isRestart: boolean, hasDelivered: boolean): void {
    if (isRestart && job.id !== this.#job?.id) this.#delivered.length = 0;
    this.#job = job;
    this.#hasDelivered ||= hasDelivered;
    const next = nextSince(job);
    if (next === undefined) {
      throw new CodedError('DAP_RESPONSE_INVALID', { message: `DAP gives no instant for the complete job ${job.id}.` });
    }
    const keepsPromise =
      this.#since === undefined && this.#nextSince !== undefined && (this.#hasDelivered || !isRestart);
    if (!keepsPromise) this.#nextSince = next;
  }

  /** Every line of the object was delivered. */
  finish(objectId: string): void {
    this.#delivered.push(objectId);
  }

  /** The state after everything delivered so far and, of the object under way, everything up to `offset`. */
  stateAt(objectId?: string, offset?: number): StreamState {
    const job = this.#job as CompleteJob;
    const under: JobState = {
      id: job.id,
      type: this.#since === undefined ? 'snapshot' : 'incremental',
      since: this.#since,
      expires_at: job.expires_at,
      delivered: [...this.#delivered],
      partial: objectId === undefined || offset === undefined ? undefined : { object_id: objectId, offset },
    };
    return { [UPDATED_AT]: this.#nextSince as string, job: withoutAbsent(under) };
  }

  /** The state when the whole job is delivered. */
  finalState(): StreamState {
    return { [UPDATED_AT]: this.#nextSince as string };
  }
}

function withoutAbsent(job: JobState): StreamState {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as StreamState;
}
