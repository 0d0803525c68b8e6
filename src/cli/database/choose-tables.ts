import { matchesTable, parseTablePattern, patternProblem, type TablePattern } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import type { ListedTable } from '../../sql/index.js';
import type { DatabaseSession } from './database-session.js';

/** Signs that make a name a pattern, or a malformed one. */
const PATTERN_SIGNS = /[*?{}!]/;
/** Commas between entries; those in braces belong to a pattern. */
const ENTRY = /(?:\{[^}]*\}|[^,])+/g;

/** The entries of a list of tables: `all`, patterns and names. */
export interface TableList {
  /** Names that stand in the list themselves. What is wrong with such a table is a failure. */
  readonly named: ReadonlySet<string>;
  /** True if the list has `all` or patterns. */
  readonly isOpen: boolean;
  /** True for a table that `all` or a pattern means. */
  readonly matches: (table: string) => boolean;
}

/**
 * Takes a list of tables apart.
 *
 * @throws CodedError `TOOL_INPUT` for a list without a name or with a malformed pattern.
 * @example
 * const list = readTableList('canvas', 'users,enroll*');
 * list.named;                  // Set { 'users' }
 * list.matches('enrollments'); // true
 */
export function readTableList(namespace: string, text: string): TableList {
  const entries = (text.match(ENTRY) ?? []).map((entry) => entry.trim()).filter((entry) => entry !== '');
  if (entries.length === 0) throw refusal('The list of tables is empty.');
  const hasAll = entries.includes('all');
  const patterns = entries.filter((entry) => PATTERN_SIGNS.test(entry)).map(readPattern);
  const named = entries.filter((entry) => entry !== 'all' && !PATTERN_SIGNS.test(entry));
  return {
    named: new Set(named),
    isOpen: hasAll || patterns.length > 0,
    matches: (table) => hasAll || patterns.some((pattern) => matchesTable(pattern, { namespace, table })),
  };
}

function readPattern(entry: string): TablePattern {
  const problem = patternProblem(entry);
  if (problem !== undefined) throw refusal(`The pattern ${JSON.stringify(entry)} ${problem}.`);
  return parseTablePattern(entry);
}

function refusal(message: string): CodedError {
  return new CodedError('TOOL_INPUT', { message });
}

/** The tables of a namespace that the database knows, at the place where this command keeps them, by name. */
export async function listedTables({ database, flags }: DatabaseSession): Promise<ReadonlyMap<string, ListedTable>> {
  const { namespace, schema = namespace } = flags;
  const listed = (await database.list()).filter(
    ({ ref, target }) => ref.namespace === namespace && target.schema === schema,
  );
  return new Map(listed.map((entry): [string, ListedTable] => [entry.ref.table, entry]).sort(byName));
}

/**
 * Refuses a DuckDB file that is not there: only `initdb` makes one.
 *
 * @throws CodedError `SQL_NOT_INITIALIZED`
 */
export async function requireDatabase({ database, flags }: DatabaseSession): Promise<void> {
  if (!(await database.isAbsent())) return;
  const { namespace } = flags;
  const message = `There is no database ${database.display}. Run dap initdb first, or name another database.`;
  throw new CodedError('SQL_NOT_INITIALIZED', { message, details: { namespace } });
}

/** Names that the list means: those it names, in its order, then those of `known` that it matches. */
export function chosenFrom(list: TableList, known: Iterable<string>): readonly string[] {
  const matched = [...known].filter((table) => list.matches(table));
  return [...new Set([...list.named, ...matched])];
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
