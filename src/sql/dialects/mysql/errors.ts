import type { ErrorCode, FailureType } from '../../../errors.js';
import { CodedError } from '../../../errors.js';

/** What the driver throws. */
interface DriverError {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlMessage?: string;
  readonly message: string;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly failureType?: FailureType;
}

const LOST: Meaning = { code: 'SQL_CONNECTION' };
const BUSY: Meaning = { code: 'SQL_STATEMENT', failureType: 'transient_error' };

/** What numbers of errors mean; all others are `SQL_STATEMENT`. */
const MEANINGS: readonly (readonly [Meaning, readonly number[]])[] = [
  [{ code: 'SQL_AUTHENTICATION' }, [1045, 1049, 1251, 1698, 1820, 1862, 3118, 3159, 4151]],
  [{ code: 'SQL_DISK_FULL' }, [28, 1021, 1026, 1041, 1114, 3, 1562, 1713]],
  [{ code: 'SQL_PERMISSION' }, [1044, 1142, 1143, 1227, 1290, 1370, 1836]],
  [
    LOST,
    [1040, 1053, 1077, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1317, 1927, 2002, 2003, 2006, 2013, 4031],
  ],
  // Others were at work on the same rows or the same table: another run can succeed.
  [BUSY, [1205, 1213, 1412, 3058, 3572]],
  // A value that the server refuses in strict mode.
  [
    { code: 'SQL_ROW_REFUSED' },
    [
      1048, 1062, 1261, 1262, 1263, 1264, 1265, 1292, 1364, 1366, 1367, 1406, 1411, 1526, 3140, 3141, 3150, 3156, 3157,
      4025,
    ],
  ],
];

const LOST_CODES = /^(E[A-Z]+|PROTOCOL_.*|HANDSHAKE_.*|ERR_STREAM.*)$/;

/** Messages of the server that quote a value, or a piece of a statement with values. */
const VALUE_QUOTES: readonly (readonly [RegExp, string])[] = [
  [/(Duplicate entry )'.*'( for key)/s, "$1'…'$2"],
  [/(Incorrect [\w ()]+ value: )'.*'( for (?:column|function))/s, "$1'…'$2"],
  [/(Truncated incorrect [\w ()]+ value: )'.*'/s, "$1'…'"],
  [/( near )'.*'( at line)/s, "$1'…'$2"],
  [/(Data truncated for .* value )'.*'/s, "$1'…'"],
  [/(Invalid JSON text[^:]*: ).*/s, '$1…'],
];

/**
 * An error of ours for one of the driver.
 *
 * @param subject - what was at work: `canvas.users`, `127.0.0.1:3306`
 */
export function mysqlError(error: unknown, subject: string): CodedError {
  if (error instanceof CodedError) return error;
  const driver = asDriverError(error);
  const meaning = meaningOf(driver);
  const text = safeMessage(driver);
  const { errno } = driver;
  return new CodedError(meaning.code, {
    message: `${subject}: ${text}`,
    ...(meaning.failureType === undefined ? {} : { failureType: meaning.failureType }),
    cause: safeCause(driver, text),
    details: {
      ...(errno === undefined ? {} : { errno }),
      ...(driver.code === undefined ? {} : { driverCode: driver.code }),
    },
  });
}

/** Whether an error of ours stands for one with one of these numbers. */
export function hasErrno(error: unknown, ...numbers: readonly number[]): boolean {
  return error instanceof CodedError && numbers.includes(Number(error.details['errno']));
}

/** The driver's own error holds the statement, with values: only its code is kept. */
function safeCause({ code }: DriverError, text: string): Error {
  return Object.assign(new Error(text), code === undefined ? {} : { code });
}

/** The message of the server, ended by a full stop, without values of rows. */
function safeMessage({ sqlMessage, message, code, errno }: DriverError): string {
  let text = sqlMessage ?? message;
  for (const [pattern, masked] of VALUE_QUOTES) text = text.replace(pattern, masked);
  if (text === '') text = code ?? 'The connection failed';
  const number = errno !== undefined && errno > 0 && sqlMessage !== undefined ? ` (error ${errno})` : '';
  return `${text.replace(/\.$/, '')}${number}.`;
}

function meaningOf({ code, errno, sqlMessage }: DriverError): Meaning {
  if (errno !== undefined && errno > 0) {
    const found = MEANINGS.find(([, numbers]) => numbers.includes(errno));
    if (found !== undefined) return found[0];
  }
  if (sqlMessage === undefined) return code === undefined || LOST_CODES.test(code) ? LOST : { code: 'SQL_STATEMENT' };
  return { code: 'SQL_STATEMENT' };
}

function asDriverError(error: unknown): DriverError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, errno, sqlMessage } = error as Partial<DriverError>;
  return {
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof errno === 'number' ? { errno } : {}),
    ...(typeof sqlMessage === 'string' ? { sqlMessage } : {}),
  };
}
