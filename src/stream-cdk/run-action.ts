import { isCodedError } from '../errors.js';

/** How an action that went well ends: its findings may still be bad news, as of a failed test or a breaking change. */
export type ExitCode = 0 | 1;

/**
 * Runs the action of a subcommand and sets the exit code of the program. An expected failure is reported in one
 * paragraph and ends with 1; anything else is a defect and keeps its stack.
 */
export async function runAction(action: () => Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await action();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    process.stderr.write(`error: ${error.userMessage} [${error.code}]\n`);
    process.exitCode = 1;
  }
}
