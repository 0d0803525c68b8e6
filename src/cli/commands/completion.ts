import { Argument, type Command } from 'commander';
import type { Shell } from '../../shell/shell.js';

/** Shells that a completion script can be made for. */
const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** Defines `dap completion`: a script that lets a shell complete the commands, options and their values. */
export function completionCommand(command: Command, shell: Shell): void {
  command
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', '\nFor example: source <(dap completion bash)')
    .action((name: (typeof SHELLS)[number]) =>
      shell.act(async () => {
        const { RootCommand } = await import('@bomb.sh/tab');
        new RootCommand().setup('dap', 'dap', name);
        return 0;
      }),
    );
}

/** Defines `dap complete`, which the script of `dap completion` calls: what may follow the words on the line. */
export function completeCommand(command: Command, shell: Shell, loadAll: () => Promise<Command>): void {
  command.argument('[words...]', 'the words on the line').action((words: readonly string[]) =>
    shell.act(async () => {
      const { completer } = await import('../completion/completer.js');
      (await completer(await loadAll())).parse([...words]);
      return 0;
    }),
  );
}
