import { CodedError } from '../../../errors.js';

/** What is known of a body that cannot be used. Never what it holds. */
export interface BodyFacts {
  /** Method, host and path of the request. */
  readonly label: string;
  readonly status: number;
  readonly contentType: string | undefined;
  /** What has arrived so far, as it came from the wire. */
  readonly bytes: number;
}

/** How a body failed. */
export interface BodyErrorOptions {
  readonly cause?: unknown;
  /** True when the same request may get a sound body the next time. */
  readonly isPassing?: boolean;
}

/** A body that cannot be used. */
export class BodyError extends CodedError {
  /** True when another try may help. */
  readonly isPassing: boolean;

  /** @param what - end of a sentence that begins with the answer, such as `is not valid JSON` */
  constructor(facts: BodyFacts, what: string, { cause, isPassing = false }: BodyErrorOptions = {}) {
    const { label, status, contentType, bytes } = facts;
    const type = contentType === undefined ? 'no content type' : contentType.slice(0, 100);
    super('CDK_HTTP_RESPONSE', {
      message: `The answer to ${label} (status ${status}, ${bytes} bytes, ${type}) ${what}.`,
      details: { status, bytes, contentType },
      ...(cause === undefined ? {} : { cause }),
      ...(isPassing ? { failureType: 'transient_error' } : {}),
    });
    this.isPassing = isPassing;
  }
}
