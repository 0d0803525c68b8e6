import { spawnSync } from 'node:child_process';
import type { LoadCell } from '../../../sql/contract/load-cell.js';
import { postgresqlTypes } from '../../../sql/dialects/postgresql/types.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import { postgresqlScratch } from '../../sql-truth/scratch-postgresql.js';
import {
  type BenchDatabase,
  databaseOf,
  FLOOR_TABLE,
  NAMESPACE,
  type ProgramCall,
  scratchName,
  TABLE,
} from './bench-database.js';
import { watchBackends } from './server-cpu.js';

const HOST = '127.0.0.1';
const PORT = 5432;
const FLOOR = `"${NAMESPACE}"."${FLOOR_TABLE}"`;

/** PostgreSQL against `psql \copy`. */
export const postgresqlBench: BenchDatabase = {
  name: 'postgresql',
  floor: 'psql \\copy',
  textFormat: 'copy',
  types: postgresqlTypes,
  missing: () => Promise.resolve(missing()),
  scratch: () => postgresqlScratch(HOST, PORT, scratchName()),
  prepareFloor: async (scratch: Scratch) => {
    await scratch.query(
      `drop table if exists ${FLOOR}; create table ${FLOOR} (like ${scratch.nameOf(NAMESPACE, TABLE)} including all)`,
    );
  },
  floorName: () => FLOOR,
  floorCall: (scratch, { readyText = '', cells }) =>
    psql(scratch, [`\\copy ${FLOOR} (${namesOf(cells).join(', ')}) from '${readyText}'`]),
  mergeCall: (scratch, { readyText, cells, key }) => {
    const names = namesOf(cells);
    const columns = names.filter((_, index) => cells[index]?.kind === 'column');
    const keys = key.map((name) => `"${name}"`).join(', ');
    const set = columns.map((name) => `${name} = excluded.${name}`).join(', ');
    return psql(scratch, [
      'begin',
      `create temporary table staged as select *, ''::text as "instant", ''::text as "action" from ${FLOOR} limit 0`,
      `\\copy staged (${names.join(', ')}) from '${readyText}'`,
      `insert into ${FLOOR} (${columns.join(', ')}) select ${columns.join(', ')} from staged where "action" = 'U'
       on conflict (${keys}) do update set ${set}`,
      `delete from ${FLOOR} where (${keys}) in (select ${keys} from staged where "action" = 'D')`,
      'commit',
    ]);
  },
  watchServer: (scratch) => watchBackends(databaseOf(scratch)),
};

/** Names of the columns; those of `meta` by their kind. */
function namesOf(cells: readonly LoadCell[]): readonly string[] {
  return cells.map((cell) => (cell.kind === 'column' ? `"${cell.column.name}"` : `"${cell.kind}"`));
}

/** One session for all statements. */
function psql(scratch: Scratch, statements: readonly string[]): ProgramCall {
  const server = ['--host', HOST, '--port', String(PORT), '--username', 'postgres', '--dbname', databaseOf(scratch)];
  const commands = statements.flatMap((statement) => ['--command', statement]);
  return ['psql', '--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', ...server, ...commands];
}

function missing(): string | undefined {
  const args = ['--host', HOST, '--port', String(PORT), '--username', 'postgres', '--command', 'select 1'];
  const { status, error, stderr } = spawnSync('psql', args, { encoding: 'utf8' });
  if (error !== undefined) return 'The part postgresql needs the program psql.';
  if (status === 0) return undefined;
  return `The part postgresql needs PostgreSQL at ${HOST}:${PORT}, user postgres without a password. ${stderr.trim()}`;
}
