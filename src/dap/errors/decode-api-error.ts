import { withoutSecrets } from '../../http/secure-url.js';
import type { JsonValue } from '../../util/json.js';
import { isJsonObject, parseJson } from '../../util/json.js';
import type { CallSubject } from '../table-ref.js';
import {
  AccountDisabledError,
  AccountNotOnboardedError,
  AccountUnderMaintenanceError,
  AuthenticationError,
  RequestTypeForbiddenError,
} from './account-errors.js';
import type { DapApiError, DapErrorFacts } from './dap-api-error.js';
import {
  NotFoundError,
  OutOfRangeError,
  ProcessingError,
  RateLimitedError,
  ServerError,
  SnapshotRequiredError,
  ValidationError,
} from './request-errors.js';

type ErrorClass = new (facts: DapErrorFacts) => DapApiError;

/** The literal types of the documentation, lower case and without a trailing "error". */
const BY_TYPE: Readonly<Record<string, ErrorClass>> = {
  accountdisabled: AccountDisabledError,
  accountnotonboarded: AccountNotOnboardedError,
  accountundermaintenance: AccountUnderMaintenanceError,
  authentication: AuthenticationError,
  notfound: NotFoundError,
  objectnotfound: NotFoundError,
  outofrange: OutOfRangeError,
  processing: ProcessingError,
  requesttypeforbidden: RequestTypeForbiddenError,
  snapshotrequired: SnapshotRequiredError,
  validation: ValidationError,
};

const ACCOUNT_TYPE = /^account(disabled|notonboarded|undermaintenance)$/;
const MAX_MESSAGE_CHARS = 500;

/** What an error body says, whoever wrote it. */
export interface ErrorBody {
  /** True when it is DAP's envelope, false for gateways, proxies and crashes. */
  readonly isEnvelope: boolean;
  readonly type?: string;
  readonly uuid?: string;
  readonly kind?: string;
  readonly id?: string;
  readonly since?: string;
  readonly until?: string;
  readonly serverMessage?: string;
  readonly hasLocation: boolean;
}

/** Reads an error body: DAP's envelope, a gateway's `{"message"}`, an OAuth `{"error": "word"}`, or anything else. */
function readErrorBody(text: string): ErrorBody {
  const body = parseOrUndefined(text);
  if (!isJsonObject(body)) return { isEnvelope: false, hasLocation: false };
  const error = body['error'];
  if (isJsonObject(error)) return { isEnvelope: true, ...readError(error) };
  const words = [error, body['error_description'], body['message']].filter((word) => typeof word === 'string');
  return { isEnvelope: false, hasLocation: false, ...stringField('serverMessage', clean(words.join(': '))) };
}

/** The same for the `error` of a failed job. */
export function readError(error: Record<string, unknown>): Omit<ErrorBody, 'isEnvelope'> {
  return {
    ...stringField('type', error['type']),
    ...stringField('uuid', error['uuid']),
    ...stringField('kind', error['kind']),
    ...stringField('id', error['id']),
    ...stringField('since', error['since']),
    ...stringField('until', error['until']),
    ...stringField('serverMessage', typeof error['message'] === 'string' ? clean(error['message']) : undefined),
    hasLocation: isJsonObject(error['location']),
  };
}

/**
 * The error for a non-2xx response. The account's errors and SnapshotRequired count by their `type` in any case and
 * under any status; if the type says nothing, the shape decides, then the status.
 */
export function decodeApiError(status: number, text: string, subject: CallSubject): DapApiError {
  const body = readErrorBody(text);
  const { hasLocation, isEnvelope, ...said } = body;
  const facts: DapErrorFacts = { ...subject, ...said, status };
  if (status === 429) return new RateLimitedError(facts);
  const byType = classOfType(body.type);
  if (byType !== undefined) return new byType(facts);
  if (status === 401) return new AuthenticationError(facts);
  if (status === 403) return new RequestTypeForbiddenError(facts);
  if (status === 404) return new NotFoundError(facts);
  if (!isEnvelope) return new ServerError({ ...facts, ...(status < 500 ? { failureType: 'system_error' } : {}) });
  if (hasLocation) return new ValidationError(facts);
  if (body.kind !== undefined && body.id !== undefined) return new NotFoundError(facts);
  if (body.since !== undefined) return new OutOfRangeError(facts);
  return new ProcessingError(facts);
}

/** The class that a `type` word alone decides on, in any case, with or without a trailing "Error". */
export function classOfType(type: string | undefined): ErrorClass | undefined {
  const key = normalize(type);
  return Object.hasOwn(BY_TYPE, key) ? BY_TYPE[key] : undefined;
}

/** True for bodies that say the account has no access, which no repetition changes, whatever the status. */
export function isAccountError(text: string): boolean {
  return ACCOUNT_TYPE.test(normalize(readErrorBody(text).type));
}

function normalize(type: string | undefined): string {
  return (type ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .replace(/error$/, '');
}

function parseOrUndefined(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    // Gateways answer in HTML or plain text: then the status is all there is to go by.
    return undefined;
  }
}

function stringField<K extends string>(name: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as Partial<Record<K, string>>) : {};
}

function clean(message: string): string {
  return withoutSecrets(message).slice(0, MAX_MESSAGE_CHARS);
}
