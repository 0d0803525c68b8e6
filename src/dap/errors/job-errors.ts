import type { DapErrorFacts } from './dap-api-error.js';
import { DapApiError } from './dap-api-error.js';

/** A job ended as failed; `type`, `uuid` and the message are the server's reason. */
export class JobFailedError extends DapApiError {
  override readonly name = 'JobFailedError';
  constructor(facts: DapErrorFacts) {
    super('DAP_JOB_FAILED', 'the job failed', facts);
  }
}

/** A job did not end within the time that the caller has. It may still end later. */
export class JobTimeoutError extends DapApiError {
  override readonly name = 'JobTimeoutError';
  /** @param jobStatus - `waiting` or `running`. */
  constructor(jobStatus: string, elapsedMs: number, facts: DapErrorFacts) {
    const minutes = Math.max(1, Math.round(elapsedMs / 60_000));
    super('DAP_JOB_TIMEOUT', `the job is still ${jobStatus} after ${minutes} min`, facts);
  }
}

/** The service answers with a job that is older than what was read before. */
export class JobStaleError extends DapApiError {
  override readonly name = 'JobStaleError';
  /** @param reason - why the job is too old, as the end of a sentence. */
  constructor(reason: string, facts: DapErrorFacts & { readonly expiresAt?: string | undefined }) {
    const { expiresAt, ...rest } = facts;
    const until = expiresAt === undefined ? '' : `; the service repeats it until ${expiresAt}`;
    super('DAP_JOB_STALE', `the service answers with an older job: ${reason}${until}`, rest);
  }
}

/** A job or its objects are gone. */
export class JobLostError extends DapApiError {
  override readonly name = 'JobLostError';
  /** @param reason - what became of the job, as the end of a sentence. */
  constructor(reason: string, facts: DapErrorFacts) {
    super('DAP_JOB_LOST', reason, facts);
  }
}

/** A file is short or damaged, also after it was fetched again. */
export class ObjectCorruptError extends DapApiError {
  override readonly name = 'ObjectCorruptError';
  constructor(problem: string, facts: DapErrorFacts) {
    super('DAP_OBJECT_CORRUPT', `the file is damaged: ${problem}`, facts);
  }
}

/** A file is not the one whose first part was delivered before. */
export class ObjectChangedError extends DapApiError {
  override readonly name = 'ObjectChangedError';
  constructor(facts: DapErrorFacts) {
    super('DAP_OBJECT_CHANGED', 'the file changed on the server while it was read', facts);
  }
}

/** The object store refuses a file, also with a fresh URL. */
export class ObjectForbiddenError extends DapApiError {
  override readonly name = 'ObjectForbiddenError';
  constructor(facts: DapErrorFacts) {
    super('DAP_OBJECT_FORBIDDEN', 'the object store refuses the file, also with a fresh URL', facts);
  }
}
