import type { Command } from 'commander';
import { loadedProgram } from '../../src/cli/dap-program.js';

/**
 * Reads words as the program `dap` would, without doing anything.
 *
 * @returns the command that they name, with its options
 * @throws Error if `dap` would refuse them.
 */
export async function parseDap([name = '', ...words]: readonly string[]): Promise<Command> {
  const program = await loadedProgram();
  const command = program.commands.find((candidate) => candidate.name() === name);
  if (command === undefined) throw new Error(`dap has no command ${name}`);
  const { operands, unknown } = command.exitOverride().parseOptions([...words]);
  if (operands.length + unknown.length > 0) throw new Error(`dap ${name} does not know ${[...operands, ...unknown]}`);
  return command;
}
