import type { ErrorCode, ErrorDetails } from '../../../errors.js';
import { CodedError, errorText } from '../../../errors.js';
import { present } from '../../../util/present.js';
import type { TargetTable } from '../../contract/names.js';

/** The parts of an error of the server that are looked at. `detail` is not: it quotes values of rows. */
interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
  readonly where?: string | undefined;
  readonly column?: string | undefined;
  readonly table?: string | undefined;
  readonly constraint?: string | undefined;
}

/** Codes of the server by SQLSTATE, or by its class of two characters. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  '08': 'SQL_CONNECTION',
  '28': 'SQL_AUTHENTICATION',
  '3D000': 'SQL_AUTHENTICATION',
  '53100': 'SQL_DISK_FULL',
  '53300': 'SQL_CONNECTION',
  '42501': 'SQL_PERMISSION',
  '2BP01': 'SQL_DEPENDENTS',
  '55P03': 'SQL_TABLE_BUSY',
  '57P01': 'SQL_CONNECTION',
  '57P02': 'SQL_CONNECTION',
  '57P03': 'SQL_CONNECTION',
};

/** Deadlocks and the like, and a server that has no memory or no connections left. */
const TRANSIENT = new Set(['40', '53']);

/** `COPY users, line 3, column id: "abc"`: the value behind the column is never read. */
const COPY_CONTEXT = /^COPY [^\n]*?, line (\d+)(?:, column ([^\n:]+?)(?::|$| input))?/m;

/** Tells whether the server sent `error`, and optionally whether with one of these SQLSTATEs. */
export function isServerError(error: unknown, ...states: readonly string[]): error is ServerError {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return false;
  return states.length === 0 || states.includes(String(error.code));
}

/**
 * Our error for anything that the driver throws. Keeps the server's message without the values of rows that it quotes;
 * the original error is no `cause`, because it holds the server's DETAIL.
 */
export function sqlError(error: unknown, target?: TargetTable): CodedError {
  if (error instanceof CodedError) return error;
  const about = target === undefined ? '' : `${target.schema}.${target.table}: `;
  if (!isServerError(error)) {
    return new CodedError('SQL_CONNECTION', { message: `${about}${errorText(error)}.`, cause: error });
  }
  const code = CODES[error.code] ?? CODES[error.code.slice(0, 2)] ?? 'SQL_STATEMENT';
  const table = target === undefined ? error.table : `${target.schema}.${target.table}`;
  const details = present({ sqlState: error.code, table, column: error.column, constraint: error.constraint });
  const isTransient = TRANSIENT.has(error.code.slice(0, 2)) && code === 'SQL_STATEMENT';
  const hint = code === 'SQL_TABLE_BUSY' ? ' Another session of the database uses the table.' : '';
  return new CodedError(code, {
    message: `${about}${serverMessage(error)}${hint}`,
    details,
    ...(isTransient ? { failureType: 'transient_error' } : {}),
  });
}

/**
 * The error for rows that COPY was given: a row that the server refuses is told by table and column. Class 54 are its
 * limits, such as the depth of JSON.
 */
export function copyError(error: unknown, target: TargetTable): CodedError {
  if (!isServerError(error) || !/^(?:2[23]|54)/.test(error.code)) return sqlError(error, target);
  const [, line, contextColumn] = COPY_CONTEXT.exec(error.where ?? '') ?? [];
  const column = error.column ?? contextColumn;
  const place = column === undefined ? '' : `, column ${column}`;
  const details: ErrorDetails = present({
    sqlState: error.code,
    table: `${target.schema}.${target.table}`,
    column,
    line: line === undefined ? undefined : Number(line),
  });
  const message = `${target.schema}.${target.table}${place}: the database refuses a row: ${serverMessage(error)}`;
  return new CodedError('SQL_ROW_REFUSED', { message, details });
}

/** Data exceptions (class 22) quote the value; everything between the first and the last quotation mark is masked. */
function serverMessage(error: ServerError): string {
  const text = error.code.startsWith('22') ? error.message.replace(/".*"/s, '"…"') : error.message;
  return `${text.replace(/\.$/, '')} (SQLSTATE ${error.code}).`;
}
