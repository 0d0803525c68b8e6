import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { errorText } from '../../errors.js';

const run = promisify(exec);

/** Where a line for the shell is run. */
export interface ShellOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes new data at the source: by a line for the shell or by a function.
 *
 * @returns what went wrong, undefined where nothing did.
 */
export async function makeNewData(
  between: string | (() => Promise<void>),
  { cwd, env, signal }: ShellOptions,
): Promise<string | undefined> {
  try {
    if (typeof between === 'function') await between();
    else await run(between, { signal, ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) });
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return `the command for new data failed: ${errorText(error).trim()}`;
  }
}
