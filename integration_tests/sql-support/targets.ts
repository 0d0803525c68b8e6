import { inject } from 'vitest';
import type { DialectName } from '../../src/sql/index.js';
import type { Scratch } from '../../src/tools/sql-truth/scratch.js';
import { duckdbScratch } from '../../src/tools/sql-truth/scratch-duckdb.js';
import { mysqlScratch } from '../../src/tools/sql-truth/scratch-mysql.js';
import { postgresqlScratch } from '../../src/tools/sql-truth/scratch-postgresql.js';
import type { SqlServer } from './sql-servers.setup.js';

/** A kind of database that a suite runs on. */
export interface Target {
  readonly dialect: DialectName;
  /** Why it cannot be had on this machine; undefined if it can. */
  readonly missing: string | undefined;
  /** Makes an empty database. */
  scratch(): Promise<Scratch>;
}

let made = 0;

/** The databases of this machine; `DAP_TEST_DIALECTS=mysql,duckdb` names some of them. */
export const TARGETS: readonly Target[] = chosen([
  serverTarget('postgresql', inject('sqlServers').postgresql, postgresqlScratch),
  serverTarget('mysql', inject('sqlServers').mysql, mysqlScratch),
  { dialect: 'duckdb', missing: undefined, scratch: duckdbScratch },
]);

/** Those that are servers: a connection to them can break. */
export const SERVER_TARGETS: readonly Target[] = TARGETS.filter(({ dialect }) => dialect !== 'duckdb');

function chosen(targets: readonly Target[]): readonly Target[] {
  const names = process.env['DAP_TEST_DIALECTS']?.split(',');
  return names === undefined ? targets : targets.filter(({ dialect }) => names.includes(dialect));
}

function serverTarget(
  dialect: DialectName,
  server: SqlServer,
  make: (host: string, port: number, name: string) => Promise<Scratch>,
): Target {
  if ('missing' in server) {
    const { missing } = server;
    return { dialect, missing, scratch: () => Promise.reject(new Error(missing)) };
  }
  return {
    dialect,
    missing: undefined,
    scratch: () => {
      made += 1;
      return make(server.host, server.port, `dap_proof_${process.pid}_${made}`);
    },
  };
}
