import type { Comparison, ComparisonResult } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import {
  type Compared,
  collectDifferences,
  countDifferences,
  differingBuckets,
  flagNames,
  sampleKeys,
} from './comparison-statements.js';
import type { PostgresqlConnection } from './connection.js';
import { createStaging } from './staging.js';
import { about, inTransaction, type Work } from './work.js';

const SAMPLES = 20;

/** Stages a snapshot, and rows that changed since, and holds the snapshot against the table. */
export async function createTableComparison(work: Work, columns: readonly SqlColumn[]): Promise<Comparison> {
  const snapshot = await createStaging(work, 'dap_snapshot', columns);
  const changes = await createStaging(work, 'dap_changes', columns);
  const compared = { target: work.replica.target, snapshot, changes };
  return {
    snapshot,
    changes,
    result: () =>
      about(work, async () => {
        await snapshot.keepNewest();
        await changes.keepNewest();
        return inTransaction(
          work.connection,
          () => compare(work.connection, compared),
          'BEGIN ISOLATION LEVEL REPEATABLE READ',
        );
      }),
    close: async () => {
      await snapshot.abort();
      await changes.abort();
    },
  };
}

async function compare(connection: PostgresqlConnection, compared: Compared): Promise<ComparisonResult> {
  const [sums] = await connection.rows(differingBuckets(compared));
  const buckets = (sums?.['buckets'] ?? []) as readonly string[];
  const count = Number(sums?.['compared'] ?? 0);
  if (buckets.length === 0) {
    return { compared: count, missing: 0, surplus: 0, different: 0, byColumn: {}, sampleKeys: [] };
  }
  await connection.execute(collectDifferences(compared, buckets.map(Number)));
  const [counts = {}] = await connection.rows(countDifferences(compared));
  const samples = await connection.rows(sampleKeys(compared, SAMPLES));
  await connection.execute('DROP TABLE dap_differences');
  return {
    compared: count,
    missing: Number(counts['missing']),
    surplus: Number(counts['surplus']),
    different: Number(counts['different']),
    byColumn: byColumn(compared, counts),
    sampleKeys: samples.map((row) => String(row['key'])),
  };
}

function byColumn({ snapshot }: Compared, counts: Readonly<Record<string, unknown>>): Record<string, number> {
  const others = snapshot.columns.filter(({ isKey }) => !isKey);
  const flags = flagNames(snapshot);
  const found = others.map(({ name }, at) => [name, Number(counts[flags[at] ?? ''] ?? 0)] as const);
  return Object.fromEntries(found.filter(([, count]) => count > 0));
}
