import { join } from 'node:path';
import { errorText } from '../../errors.js';
import { type CommandRun, describeEnd } from '../assertions/command-run.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import { linesOf } from './line-file.js';
import { runToFiles } from './run-command.js';

const TIMEOUT_MS = 20 * 60_000;

/**
 * Makes new data at the source: by a line for the shell or by a function.
 *
 * @param folder - for what the line writes
 * @returns what went wrong, undefined if nothing did.
 */
export async function makeNewData(
  between: string | (() => Promise<void>),
  folder: string,
  options: Pick<AcceptanceOptions, 'cwd' | 'env' | 'signal'>,
): Promise<string | undefined> {
  const fault = typeof between === 'string' ? await runLine(between, folder, options) : await call(between);
  return fault === undefined ? undefined : `the command for new data failed: ${fault}`;
}

async function runLine(
  line: string,
  folder: string,
  { cwd, env, signal }: Pick<AcceptanceOptions, 'cwd' | 'env' | 'signal'>,
): Promise<string | undefined> {
  const [stdoutPath, stderrPath] = [join(folder, 'between-stdout'), join(folder, 'between-stderr')];
  const output = { stdoutPath, stderrPath, timeoutMs: TIMEOUT_MS };
  const end = await runToFiles({ command: [line], isShell: true, cwd, env, signal, ...output });
  const run: CommandRun = { title: line, command: 'read', output: [], stderr: linesOf(stderrPath), ...end };
  return end.exitCode === 0 ? undefined : describeEnd(run);
}

async function call(between: () => Promise<void>): Promise<string | undefined> {
  try {
    await between();
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}
