import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../demo/figures.js';
import type { BenchOptions } from './bench-options.js';
import { type BenchServer, startBenchServer } from './bench-server.js';
import { bigTables, TABLES } from './big-tables.js';
import { openSnapshot } from './download-snapshot.js';
import { type Figures, runMeasured } from './measured-run.js';

const DAP_PROGRAM = fileURLToPath(new URL('../../cli/dap.js', import.meta.url));
/** Lives long enough to be looked at. */
const IDLE_NODE = ['-e', 'setTimeout(() => {}, 300)'];

/** What a download costs. */
export interface DownloadResult {
  readonly tables: readonly string[];
  readonly files: number;
  readonly storedMb: number;
  readonly curlCpuMs: number;
  readonly gzipCpuMs: number;
  readonly dapCpuMs: number;
  /** CPU of `dap snapshot` by that of both; median of the rounds. */
  readonly cpuRatio: number;
  readonly dapWallMs: number;
  readonly peakMib: number;
  readonly nodePeakMib: number;
  readonly aboveNodeMib: number;
}

/** The same files by three programs, one after the other. */
interface Round {
  readonly curl: Figures;
  readonly gzip: Figures;
  readonly dap: Figures;
  readonly files: number;
  readonly storedBytes: number;
}

/** Names of programs that the comparison needs and this machine lacks. */
export function missingPrograms(): readonly string[] {
  return ['curl', 'gzip'].filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0);
}

/** `dap snapshot` of four big tables in turn with `curl` and `gzip -t` of the very same files. */
export async function measureDownload(
  options: BenchOptions,
  server: { readonly dataDir: string; readonly startAt: string },
  onProgress: (text: string) => void,
): Promise<DownloadResult> {
  const emulator = await startBenchServer({ ...server, ...bigTables(options.gib) });
  const folder = await mkdtemp(join(tmpdir(), 'dap-bench-'));
  try {
    const node = await runMeasured(process.execPath, IDLE_NODE);
    const rounds: Round[] = [];
    for (let run = 1; run <= options.runs; run += 1) {
      onProgress(`download: round ${run} of ${options.runs}`);
      rounds.push(await measureRound(emulator, folder));
    }
    return summarize(rounds, node);
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureRound(emulator: BenchServer, folder: string): Promise<Round> {
  const byCurl = join(folder, 'curl');
  const byDap = join(folder, 'dap');
  await mkdir(byCurl);
  try {
    const targets = await curlTargets(emulator, byCurl);
    const curl = await runMeasured('curl', ['--silent', '--fail', ...targets.flat()]);
    const paths = targets.map(([, path]) => path);
    const gzip = await runMeasured('gzip', ['-t', ...paths]);
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    await rm(byCurl, { recursive: true });
    const dap = await runMeasured(process.execPath, [DAP_PROGRAM, ...snapshotArguments(emulator, byDap)]);
    const storedBytes = sizes.reduce((sum, size) => sum + size, 0);
    const downloaded = await gzipBytes(byDap);
    if (downloaded !== storedBytes) throw new Error(`dap downloaded ${downloaded} bytes, curl ${storedBytes}.`);
    return { curl, gzip, dap, files: paths.length, storedBytes };
  } finally {
    await rm(byCurl, { recursive: true, force: true });
    await rm(byDap, { recursive: true, force: true });
  }
}

/** `--output <path> <address>` of every file, in the order that curl wants. */
async function curlTargets(emulator: BenchServer, folder: string): Promise<(readonly [string, string, string])[]> {
  const targets: (readonly [string, string, string])[] = [];
  for (const table of TABLES) {
    const { objectIds, urlOf } = await openSnapshot(emulator, table);
    for (const id of objectIds) {
      targets.push(['--output', join(folder, `${targets.length}.gz`), await urlOf(id)]);
    }
  }
  return targets;
}

function snapshotArguments({ baseUrl, clientId, clientSecret }: BenchServer, folder: string): readonly string[] {
  const account = ['--base-url', baseUrl, '--client-id', clientId, '--client-secret', clientSecret];
  const what = ['snapshot', '--namespace', 'canvas', '--table', TABLES.join(','), '--output-directory', folder];
  return ['--non-interactive', ...account, ...what];
}

async function gzipBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.gz'));
  const sizes = await Promise.all(files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function summarize(rounds: readonly Round[], node: Figures): DownloadResult {
  const middle = (pick: (round: Round) => number): number => median(rounds.map(pick));
  const peakMib = Math.max(...rounds.map(({ dap }) => dap.peakBytes)) / 2 ** 20;
  const nodePeakMib = node.peakBytes / 2 ** 20;
  return {
    tables: TABLES,
    files: middle(({ files }) => files),
    storedMb: middle(({ storedBytes }) => storedBytes) / 1e6,
    curlCpuMs: middle(({ curl }) => curl.cpuMs),
    gzipCpuMs: middle(({ gzip }) => gzip.cpuMs),
    dapCpuMs: middle(({ dap }) => dap.cpuMs),
    cpuRatio: middle(({ curl, gzip, dap }) => dap.cpuMs / (curl.cpuMs + gzip.cpuMs)),
    dapWallMs: middle(({ dap }) => dap.wallMs),
    peakMib,
    nodePeakMib,
    aboveNodeMib: peakMib - nodePeakMib,
  };
}
