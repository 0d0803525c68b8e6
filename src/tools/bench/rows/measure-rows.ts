import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../../demo/figures.js';
import { SOURCE_PROGRAM } from '../../demo/platform.js';
import type { BenchOptions } from '../bench-options.js';
import { type Figures, runMeasured } from '../measured-run.js';
import { withSourceFiles } from '../source-files.js';
import { startRowServer } from './row-server.js';
import { WIDE_TABLE } from './wide-table.js';
import { ROW_KINDS, type RowsOfKind, writeRowFiles } from './write-row-files.js';

/** DuckDB cannot write into the kind of pipe that Node gives its children. A named one leads there; `cat` is not counted. */
const INTO_PIPE = 'mkfifo "$1"; cat "$1" & shift; exec "$@"';
const DUCKDB_PROGRAM = fileURLToPath(new URL('./duckdb-program.js', import.meta.url));

/** What reading rows of one kind costs. */
export interface RowsResult {
  readonly kind: RowsOfKind;
  readonly rows: number;
  readonly rawMb: number;
  /** Raw bytes by stored bytes. */
  readonly compression: number;
  readonly zcatCpuMs: number;
  readonly readCpuMs: number;
  readonly duckDbCpuMs: number;
  /** Medians of the ratios of the runs. */
  readonly readToZcat: number;
  readonly duckDbToZcat: number;
  readonly peakMib: number;
}

/** The three programs over the same files, one after the other. */
interface Round {
  readonly zcat: Figures;
  readonly read: Figures;
  readonly duckDb: Figures;
}

/** Reads rows of each kind in turn with `zcat` and DuckDB on the same files. */
export async function measureRows(
  options: BenchOptions,
  folder: string,
  onProgress: (text: string) => void,
): Promise<RowsResult[]> {
  const results: RowsResult[] = [];
  for (const kind of ROW_KINDS) {
    onProgress(`rows (${kind}): making ${options.rows} rows`);
    const files = await writeRowFiles(join(folder, 'rows'), kind, options.rows);
    results.push(await measureKind(kind, files, options, onProgress));
  }
  return results;
}

async function measureKind(
  kind: RowsOfKind,
  files: readonly string[],
  { rows, runs }: BenchOptions,
  onProgress: (text: string) => void,
): Promise<RowsResult> {
  const server = await startRowServer(files);
  try {
    return await withSourceFiles(server, [WIDE_TABLE], async ({ folder, readArguments }) => {
      const rounds: Round[] = [];
      for (let run = 1; run <= runs; run += 1) {
        onProgress(`rows (${kind}): round ${run} of ${runs}`);
        rounds.push(await measureRound(files, readArguments, rows, join(folder, `pipe-${run}`)));
      }
      const stored = (await runMeasured('cat', files)).outputBytes;
      return summarize(kind, rows, stored, rounds);
    });
  } finally {
    await server.close();
  }
}

async function measureRound(
  files: readonly string[],
  readArguments: readonly string[],
  rows: number,
  pipe: string,
): Promise<Round> {
  const zcat = await runMeasured('zcat', files);
  const read = await runMeasured(process.execPath, [SOURCE_PROGRAM, ...readArguments]);
  const program = [process.execPath, DUCKDB_PROGRAM, pipe, ...files];
  const duckDb = await runMeasured('sh', ['-c', INTO_PIPE, 'sh', pipe, ...program]);
  if (zcat.outputLines !== rows || duckDb.outputLines !== rows || read.outputLines < rows) {
    const lines = [zcat, duckDb, read].map(({ outputLines }) => outputLines).join(', ');
    throw new Error(`zcat, DuckDB and read wrote ${lines} lines of ${rows} rows.`);
  }
  return { zcat, read, duckDb };
}

function summarize(kind: RowsOfKind, rows: number, storedBytes: number, rounds: readonly Round[]): RowsResult {
  const middle = (pick: (round: Round) => number): number => median(rounds.map(pick));
  const rawBytes = middle(({ zcat }) => zcat.outputBytes);
  return {
    kind,
    rows,
    rawMb: rawBytes / 1e6,
    compression: rawBytes / storedBytes,
    zcatCpuMs: middle(({ zcat }) => zcat.cpuMs),
    readCpuMs: middle(({ read }) => read.cpuMs),
    duckDbCpuMs: middle(({ duckDb }) => duckDb.cpuMs),
    readToZcat: middle(({ read, zcat }) => read.cpuMs / zcat.cpuMs),
    duckDbToZcat: middle(({ duckDb, zcat }) => duckDb.cpuMs / zcat.cpuMs),
    peakMib: Math.max(...rounds.map(({ read }) => read.peakBytes)) / 2 ** 20,
  };
}
