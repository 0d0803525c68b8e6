import { CodedError } from '../../../errors.js';
import type { MysqlConnection, Outcome } from './connection.js';

/** What a file brought. */
export interface FileCounts {
  readonly rows: number;
  /** Rows that took the place of another one with their key. */
  readonly replaced: number;
}

const NOTHING_KNOWN = 'its answer to LOAD DATA has no numbers';

/**
 * Judges a LOAD DATA: values that do not fit are warnings to the server, and are stored changed. Only a load without a
 * warning, and with as many rows as were sent, has stored what was sent.
 *
 * @throws CodedError `SQL_ROW_REFUSED`
 */
export async function judgeLoad(
  connection: MysqlConnection,
  subject: string,
  outcome: Outcome,
  sent: number,
): Promise<FileCounts> {
  const [records, deleted, skipped, warnings] = Array.from(outcome.info.matchAll(/\d+/g), ([digits]) => Number(digits));
  if (records === undefined || deleted === undefined || skipped === undefined) throw refused(subject, NOTHING_KNOWN);
  const isClean = outcome.warnings === 0 && (warnings ?? 0) === 0 && skipped === 0;
  if (isClean && records === sent) return { rows: sent, replaced: deleted };
  const counts = `${sent} rows were sent, ${records} taken, ${skipped} skipped, ${warnings ?? outcome.warnings} warnings`;
  throw refused(subject, [counts, ...(await describeWarnings(connection))].join('; '));
}

/** An error for rows that were not stored as they were sent. */
export function refused(subject: string, what: string): CodedError {
  return new CodedError('SQL_ROW_REFUSED', { message: `${subject}: the database refused a row: ${what}.` });
}

/** The first warnings: number, column and row, never the text, which quotes values. */
async function describeWarnings(connection: MysqlConnection): Promise<string[]> {
  const rows = await connection.query('SHOW WARNINGS LIMIT 5');
  return rows.map((row) => describeWarning(Number(row['Code']), String(row['Message'])));
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
export function describeWarning(code: number, message: string): string {
  const [, column = '', row] =
    /for column (?:`[^`]*`\.`[^`]*`\.)?[`']([^`']+)[`'](?: at row (\d+))?$/.exec(message) ?? [];
  const place = [...(column === '' ? [] : [`column ${column}`]), ...(row === undefined ? [] : [`row ${row}`])].join(
    ', ',
  );
  const kind = `${KINDS[code] ?? 'a warning'} (${code})`;
  return place === '' ? kind : `${place}: ${kind}`;
}
