import type { ColumnFact, TableFact } from './column-fact.js';
import { enumValues } from './enum-values/enum-values.js';
import { NESTED_MEMBERS } from './nested-members.js';
import { type FactLookups, parseColumns } from './parse-columns.js';
import { CANVAS_ACCESS_TO_ASSIGNMENTS } from './tables/canvas-access-to-assignments.js';
import { CANVAS_ATTACHMENT_TO_CONTENT } from './tables/canvas-attachment-to-content.js';
import { CANVAS_CONTEXT_TO_CUSTOM } from './tables/canvas-context-to-custom.js';
import { CANVAS_DEVELOPER_TO_FOLDERS } from './tables/canvas-developer-to-folders.js';
import { CANVAS_GRADING_TO_LTI } from './tables/canvas-grading-to-lti.js';
import { CANVAS_LOGS } from './tables/canvas-logs.js';
import { CANVAS_LTI_TO_QUIZ } from './tables/canvas-lti-to-quiz.js';
import { CANVAS_PLACEHOLDERS } from './tables/canvas-placeholders.js';
import { CANVAS_QUIZZES_TO_SUBMISSION } from './tables/canvas-quizzes-to-submission.js';
import { CANVAS_SUBMISSIONS_TO_WIKIS } from './tables/canvas-submissions-to-wikis.js';
import { CATALOG } from './tables/catalog.js';

/** Namespaces of which tables are known. */
export const NAMESPACES = ['canvas', 'canvas_logs', 'catalog'] as const;

const TABLE_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  canvas: {
    ...CANVAS_ACCESS_TO_ASSIGNMENTS,
    ...CANVAS_ATTACHMENT_TO_CONTENT,
    ...CANVAS_CONTEXT_TO_CUSTOM,
    ...CANVAS_DEVELOPER_TO_FOLDERS,
    ...CANVAS_GRADING_TO_LTI,
    ...CANVAS_LTI_TO_QUIZ,
    ...CANVAS_QUIZZES_TO_SUBMISSION,
    ...CANVAS_SUBMISSIONS_TO_WIKIS,
  },
  canvas_logs: CANVAS_LOGS,
  catalog: CATALOG,
};

const LOOKUPS: FactLookups = {
  valuesOf: enumValues,
  membersOf: (path) => {
    const text = NESTED_MEMBERS[path];
    if (text === undefined) throw new Error(`No members are listed for ${path}.`);
    return text;
  },
};

const PLACEHOLDER_COLUMNS = 'id int64! key';

const parsed = new Map<string, TableFact>();

/**
 * Names of the tables that the service lists for `namespace`, sorted; without placeholders. Empty for a namespace
 * that is not known.
 *
 * @example
 * listTables('canvas_logs') // ['web_logs']
 */
export function listTables(namespace: string): readonly string[] {
  return Object.keys(textsOf(namespace)).sort();
}

/**
 * What is known of a table, placeholders included; `undefined` for a name that does not exist.
 *
 * @example
 * tableFact('canvas', 'enrollment_states')?.keyColumns // ['enrollment_id']
 */
export function tableFact(namespace: string, table: string): TableFact | undefined {
  const name = `${namespace}.${table}`;
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const fact = parseTable(namespace, table);
  if (fact !== undefined) parsed.set(name, fact);
  return fact;
}

function parseTable(namespace: string, table: string): TableFact | undefined {
  const texts = textsOf(namespace);
  const text = Object.hasOwn(texts, table) ? texts[table] : undefined;
  const placeholder = text === undefined && namespace === 'canvas' && CANVAS_PLACEHOLDERS.includes(table);
  if (text === undefined && !placeholder) return undefined;
  const columns = parseColumns(factPath(namespace, table), text ?? PLACEHOLDER_COLUMNS, LOOKUPS);
  return { namespace, table, columns, keyColumns: keyNames(columns), placeholder };
}

/**
 * How texts and enum values of a table's columns are listed: by the table's name, and with the namespace where
 * another one has a table of that name.
 *
 * @example
 * factPath('catalog', 'users') // 'catalog.users'
 */
export function factPath(namespace: string, table: string): string {
  return namespace === 'catalog' ? `catalog.${table}` : table;
}

function keyNames(columns: readonly ColumnFact[]): readonly string[] {
  return columns.filter((column) => column.key).map((column) => column.name);
}

function textsOf(namespace: string): Readonly<Record<string, string>> {
  return Object.hasOwn(TABLE_TEXTS, namespace) ? (TABLE_TEXTS[namespace] ?? {}) : {};
}
