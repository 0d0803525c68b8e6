import { type TableRef, TablesFailedError } from '../dap/index.js';
import { isCodedError } from '../errors.js';
import { EXIT_FAILED } from './exit-codes.js';
import { reportFailures, reportResults } from './output/report-tables.js';
import type { Session } from './session.js';
import { requireTables, type TableFlags } from './settings/table-options.js';

/** What became of a table. */
export interface Outcome {
  /** For `--output json`. */
  readonly value: object;
  /** Cells of the table that ends the command on a terminal. */
  readonly cells?: readonly string[];
}

/** What a command does with each table. */
export interface TableWork {
  /** Name of the command. */
  readonly name: string;
  /** Titles of the cells of the outcomes. */
  readonly titles: readonly string[];
  /** Does it. Undefined if the result is written already. */
  readonly work: (ref: TableRef) => Promise<Outcome | undefined>;
}

/** The same for a command that can tell what it would do. */
export interface PlannedWork extends TableWork {
  readonly plan: (ref: TableRef) => Promise<{ readonly value: object; readonly text: string }>;
}

/**
 * Does the work of a command on the tables that its options name, a few at a time. A table that fails does not stop the
 * others; what failed and why is reported in the end.
 *
 * @returns the exit code.
 */
export async function runTables(session: Session<TableFlags>, work: PlannedWork): Promise<number> {
  const { client, flags, results, signal } = session;
  const { namespace, concurrency, dryRun } = flags;
  const tables = await client.getTableList(namespace, requireTables(flags), { signal });
  if (dryRun !== true) return await runAll(session, namespace, tables, concurrency, work);
  for (const table of tables) {
    const { value, text } = await work.plan({ namespace, table });
    results.add({ namespace, table, ...value }, `${namespace}.${table}: ${text}`);
  }
  return 0;
}

/** Does the work on tables of a namespace. */
export async function runAll(
  session: Session,
  namespace: string,
  tables: readonly string[],
  concurrency: number,
  work: TableWork,
): Promise<number> {
  const { client, display, signal } = session;
  for (const table of tables) display.update(`${namespace}.${table}`, { phase: 'queued' });
  const rows = new Map<string, readonly (readonly string[])[]>();
  const operation = async (_: string, table: string): Promise<void> => {
    const outcome = await runOne(session, { namespace, table }, tables, work);
    rows.set(table, outcome?.cells === undefined ? [] : [[`${namespace}.${table}`, ...outcome.cells]]);
  };
  let failed: TablesFailedError | undefined;
  try {
    await client.executeOperationOnTables(namespace, tables, work.name, operation, { concurrency, signal });
  } catch (error) {
    if (!(error instanceof TablesFailedError)) throw error;
    failed = error;
  }
  reportResults(
    session,
    work.titles,
    tables.flatMap((table) => rows.get(table) ?? []),
  );
  if (failed === undefined) return 0;
  reportFailures(session, work.name, tables.length, failed);
  return EXIT_FAILED;
}

async function runOne(
  { display, log, results }: Session,
  ref: TableRef,
  tables: readonly string[],
  { name, work }: TableWork,
): Promise<Outcome | undefined> {
  const { namespace, table } = ref;
  const key = `${namespace}.${table}`;
  const place = `(${tables.indexOf(table) + 1} of ${tables.length})`;
  log.info(`${name} begins ${place}`, ref);
  try {
    const outcome = await work(ref);
    display.update(key, { phase: 'done' });
    log.info(`${name} is complete ${place}`, ref);
    if (results.isJson && outcome !== undefined) results.json({ namespace, table, ...outcome.value });
    return outcome;
  } catch (error) {
    display.update(key, { phase: 'failed', reason: isCodedError(error) ? error.code : 'unexpected' });
    throw error;
  }
}
