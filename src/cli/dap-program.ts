import { addLazyCommand } from '../shell/command-line.js';
import { Shell } from '../shell/shell.js';
import { VERSION } from '../version.js';
import { DAP_ADVICE } from './dap-advice.js';

/** Exit codes of Instructure's own client: EIO for every failure, ECANCELED after an interruption. */
const EXIT_FAILED = 5;
const EXIT_INTERRUPTED = 125;

/** Makes the program `dap`. */
export function createDap(): Shell {
  const shell = new Shell({
    name: 'dap',
    version: VERSION,
    description: "Tools for Instructure's Data Access Platform",
    advice: DAP_ADVICE,
    exitFailed: EXIT_FAILED,
    interrupted: EXIT_INTERRUPTED,
    usageErrors: ['EMULATOR_OPTION'],
  });
  addLazyCommand(
    shell.program,
    'emulator',
    'run a DAP server on this machine, with made-up data and the credentials that it prints',
    async () => {
      const { emulatorCommand } = await import('./emulator-command.js');
      return (command) => emulatorCommand(command, shell);
    },
  );
  return shell;
}
