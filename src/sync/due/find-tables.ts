import { CodedError, isCodedError } from '../../errors.js';
import type { SyncTable } from '../contract/events.js';
import type { SyncSource } from '../contract/target.js';
import type { NamespaceChoice, TableSelection } from './select-tables.js';

/** What the service has of a selection. */
export interface FoundTables {
  readonly tables: readonly SyncTable[];
  /** Sentences for the log. */
  readonly warnings: readonly string[];
  /** Why a namespace that is named cannot be read. The tables of the others are here. */
  readonly refused?: Error | undefined;
}

/** An account has no such namespace, or may not read it. */
const LACKED = ['DAP_NOT_FOUND', 'DAP_FORBIDDEN'] as const;

/**
 * Lists the tables of a selection anew, so that new ones join.
 *
 * @throws CodedError the errors of the client that concern all namespaces; `DAP_NOT_FOUND` if there is no table at all.
 */
export async function findTables(
  source: SyncSource,
  selection: TableSelection,
  signal: AbortSignal,
): Promise<FoundTables> {
  const tables: SyncTable[] = [];
  const warnings: string[] = [];
  const failures: Error[] = [];
  for (const choice of selection.choices) {
    const schema = selection.schemaOf(choice.namespace);
    try {
      const { names, warning } = await tablesOf(source, choice, signal);
      tables.push(...names.map((table) => ({ namespace: choice.namespace, table, schema })));
      if (warning !== undefined) warnings.push(warning);
    } catch (error) {
      if (!isCodedError(error, ...LACKED)) throw error;
      if (choice.isNamed) failures.push(error);
      else warnings.push(`The account has no namespace ${choice.namespace}: it is left out.`);
    }
  }
  const [refused] = failures;
  if (tables.length > 0) return { tables, warnings, refused };
  throw refused ?? nothingFound(selection);
}

async function tablesOf(
  source: SyncSource,
  { namespace, tables, matches, isNamed }: NamespaceChoice,
  signal: AbortSignal,
): Promise<{ readonly names: readonly string[]; readonly warning?: string }> {
  if (matches === undefined) return { names: tables };
  const offered = await source.getTables(namespace, { signal });
  const names = [...new Set([...tables, ...offered.filter(matches)])];
  if (names.length > 0 || !isNamed) return { names };
  return { names, warning: `No table of ${namespace} matches the pattern at present.` };
}

function nothingFound({ text }: TableSelection): CodedError {
  return new CodedError('DAP_NOT_FOUND', { message: `The service has no table that matches ${JSON.stringify(text)}.` });
}
