import type { Command } from 'commander';
import type { ProgramInfo } from '../../shell/command-line.js';

/** Paths as given on the command line. */
export type ParsedCommand =
  | { readonly command: 'spec' }
  | { readonly command: 'check' | 'discover'; readonly config: string }
  | { readonly command: 'read'; readonly config: string; readonly catalog: string; readonly state: string | undefined };

/** The command to run, or the exit code when the arguments end the program themselves. */
export type ParsedArguments =
  | { readonly kind: 'run'; readonly command: ParsedCommand; readonly debug: boolean }
  | { readonly kind: 'exit'; readonly code: number };

/**
 * Parses the arguments of a source program. Help and usage texts go to `writeError`: standard output is for
 * messages only.
 */
export async function parseArguments(
  info: ProgramInfo,
  args: readonly string[],
  writeError: (text: string) => void,
): Promise<ParsedArguments> {
  // Platforms ask for the specification often: it is written before the parser of arguments could be loaded.
  if (args.length === 1 && args[0] === 'spec') return { kind: 'run', command: { command: 'spec' }, debug: false };
  const { createCommandLine, EXIT_USAGE, runCommandLine, addCommand } = await import('../../shell/command-line.js');
  let chosen: ParsedCommand | undefined;
  const program = createCommandLine(info, { writeOut: writeError, writeErr: writeError });
  program.option('--debug', 'write DEBUG lines too');
  defineCommands(program, addCommand, (command) => {
    chosen = command;
  });
  const code = await runCommandLine(program, args);
  if (chosen === undefined || code !== undefined) return { kind: 'exit', code: code ?? EXIT_USAGE };
  return { kind: 'run', command: chosen, debug: program.opts()['debug'] === true };
}

type AddCommand = typeof import('../../shell/command-line.js').addCommand;

function defineCommands(program: Command, addCommand: AddCommand, choose: (command: ParsedCommand) => void): void {
  addCommand(program, 'spec', 'write the specification of the configuration').action(() => choose({ command: 'spec' }));
  for (const command of ['check', 'discover'] as const) {
    addCommand(program, command, command === 'check' ? 'try the configuration out' : 'write the catalog of streams')
      .requiredOption('--config <file>', 'the configuration')
      .action((options: { config: string }) => choose({ command, config: options.config }));
  }
  addCommand(program, 'read', 'write the records of the configured streams')
    .requiredOption('--config <file>', 'the configuration')
    .requiredOption('--catalog <file>', 'the configured catalog')
    .option('--state <file>', 'the state to continue from')
    .action((options: { config: string; catalog: string; state?: string }) =>
      choose({ command: 'read', config: options.config, catalog: options.catalog, state: options.state }),
    );
}
