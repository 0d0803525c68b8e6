import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../bench-options.js';
import { startBenchServer } from '../bench-server.js';
import { type BenchDatabase, NAMESPACE, TABLE } from './bench-database.js';
import { type InitResult, measureInit } from './measure-init.js';
import { measureOfficial, type OfficialResult } from './measure-official.js';
import { measureSync, type SyncResult } from './measure-sync.js';
import { designedColumns } from './table-files.js';

/** All figures of one kind of database. */
export interface DatabaseResult {
  readonly database: BenchDatabase['name'];
  readonly floorProgram: string;
  readonly rows: number;
  readonly init: InitResult;
  readonly sync: SyncResult;
  /** Undefined where the official client is not installed, or has no such database. */
  readonly official: OfficialResult | undefined;
  /** Load of the machine at the end, one minute's average: wall times of a busy machine mean little. */
  readonly load: number;
}

/** Loads a table with a million rows, then changes of it, each beside its floor. */
export async function measureDatabase(
  database: BenchDatabase,
  options: BenchOptions,
  server: { readonly dataDir: string; readonly startAt: string },
  onProgress: (text: string) => void,
): Promise<DatabaseResult> {
  const tables = { [`${NAMESPACE}.${TABLE}`]: options.rows };
  const emulator = await startBenchServer({ ...server, tables, namespaces: [NAMESPACE], objectRows: 250_000 });
  const folder = await mkdtemp(join(tmpdir(), 'dap-bench-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const scratch = await database.scratch();
  try {
    const columns = await designedColumns(emulator, database);
    const bench = { database, scratch, server: emulator, columns, folder, options, onProgress };
    const init = await measureInit(bench);
    const sync = await measureSync(bench);
    const official = await measureOfficial(bench);
    const [load = Number.NaN] = loadavg();
    const { name, floor } = database;
    return { database: name, floorProgram: floor, rows: options.rows, init, sync, official, load };
  } finally {
    await scratch.close();
    await emulator.close();
    await remove();
  }
}
