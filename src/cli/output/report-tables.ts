import type { TablesFailedError } from '../../dap/index.js';
import { isCodedError, userMessage } from '../../errors.js';
import { paintFor } from '../../shell/paint.js';
import { formatTable, type TextColumn } from '../../shell/text-table.js';
import { DAP_ADVICE } from '../dap-advice.js';
import type { Session } from '../session.js';

/** What a report is written with. */
type Reporting = Pick<Session, 'display' | 'flags' | 'isInteractive' | 'log' | 'results'>;

/** A column of reasons is not made narrower. */
const MIN_REASON = 30;
/** Titles of columns that hold numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['files', 'size', 'schema', 'rows', 'written', 'deleted', 'compared']);
const FAILED_COLUMNS = [{ title: 'failed' }, { title: 'code' }, { title: 'why' }];

/** Shows on a terminal what became of the tables that succeeded; elsewhere the log has told it. */
export function reportResults(
  { display, isInteractive }: Reporting,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  if (!isInteractive || titles.length === 0 || rows.length === 0) return;
  printTable(display, [{ title: 'table' }, ...titles.map((title) => columnOf(title))], rows);
}

/** Tells which tables failed and why: in the log, as results in JSON, and as a table for people. */
export function reportFailures(session: Reporting, name: string, total: number, failed: TablesFailedError): void {
  const { display, flags, log } = session;
  const { failures, skipped } = failed;
  const namespace = String(failed.details['namespace']);
  const rows = failures.map(({ table, error }) => [
    `${namespace}.${table}`,
    ...reportOne(session, name, namespace, table, error),
  ]);
  for (const table of skipped) {
    session.results.failure({ namespace, table, error: { code: 'SKIPPED', message: 'not begun' } });
    rows.push([`${namespace}.${table}`, '', 'not begun']);
  }
  if (flags.logformat === 'plain') printFailures(display, rows);
  const busy = failures.filter(({ error }) => isCodedError(error, 'SQL_TABLE_BUSY')).length;
  const counts = [
    [failures.length - busy, 'failed'],
    [busy, 'are not done, because another process is at work on them'],
    [skipped.length, 'were not begun'],
  ] as const;
  const said = counts
    .filter(([count]) => count > 0)
    .map(([count, what], at) => {
      return at === 0 ? `${count} of ${total} tables ${what}` : `${count} ${what}`;
    });
  log.error(`${name}: ${said.join(', ')}`, { namespace });
}

/** Shows people what failed: rows of table, code and reason. */
export function printFailures(display: Reporting['display'], rows: readonly (readonly string[])[]): void {
  printTable(display, FAILED_COLUMNS, wrapReasons(rows));
}

/** @returns the code and the reason. */
function reportOne(
  session: Reporting,
  name: string,
  namespace: string,
  table: string,
  error: Error,
): readonly string[] {
  const { flags, log, results } = session;
  const code = isCodedError(error) ? error.code : 'CDK_UNEXPECTED';
  const message = isCodedError(error) ? userMessage(error, DAP_ADVICE) : error.message;
  // The table stands beside it.
  const why = log.mask(message.replace(`${namespace}.${table}: `, ''));
  const line = `${name} failed: ${why} [${code}]`;
  // The table for people says the same on the console.
  if (flags.logformat === 'plain') log.toFile('error', line, { namespace, table });
  else log.error(line, { namespace, table });
  results.failure({ namespace, table, error: { code, message: why } });
  return [code, why];
}

/** Breaks long reasons on a terminal, so that they stay below their title. */
function wrapReasons(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const { columns } = process.stderr;
  if (process.stderr.isTTY !== true || columns === undefined) return rows;
  const widthOf = (at: number) => Math.max(...rows.map((row) => row[at]?.length ?? 0));
  const width = Math.max(MIN_REASON, columns - widthOf(0) - widthOf(1) - 2 * 2 - 1);
  return rows.flatMap(([table = '', code = '', why = '']) =>
    wrapText(why, width).map((part, at) => (at === 0 ? [table, code, part] : ['', '', part])),
  );
}

/** The text in lines of at most `width` characters, broken between words. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function columnOf(title: string): TextColumn {
  return { title, align: NUMBERS.has(title) ? 'right' : 'left' };
}

function printTable(
  display: Reporting['display'],
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): void {
  display.close();
  if (process.stderr.isTTY === true) display.print('');
  for (const line of formatTable(columns, rows, { paint: paintFor(process.stderr) })) display.print(line);
}
