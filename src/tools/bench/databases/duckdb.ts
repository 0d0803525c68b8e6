import { fileURLToPath } from 'node:url';
import { errorText } from '../../../errors.js';
import { duckdbTypes } from '../../../sql/dialects/duckdb/types.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import { type BenchDatabase, FLOOR_TABLE, NAMESPACE, TABLE } from './bench-database.js';
import { watchNothing } from './server-cpu.js';

const FLOOR_PROGRAM = fileURLToPath(new URL('./duckdb-floor-program.js', import.meta.url));

/** DuckDB in process against its own reader of the same files, in a process of its own. */
export const duckdbBench: BenchDatabase = {
  name: 'duckdb',
  floor: 'read_csv of DuckDB',
  textFormat: undefined,
  types: duckdbTypes,
  missing: async () => {
    try {
      await import('@duckdb/node-api');
      return undefined;
    } catch (error) {
      return `The part duckdb needs the package @duckdb/node-api: ${errorText(error)}`;
    }
  },
  scratch: async () => {
    const { duckdbScratch } = await import('../../sql-truth/scratch-duckdb.js');
    return await duckdbScratch();
  },
  prepareFloor: async (scratch: Scratch) => {
    const [made] = await scratch.query(
      `select sql from duckdb_tables() where schema_name = '${NAMESPACE}' and table_name = '${TABLE}'`,
    );
    const floor = scratch.nameOf(NAMESPACE, FLOOR_TABLE);
    await scratch.query(`drop table if exists ${floor}`);
    await scratch.query(String(made?.['sql']).replace(/^CREATE TABLE [^(]+\(/, `CREATE TABLE ${floor}(`));
  },
  floorName: (scratch) => scratch.nameOf(NAMESPACE, FLOOR_TABLE),
  floorCall: (scratch, { files, cells }) => {
    const columns = cells.map((cell) =>
      cell.kind === 'column' ? { name: cell.column.name, type: cell.column.type } : { name: cell.kind, type: '' },
    );
    const table = scratch.nameOf(NAMESPACE, FLOOR_TABLE);
    const input = { table, file: scratch.url.slice('duckdb://'.length), columns, files };
    return [process.execPath, FLOOR_PROGRAM, JSON.stringify(input)];
  },
  watchServer: watchNothing,
};
