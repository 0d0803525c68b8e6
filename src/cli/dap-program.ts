import type { Command } from 'commander';
import { addLazyCommand } from '../shell/command-line.js';
import { Shell } from '../shell/shell.js';
import { VERSION } from '../version.js';
import { DAP_ADVICE } from './dap-advice.js';
import { DAP_COMMANDS } from './dap-commands.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.js';
import { addGlobalOptions } from './settings/global-options.js';

/** Makes the program `dap`. */
export function createDap(): Shell {
  const shell = new Shell({
    name: 'dap',
    version: VERSION,
    description: "Tools for Instructure's Data Access Platform",
    advice: DAP_ADVICE,
    exitFailed: EXIT_FAILED,
    interrupted: EXIT_INTERRUPTED,
    usageErrors: ['EMULATOR_OPTION', 'TOOL_INPUT'],
  });
  const { program } = shell;
  // The commands of the API have the global options themselves; others, such as the emulator, have their own.
  program.enablePositionalOptions().configureHelp({
    showGlobalOptions: false,
    subcommandTerm: (command) => command.name(),
  });
  addGlobalOptions(program);
  for (const { name, summary, load } of DAP_COMMANDS) {
    addLazyCommand(program, name, summary, async () => {
      // Before anything else is loaded: a heap that has grown stays large. The emulator serves faster without.
      if (name !== 'emulator') (await import('../shell/hold-memory.js')).holdMemory();
      const define = await load();
      return (command) => define(command, shell);
    });
  }
  addLazyCommand(
    program,
    'complete',
    'what may follow the words on a command line',
    async () => {
      const { completeCommand } = await import('./commands/completion.js');
      return (command) => completeCommand(command, shell, loadedProgram);
    },
    { hidden: true },
  );
  return shell;
}

/** The program with the definitions of all its commands: for the completion and the documentation. */
export async function loadedProgram(): Promise<Command> {
  const shell = createDap();
  for (const { name, load } of DAP_COMMANDS) {
    const command = shell.program.commands.find((candidate) => candidate.name() === name);
    if (command !== undefined) (await load())(command, shell);
  }
  return shell.program;
}
