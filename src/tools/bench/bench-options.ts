import { parseArgs } from 'node:util';
import { DATABASES } from './databases/bench-database.js';

/** Parts of the bench that `--only` can name. */
export const PARTS = [
  'start-up',
  'transform',
  'rows',
  'throughput',
  'memory',
  'download',
  'rewriter',
  ...DATABASES,
] as const;
export type Part = (typeof PARTS)[number];

/** The options of the bench. */
export interface BenchOptions {
  /** Rows of each table for the throughput figures. */
  readonly rows: number;
  /** Raw text of the memory and download figures, in GiB. */
  readonly gib: number;
  /** Runs whose median counts. */
  readonly runs: number;
  /** Where the result goes; undefined for a file named after the date. */
  readonly json: string | undefined;
  readonly parts: readonly Part[];
  /** Program of the official client, `dap`, to be timed beside ours; undefined where it is not installed. */
  readonly official: string | undefined;
  /** Only the usage text is requested. */
  readonly help: boolean;
}

export const USAGE = `Usage: npm run bench -- [options]
  --rows <n>     rows of a table for rows and throughput (default 1000000)
  --gib <g>      GiB of raw rows for memory and download (default 5)
  --runs <n>     runs whose median counts (default 3)
  --only <part>  ${PARTS.join(', ')}; may be given several times
  --official <program>  the official client's dap, to be timed beside ours (default: $DAP_OFFICIAL_CLIENT)
  --json <file>  where the result goes (default .bench/<date>.json)`;

/**
 * Reads the command line.
 *
 * @throws Error with one sentence for an invalid option.
 */
export function parseBenchOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      gib: { type: 'string', default: '5' },
      runs: { type: 'string', default: '3' },
      only: { type: 'string', multiple: true, default: [...PARTS] },
      json: { type: 'string' },
      official: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const parts = values.only.map((name) => {
    const part = PARTS.find((known) => known === name);
    if (part === undefined) throw new Error(`--only knows ${PARTS.join(', ')}, not ${name}.`);
    return part;
  });
  return {
    rows: positive('--rows', values.rows),
    gib: positive('--gib', values.gib),
    runs: positive('--runs', values.runs),
    json: values.json,
    official: values.official ?? (env['DAP_OFFICIAL_CLIENT'] || undefined),
    parts,
    help: values.help,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name} must be a positive number, not ${text}.`);
}
