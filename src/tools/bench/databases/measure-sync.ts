import { loadavg } from 'node:os';
import { median } from '../../demo/figures.js';
import { authorized, downloadSnapshot, openSnapshot } from '../download-snapshot.js';
import { NAMESPACE, TABLE } from './bench-database.js';
import type { DatabaseBench } from './bench-run.js';
import { type LoadCost, medianCost, runDap, runOnDatabase } from './dap-run.js';
import { writeReadyText } from './table-files.js';

/** One row in ten changes, is added or goes. */
const CHANGED_SHARE = 0.1;
const DELETED_OF_CHANGED = 0.05;
const TSV = { format: 'tsv', mode: 'condensed' };

/** What bringing a table up to date costs. */
export interface SyncResult {
  readonly changes: number;
  readonly dap: LoadCost;
  /** Plain COPY and SQL for the same changes; undefined where that is not measured. */
  readonly floor: LoadCost | undefined;
  /** CPU of client and server of the floor by ours. Median of the rounds. */
  readonly cpuRatio: number | undefined;
  readonly changesPerS: number;
  readonly load: number;
}

/** Changes a tenth of the rows, and runs `dap syncdb` on the table that the last `initdb` left. */
export async function measureSync(bench: DatabaseBench): Promise<SyncResult> {
  const { database, scratch, server, options, onProgress } = bench;
  const changes = Math.max(20, Math.round(options.rows * CHANGED_SHARE));
  const rounds: { readonly dap: LoadCost; readonly floor: LoadCost | undefined }[] = [];
  let { at: since } = await openSnapshot(server, TABLE, TSV);
  for (let run = 1; run <= options.runs; run += 1) {
    onProgress(`${database.name}: sync, round ${run} of ${options.runs}`);
    await commitChanges(bench, changes);
    // The emulator makes the files now; the program gets the same job.
    const query = { ...TSV, since };
    const files = await downloadSnapshot(server, TABLE, bench.folder, query);
    ({ at: since } = await openSnapshot(server, TABLE, query));
    const dap = await runDap(database, scratch, server, { command: 'syncdb', namespace: NAMESPACE, tables: [TABLE] });
    rounds.push({ dap, floor: await mergeByHand(bench, files) });
  }
  const floors = rounds.flatMap(({ floor }) => (floor === undefined ? [] : [floor]));
  const total = (cost: LoadCost | undefined): number =>
    cost === undefined ? Number.NaN : cost.cpuMs + cost.serverCpuMs;
  const [load = Number.NaN] = loadavg();
  return {
    changes,
    dap: medianCost(rounds.map(({ dap }) => dap)),
    floor: floors.length === 0 ? undefined : medianCost(floors),
    cpuRatio: floors.length === 0 ? undefined : median(rounds.map(({ dap, floor }) => total(floor) / total(dap))),
    changesPerS: median(rounds.map(({ dap }) => (changes / dap.wallMs) * 1000)),
    load,
  };
}

async function commitChanges({ server }: DatabaseBench, changes: number): Promise<void> {
  const call = await authorized(server);
  const deletes = Math.round(changes * DELETED_OF_CHANGED);
  const inserts = deletes;
  const rows = { updates: changes - deletes - inserts, deletes, inserts };
  await call('/emulator/commit', { namespace: NAMESPACE, table: TABLE, ...rows });
}

async function mergeByHand(
  { database, scratch, columns, folder }: DatabaseBench,
  files: readonly string[],
): Promise<LoadCost | undefined> {
  const { mergeCall, textFormat } = database;
  if (mergeCall === undefined || textFormat === undefined) return undefined;
  const { path: readyText, cells } = await writeReadyText(textFormat, folder, { files, columns, kind: 'incremental' });
  const key = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
  return await runOnDatabase(database, scratch, mergeCall(scratch, { readyText, cells, key }));
}
