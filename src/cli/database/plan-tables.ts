import type { DatabaseSession } from './database-session.js';

/** Prints what would be done with each table, for `--dry-run`. */
export function planTables(
  { flags, results }: DatabaseSession,
  tables: readonly string[],
  plan: (table: string) => string,
): number {
  const { namespace } = flags;
  for (const table of tables) {
    const planned = plan(table);
    results.add({ namespace, table, plan: planned }, `${namespace}.${table}: ${planned}`);
  }
  return 0;
}
