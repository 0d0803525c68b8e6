import { describe, expect, test } from 'vitest';
import { type ReplicationOptions, type ReplicationResult, SqlReplicator } from '../../../src/sql/index.js';
import { forEachConcurrently } from '../../../src/util/concurrency.js';
import type { SqlLab, TableName } from '../../sql-support/sql-lab.js';
import { tablesOf } from '../../sql-support/tables-of.js';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from '../core/use-core-lab.js';
import { leftovers, NOTHING_LEFT } from './rounds.js';

const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'] as const;

type Command = 'initialize' | 'synchronize';

describe.each(TARGETS)('tables of $dialect that were filled by way of stages', (target) => {
  describe.skipIf(target.missing !== undefined)('stopped before every file,', () => {
    const startLab = useCoreLabs(target);

    test.each(NAMESPACES)('are as the service says, with changes: %s', { timeout: 600_000 }, async (namespace) => {
      const names = (await tablesOf(namespace)).map((table): TableName => `${namespace}.${table}`);
      const tables = Object.fromEntries(names.map((name) => [name, 12]));
      const { lab } = await startLab({ tables, presence: 'random', objectRows: 5 });
      await inRounds(lab, names, 'initialize');
      for (const name of names) {
        expect(await lab.differences(name), name).toEqual([]);
        lab.commit(name, { updates: 5, deletes: 2, inserts: 6 });
      }
      await inRounds(lab, names, 'synchronize');
      for (const name of names) expect(await lab.differences(name), name).toEqual([]);
      expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
    });
  });
});

/** Runs a command on all tables, each as often as it takes when one file is loaded each time. */
async function inRounds(lab: SqlLab, names: readonly TableName[], command: Command): Promise<void> {
  await lab.withDatabase(async (database) => {
    const replicator = new SqlReplicator(lab.client, database);
    await forEachConcurrently(names, 4, async (name) => {
      const [namespace = '', table = ''] = name.split('.');
      const rounds = await roundsOf((options) => replicator[command](namespace, table, options));
      expect(rounds, name).toBeGreaterThan(1);
    });
  });
}

async function roundsOf(run: (options: ReplicationOptions) => Promise<ReplicationResult>): Promise<number> {
  for (let rounds = 1; ; rounds += 1) {
    let asked = 0;
    const mayLoad = (): boolean => {
      asked += 1;
      return asked <= 1;
    };
    const { status } = await run({ staging: { fromFiles: 1, mayLoad } });
    if (status !== 'staged') return rounds;
  }
}
