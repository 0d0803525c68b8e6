import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startBenchServer } from '../bench-server.js';
import { downloadSnapshot } from '../download-snapshot.js';
import { type BenchDatabaseName, DATABASES } from './bench-database.js';

const PROGRAM = fileURLToPath(new URL('./rewriter-program.js', import.meta.url));
const TABLES = ['submissions', 'assignments', 'enrollments'] as const;
const ROWS = 60_000;
const NAMESPACE = 'canvas';

/** What rewriting the rows of a table costs. */
export interface RewriterResult {
  readonly table: string;
  readonly database: BenchDatabaseName;
  readonly rows: number;
  readonly bytesOfRow: number;
  /** CPU microseconds a row of the first 20,000 rows of a process, and from then on. */
  readonly coldUs: number;
  readonly warmUs: number;
}

/** The rewriter alone, each table and format in a process of its own, so that the first pass is cold. */
export async function measureRewriter(
  server: { readonly dataDir: string; readonly startAt: string },
  onProgress: (text: string) => void,
): Promise<RewriterResult[]> {
  const tables = Object.fromEntries(TABLES.map((table) => [`${NAMESPACE}.${table}`, ROWS]));
  const emulator = await startBenchServer({ ...server, tables, namespaces: [NAMESPACE] });
  const folder = await mkdtemp(join(tmpdir(), 'dap-bench-'));
  const results: RewriterResult[] = [];
  try {
    for (const table of TABLES) {
      onProgress(`rewriter: ${table}`);
      const files = await downloadSnapshot(emulator, table, folder, { format: 'tsv', mode: 'condensed' });
      for (const database of DATABASES) {
        const { baseUrl, clientId, clientSecret } = emulator;
        const input = { server: { baseUrl, clientId, clientSecret }, table, database, files };
        const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(input)]);
        results.push({ table, database, ...(JSON.parse(stdout) as Omit<RewriterResult, 'table' | 'database'>) });
      }
    }
    return results;
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}
