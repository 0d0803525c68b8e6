import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SchemaChange } from '../../src/emulator/index.js';
import { isCodedError } from '../../src/errors.js';
import type { Cutter } from '../sql-support/cutting-socket.js';
import { SqlLab } from '../sql-support/sql-lab.js';
import { SERVER_TARGETS } from '../sql-support/targets.js';
import { type AllowedStates, type Cut, type CutCommand, runCut } from './cut-history.js';

const NAME = 'canvas.users';
/** Every so manieth write: all of them, `DAP_CUT_STRIDE=1`, take a quarter of an hour. */
const STRIDE = Number(process.env['DAP_CUT_STRIDE'] ?? 12);

/** Every job goes into a stage. */
const STAGED = { fromFiles: 1 };

const EVOLUTION: readonly SchemaChange[] = [
  { addColumn: { name: 'nickname', type: 'varchar(40)' } },
  { addColumn: { name: 'is_alumnus', type: 'boolean', required: true, default: true } },
  { addColumn: { name: 'standing', type: 'enum', values: ['good', 'probation'] } },
  { addEnumValue: { column: 'workflow_state', value: 'suspended' } },
  { dropColumn: 'school_name' },
];

/** How a connection breaks: before a write leaves; after it arrived, its answer lost; all connections at once. */
const WAYS: readonly Omit<Cut, 'at'>[] = [
  { place: 'before', all: false },
  { place: 'after', all: false },
  { place: 'after', all: true },
];

describe.each(SERVER_TARGETS)('a connection to $dialect that breaks at any write', (target) => {
  describe.skipIf(target.missing !== undefined)('of', () => {
    let lab: SqlLab;
    beforeAll(async () => {
      lab = await SqlLab.start(target, { tables: { [NAME]: 30 }, objectRows: 20, nulCharacters: false });
    });
    afterAll(async () => await lab?.close());

    test.each(WAYS)('an initialization: $place, all connections: $all', async (way) => {
      const after = await lab.truth(NAME);
      // The tables of the replicator are made again in the histories of the first way; here once for all others.
      await lab.scratch.reset();
      await lab.withDatabase(async (database) => await database.open());
      const problems = await cutEverywhere(
        way,
        (cutter) => lab.initialize(NAME, {}, cutter),
        async () => {
          if (way === WAYS[0]) await lab.scratch.reset();
          else await forget(lab);
          return { before: undefined, after };
        },
      );
      expect(problems).toEqual([]);
    });

    // Before anything changes: the service answers the same snapshot with the same job for a day.
    test.each(WAYS)('an initialization by way of a stage: $place, all connections: $all', async (way) => {
      const after = await lab.truth(NAME);
      const problems = await cutEverywhere(
        way,
        async (cutter) => await initializeByStage(lab, cutter),
        async () => {
          await lab.scratch.reset();
          await lab.withDatabase(async (database) => await database.open());
          return { before: undefined, after };
        },
      );
      expect(problems).toEqual([]);
    });

    test.each(WAYS)('a synchronization: $place, all connections: $all', async (way) => {
      await lab.scratch.reset();
      await lab.initialize(NAME);
      // The snapshot may be an earlier one: the service answers with the same job for a day.
      await lab.synchronize(NAME);
      const problems = await cutEverywhere(
        way,
        (cutter) => lab.synchronize(NAME, {}, cutter),
        () => changed(() => lab.commit(NAME, { updates: 6, deletes: 2, inserts: 3, ghosts: 1 })),
      );
      expect(problems).toEqual([]);
    });

    test.each(WAYS)('a synchronization by way of a stage: $place, all connections: $all', async (way) => {
      await lab.scratch.reset();
      await lab.initialize(NAME);
      await lab.synchronize(NAME);
      const problems = await cutEverywhere(
        way,
        (cutter) => lab.synchronize(NAME, { staging: STAGED }, cutter),
        () => changed(() => lab.commit(NAME, { updates: 26, deletes: 2, inserts: 13, ghosts: 1 })),
      );
      expect(problems).toEqual([]);
    });

    test.each(WAYS)('a synchronization with changed columns: $place, all connections: $all', async (way) => {
      const own = await SqlLab.start(target, { tables: { [NAME]: 30 }, objectRows: 20, nulCharacters: false });
      try {
        await own.initialize(NAME);
        const problems: string[] = [];
        for (let at = 1, wasCut = true; wasCut; at += STRIDE) {
          const before = await stateOf(own);
          own.commit(NAME, { updates: 6, deletes: 1, inserts: 2, schema: renamed(at) });
          const allowed = { before, after: await own.truth(NAME) };
          const outcome = await runCut(own, NAME, (cutter) => own.synchronize(NAME, {}, cutter), allowed, {
            at,
            ...way,
          });
          problems.push(...outcome.problems);
          ({ wasCut } = outcome);
        }
        expect(problems).toEqual([]);
      } finally {
        await own.close();
      }
    });

    /** Makes a history for each write of the command, until it makes no further one. */
    async function cutEverywhere(
      way: Omit<Cut, 'at'>,
      command: CutCommand,
      prepare: () => Promise<AllowedStates>,
    ): Promise<readonly string[]> {
      const problems: string[] = [];
      for (let at = 1, wasCut = true; wasCut; at += STRIDE) {
        const outcome = await runCut(lab, NAME, command, await prepare(), { at, ...way });
        problems.push(...outcome.problems);
        ({ wasCut } = outcome);
      }
      return problems;
    }

    async function changed(change: () => unknown): Promise<AllowedStates> {
      const before = await stateOf(lab);
      change();
      return { before, after: await lab.truth(NAME) };
    }
  });
});

/** The stage of a commit whose answer was lost is dropped by the sync that follows. */
async function initializeByStage(lab: SqlLab, cutter: Cutter): Promise<unknown> {
  try {
    return await lab.initialize(NAME, { staging: STAGED }, cutter);
  } catch (error) {
    if (!isCodedError(error, 'SQL_ALREADY_INITIALIZED')) throw error;
    return await lab.synchronize(NAME, {}, cutter);
  }
}

/** Leaves nothing but the empty tables of the replicator. */
async function forget({ scratch }: SqlLab): Promise<void> {
  if (scratch.dialect !== 'postgresql') return await scratch.reset();
  await scratch.query('drop schema if exists canvas cascade');
  for (const name of ['dap_replicas', 'table_sync']) {
    await scratch.query(`delete from ${scratch.nameOf('instructure_dap', name)}`);
  }
}

async function stateOf(lab: SqlLab): Promise<NonNullable<AllowedStates['before']>> {
  const bookmark = await lab.bookmark(NAME);
  if (bookmark === undefined) throw new Error('The table has no record.');
  return { bookmark, truth: await lab.truth(NAME) };
}

/** The changes of columns, with names of their own each time: the columns of the time before are dropped. */
function renamed(at: number): readonly SchemaChange[] {
  const last = at - STRIDE;
  const renamedOnes = EVOLUTION.flatMap((change): SchemaChange[] => {
    if ('addColumn' in change) return [{ addColumn: { ...change.addColumn, name: `${change.addColumn.name}_${at}` } }];
    if ('addEnumValue' in change) return [{ addEnumValue: { ...change.addEnumValue, value: `suspended ${at}` } }];
    return last < 1 ? [change] : [];
  });
  const old = ['nickname', 'is_alumnus', 'standing'].map((name): SchemaChange => ({ dropColumn: `${name}_${last}` }));
  return last < 1 ? renamedOnes : [...renamedOnes, ...old];
}
