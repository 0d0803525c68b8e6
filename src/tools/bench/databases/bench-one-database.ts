import { say } from '../../demo/terminal.js';
import type { BenchOptions } from '../bench-options.js';
import type { BenchDatabase, BenchDatabaseName } from './bench-database.js';
import { duckdbBench } from './duckdb.js';
import { type BigCellsResult, measureBigCells } from './measure-big-cells.js';
import { type DatabaseResult, measureDatabase } from './measure-database.js';
import { mysqlBench } from './mysql.js';
import { postgresqlBench } from './postgresql.js';
import { printBigCells, printDatabase } from './print-databases.js';

const BENCHES: Readonly<Record<BenchDatabaseName, BenchDatabase>> = {
  postgresql: postgresqlBench,
  mysql: mysqlBench,
  duckdb: duckdbBench,
};

/** All figures of one kind of database. */
export interface DatabaseFigures extends DatabaseResult {
  readonly bigCells: BigCellsResult;
}

/**
 * Measures a kind of database and prints what came out. Where it cannot be had it is left out with a line.
 *
 * @throws Error in CI, where nothing may be left out.
 */
export async function benchDatabase(
  name: BenchDatabaseName,
  options: BenchOptions,
  server: { readonly dataDir: string; readonly startAt: string },
  onProgress: (text: string) => void,
): Promise<DatabaseFigures | undefined> {
  const database = BENCHES[name];
  const missing = await database.missing();
  if (missing !== undefined) {
    if (process.env['CI'] !== undefined) throw new Error(missing);
    say(`\n${name}: SKIPPED. ${missing}`);
    return undefined;
  }
  const result = await measureDatabase(database, options, server, onProgress);
  printDatabase(result);
  const bigCells = await measureBigCells(database, onProgress);
  printBigCells(bigCells);
  return { ...result, bigCells };
}
