import { join } from 'node:path';
import { median } from '../demo/figures.js';
import { SOURCE_PROGRAM } from '../demo/platform.js';
import type { BenchOptions } from './bench-options.js';
import { startBenchServer } from './bench-server.js';
import { downloadSnapshot } from './download-snapshot.js';
import { type Figures, runMeasured } from './measured-run.js';
import { withSourceFiles } from './source-files.js';

const TABLE = 'submissions';
/** Whether a row has one of 64 patterns of columns, or any: the second is the worst that an engine can meet. */
export const PRESENCES = ['profiles', 'random'] as const;
export type Presence = (typeof PRESENCES)[number];

/** One pair of runs. */
export interface ThroughputPair {
  readonly read: Figures;
  readonly zcat: Figures;
}

/** Throughput figures of one kind of rows. */
export interface ThroughputResult {
  readonly presence: Presence;
  readonly rows: number;
  readonly rawMb: number;
  readonly readCpuMs: number;
  readonly zcatCpuMs: number;
  /** Median of the ratios of the pairs. */
  readonly cpuRatio: number;
  readonly readWallMs: number;
  readonly recordsPerS: number;
  readonly peakMib: number;
  readonly pairs: readonly ThroughputPair[];
}

/** Reads `canvas.submissions` in turn with `zcat` of the same files. */
export async function measureThroughput(
  presence: Presence,
  options: BenchOptions,
  server: { readonly dataDir: string; readonly startAt: string },
  onProgress: (text: string) => void,
): Promise<ThroughputResult> {
  const tables = { [`canvas.${TABLE}`]: options.rows };
  const emulator = await startBenchServer({ ...server, presence, tables, namespaces: ['canvas'] });
  try {
    return await withSourceFiles(emulator, [TABLE], async ({ folder, readArguments }) => {
      onProgress(`throughput (${presence}): making ${options.rows} rows`);
      const files = await downloadSnapshot(emulator, TABLE, join(folder, 'objects'));
      const pairs: ThroughputPair[] = [];
      for (let run = 1; run <= options.runs; run += 1) {
        onProgress(`throughput (${presence}): pair ${run} of ${options.runs}`);
        const zcat = await runMeasured('zcat', files);
        const read = await runMeasured(process.execPath, [SOURCE_PROGRAM, ...readArguments]);
        if (zcat.outputLines !== options.rows || read.outputLines < options.rows) {
          throw new Error(
            `${read.outputLines} lines were read and ${zcat.outputLines} unpacked of ${options.rows} rows.`,
          );
        }
        pairs.push({ read, zcat });
      }
      return summarize(presence, options.rows, pairs);
    });
  } finally {
    await emulator.close();
  }
}

function summarize(presence: Presence, rows: number, pairs: readonly ThroughputPair[]): ThroughputResult {
  const middle = (pick: (pair: ThroughputPair) => number): number => median(pairs.map(pick));
  return {
    presence,
    rows,
    rawMb: middle(({ zcat }) => zcat.outputBytes) / 1e6,
    readCpuMs: middle(({ read }) => read.cpuMs),
    zcatCpuMs: middle(({ zcat }) => zcat.cpuMs),
    cpuRatio: middle(({ read, zcat }) => read.cpuMs / zcat.cpuMs),
    readWallMs: middle(({ read }) => read.wallMs),
    recordsPerS: middle(({ read }) => (rows / read.wallMs) * 1000),
    peakMib: Math.max(...pairs.map(({ read }) => read.peakBytes)) / 2 ** 20,
    pairs,
  };
}
