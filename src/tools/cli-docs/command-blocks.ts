import type { Command, Option } from 'commander';

/** A part of docs/cli.md that is made from the definition of a command. */
const BLOCK = /<!-- command: (\S+) -->\n[\s\S]*?<!-- end -->/g;

/** Names of the commands that have a block on a page, in order. */
export function blockNames(page: string): readonly string[] {
  return [...page.matchAll(BLOCK)].map(([, name = '']) => name);
}

/**
 * The page with every block made again. The block `dap` shows the global options.
 *
 * @param program - all of its commands must be loaded.
 */
export function renewBlocks(page: string, program: Command): string {
  return page.replaceAll(BLOCK, (_block, name: string) => {
    const command = name === program.name() ? program : program.commands.find((one) => one.name() === name);
    if (command === undefined) throw new Error(`docs/cli.md has a block of ${name}, which is not a command.`);
    return `<!-- command: ${name} -->\n${describeCommand(command, program)}<!-- end -->`;
  });
}

function describeCommand(command: Command, program: Command): string {
  const isProgram = command === program;
  const usage = isProgram ? 'dap [global options] <command> [options]' : `dap ${command.name()} ${command.usage()}`;
  const shared = new Set(isProgram ? [] : program.options.map(({ long }) => long));
  const own = command.options.filter(({ long, hidden }) => !hidden && !shared.has(long));
  const rows = own.map((option) => `| ${optionCells(option).join(' | ')} |\n`);
  const table = rows.length === 0 ? '' : `| option | default | what it does |\n| --- | --- | --- |\n${rows.join('')}`;
  return `\`${usage}\`: ${command.description()}.\n\n${table}`;
}

function optionCells(option: Option): readonly string[] {
  const { flags, description, defaultValue, defaultValueDescription, envVar, argChoices } = option;
  const isShown = defaultValue !== undefined && !option.negate;
  const byDefault = defaultValueDescription ?? (isShown ? `\`${String(defaultValue)}\`` : '');
  const choices = argChoices === undefined ? '' : `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`;
  const variable = envVar === undefined ? '' : ` (environment: \`${envVar}\`)`;
  return [`\`${flags}\``, byDefault, `${description}${choices}${variable}`].map((cell) => cell.replaceAll('|', '\\|'));
}
