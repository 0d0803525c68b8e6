import { median } from '../../demo/figures.js';
import { downloadSnapshot } from '../download-snapshot.js';
import { type FloorInput, NAMESPACE, TABLE } from './bench-database.js';
import type { DatabaseBench } from './bench-run.js';
import { type LoadCost, medianCost, runDap, runOnDatabase } from './dap-run.js';
import { cellsOf, writeReadyText } from './table-files.js';

const MS_PER_S = 1000;
const TABLES = { namespace: NAMESPACE, tables: [TABLE] };

/** The same rows by the floor and by `dap initdb`, one after the other. */
export interface InitRound {
  readonly floor: LoadCost;
  readonly dap: LoadCost;
}

/** What loading a table costs. */
export interface InitResult {
  readonly floor: LoadCost;
  readonly dap: LoadCost;
  /** Wall time of the floor by ours: 1 is as fast. Median of the rounds. */
  readonly wallRatio: number;
  /** CPU of client and server of the floor by ours. Median of the rounds. */
  readonly cpuRatio: number;
  /** CPU of the busier of client and server, of the floor by ours: the wall time on a machine that is free. */
  readonly busierRatio: number;
  readonly rowsPerS: number;
  /** Rows for each CPU second of our own process. */
  readonly rowsPerCpuS: number;
  readonly peakMib: number;
  readonly rounds: readonly InitRound[];
}

/** Loads the rows by `dap initdb` and by the floor, in turn. */
export async function measureInit(bench: DatabaseBench): Promise<InitResult> {
  const { database, scratch, server, options, onProgress } = bench;
  const input = await floorInput(bench);
  const rounds: InitRound[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    onProgress(`${database.name}: init, round ${run} of ${options.runs}`);
    await scratch.reset();
    const dap = await runDap(database, scratch, server, { command: 'initdb', ...TABLES });
    await requireRows(bench, scratch.nameOf(NAMESPACE, TABLE));
    await database.prepareFloor(scratch);
    const floor = await runOnDatabase(database, scratch, database.floorCall(scratch, input));
    await requireRows(bench, database.floorName(scratch));
    rounds.push({ floor, dap });
  }
  return summarize(options.rows, rounds);
}

/** The files of DAP, and the same rows as the text that the floor loads. */
async function floorInput({ database, server, columns, folder, onProgress }: DatabaseBench): Promise<FloorInput> {
  onProgress(`${database.name}: making the files`);
  const query = { format: 'tsv', mode: 'condensed' };
  const files = await downloadSnapshot(server, TABLE, folder, query);
  if (database.textFormat === undefined)
    return { files, readyText: undefined, cells: await cellsOf(files[0], columns) };
  const { path, cells } = await writeReadyText(database.textFormat, folder, { files, columns, kind: 'snapshot' });
  return { files, readyText: path, cells };
}

async function requireRows({ scratch, options }: DatabaseBench, name: string): Promise<void> {
  const [counted] = await scratch.query(`select count(*) as n from ${name}`);
  if (Number(counted?.['n']) === options.rows) return;
  throw new Error(`${name} has ${counted?.['n']} rows in place of ${options.rows}.`);
}

function summarize(rows: number, rounds: readonly InitRound[]): InitResult {
  const middle = (pick: (round: InitRound) => number): number => median(rounds.map(pick));
  const total = ({ cpuMs, serverCpuMs }: LoadCost): number => cpuMs + serverCpuMs;
  const busier = ({ cpuMs, serverCpuMs }: LoadCost): number => Math.max(cpuMs, serverCpuMs);
  return {
    floor: medianCost(rounds.map(({ floor }) => floor)),
    dap: medianCost(rounds.map(({ dap }) => dap)),
    wallRatio: middle(({ floor, dap }) => floor.wallMs / dap.wallMs),
    cpuRatio: middle(({ floor, dap }) => total(floor) / total(dap)),
    busierRatio: middle(({ floor, dap }) => busier(floor) / busier(dap)),
    rowsPerS: middle(({ dap }) => (rows / dap.wallMs) * MS_PER_S),
    rowsPerCpuS: middle(({ dap }) => (rows / dap.cpuMs) * MS_PER_S),
    peakMib: Math.max(...rounds.map(({ dap }) => dap.peakBytes)) / 2 ** 20,
    rounds,
  };
}
