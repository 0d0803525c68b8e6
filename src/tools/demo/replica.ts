import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../emulator/index.js';
import type { AirbyteStream } from '../../protocol/catalog.js';
import { NAMESPACE, TABLES } from './campus.js';
import { columnsOf } from './column-types.js';
import { type Database, openDatabase, quoteName } from './duckdb.js';
import { type CommandRun, runProgram } from './platform.js';
import { type Verification, verifyTable } from './verify-table.js';
import type { Workspace } from './workspace.js';

const DAP_PROGRAM = fileURLToPath(new URL('../../cli/dap.js', import.meta.url));

/** What the demo leaves, below the root of the repository. */
export const REPLICA_FILE = fileURLToPath(new URL('../../../demo/canvas.duckdb', import.meta.url));

/** Columns that the connector adds to those of the service. */
const OF_CONNECTOR = /^_ab_cdc_/;

/** The database that `dap` keeps equal to the server. */
export class Replica {
  readonly runs: CommandRun[] = [];
  readonly #workspace: Workspace;
  readonly #emulator: Emulator;
  readonly #keep: () => void;

  private constructor(workspace: Workspace, emulator: Emulator) {
    this.#workspace = workspace;
    this.#emulator = emulator;
    this.#keep = workspace.atEnd(removeReplica);
  }

  /** Nothing is there yet; what an earlier demo left is removed. */
  static async create(workspace: Workspace, emulator: Emulator): Promise<Replica> {
    removeReplica();
    await mkdir(dirname(REPLICA_FILE), { recursive: true });
    return new Replica(workspace, emulator);
  }

  /** Runs `dap initdb` or `dap syncdb` on the tables of the demo. */
  async run(command: 'initdb' | 'syncdb'): Promise<void> {
    const { baseUrl, clientId, clientSecret } = this.#emulator;
    const env = {
      DAP_API_URL: baseUrl,
      DAP_CLIENT_ID: clientId,
      DAP_CLIENT_SECRET: clientSecret,
      DAP_CONNECTION_STRING: `duckdb://${REPLICA_FILE}`,
    };
    const args = [command, '--namespace', NAMESPACE, '--table', TABLES.join(',')];
    const output = this.#workspace.path(`${command}.txt`);
    this.runs.push(await runProgram(this.#workspace, { program: DAP_PROGRAM, args, output, env }));
  }

  /** Compares every value with the server's. */
  async verify(streams: readonly AirbyteStream[]): Promise<readonly Verification[]> {
    const database = await openReplica();
    const verifications: Verification[] = [];
    try {
      for (const stream of streams) {
        const columns = columnsOf(stream).filter(({ name }) => !OF_CONNECTOR.test(name));
        const cells = columns.map(({ name, type }) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`);
        const name = `(SELECT ${cells.join(', ')} FROM ${quoteName(stream.name)})`;
        const truth = this.#emulator.truth(NAMESPACE, stream.name);
        verifications.push(await verifyTable(database.connection, { name, columns }, truth, stream.name));
      }
      return verifications;
    } finally {
      database.close();
    }
  }

  /** The file outlives this program. */
  keep(): void {
    this.#keep();
  }
}

/** Opens what the demo left, so that tables need no schema before their names. */
export async function openReplica(): Promise<Database> {
  const database = await openDatabase(REPLICA_FILE, 'READ_ONLY');
  await database.connection.run(`USE canvas.${quoteName(NAMESPACE)}`);
  return database;
}

function removeReplica(): void {
  for (const path of [REPLICA_FILE, `${REPLICA_FILE}.wal`]) rmSync(path, { force: true });
  rmSync(`${REPLICA_FILE}.spool`, { recursive: true, force: true });
}
