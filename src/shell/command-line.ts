import { Command, CommanderError, type CommandOptions, type OutputConfiguration } from 'commander';

/** Name, version and purpose of a program, for its help. */
export interface ProgramInfo {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** Exit code of wrong usage, as other programs of this kind have it. */
export const EXIT_USAGE = 2;

/** Defines a command when it is chosen: its arguments, options, help and action. */
export type LoadCommand = () => Promise<(command: Command) => void>;

/**
 * A command line in the style of all our programs. Its global options may stand before or after the command, and the
 * help of every command shows them.
 */
export function createCommandLine(info: ProgramInfo, output: OutputConfiguration = {}): Command {
  const program = new Command(info.name)
    .description(info.description)
    .version(info.version, '-V, --version', 'write the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .configureOutput(output)
    .showHelpAfterError(`(${info.name} --help tells more)`)
    .exitOverride();
  // Not commander's own: it shows the help of commands that are not loaded yet.
  addCommand(program, 'help', 'show the help of a command')
    .argument('[command...]', 'the command')
    .action(async (names: readonly string[]) => {
      const isKnown = names.length === 0 || program.commands.some((command) => command.name() === names[0]);
      await program.parseAsync(isKnown ? [...names, '--help'] : [...names], { from: 'user' });
    });
  return program;
}

/** Adds a command, of which the caller defines the rest. */
export function addCommand(parent: Command, name: string, summary: string, options: CommandOptions = {}): Command {
  const command = parent.command(name, options).description(summary).allowExcessArguments(false).helpCommand(false);
  return command.showHelpAfterError(`(${pathOf(command)} --help tells more)`);
}

/** Adds a command that is loaded only if it is chosen. */
export function addLazyCommand(
  parent: Command,
  name: string,
  summary: string,
  load: LoadCommand,
  options?: CommandOptions,
): void {
  const command = addCommand(parent, name, summary, options);
  parent.hook('preSubcommand', async (_parent, chosen) => {
    if (chosen === command) (await load())(command);
  });
}

/**
 * Parses the arguments and runs the action of the command that they name.
 *
 * @returns the exit code if the arguments themselves end the program: help, version, wrong usage.
 */
export async function runCommandLine(program: Command, args: readonly string[]): Promise<number | undefined> {
  try {
    await program.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
