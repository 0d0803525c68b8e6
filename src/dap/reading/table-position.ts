import { CodedError } from '../../errors.js';
import { compareInstants, isInstant } from '../instants.js';
import type { RunResult } from '../jobs/job-service.js';
import type { FormFacts } from '../jobs/query-forms.js';
import type { TableQuery } from '../wire.js';
import { EMPTY_DIGEST, extendDigest, type JobPoint, type PartialObject, type ReadPoint } from './read-point.js';

/** What is read, and from where on. */
export interface ReadPlan extends FormFacts {
  readonly query: TableQuery;
  /** A job that was read in part. */
  readonly resume?: JobPoint | undefined;
  /** The next `since` that an earlier attempt at the same snapshot has promised. */
  readonly promisedSince?: string | undefined;
  /** The answer must not be older than this: a snapshot, or the end of changes. */
  readonly notBefore?: string | undefined;
  /** The version of the schema that the service tells; files of an older one are used only if there are no others. */
  readonly schemaVersion?: number | undefined;
  /** The job that was delivered in full last. */
  readonly lastAnswer?: ReadPoint['lastAnswer'];
}

/**
 * Advances the position of a table while its job is read, and keeps the promise of a restart: when a snapshot has to
 * be repeated after rows of an earlier one were delivered, the earlier instant stays the next `since`. Rows that were
 * deleted between the two are in neither, and only the changes since the earlier instant tell of them.
 */
export class TablePosition {
  readonly #since: string | undefined;
  #current: RunResult | undefined;
  #done: number;
  #digest: string;
  #nextSince: string | undefined;
  /** Rows were delivered under a job of this read, or may have been in an earlier one that this read continues. */
  #hasDelivered: boolean;

  constructor(plan: ReadPlan) {
    this.#since = 'since' in plan.query ? plan.query.since : undefined;
    this.#done = plan.resume?.done ?? 0;
    this.#digest = plan.resume?.digest ?? EMPTY_DIGEST;
    this.#nextSince = plan.promisedSince;
    this.#hasDelivered = plan.promisedSince !== undefined;
  }

  /** The next `since` once the job under way is delivered; undefined before the first job. */
  get nextSince(): string | undefined {
    return this.#nextSince;
  }

  /**
   * A job begins, or, after a failure, begins again.
   *
   * @param isRestart - the query was repeated, or the job to resume was not used.
   * @param hasDelivered - rows were delivered in this read.
   * @throws CodedError `DAP_RESPONSE_INVALID` when the service gives no instant for the job.
   */
  begin(result: RunResult, isRestart: boolean, hasDelivered: boolean): void {
    if (isRestart && result.job.id !== this.#current?.job.id) {
      this.#done = 0;
      this.#digest = EMPTY_DIGEST;
    }
    this.#current = result;
    this.#hasDelivered ||= hasDelivered;
    const next = result.job.until ?? result.job.at;
    if (next === undefined || !isInstant(next)) {
      throw new CodedError('DAP_RESPONSE_INVALID', {
        message: `The service gives no instant for the complete job ${result.job.id}.`,
      });
    }
    const isSnapshot = this.#since === undefined;
    const keepsPromise = isSnapshot && this.#nextSince !== undefined && (this.#hasDelivered || !isRestart);
    if (!keepsPromise || compareInstants(next, this.#nextSince as string) < 0) this.#nextSince = next;
  }

  /** Every record of the object was delivered. */
  finish(objectId: string): void {
    this.#done += 1;
    this.#digest = extendDigest(this.#digest, objectId);
  }

  /** The position after the objects that are finished. */
  at(): ReadPoint & { readonly job: JobPoint } {
    const { handle, job } = this.#current as RunResult;
    return {
      nextSince: this.#nextSince as string,
      schemaVersion: job.schema_version,
      job: { handle, done: this.#done, digest: this.#digest },
    };
  }

  /**
   * Gives positions within the object that follows the finished ones. They are those of this moment, whenever they are
   * asked for.
   */
  within(): (partial: PartialObject) => ReadPoint {
    const point = this.at();
    return (partial) => ({ ...point, job: { ...point.job, partial } });
  }

  /** The position when the whole job is delivered. */
  end(): ReadPoint {
    const { job, form } = this.#current as RunResult;
    const since = this.#since;
    const isNothingNew =
      since !== undefined && isInstant(since) && compareInstants(this.#nextSince as string, since) === 0;
    return {
      nextSince: this.#nextSince as string,
      schemaVersion: job.schema_version,
      lastAnswer: isNothingNew ? { jobId: job.id, form } : { jobId: job.id },
    };
  }
}
