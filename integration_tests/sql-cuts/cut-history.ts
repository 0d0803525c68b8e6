import { setTimeout as delay } from 'node:timers/promises';
import { isCodedError } from '../../src/errors.js';
import type { Truth } from '../../src/tools/sql-truth/truth-log.js';
import { type CutPlace, Cutter } from '../sql-support/cutting-socket.js';
import type { SqlLab, TableName } from '../sql-support/sql-lab.js';
import { leftoversOf } from './leftovers.js';

/** Where one history is cut. */
export interface Cut {
  readonly at: number;
  readonly place: CutPlace;
  /** Every connection breaks, as when the process dies. */
  readonly all: boolean;
}

/** A command whose writes are counted and cut. */
export type CutCommand = (cutter: Cutter) => Promise<unknown>;

/** What a table may be like between the runs: its states by the bookmark that must come with them. */
export interface AllowedStates {
  /** Undefined: the table and its record are absent. */
  readonly before: { readonly truth: Truth; readonly bookmark: string } | undefined;
  readonly after: Truth;
}

/** How one history went. */
export interface CutOutcome {
  /** False once the command makes fewer writes: there is nothing left to cut. */
  readonly wasCut: boolean;
  /** What was wrong, each with the place of the cut. */
  readonly problems: readonly string[];
}

/**
 * Runs a command that is cut, looks at what it left, and runs it again: it must leave the table as it was or complete, and
 * then succeed without leftovers.
 */
export async function runCut(
  lab: SqlLab,
  name: TableName,
  command: CutCommand,
  allowed: AllowedStates,
  cut: Cut,
): Promise<CutOutcome> {
  const cutter = new Cutter(cut.at, cut.place, cut.all);
  const failure = await command(cutter).then(
    () => undefined,
    (error: unknown) => error,
  );
  const problems: string[] = [];
  if (failure !== undefined && !cutter.isCut) problems.push(`failed without a cut: ${String(failure)}`);
  if (failure !== undefined && cutter.isCut && !isCodedError(failure))
    problems.push(`no coded error: ${String(failure)}`);
  problems.push(...(await stateProblems(lab, name, allowed)));
  problems.push(...(await againProblems(lab, name, command, allowed)));
  const where = `cut ${cut.place} write ${cut.at}${cut.all ? ' of all connections' : ''}`;
  return { wasCut: cutter.isCut, problems: problems.map((problem) => `${where}: ${problem}`) };
}

/** Never anything but the old state or the new, with the bookmark that belongs to it. */
async function stateProblems(
  lab: SqlLab,
  name: TableName,
  { before, after }: AllowedStates,
): Promise<readonly string[]> {
  const bookmark = await settledBookmark(lab, name);
  const [namespace = '', table = ''] = name.split('.');
  if (bookmark === undefined) {
    if (before !== undefined) return ['the record is gone'];
    if ((await lab.scratch.read(namespace, table)) === undefined) return [];
    // Where DDL is not transactional the swap is recorded first, and the next run records the table.
    if (!(await isSwapRecorded(lab))) return ['a table without a record'];
    return await lab.differences(name, {}, after);
  }
  const truth = bookmark === before?.bookmark ? before.truth : after;
  // Columns that only one state has may be added or dropped around the commit where DDL is not transactional.
  const tolerated = lab.scratch.dialect === 'mysql' ? columnNames(before?.truth, after) : [];
  const found = await lab.differences(name, { ownColumns: tolerated }, truth);
  return found.map((difference) => `between the runs: ${difference}`);
}

async function isSwapRecorded({ scratch }: SqlLab): Promise<boolean> {
  const replicas = scratch.nameOf('instructure_dap', 'dap_replicas');
  return (await scratch.query(`select 1 from ${replicas} where load_state = 'ready'`)).length === 1;
}

function columnNames(...truths: readonly (Truth | undefined)[]): readonly string[] {
  return truths.flatMap((truth) => truth?.columns.map(({ name }) => name) ?? []);
}

/** The server may still be at work on what a connection sent before it broke. */
async function settledBookmark(lab: SqlLab, name: TableName): Promise<string | undefined> {
  let bookmark = await lab.bookmark(name);
  for (let same = 0; same < 2; ) {
    await delay(3);
    const now = await lab.bookmark(name);
    same = now === bookmark ? same + 1 : 0;
    bookmark = now;
  }
  return bookmark;
}

async function againProblems(
  lab: SqlLab,
  name: TableName,
  command: CutCommand,
  { after }: AllowedStates,
): Promise<readonly string[]> {
  const failure = await patiently(command);
  // A command that had committed although nobody heard it has nothing to initialize any more.
  if (failure !== undefined && !isCodedError(failure, 'SQL_ALREADY_INITIALIZED')) return [`again: ${String(failure)}`];
  const [, table = ''] = name.split('.');
  const found = await lab.differences(name, {}, after);
  return [...found.map((difference) => `in the end: ${difference}`), ...(await leftoversOf(lab.scratch, table))];
}

/** A server notices within moments that its client is gone; until then the lock is held. */
async function patiently(command: CutCommand): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    try {
      await command(new Cutter());
      return undefined;
    } catch (error) {
      if (!isCodedError(error, 'SQL_TABLE_BUSY') || tries === 100) return error;
      await delay(20);
    }
  }
}
