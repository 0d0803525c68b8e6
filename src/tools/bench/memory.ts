import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SOURCE_PROGRAM } from '../demo/platform.js';
import type { BenchOptions } from './bench-options.js';
import { type ServerAddress, startBenchServer } from './bench-server.js';
import { bigTables, TABLES } from './big-tables.js';
import { downloadSnapshot } from './download-snapshot.js';
import { type Figures, type Reader, runMeasured } from './measured-run.js';
import { withSourceFiles } from './source-files.js';

const READERS: readonly Reader[] = [
  { kind: 'fast' },
  // A destination that loads a batch while nothing is taken from the pipe.
  { kind: 'slow', everyBytes: 64 * 2 ** 20, pauseMs: 250 },
];

/** Memory figures of one reader. */
export interface MemoryResult {
  readonly reader: Reader['kind'];
  readonly tables: readonly string[];
  readonly rows: number;
  /** Size of the uncompressed files. */
  readonly rawMb: number;
  readonly outputMb: number;
  readonly cpuMs: number;
  /** `zcat` of the same files, measured once. */
  readonly zcatCpuMs: number;
  readonly wallMs: number;
  readonly peakMib: number;
}

/** Peak of resident memory while four big tables are read at a time, by a fast and by a slow reader. */
export async function measureMemory(
  options: BenchOptions,
  server: { readonly dataDir: string; readonly startAt: string },
  onProgress: (text: string) => void,
): Promise<MemoryResult[]> {
  const emulator = await startBenchServer({ ...server, ...bigTables(options.gib) });
  try {
    return await withSourceFiles(emulator, TABLES, async ({ folder, readArguments }) => {
      const raw = await unpackAll(emulator, join(folder, 'objects'), onProgress);
      const results: MemoryResult[] = [];
      for (const reader of READERS) {
        onProgress(`memory: ${reader.kind} reader`);
        const figures = await runMeasured(process.execPath, [SOURCE_PROGRAM, ...readArguments], reader);
        if (figures.outputLines < raw.rows)
          throw new Error(`Only ${figures.outputLines} lines of ${raw.rows} rows came.`);
        results.push({ reader: reader.kind, tables: TABLES, ...raw, ...resultOf(figures) });
      }
      return results;
    });
  } finally {
    await emulator.close();
  }
}

/** Makes the emulator write the files, so that the first reader does not wait for them, and counts their rows. */
async function unpackAll(
  emulator: ServerAddress,
  folder: string,
  onProgress: (text: string) => void,
): Promise<Pick<MemoryResult, 'rows' | 'rawMb' | 'zcatCpuMs'>> {
  const sum = { rows: 0, rawMb: 0, zcatCpuMs: 0 };
  for (const table of TABLES) {
    onProgress(`memory: making ${table}`);
    const files = await downloadSnapshot(emulator, table, folder);
    const unpacked = await runMeasured('zcat', files);
    for (const file of files) await rm(file);
    sum.rows += unpacked.outputLines;
    sum.rawMb += unpacked.outputBytes / 1e6;
    sum.zcatCpuMs += unpacked.cpuMs;
  }
  return sum;
}

function resultOf({ cpuMs, wallMs, outputBytes, peakBytes }: Figures) {
  return { cpuMs, wallMs, outputMb: outputBytes / 1e6, peakMib: peakBytes / 2 ** 20 };
}
