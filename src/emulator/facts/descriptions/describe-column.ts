import type { ColumnFact } from '../column-fact.js';
import { ACTIVITY_TABLES } from './activity-tables.js';
import { COMMON_COLUMNS } from './common-columns.js';
import { FURTHER_COLUMNS } from './further-columns.js';
import { FURTHER_TABLES } from './further-tables.js';
import { MAIN_TABLES } from './main-tables.js';
import { NESTED_TEXTS } from './nested-texts.js';

const BY_PATH: Readonly<Record<string, string>> = {
  ...MAIN_TABLES,
  ...ACTIVITY_TABLES,
  ...FURTHER_TABLES,
  ...NESTED_TEXTS,
};

/**
 * One sentence on a column: written by hand where its meaning is known, else what its name and type say.
 *
 * @param path name of the column, or `column.member` inside a nested object.
 * @example
 * describeColumn('quizzes', 'assignment_group_id', column) // 'Refers to the assignment group.'
 */
export function describeColumn(table: string, path: string, column: ColumnFact): string {
  const own = BY_PATH[`${table}.${path}`];
  if (own !== undefined) return own;
  const common = path.includes('.') ? undefined : (COMMON_COLUMNS[column.name] ?? FURTHER_COLUMNS[column.name]);
  return common ?? describeByName(column);
}

function describeByName(column: ColumnFact): string {
  const { name, type } = column;
  if (type === 'int64' || type === 'int32') {
    if (name.endsWith('_id')) return `Refers to the ${words(name.slice(0, -3))}.`;
    if (name.endsWith('_count')) return `Number of ${plural(words(name.slice(0, -6)))}.`;
  }
  if (name.endsWith('_id')) return `Identifier of the ${words(name.slice(0, -3))}.`;
  if (type === 'boolean') return `True or false: ${words(name)}.`;
  if (type === 'timestamp') return `Time: ${words(name)}.`;
  if (type === 'date') return `Date: ${words(name)}.`;
  if (name.endsWith('_url') || name.endsWith('_uri')) return `Address of the ${words(name.slice(0, -4))}.`;
  return `${KINDS[type] ?? 'Value'}: ${words(name)}.`;
}

const KINDS: Readonly<Partial<Record<ColumnFact['type'], string>>> = {
  int16: 'Whole number',
  int32: 'Whole number',
  int64: 'Whole number',
  float64: 'Number',
  decimal: 'Decimal number',
  varchar: 'Text',
  text: 'Text',
  uuid: 'Universally unique identifier',
  inet: 'Network address',
  'varchar[]': 'List of texts',
  enum: 'One of several fixed values',
};

const ACRONYMS: Readonly<Record<string, string>> = {
  sis: 'SIS',
  lti: 'LTI',
  ip: 'IP',
  url: 'URL',
  uuid: 'UUID',
  jwk: 'JWK',
  md5: 'MD5',
  ids: 'identifiers',
};

/** `sis_batch` becomes `SIS batch`. */
function words(name: string): string {
  return name
    .split('_')
    .map((part) => ACRONYMS[part] ?? part)
    .join(' ');
}

function plural(text: string): string {
  if (/[^aeiou]y$/.test(text)) return `${text.slice(0, -1)}ies`;
  return text.endsWith('s') ? text : `${text}s`;
}
