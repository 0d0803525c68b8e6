import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Emulator, EmulatorOptions, FaultSpec, Release } from '../emulator/index.js';
import type { Shell } from '../shell/shell.js';
import { showLiveLine } from './live-line.js';
import { parseFault } from './parse-fault.js';

/** The options as commander gives them. */
interface EmulatorFlags {
  readonly port: number;
  readonly scale: 'small' | 'medium' | 'large' | number;
  readonly seed: number;
  readonly speed: number;
  readonly limits: boolean;
  readonly fault: readonly FaultSpec[];
  readonly startAt?: string;
  readonly release?: Release;
  readonly objectRows?: number;
  readonly gzipMembers?: number;
  readonly jobDelay?: number;
  readonly table: Readonly<Record<string, number>>;
  readonly strictJobReuse?: boolean;
  readonly csvNull?: 'nothing' | 'word';
  readonly nulCharacters: boolean;
  readonly dataDir?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** Defines `dap emulator`: a DAP server on this machine, until it is stopped. */
export function emulatorCommand(command: Command, shell: Shell): void {
  command
    .option('--port <n>', 'port of the API; 0 takes any free one', wholeNumber, 0)
    .option('--scale <size>', 'small, medium, large, or a factor on small', scale, 'small' as const)
    .option('--seed <n>', 'same seed, same rows', wholeNumber, 1)
    .option('--speed <factor>', "let the server's clock run faster than time: limits and lifetimes shrink", positive, 1)
    .option('--no-limits', 'answer any number of requests')
    .addOption(
      new Option('--fault <name[=value]>', 'misbehave; may be repeated').argParser(addFault).default([], 'none'),
    )
    .option('--start-at <instant>', 'server time at the start, e.g. 2026-03-01T08:00:00Z')
    .option('--release <month>', 'tables and columns of 2026-02 or 2026-04, the newest known')
    .option('--object-rows <n>', 'rows in one file', wholeNumber)
    .option('--gzip-members <n>', 'members of each gzip file', wholeNumber)
    .option('--job-delay <ms>', 'server milliseconds until a job is complete', wholeNumber)
    .addOption(
      new Option('--table <ns.table=rows>', 'rows of one table; may be repeated')
        .argParser(addTable)
        .default({}, 'by scale'),
    )
    .option('--strict-job-reuse', 'answer an identical query by its earlier job for 24 hours, whatever was committed')
    .addOption(new Option('--csv-null <form>', 'how CSV writes null').choices(['nothing', 'word']))
    .option('--no-nul-characters', 'no NUL in any text: PostgreSQL cannot store it')
    .option('--data-dir <folder>', 'keep the generated files there for the next run')
    .option('--client-id <id>', 'instead of one made up')
    .option('--client-secret <secret>', 'instead of one made up')
    .action((flags: EmulatorFlags) => shell.actUntilStopped(({ signal }) => runEmulator(flags, signal)));
}

async function runEmulator(flags: EmulatorFlags, signal: AbortSignal): Promise<0> {
  const { startEmulator } = await import('../emulator/index.js');
  const { fault, table, jobDelay, ...options } = flags;
  const all: EmulatorOptions = {
    ...options,
    tables: table,
    ...(jobDelay === undefined ? {} : { jobDelayMs: jobDelay }),
  };
  const emulator = await startEmulator(all);
  try {
    for (const spec of fault) emulator.faults.set(spec);
    process.stdout.write(greeting(emulator));
    const endLine = process.stderr.isTTY === true ? showLiveLine(emulator, process.stderr) : undefined;
    if (!signal.aborted) await once(signal, 'abort');
    endLine?.();
  } finally {
    await emulator.close();
  }
  return 0;
}

/** Lines to paste into a shell; the id has a `#` and must be quoted. */
function greeting(emulator: Emulator): string {
  const { baseUrl, adminUrl, clientId, clientSecret } = emulator;
  return `export DAP_API_URL='${baseUrl}'
export DAP_CLIENT_ID='${clientId}'
export DAP_CLIENT_SECRET='${clientSecret}'
# let the tables change:   curl -X POST ${adminUrl}/commit -d '{}'
# let a call fail:         curl -X POST ${adminUrl}/faults -d '{"name":"api500","times":2}'
# move the clock an hour:  curl -X POST ${adminUrl}/clock -d '{"advanceMs":3600000}'
# change its columns:     curl -X POST ${adminUrl}/schema \\
#   -d '{"namespace":"canvas","table":"users","addColumn":{"name":"nickname","type":"text"}}'
# the current rows:        curl ${adminUrl}/truth/canvas/users
# what was asked:          curl ${adminUrl}/requests
# stop with Ctrl-C
`;
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function scale(text: string): EmulatorFlags['scale'] {
  return text === 'small' || text === 'medium' || text === 'large' ? text : positive(text);
}

function addTable(text: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const match = /^(\w+\.\w+)=(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Write it as canvas.submissions=100000.');
  return { ...before, [match[1] ?? '']: Number(match[2]) };
}

function addFault(text: string, before: readonly FaultSpec[]): readonly FaultSpec[] {
  const fault = parseFault(text);
  if (typeof fault === 'string') throw new InvalidArgumentError(fault);
  return [...before, fault];
}
