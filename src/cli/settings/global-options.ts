import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOG_FORMATS, LOG_LEVELS } from '../log/log-types.js';

const GROUP = 'Global options (before or after the command):';

/** Name of the settings file in the current folder. */
export const SETTINGS_FILE = 'dap.yaml';
/** Where a settings file is looked for; the first one that exists is read. */
export const SETTINGS_PLACES = [SETTINGS_FILE, '/etc/dap/dap.yaml'] as const;

/** The options that all commands of the API share, by the names that they have in `Command.opts()`. */
export interface GlobalFlags {
  readonly baseUrl?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly config?: string;
  readonly loglevel: (typeof LOG_LEVELS)[number];
  readonly logfile?: string;
  readonly logformat: (typeof LOG_FORMATS)[number];
  readonly logToConsole: boolean;
  readonly nonInteractive?: boolean;
  readonly output: 'text' | 'json';
}

/**
 * Adds the global options. The program has them, so that they may stand before the command, and each command that
 * uses them has them too.
 */
export function addGlobalOptions(command: Command): void {
  for (const option of globalOptions()) command.addOption(option.helpGroup(GROUP));
}

function globalOptions(): readonly Option[] {
  return [
    new Option('--base-url <url>', 'address of DAP (default: production)').env('DAP_API_URL'),
    new Option('--client-id <id>', 'client ID of a key of the Identity Service').env('DAP_CLIENT_ID'),
    new Option('--client-secret <secret>', 'its client secret').env('DAP_CLIENT_SECRET'),
    new Option('--scope <id>', 'root account to read, for users with several'),
    new Option(
      '--config <file>',
      `settings file (default: ${SETTINGS_PLACES.join(' or ')}, if there is one)`,
    ).argParser(nonEmpty),
    new Option('--loglevel <level>', 'how much to log').choices(LOG_LEVELS).default('info'),
    new Option('--logfile <file>', 'append the log to a file as well').argParser(nonEmpty),
    new Option('--logformat <format>', 'form of the log lines').choices(LOG_FORMATS).default('plain'),
    new Option('--no-log-to-console', 'write no log lines to standard error'),
    new Option('--non-interactive', 'log lines instead of a live display, and no questions'),
    new Option('--output <form>', 'form of the results on standard output').choices(['text', 'json']).default('text'),
    new Option('--no-tracking', 'accepted without effect: nothing is tracked'),
    new Option('--console-theme <theme>', 'accepted without effect: colours follow the terminal and NO_COLOR').choices([
      'dark',
      'light',
      'high-contrast-bw',
    ]),
  ];
}

function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}
