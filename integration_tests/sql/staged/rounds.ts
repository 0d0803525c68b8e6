import { expect } from 'vitest';
import type { ReplicationOptions, ReplicationResult, StagedPart } from '../../../src/sql/index.js';
import type { SqlLab } from '../../sql-support/sql-lab.js';

/** Every job goes into a stage. */
export const ALWAYS = { fromFiles: 1 };

/** A stage that nobody has loaded a file of. */
export async function begun(
  run: (options: ReplicationOptions) => Promise<ReplicationResult>,
  options: ReplicationOptions = {},
): Promise<StagedPart> {
  const { status, staged } = await run({ ...options, staging: { fromFiles: 1, mayLoad: () => false } });
  expect(status).toBe('staged');
  return staged as StagedPart;
}

/**
 * Runs a command until it is done, each time for so many files. Fails when a run asks for a file that an earlier one has
 * loaded, or hands a stage back that is not a file further.
 *
 * @returns the last result, and how many runs were needed.
 */
export async function inRounds(
  lab: SqlLab,
  run: (options: ReplicationOptions) => Promise<ReplicationResult>,
  files = 1,
): Promise<{ readonly result: ReplicationResult; readonly rounds: number }> {
  const first = await begun(run);
  expect(first.missing).toHaveLength(first.ofFiles);
  let { missing } = first;
  for (let rounds = 1; ; rounds += 1) {
    const seen = lab.emulator.requests().length;
    let asked = 0;
    const mayLoad = (): boolean => {
      asked += 1;
      return asked <= files;
    };
    const result = await run({ staging: { fromFiles: 1, mayLoad } });
    const done = first.missing.filter((id) => !missing.includes(id));
    expect(fetched(lab, seen).filter((path) => done.some((id) => path.endsWith(id)))).toEqual([]);
    if (result.staged === undefined) return { result, rounds };
    expect(result).toMatchObject({ status: 'staged', staged: { stageId: first.stageId, ofFiles: first.ofFiles } });
    expect(result.staged.missing).toEqual(missing.slice(files));
    ({ missing } = result.staged);
  }
}

/** Paths of the files that the store was asked for, from some request on. */
export function fetched(lab: SqlLab, from = 0): readonly string[] {
  const entries = lab.emulator.requests().slice(from);
  return entries.flatMap(({ origin, path }) => (origin === 'store' ? [decodeURIComponent(path)] : []));
}

/** Tables of stages in the database, and lines of the ledger. */
export async function leftovers(lab: SqlLab): Promise<readonly string[]> {
  const { scratch } = lab;
  const count = async (table: string): Promise<string> => {
    const [row] = await scratch.query(`select count(*) as n from ${scratch.nameOf('instructure_dap', table)}`);
    return row?.['n'] ?? '';
  };
  const stages = (await scratch.objects()).filter((name) => /stage/.test(name));
  return [...stages, `stages: ${await count('dap_stages')}`, `files: ${await count('dap_stage_files')}`];
}

/** Nothing of a stage is left. */
export const NOTHING_LEFT = ['stages: 0', 'files: 0'];
