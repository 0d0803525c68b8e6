import { CodedError } from '../../errors.js';
import { matchesParts, parseTablePattern, patternProblem, type TablePattern } from './table-pattern.js';

/** Signs that make a name a pattern. */
const PATTERN_SIGNS = /[*?{}]/;
/** Commas between entries; those in braces belong to a pattern. */
const ENTRY = /(?:\{[^}]*\}|[^,])+/g;

/**
 * The tables that a list such as `accounts,course*` means: each once, in the order of the list, what a pattern
 * matches in the server's order. Plain names are not looked up.
 *
 * @param fetchTables - gives all tables of the namespace; called once at most, and only for `all` and patterns
 * @throws CodedError `DAP_NOT_FOUND` for a pattern that matches no table, `DAP_VALIDATION` (a config error) for a list
 * without a name or with a malformed pattern.
 */
export async function findTables(
  namespace: string,
  list: string,
  fetchTables: () => Promise<readonly string[]>,
): Promise<string[]> {
  const entries = (list.match(ENTRY) ?? []).map((entry) => entry.trim()).filter((entry) => entry !== '');
  if (entries.length === 0) throw refusal('The list of tables is empty.');
  if (entries.includes('all')) return [...(await fetchTables())];
  const patterns = new Map(entries.filter(isPattern).map((entry) => [entry, readPattern(entry)]));
  const all = patterns.size === 0 ? [] : await fetchTables();
  const found = entries.flatMap((entry) => {
    const pattern = patterns.get(entry);
    return pattern === undefined ? [entry] : matching(namespace, entry, pattern, all);
  });
  return [...new Set(found)];
}

function isPattern(entry: string): boolean {
  return PATTERN_SIGNS.test(entry);
}

function readPattern(entry: string): TablePattern {
  const problem = patternProblem(entry);
  if (problem !== undefined) throw refusal(`The pattern ${JSON.stringify(entry)} ${problem}.`);
  return parseTablePattern(entry);
}

function matching(namespace: string, entry: string, pattern: TablePattern, all: readonly string[]): string[] {
  const isOfNamespace = pattern.namespace === undefined || matchesParts(pattern.namespace, namespace);
  const found = isOfNamespace ? all.filter((table) => matchesParts(pattern.table, table)) : [];
  if (found.length > 0) return found;
  throw new CodedError('DAP_NOT_FOUND', {
    message: `Namespace ${namespace} has no table that matches ${JSON.stringify(entry)}.`,
    details: { namespace, kind: 'table' },
  });
}

function refusal(message: string): CodedError {
  return new CodedError('DAP_VALIDATION', { message, failureType: 'config_error' });
}
