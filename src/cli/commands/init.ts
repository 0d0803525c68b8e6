import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { EXIT_INTERRUPTED } from '../exit-codes.js';
import { askAnswers, QuestionsLeft } from '../init/ask-answers.js';
import { type Answers, proveAnswers } from '../init/prove-answers.js';
import { refuseExisting, settingsText, writeSettings } from '../init/write-settings.js';
import { runSurrounded, type Surroundings } from '../session.js';
import { addGlobalOptions, type GlobalFlags, SETTINGS_FILE } from '../settings/global-options.js';
import { addNamespaceOption, nonEmpty } from '../settings/table-options.js';

/** The options of `dap init`. */
export interface InitFlags extends GlobalFlags {
  readonly namespace: string;
  readonly table?: string;
  readonly clientSecretEnv: string;
  readonly every?: string;
  readonly force?: boolean;
}

/** Defines `dap init`: finds out the settings, proves them against the service, and writes them to a file. */
export function initCommand(command: Command, shell: Shell): void {
  addNamespaceOption(command);
  command
    .option('--table <names>', 'tables that the other commands work on: names, patterns, or all')
    .addOption(
      new Option('--client-secret-env <variable>', 'environment variable that holds the client secret')
        .argParser(variableName)
        .default('DAP_CLIENT_SECRET'),
    )
    .addOption(
      new Option(
        '--every <schedule>',
        'schedule of dap sync, such as 4h (default: it runs when it is called)',
      ).argParser(nonEmpty),
    )
    .option('--force', 'overwrite the settings file');
  addGlobalOptions(command);
  command.action(() => runSurrounded<InitFlags>(shell, command, initialize));
}

async function initialize(surroundings: Surroundings<InitFlags>): Promise<number> {
  const { flags, log, results, isInteractive, signal } = surroundings;
  const path = flags.config ?? SETTINGS_FILE;
  if (flags.force !== true) await refuseExisting(path);
  let answers: Answers;
  try {
    answers = isInteractive ? await askAnswers(flags, log, signal) : await proveAnswers(flags, log, signal);
  } catch (error) {
    if (!(error instanceof QuestionsLeft)) throw error;
    return EXIT_INTERRUPTED;
  }
  await writeSettings(path, await settingsText(answers), flags.force === true);
  const { tables, clientSecretEnv } = answers;
  results.add({ file: path, tables, clientSecretEnv }, `${path} is written.`);
  if (process.env[clientSecretEnv] === undefined) {
    log.warning(`the commands read the client secret from ${clientSecretEnv}, which is not set`);
  }
  return 0;
}

function variableName(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the name of an environment variable.');
}
