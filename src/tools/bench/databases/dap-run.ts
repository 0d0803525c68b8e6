import { fileURLToPath } from 'node:url';
import { median } from '../../demo/figures.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import type { ServerAddress } from '../bench-server.js';
import { type Figures, runMeasured } from '../measured-run.js';
import type { BenchDatabase } from './bench-database.js';

const DAP_PROGRAM = fileURLToPath(new URL('../../../cli/dap.js', import.meta.url));

/** What a load costs. */
export interface LoadCost extends Pick<Figures, 'cpuMs' | 'wallMs' | 'peakBytes'> {
  /** CPU of the server in the meantime; none for a database in process. */
  readonly serverCpuMs: number;
}

/** Which tables are loaded, and how. */
export interface DapCall {
  readonly command: 'initdb' | 'syncdb';
  readonly namespace: string;
  readonly tables: readonly string[];
}

/** Runs the real program as its users do. */
export async function runDap(
  database: BenchDatabase,
  scratch: Scratch,
  server: ServerAddress,
  call: DapCall,
): Promise<LoadCost> {
  return await runOnDatabase(database, scratch, [
    ...['env', 'DAP_LIMITS=off', process.execPath, DAP_PROGRAM],
    ...dapArguments(server, scratch, call),
  ]);
}

/** Runs a program that loads into the scratch database. */
export async function runOnDatabase(
  database: BenchDatabase,
  scratch: Scratch,
  [program = '', ...args]: readonly string[],
): Promise<LoadCost> {
  await scratch.pause();
  const watch = database.watchServer(scratch);
  try {
    const { cpuMs, wallMs, peakBytes } = await runMeasured(program, args);
    return { cpuMs, wallMs, peakBytes, serverCpuMs: watch.stop() };
  } finally {
    watch.stop();
  }
}

/** The arguments that our program and the official one share. */
export function dapArguments(
  { baseUrl, clientId, clientSecret }: ServerAddress,
  { url }: Scratch,
  { command, namespace, tables }: DapCall,
): readonly string[] {
  const account = ['--base-url', baseUrl, '--client-id', clientId, '--client-secret', clientSecret];
  const what = [command, '--namespace', namespace, '--table', tables.join(','), '--connection-string', url];
  return ['--non-interactive', ...account, ...what];
}

/** Each figure's own median. */
export function medianCost(costs: readonly LoadCost[]): LoadCost {
  const middle = (pick: (cost: LoadCost) => number): number => median(costs.map(pick));
  return {
    cpuMs: middle(({ cpuMs }) => cpuMs),
    wallMs: middle(({ wallMs }) => wallMs),
    peakBytes: middle(({ peakBytes }) => peakBytes),
    serverCpuMs: middle(({ serverCpuMs }) => serverCpuMs),
  };
}
