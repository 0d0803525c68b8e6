import { CodedError, type ErrorCode, type FailureType, isCodedError } from '../../../errors.js';
import { maskMessage } from './mask-message.js';
import { megabytes } from './megabytes.js';

interface Kind {
  readonly code: ErrorCode;
  readonly pattern: RegExp;
  readonly failureType?: FailureType;
}

const KINDS: readonly Kind[] = [
  { code: 'SQL_DATABASE_BUSY', pattern: /could not set lock on file/i },
  {
    code: 'SQL_DISK_FULL',
    pattern: /no space left|not enough space|disk quota|file too large|max_temp_directory_size|failed to offload/i,
  },
  { code: 'SQL_PERMISSION', pattern: /permission denied|read-only file system|read-only mode|access is denied/i },
  {
    code: 'SQL_DIALECT_UNSUPPORTED',
    pattern:
      /not a valid duckdb database|newer version|corrupt|database file with version number|storage version|serialization/i,
  },
  { code: 'SQL_CONNECTION', pattern: /cannot open file|is a directory/i, failureType: 'config_error' },
];

/** Kinds of errors that are about the values of a row. */
const ROW_ERROR = /^(Conversion|Constraint|Invalid Input|Out of Range|Invalid Type|Mismatch Type) Error/;

/** True when DuckDB refused a row, and not the statement. */
export function isRowError(error: unknown): boolean {
  return error instanceof DuckdbError && ROW_ERROR.test(error.original);
}

/** True when DuckDB refused a row because the table has its key already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof DuckdbError && /^Constraint Error: Duplicate key/.test(error.original);
}

/** True when another transaction has changed or dropped what a statement is about. */
export function isConflict(error: unknown): boolean {
  return error instanceof DuckdbError && /^(TransactionContext Error|Catalog Error)/.test(error.original);
}

/** A failed commit of anybody, or a fatal error: whoever runs a statement after it gets this. */
const LOST = /has been invalidated because/;
/** After these the file has to be opened again. */
const UNUSABLE = /^FATAL Error|has been invalidated|autocheckpoint failed/;
const OUT_OF_MEMORY = /out of memory|failed to pin block|could not allocate block|failed to allocate/i;
/** The commit itself has succeeded, and only the writing of the file has not. */
const DURABLE = /commit succeeded and is durable/i;

/** True when DuckDB needed more memory than it had. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof DuckdbError && OUT_OF_MEMORY.test(error.original) && !LOST.test(error.original);
}

/** True when the file can be used again only after it was opened again. */
export function isUnusable(error: unknown): boolean {
  return error instanceof DuckdbError && UNUSABLE.test(error.original);
}

/** True when the failure is that of another, or leaves nothing to be done: the same work will succeed. */
export function isInnocent(error: unknown): boolean {
  return error instanceof DuckdbError && (LOST.test(error.original) || DURABLE.test(error.original));
}

/** True when the same work can succeed with more memory, and there is more. */
export function isShortOfMemory(error: unknown): boolean {
  return isOutOfMemory(error) && !isUnusable(error) && !isCodedError(error, 'SQL_MEMORY');
}

/** What a statement gets whose connection ended because the file has to be opened again. */
export function fileLost(path: string): CodedError {
  const original = 'The database has been invalidated because of a failure in another table.';
  return new DuckdbError('SQL_CONNECTION', original, `${path}: ${original}`, undefined);
}

/** A statement ran out of memory although it had all that there is. */
export function withAllMemory(error: unknown, bytes: number): unknown {
  if (!(error instanceof DuckdbError)) return error;
  const needs = `DuckDB needs more memory than the ${megabytes(bytes)} that it can have on this machine.`;
  return new DuckdbError('SQL_MEMORY', error.original, `${error.message} ${needs}`, error.failureType);
}

/** An error of DuckDB, with its words but without the values of rows that they quote. */
class DuckdbError extends CodedError {
  /** What DuckDB said; may hold values of rows, and is shown nowhere. */
  readonly #original: string;

  constructor(code: ErrorCode, original: string, message: string, failureType: FailureType | undefined) {
    super(code, { message, ...(failureType === undefined ? {} : { failureType }) });
    this.#original = original;
  }

  get original(): string {
    return this.#original;
  }
}

/**
 * What the driver or the file system threw, as an error of ours. The cause is left out: its text can quote rows.
 *
 * @param subject - what it is about: a file, or a table and what was done to it.
 */
export function toDuckdbError(error: unknown, subject: string): CodedError {
  if (error instanceof CodedError) return error;
  const original = error instanceof Error ? error.message : String(error);
  const kind = KINDS.find(({ pattern }) => pattern.test(firstLines(original)));
  const message = `${subject}: ${withPoint(maskMessage(original))}`;
  return new DuckdbError(kind?.code ?? 'SQL_STATEMENT', original, message, kind?.failureType);
}

/** The same error, about a table. */
export function aboutTable(error: unknown, table: string, code?: ErrorCode): unknown {
  if (!(error instanceof DuckdbError)) return error;
  const text = error.message.startsWith(table) ? error.message : `${table}: ${error.message}`;
  return new DuckdbError(code ?? error.code, error.original, text, error.failureType);
}

/** Where the kind of an error is told; never what it quotes of rows. */
function firstLines(text: string): string {
  return ROW_ERROR.test(text) ? '' : text;
}

function withPoint(text: string): string {
  return text.endsWith('.') || text.endsWith('!') ? text : `${text}.`;
}
