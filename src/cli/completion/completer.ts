import { RootCommand } from '@bomb.sh/tab';
import type { Command, Option } from 'commander';

/** What the completion takes options and arguments to. */
interface Target {
  option(value: string, description: string, handlerOrAlias?: Handler | string, alias?: string): unknown;
  argument(name: string, handler?: Handler, variadic?: boolean): unknown;
}

type Handler = (complete: (value: string, description: string) => void) => void;

/**
 * The completion of a program, from the definitions of its commands.
 *
 * @param program - all of its commands must be loaded.
 */
export async function completer(program: Command): Promise<RootCommand> {
  const root = new RootCommand();
  addOptions(root, program);
  for (const command of visibleCommands(program)) {
    const target = root.command(command.name(), command.description());
    addOptions(target, command);
    for (const argument of command.registeredArguments) {
      target.argument(argument.name(), handlerFor(argument.argChoices ?? []), argument.variadic);
    }
  }
  return root;
}

function visibleCommands(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

function addOptions(target: Target, command: Command): void {
  for (const option of command.createHelp().visibleOptions(command)) addOption(target, option);
}

function addOption(target: Target, option: Option): void {
  const name = option.long?.slice(2);
  if (name === undefined) return;
  const alias = option.short?.slice(1);
  const takesValue = option.required || option.optional;
  if (takesValue) target.option(name, option.description, handlerFor(option.argChoices ?? []), alias);
  else target.option(name, option.description, alias);
}

function handlerFor(choices: readonly string[]): Handler {
  return (complete) => {
    for (const choice of choices) complete(choice, '');
  };
}
