import { startBenchServer } from '../bench-server.js';
import { downloadSnapshot } from '../download-snapshot.js';
import { NAMESPACE, TABLE } from './bench-database.js';
import type { DatabaseBench } from './bench-run.js';
import { dapArguments, runOnDatabase } from './dap-run.js';

/** Enough for its start not to count, few enough to wait for. */
const ROWS = 20_000;

/** What the official client needs for the same table. */
export interface OfficialResult {
  readonly rows: number;
  readonly rowsPerCpuS: number;
  readonly peakMib: number;
  readonly cpuMs: number;
}

/**
 * Loads some rows by the official client, where `--official` or `DAP_OFFICIAL_CLIENT` names its program. It cannot store
 * a text with NUL in PostgreSQL, so its rows have none.
 */
export async function measureOfficial(bench: DatabaseBench): Promise<OfficialResult | undefined> {
  const { database, scratch, options, onProgress, folder } = bench;
  const program = options.official;
  if (program === undefined || database.name === 'duckdb') return undefined;
  onProgress(`${database.name}: the official client`);
  const tables = { [`${NAMESPACE}.${TABLE}`]: ROWS };
  const server = await startBenchServer({ tables, namespaces: [NAMESPACE], nulCharacters: false });
  try {
    await scratch.reset();
    await downloadSnapshot(server, TABLE, folder);
    const call = { command: 'initdb', namespace: NAMESPACE, tables: [TABLE] } as const;
    const args = dapArguments(server, scratch, call);
    const cost = await runOnDatabase(database, scratch, ['env', 'DAP_TRACKING=off', program, ...args]);
    const { cpuMs, peakBytes } = cost;
    return { rows: ROWS, cpuMs, rowsPerCpuS: (ROWS / cpuMs) * 1000, peakMib: peakBytes / 2 ** 20 };
  } finally {
    await server.close();
  }
}
