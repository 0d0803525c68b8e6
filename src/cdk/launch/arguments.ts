import { Command, CommanderError } from 'commander';

/** Paths as given on the command line. */
export type ParsedCommand =
  | { readonly command: 'spec' }
  | { readonly command: 'check' | 'discover'; readonly config: string }
  | { readonly command: 'read'; readonly config: string; readonly catalog: string; readonly state: string | undefined };

/** The command to run, or the exit code when the arguments end the program themselves. */
export type ParsedArguments =
  | { readonly kind: 'run'; readonly command: ParsedCommand; readonly debug: boolean }
  | { readonly kind: 'exit'; readonly code: number };

/** Name and version for help texts. */
export interface ProgramInfo {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

const EXIT_USAGE = 2;

/**
 * Parses the arguments of a source program. Help and usage texts go to `writeError`: standard output is for
 * messages only.
 */
export function parseArguments(
  info: ProgramInfo,
  argv: readonly string[],
  writeError: (text: string) => void,
): ParsedArguments {
  let chosen: ParsedCommand | undefined;
  const program = defineProgram(info, writeError, (command) => {
    chosen = command;
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'exit', code: error.exitCode === 0 ? 0 : EXIT_USAGE };
  }
  if (chosen === undefined) return { kind: 'exit', code: EXIT_USAGE };
  return { kind: 'run', command: chosen, debug: program.opts()['debug'] === true || isDebugChosen(program) };
}

function isDebugChosen(program: Command): boolean {
  return program.commands.some((command) => command.opts()['debug'] === true);
}

function defineProgram(
  info: ProgramInfo,
  writeError: (text: string) => void,
  choose: (command: ParsedCommand) => void,
): Command {
  const program = new Command(info.name)
    .description(info.description)
    .version(info.version)
    .option('--debug', 'write DEBUG lines too')
    .exitOverride()
    .configureOutput({ writeOut: writeError, writeErr: writeError })
    .showHelpAfterError('(add --help for usage)');
  const add = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--debug', 'write DEBUG lines too')
      .allowExcessArguments(false);

  add('spec', 'write the specification of the configuration').action(() => choose({ command: 'spec' }));
  for (const command of ['check', 'discover'] as const) {
    add(command, command === 'check' ? 'try the configuration out' : 'write the catalog of streams')
      .requiredOption('--config <file>', 'the configuration')
      .action((options: { config: string }) => choose({ command, config: options.config }));
  }
  add('read', 'write the records of the configured streams')
    .requiredOption('--config <file>', 'the configuration')
    .requiredOption('--catalog <file>', 'the configured catalog')
    .option('--state <file>', 'the state to go on from')
    .action((options: { config: string; catalog: string; state?: string }) =>
      choose({ command: 'read', config: options.config, catalog: options.catalog, state: options.state }),
    );
  return program;
}
