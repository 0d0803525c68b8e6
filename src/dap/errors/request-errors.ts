import type { DapErrorFacts } from './dap-api-error.js';
import { DapApiError } from './dap-api-error.js';

/** DAP cannot make sense of the request. */
export class ValidationError extends DapApiError {
  override readonly name = 'ValidationError';
  constructor(facts: DapErrorFacts) {
    super('DAP_VALIDATION', 'the request is malformed', facts);
  }
}

/** A namespace, table, job or object does not exist; `kind` and `id` say which. */
export class NotFoundError extends DapApiError {
  override readonly name = 'NotFoundError';
  constructor(facts: DapErrorFacts) {
    super('DAP_NOT_FOUND', `${facts.kind ?? 'what was asked for'} does not exist`, facts);
  }
}

/** The interval reaches beyond what DAP holds. */
export class OutOfRangeError extends DapApiError {
  override readonly name = 'OutOfRangeError';
  /** Earliest instant that may be asked for, as the server wrote it. */
  readonly since: string | undefined;
  /** Latest instant that may be asked for, as the server wrote it. */
  readonly until: string | undefined;
  constructor(facts: DapErrorFacts) {
    super('DAP_OUT_OF_RANGE', `the interval is out of range${rangeText(facts)}`, facts);
    this.since = facts.since;
    this.until = facts.until;
  }
}

/** The table was reloaded on the server; only a new snapshot is consistent. */
export class SnapshotRequiredError extends DapApiError {
  override readonly name = 'SnapshotRequiredError';
  readonly since: string | undefined;
  readonly until: string | undefined;
  constructor(facts: DapErrorFacts) {
    super('DAP_SNAPSHOT_REQUIRED', `the table was reloaded, a new snapshot is required${rangeText(facts)}`, facts);
    this.since = facts.since;
    this.until = facts.until;
  }
}

/** DAP failed at a request or a job and explains it in its envelope. */
export class ProcessingError extends DapApiError {
  override readonly name: string = 'ProcessingError';
  constructor(facts: DapErrorFacts) {
    super('DAP_PROCESSING', 'DAP failed to process the request', facts);
  }
}

/** The table was never filled: there is neither a snapshot nor a change to read. */
export class NoDataYetError extends DapApiError {
  override readonly name = 'NoDataYetError';
  constructor(facts: DapErrorFacts) {
    super('DAP_NO_DATA_YET', 'DAP holds no data of the table yet', facts);
  }
}

/** An error answer that does not explain itself: a gateway, a proxy, a crash. */
export class ServerError extends DapApiError {
  override readonly name = 'ServerError';
  constructor(facts: DapErrorFacts) {
    super('DAP_SERVER', 'the server answered with an error', facts);
  }
}

/** The request limit stayed exhausted for longer than we wait. */
export class RateLimitedError extends DapApiError {
  override readonly name = 'RateLimitedError';
  constructor(facts: DapErrorFacts) {
    super('DAP_RATE_LIMITED', 'the request limit is exhausted', facts);
  }
}

/** A successful answer that is not what the documentation promises. */
export class ResponseInvalidError extends DapApiError {
  override readonly name: string = 'ResponseInvalidError';
  /** @param problem - what is wrong, naming fields and types, never values. */
  constructor(problem: string, facts: DapErrorFacts) {
    super('DAP_RESPONSE_INVALID', `the answer cannot be understood: ${problem}`, facts);
  }
}

/** A successful answer lacks a part of what was asked for, which a later one as a rule does not. */
export class IncompleteAnswerError extends ResponseInvalidError {
  override readonly name = 'IncompleteAnswerError';
  constructor(problem: string, facts: DapErrorFacts) {
    super(problem, { failureType: 'transient_error', ...facts });
  }
}

function rangeText(facts: DapErrorFacts): string {
  if (facts.since === undefined) return '';
  return facts.until === undefined
    ? `, DAP holds changes since ${facts.since}`
    : `, DAP holds ${facts.since} to ${facts.until}`;
}
