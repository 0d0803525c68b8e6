import { matchesParts, parseTablePattern, patternProblem, type TablePattern } from '../../dap/index.js';
import { CodedError } from '../../errors.js';

/** Namespaces that a wildcard may mean. */
const KNOWN_NAMESPACES: readonly string[] = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'];

/** What stands for the namespace in the name of a schema. */
const PLACE = '{namespace}';
const WILDCARD = /[*?]/;
const PATTERN_SIGNS = /[*?{}!]/;
/** Commas between entries; those in braces belong to a pattern. */
const ENTRY = /(?:\{[^}]*\}|[^,])+/g;

/** What is chosen of one namespace. */
export interface NamespaceChoice {
  readonly namespace: string;
  /** It is named; else a wildcard means it, and it is left out if the account lacks it. */
  readonly isNamed: boolean;
  /** Tables that are named: taken without a look at what the service offers. */
  readonly tables: readonly string[];
  /** True for a table that a pattern or `all` means; absent if there is none for this namespace. */
  readonly matches?: ((table: string) => boolean) | undefined;
}

/** Tables that are to be kept fresh, as they are asked for. */
export interface TableSelection {
  readonly text: string;
  /** Namespaces in the order of the list. */
  readonly choices: readonly NamespaceChoice[];
  /** The schema of the tables of a namespace. */
  readonly schemaOf: (namespace: string) => string;
}

/** One entry of a list. */
interface Entry {
  /** Namespaces, and whether each is named. */
  readonly namespaces: ReadonlyMap<string, boolean>;
  readonly table?: string;
  readonly matches?: (table: string) => boolean;
}

/**
 * Takes a list of tables apart: names, patterns with or without a namespace, `all`. What has no namespace means that of
 * `namespace`.
 *
 * @param schema - schema of the tables, with `{namespace}` for the namespace. Default: the namespace.
 * @throws CodedError `TOOL_INPUT` for an empty list, a malformed pattern, or one schema for several namespaces.
 * @example
 * selectTables('canvas.*,catalog.courses', 'canvas').choices.map(({ namespace }) => namespace); // ['canvas', 'catalog']
 */
export function selectTables(text: string, namespace: string, schema?: string): TableSelection {
  const entries = (text.match(ENTRY) ?? []).map((entry) => entry.trim()).filter((entry) => entry !== '');
  if (entries.length === 0) throw refusal('The list of tables is empty.');
  const parsed = entries.map((entry) => parseEntry(entry, namespace));
  const names = [...new Set(parsed.flatMap(({ namespaces }) => [...namespaces.keys()]))];
  if (schema !== undefined && !schema.includes(PLACE) && names.length > 1) {
    throw refusal(
      `The tables of ${names.join(', ')} cannot all go into the schema ${schema}. Write ${PLACE} where the namespace belongs, as in ${schema}_${PLACE}.`,
    );
  }
  return {
    text,
    choices: names.map((name) => choiceOf(name, parsed)),
    schemaOf: (name) => (schema === undefined ? name : schema.replaceAll(PLACE, name)),
  };
}

function choiceOf(namespace: string, entries: readonly Entry[]): NamespaceChoice {
  const own = entries.filter(({ namespaces }) => namespaces.has(namespace));
  const patterns = own.flatMap(({ matches }) => matches ?? []);
  return {
    namespace,
    isNamed: own.some(({ namespaces }) => namespaces.get(namespace) === true),
    tables: [...new Set(own.flatMap(({ table }) => table ?? []))],
    ...(patterns.length === 0 ? {} : { matches: (table) => patterns.some((matches) => matches(table)) }),
  };
}

function parseEntry(entry: string, namespace: string): Entry {
  if (entry === 'all') return { namespaces: new Map([[namespace, true]]), matches: () => true };
  const problem = patternProblem(entry);
  if (problem !== undefined) throw refusal(`The pattern ${JSON.stringify(entry)} ${problem}.`);
  const parts = entry.split('.');
  const [table = '', space] = parts.toReversed();
  const pattern = parseTablePattern(entry);
  const namespaces = space === undefined ? new Map([[namespace, true]]) : namespacesOf(space, pattern, entry);
  if (!PATTERN_SIGNS.test(table)) return { namespaces, table };
  return { namespaces, matches: (name) => matchesParts(pattern.table, name) };
}

/** Names in braces are names; a wildcard means the known namespaces that fit. */
function namespacesOf(text: string, pattern: TablePattern, entry: string): ReadonlyMap<string, boolean> {
  const written = alternatives(text);
  const named = written.filter((name) => !WILDCARD.test(name));
  const meant = KNOWN_NAMESPACES.filter((name) => matchesParts(pattern.namespace ?? [], name));
  const found = new Map([...named.map((name) => [name, true] as const)]);
  const byWildcard = meant.filter((name) => !named.includes(name)).map((name) => [name, false] as const);
  if (found.size + byWildcard.length > 0) return new Map([...found, ...byWildcard]);
  throw refusal(
    `The pattern ${JSON.stringify(entry)} matches no known namespace; these are ${KNOWN_NAMESPACES.join(', ')}. Others must be named.`,
  );
}

/** @example alternatives('{canvas,catalog}') // ['canvas', 'catalog'] */
function alternatives(text: string): readonly string[] {
  const braces = /\{([^}]*)\}/.exec(text);
  if (braces === null) return [text];
  const [whole, inside = ''] = braces;
  return inside.split(',').flatMap((choice) => alternatives(text.replace(whole, () => choice)));
}

function refusal(message: string): CodedError {
  return new CodedError('TOOL_INPUT', { message });
}
