import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../run-program.js';
import type { CliCase } from './case.js';
import { fill, type JudgedServer } from './judged-server.js';
import { type Outcome, outcomeOf } from './outcome.js';

const OUR_PROGRAM = fileURLToPath(new URL('../../../cli/dap.js', import.meta.url));

/** No command of a case takes longer, whatever its retries. */
const PATIENCE_MS = 120_000;

/** A program and the arguments that come first. */
export type Command = readonly [program: string, ...args: string[]];

/** The built program of this repository. */
export const OURS: Command = [process.execPath, OUR_PROGRAM];

/** Runs the command line of a case in `folder`, which is new, the working folder and the home of the run. */
export async function runCase(
  [program, ...first]: Command,
  { args, env = {} }: CliCase,
  server: JudgedServer,
  folder: string,
): Promise<Outcome> {
  const work = join(folder, 'work');
  mkdirSync(work, { recursive: true });
  const values = { ...server.values, out: 'out' };
  const changes = Object.entries(env).map(
    ([name, text]) => [name, text === undefined ? undefined : fill(text, values)] as const,
  );
  const usual = {
    ...process.env,
    HOME: work,
    XDG_CONFIG_HOME: work,
    TMPDIR: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    DAP_TRACKING: 'off',
    DAP_API_URL: fill('{url}', values),
    DAP_CLIENT_ID: fill('{id}', values),
    DAP_CLIENT_SECRET: fill('{secret}', values),
  };
  const all = { ...usual, ...Object.fromEntries(changes) };
  const filled = args.map((arg) => fill(arg, values));
  const finished = await runProgram(program, [...first, ...filled], { env: all, cwd: work, timeout: PATIENCE_MS });
  return outcomeOf(finished, work);
}
