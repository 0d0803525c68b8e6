import type { SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import { needToInsert } from './memory-need.js';
import { quoteName, quoteText } from './names.js';
import type { RowSource } from './row-source.js';
import type { SpoolFile } from './spool.js';

/** Column of staging that holds `meta.ts`. No column of DAP has a point in its name. */
export const INSTANT_COLUMN = 'meta.ts';
/** Column of staging that holds `meta.action`. */
export const ACTION_COLUMN = 'meta.action';

/** A line may have so many bytes without another buffer. */
const LINE_BYTES = 2 ** 20;

interface Target {
  readonly name: string;
  readonly type: string;
}

/**
 * The rows of a file. Its form: cells end with a tab, rows with a line feed; `\N` without quotes is NULL; a
 * cell in quotes is a text, in which quotes are doubled and everything else stands for itself.
 */
export function csvRows(cells: readonly LoadCell[], file: SpoolFile): RowSource {
  const targets = cells.map(targetOf);
  return {
    names: targets.map(({ name }) => name),
    values: targets.map(({ name, type }) => (isList(type) ? `${quoteName(name)}::JSON::${type}` : quoteName(name))),
    from: readCsv(targets, file),
    need: (columns) => needToInsert(columns, file),
  };
}

/** The columns of a table that rows are gathered in. A column that a file lacks has its default. */
export function columnList(columns: readonly SqlColumn[]): string {
  return [
    ...columns.map(({ name, type, defaultSql }) => {
      return `${quoteName(name)} ${type}${defaultSql === undefined ? '' : ` DEFAULT ${defaultSql}`}`;
    }),
    `${quoteName(INSTANT_COLUMN)} TIMESTAMP`,
    `${quoteName(ACTION_COLUMN)} VARCHAR`,
  ].join(', ');
}

function readCsv(targets: readonly Target[], file: SpoolFile): string {
  const columns = targets.map(({ name, type }) => `${quoteText(name)}: ${quoteText(isList(type) ? 'VARCHAR' : type)}`);
  const longest = Math.max(LINE_BYTES, file.longestLine);
  const options = [
    `columns = {${columns.join(', ')}}`,
    'auto_detect = false',
    'header = false',
    `delim = ${quoteText('\t')}`,
    `quote = ${quoteText('"')}`,
    `escape = ${quoteText('"')}`,
    `nullstr = ${quoteText('\\N')}`,
    'allow_quoted_nulls = false',
    `new_line = ${quoteText('\\n')}`,
    `comment = ${quoteText('')}`,
    'strict_mode = true',
    'null_padding = false',
    'ignore_errors = false',
    `max_line_size = ${longest}`,
    `buffer_size = ${2 * longest}`,
  ];
  return `read_csv(${quoteText(file.path)}, ${options.join(', ')})`;
}

function targetOf(cell: LoadCell): Target {
  if (cell.kind === 'instant') return { name: INSTANT_COLUMN, type: 'TIMESTAMP' };
  if (cell.kind === 'action') return { name: ACTION_COLUMN, type: 'VARCHAR' };
  return { name: cell.column.name, type: cell.column.type };
}

function isList(type: string): boolean {
  return type.endsWith('[]');
}
