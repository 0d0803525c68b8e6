import type { ErrorCode, FailureType } from '../../errors.js';
import { CodedError } from '../../errors.js';
import type { CallSubject } from '../table-ref.js';
import { describeSubject } from '../table-ref.js';

/** What is known about a failure of DAP: the call, the server's own account of it, and what we make of it. */
export interface DapErrorFacts extends CallSubject {
  /** HTTP status of the answer; absent for failures reported within a job. */
  readonly status?: number | undefined;
  /** `type` of the error envelope, as the server wrote it. */
  readonly type?: string | undefined;
  /** Identifies the failure to Instructure's support. */
  readonly uuid?: string | undefined;
  /** What is missing: `namespace`, `table`, `object` or `job`. */
  readonly kind?: string | undefined;
  /** Identifier of the missing thing. */
  readonly id?: string | undefined;
  /** Earliest instant that may be asked for. */
  readonly since?: string | undefined;
  /** Latest instant that may be asked for. */
  readonly until?: string | undefined;
  /** The server's explanation, already free of secrets. */
  readonly serverMessage?: string | undefined;
  readonly cause?: unknown;
  readonly failureType?: FailureType | undefined;
}

/**
 * Root of everything DAP refuses or fails at. The message holds the table, the server's type, uuid, kind and id,
 * and never a URL that grants access.
 */
export class DapApiError extends CodedError {
  override readonly name: string = 'DapApiError';
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly uuid: string | undefined;
  readonly kind: string | undefined;
  readonly id: string | undefined;
  readonly namespace: string | undefined;
  readonly table: string | undefined;

  constructor(code: ErrorCode, summary: string, facts: DapErrorFacts) {
    const { status, type, uuid, kind, id, namespace, table, since, until, jobId, objectId } = facts;
    super(code, {
      message: composeMessage(summary, facts),
      details: { status, type, uuid, kind, id, namespace, table, since, until, jobId, objectId },
      ...(facts.cause === undefined ? {} : { cause: facts.cause }),
      ...(facts.failureType === undefined ? {} : { failureType: facts.failureType }),
    });
    this.status = status;
    this.type = type;
    this.uuid = uuid;
    this.kind = kind;
    this.id = id;
    this.namespace = namespace;
    this.table = table;
  }
}

function composeMessage(summary: string, facts: DapErrorFacts): string {
  const subject = describeSubject(facts);
  const named = { status: facts.status, type: facts.type, kind: facts.kind, id: facts.id, uuid: facts.uuid };
  const known = Object.entries(named)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${value}`);
  const head = subject === '' ? summary : `${subject}: ${summary}`;
  const said =
    facts.serverMessage === undefined || facts.serverMessage === ''
      ? ''
      : ` DAP says: ${asSentence(facts.serverMessage)}`;
  return `${head}${known.length === 0 ? '' : ` (${known.join(', ')})`}.${said}`;
}

/** Advice may follow. */
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
