import { spawnSync } from 'node:child_process';
import { loadStatement, plainTargets } from '../../../sql/dialects/mysql/load-target.js';
import { mysqlTypes } from '../../../sql/dialects/mysql/types.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import { mysqlScratch } from '../../sql-truth/scratch-mysql.js';
import { type BenchDatabase, databaseOf, FLOOR_TABLE, NAMESPACE, scratchName, TABLE } from './bench-database.js';
import { watchProcess } from './server-cpu.js';

const HOST = '127.0.0.1';
const PORT = 3306;
const SERVER = ['--host', HOST, '--port', String(PORT), '--user', 'root'];
const FLOOR = `\`${FLOOR_TABLE}\``;

/** MySQL and MariaDB against `LOAD DATA LOCAL` of their own client. */
export const mysqlBench: BenchDatabase = {
  name: 'mysql',
  floor: 'LOAD DATA LOCAL of the mysql client',
  textFormat: 'load-data',
  types: mysqlTypes,
  missing: () => Promise.resolve(missing()),
  scratch: () => mysqlScratch(HOST, PORT, scratchName()),
  prepareFloor: async (scratch: Scratch) => {
    await scratch.query(
      `drop table if exists ${FLOOR}; create table ${FLOOR} like ${scratch.nameOf(NAMESPACE, TABLE)}`,
    );
  },
  floorName: () => FLOOR,
  floorCall: (scratch, { readyText = '', cells }) => {
    const statement = loadStatement({ table: FLOOR_TABLE, cells: plainTargets(cells) });
    const load = statement.replace("'rows' REPLACE", `'${readyText}'`);
    return ['mysql', ...SERVER, '--local-infile=1', '--database', databaseOf(scratch), '--execute', load];
  },
  watchServer: () => watchProcess(['mariadbd', 'mysqld']),
};

function missing(): string | undefined {
  const { status, error, stderr } = spawnSync('mysql', [...SERVER, '--execute', 'select 1'], { encoding: 'utf8' });
  if (error !== undefined) return 'The part mysql needs the program mysql.';
  if (status === 0) return undefined;
  return `The part mysql needs MySQL or MariaDB at ${HOST}:${PORT}, user root without a password. ${stderr.trim()}`;
}
