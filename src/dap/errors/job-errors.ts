import type { DapErrorFacts } from './dap-api-error.js';
import { DapApiError } from './dap-api-error.js';

/** A job ended as failed; `type`, `uuid` and the message are the server's reason. */
export class JobFailedError extends DapApiError {
  override readonly name = 'JobFailedError';
  constructor(facts: DapErrorFacts) {
    super('DAP_JOB_FAILED', 'the job failed', facts);
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
