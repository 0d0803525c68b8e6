import { withoutSecrets } from '../../http/secure-url.js';
import type { JsonValue } from '../../util/json.js';
import { isJsonObject, parseJson } from '../../util/json.js';
import type { CallSubject } from '../table-ref.js';
import {
  AccountDisabledError,
  AccountNotOnboardedError,
  AccountUnderMaintenanceError,
  RequestTypeForbiddenError,
  TokenRefusedError,
} from './account-errors.js';
import type { DapApiError, DapErrorFacts } from './dap-api-error.js';
import {
  NoDataYetError,
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
  authentication: TokenRefusedError,
  notfound: NotFoundError,
  objectnotfound: NotFoundError,
  outofrange: OutOfRangeError,
  processing: ProcessingError,
  requesttypeforbidden: RequestTypeForbiddenError,
  snapshotrequired: SnapshotRequiredError,
  validation: ValidationError,
};

const ACCOUNT_TYPE = /^account(disabled|notonboarded|undermaintenance)$/;
/** What DAP says of a table that was never filled, under any status and as the error of a job. */
const NO_DATA_YET = /^there is no data available yet\b/i;
const MAX_MESSAGE_CHARS = 500;
const MAX_WORD_CHARS = 200;

/** What an error body says, from DAP or from something in between. */
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
    ...stringField('type', cleanWord(error['type'])),
    ...stringField('uuid', cleanWord(error['uuid'])),
    ...stringField('kind', cleanWord(error['kind'])),
    ...stringField('id', cleanWord(error['id'])),
    ...stringField('since', cleanWord(error['since'])),
    ...stringField('until', cleanWord(error['until'])),
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
  const known = classOfError(body);
  if (known !== undefined) return new known(facts);
  if (status === 401) return new TokenRefusedError(facts);
  if (status === 403) return new RequestTypeForbiddenError(facts);
  if (status === 404) return new NotFoundError(facts);
  if (!isEnvelope) return new ServerError({ ...facts, ...(status < 500 ? { failureType: 'system_error' } : {}) });
  if (hasLocation) return new ValidationError(facts);
  if (body.kind !== undefined && body.id !== undefined) return new NotFoundError(facts);
  if (body.since !== undefined) return new OutOfRangeError(facts);
  return new ProcessingError(facts);
}

/**
 * The class that the words of an error decide on, undefined when they do not: by its `type` in any case, with or
 * without a trailing "Error", and by what DAP says of a table without data.
 */
export function classOfError(said: Pick<ErrorBody, 'type' | 'serverMessage'>): ErrorClass | undefined {
  const key = normalize(said.type);
  const byType = Object.hasOwn(BY_TYPE, key) ? BY_TYPE[key] : undefined;
  const mayLackData = byType === undefined || byType === ProcessingError;
  return mayLackData && NO_DATA_YET.test(said.serverMessage?.trim() ?? '') ? NoDataYetError : byType;
}

/** True for bodies that say the account has no access, whatever the status: another try changes nothing. */
export function isAccountError(text: string): boolean {
  return ACCOUNT_TYPE.test(normalize(readErrorBody(text).type));
}

/** True for bodies of errors that stay: the account has no access, or the table was never filled. */
export function isLastingError(text: string): boolean {
  return isAccountError(text) || classOfError(readErrorBody(text)) === NoDataYetError;
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

/** Any field may hold a signed URL: an object is sometimes named by its address. */
function cleanWord(value: unknown): string | undefined {
  return typeof value === 'string' ? withoutSecrets(value).slice(0, MAX_WORD_CHARS) : undefined;
}
