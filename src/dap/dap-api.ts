import type { z } from 'zod';
import { orAbort } from '../http/abort.js';
import type { Send } from '../http/transport.js';
import type { JsonValue } from '../util/json.js';
import { parseJson, stringifyJson } from '../util/json.js';
import { decodeApiError } from './errors/decode-api-error.js';
import { toNetworkError } from './errors/network-errors.js';
import { ResponseInvalidError } from './errors/request-errors.js';
import { type ApiOperation, CALL_LABELS } from './rate-limits.js';
import type { CallSubject } from './table-ref.js';

/** One call of the Query API. */
export interface ApiCall<T extends z.ZodType> {
  /** Picks the limit and names the call in logs. */
  readonly operation: ApiOperation;
  /** Below the path prefix, with a leading slash. */
  readonly path: string;
  /** A body makes the call a POST. */
  readonly body?: unknown;
  readonly shape: T;
  readonly subject: CallSubject;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a call through the stack given and gives its answer in the shape asked for.
 *
 * @throws DapApiError for what the API refuses, NetworkError or TlsError where it cannot be reached.
 */
export async function callApi<T extends z.ZodType>(
  send: Send,
  rootUrl: string,
  call: ApiCall<T>,
): Promise<z.output<T>> {
  const { operation, path, body, shape, subject, signal } = call;
  const label = CALL_LABELS[operation];
  return await orAbort(signal, async () => {
    try {
      const response = await send({
        method: body === undefined ? 'GET' : 'POST',
        url: `${rootUrl}${path}`,
        label,
        operation,
        headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: stringifyJson(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await response.text();
      if (response.status < 200 || response.status > 299) throw decodeApiError(response.status, text, subject);
      return parseAnswer(text, shape, label, subject);
    } catch (error) {
      throw toNetworkError(error, subject);
    }
  });
}

/**
 * The body of a successful answer as `shape`; integers keep every digit.
 *
 * @throws ResponseInvalidError naming the fields that do not fit, never their values.
 */
export function parseAnswer<T extends z.ZodType>(
  text: string,
  shape: T,
  label: string,
  subject: CallSubject,
): z.output<T> {
  const parsed = shape.safeParse(parseBody(text, label, subject));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw new ResponseInvalidError(`${label}: ${problems.join('; ')}`, subject);
}

function parseBody(text: string, label: string, subject: CallSubject): JsonValue {
  try {
    return parseJson(text);
  } catch {
    // The parser's own message quotes the body, which may hold a token.
    throw new ResponseInvalidError(`${label}: the body is not JSON`, subject);
  }
}
