import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnFact, Release, TableFact } from './column-fact.js';
import { RELEASES } from './column-fact.js';
import { parseFactFile } from './fact-file.js';

/** Namespaces of which tables are known. */
export const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'] as const;

/** The default release. */
const NEWEST_RELEASE: Release = RELEASES[RELEASES.length - 1] ?? RELEASES[0];

/** One file for each table, `facts/<namespace>/<table>.json`; the same place from `src` and from `dist`. */
const FOLDER = join(import.meta.dirname, '../../../facts');

/** What was read so far: names of the files by namespace, facts by `namespace.table`. */
const names = new Map<string, readonly string[]>();
const files = new Map<string, TableFact>();
/** Facts of an older release by `release namespace.table`: the same object each time, because generators use it as a key. */
const older = new Map<string, TableFact>();

/**
 * Names of the tables that the service lists for `namespace`, sorted; without placeholders. Empty for a namespace
 * that is not known.
 *
 * @example
 * listTables('canvas_logs') // ['web_logs']
 */
export function listTables(namespace: string, release: Release = NEWEST_RELEASE): readonly string[] {
  return fileNames(namespace).filter((table) => tableFact(namespace, table, release)?.placeholder === false);
}

/**
 * What is known of a table, placeholders included; `undefined` for a name that does not exist in that release.
 *
 * @throws Error when the file of the table breaks the form: a defect of the facts themselves.
 * @example
 * tableFact('canvas', 'enrollment_states')?.keyColumns // ['enrollment_id']
 */
export function tableFact(namespace: string, table: string, release: Release = NEWEST_RELEASE): TableFact | undefined {
  if (!fileNames(namespace).includes(table)) return undefined;
  const fact = readFact(namespace, table);
  if (!isIn(fact, release)) return undefined;
  if (release === NEWEST_RELEASE) return fact;
  const name = `${release} ${namespace}.${table}`;
  const known = older.get(name) ?? { ...fact, columns: columnsIn(fact.columns, release) };
  older.set(name, known);
  return known;
}

function readFact(namespace: string, table: string): TableFact {
  const name = `${namespace}.${table}`;
  const known = files.get(name);
  if (known !== undefined) return known;
  const fact = parseFactFile(namespace, table, readFileSync(join(FOLDER, namespace, `${table}.json`), 'utf8'));
  files.set(name, fact);
  return fact;
}

function fileNames(namespace: string): readonly string[] {
  const known = names.get(namespace);
  if (known !== undefined) return known;
  const folder = NAMESPACES.find((name) => name === namespace);
  const found = folder === undefined || !existsSync(join(FOLDER, folder)) ? [] : readdirSync(join(FOLDER, folder));
  const tables = found.map((file) => file.replace(/\.json$/, '')).sort();
  names.set(namespace, tables);
  return tables;
}

function columnsIn(columns: readonly ColumnFact[], release: Release): readonly ColumnFact[] {
  return columns
    .filter((column) => isIn(column, release))
    .map((column) =>
      column.members === undefined ? column : { ...column, members: columnsIn(column.members, release) },
    );
}

function isIn(fact: { readonly since?: Release }, release: Release): boolean {
  return fact.since === undefined || RELEASES.indexOf(fact.since) <= RELEASES.indexOf(release);
}
