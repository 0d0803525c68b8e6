import type { Scratch } from '../../src/tools/sql-truth/scratch.js';

/** Names of objects that a table of canvas may have: itself, its enumeration types. */
function belongs(name: string, table: string): boolean {
  return name === `canvas.${table}` || name === `canvas__${table}` || name.startsWith(`canvas.${table}__`);
}

/** What an interrupted run has left although the table is complete: other objects, loads under way, locks. */
export async function leftoversOf(scratch: Scratch, table: string): Promise<readonly string[]> {
  const objects = (await scratch.objects()).filter((name) => !belongs(name, table));
  const replicas = scratch.nameOf('instructure_dap', 'dap_replicas');
  const loads = await scratch.query(`select load_state from ${replicas} where load_state is not null`);
  return [
    ...objects.map((name) => `object ${name}`),
    ...loads.map((row) => `load ${row['load_state']}`),
    ...(await locksOf(scratch)),
  ];
}

/** Locks that outlive their process would block the table for ever. The server may take a moment to miss its client. */
async function locksOf(scratch: Scratch): Promise<readonly string[]> {
  if (scratch.dialect !== 'postgresql') return [];
  const rows = await scratch.query(
    `select count(*) as held from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]?.['held'] === '0' ? [] : [`${rows[0]?.['held']} advisory locks`];
}
