import { CodedError } from '../../../errors.js';
import type { MysqlConnection, Outcome } from './connection.js';

const NOTHING_KNOWN = 'its answer to LOAD DATA has no numbers';

/**
 * Judges a LOAD DATA: values that do not fit are warnings to the server, and are stored changed. Only a load without a
 * warning about rows, and with as many rows as were sent, has stored what was sent.
 *
 * @throws CodedError `SQL_ROW_REFUSED`
 */
export async function judgeLoad(
  connection: MysqlConnection,
  subject: string,
  outcome: Outcome,
  sent: number,
): Promise<void> {
  const [records, , skipped, told] = Array.from(outcome.info.matchAll(/\d+/g), ([digits]) => Number(digits));
  if (records === undefined || skipped === undefined) throw refused(subject, NOTHING_KNOWN);
  const warnings = Math.max(outcome.warnings, told ?? 0);
  const isWhole = skipped === 0 && records === sent;
  if (isWhole && warnings === 0) return;
  const found = await readWarnings(connection);
  if (isWhole && found.length === warnings && found.every(isHarmless)) return;
  const counts = `${sent} rows were sent, ${records} taken, ${skipped} skipped, ${warnings} warnings`;
  const texts = found.slice(0, MAX_TOLD).map(({ code, message }) => describeWarning(code, message));
  throw refused(subject, [counts, ...texts].join('; '));
}

/** Judges an INSERT: in strict mode it fails where a value does not fit, so that a warning is out of the ordinary. */
export async function judgeInsert(connection: MysqlConnection, subject: string, outcome: Outcome): Promise<void> {
  if (outcome.warnings === 0) return;
  const found = await readWarnings(connection);
  if (found.length === outcome.warnings && found.every(isHarmless)) return;
  const texts = found.slice(0, MAX_TOLD).map(({ code, message }) => describeWarning(code, message));
  throw refused(subject, [`${outcome.warnings} warnings`, ...texts].join('; '));
}

/**
 * Judges a statement that copies rows from table to table.
 *
 * @throws CodedError `SQL_ROW_REFUSED`, also when there were not as many rows as there should be
 */
export async function judgeCopy(
  connection: MysqlConnection,
  subject: string,
  outcome: Outcome,
  expected: number,
): Promise<void> {
  await judgeInsert(connection, subject, outcome);
  const copied = Number(/\d+/.exec(outcome.info)?.[0]);
  if (copied === expected) return;
  throw new CodedError('SQL_ROW_REFUSED', {
    message: `${subject}: the stage holds ${copied} rows of a file that brought ${expected}: something else has changed it.`,
  });
}

/** An error for rows that were not stored as they were sent. */
export function refused(subject: string, what: string): CodedError {
  return new CodedError('SQL_ROW_REFUSED', { message: `${subject}: the database refused a row: ${what}.` });
}

/** The statement may be unsafe for a replica that repeats statements: that is no matter of the rows. */
const HARMLESS = new Set([1592]);
/** Warnings that an error tells. */
const MAX_TOLD = 5;

interface Warning {
  readonly code: number;
  readonly message: string;
}

function isHarmless({ code }: Warning): boolean {
  return HARMLESS.has(code);
}

/** The server keeps some sixty of them. */
async function readWarnings(connection: MysqlConnection): Promise<readonly Warning[]> {
  const rows = await connection.query('SHOW WARNINGS');
  return rows.map((row) => ({ code: Number(row['Code']), message: String(row['Message']) }));
}

const KINDS: Readonly<Record<number, string>> = {
  1048: 'NULL is not allowed',
  1062: 'a key comes twice',
  1261: 'cells are missing',
  1262: 'too many cells',
  1263: 'NULL is not allowed',
  1264: 'a number is out of range',
  1265: 'a value does not fit',
  1292: 'an instant or a number cannot be read',
  1366: 'a value is of another type',
  1406: 'a text is too long',
  4025: 'a check failed',
};

/**
 * What a warning says, without values.
 *
 * @example
 * describeWarning(1264, "Out of range value for column 'n' at row 3") // 'column n, row 3: a number is out of range (1264)'
 */
function describeWarning(code: number, message: string): string {
  const [, column = '', row] =
    /for column (?:`[^`]*`\.`[^`]*`\.)?[`']([^`']+)[`'](?: at row (\d+))?$/.exec(message) ?? [];
  const place = [...(column === '' ? [] : [`column ${column}`]), ...(row === undefined ? [] : [`row ${row}`])].join(
    ', ',
  );
  const kind = `${KINDS[code] ?? 'a warning'} (${code})`;
  return place === '' ? kind : `${place}: ${kind}`;
}
