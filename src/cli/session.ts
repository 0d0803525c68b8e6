import type { Command } from 'commander';
import { DapClient, type DapEvent, type RateLimiter } from '../dap/index.js';
import { CodedError, errorText, isAbort, isCodedError } from '../errors.js';
import { holdMemory } from '../shell/hold-memory.js';
import { paintFor } from '../shell/paint.js';
import type { Action, Shell } from '../shell/shell.js';
import { describeEvent } from './log/describe-event.js';
import { Log } from './log/log.js';
import type { LogLevel } from './log/log-types.js';
import { Results } from './output/results.js';
import { type Display, LiveDisplay, plainDisplay } from './progress/display.js';
import { showEvent } from './progress/show-event.js';
import type { GlobalFlags } from './settings/global-options.js';
import { isDefault, mergeOptions } from './settings/merge-options.js';
import { readSettings } from './settings/settings-file.js';

/** Values of options by their names. */
type Settings = Readonly<Record<string, unknown>>;

/** What is inflated between two events of a download, about. */
const COLLECT_BYTES = 4 * 1024 * 1024;

/** What a command of the API works with. */
export interface Session<F extends GlobalFlags = GlobalFlags> {
  readonly flags: F;
  readonly client: DapClient;
  readonly log: Log;
  /** What is shown while the command runs; takes the lines that must not disturb it. */
  readonly display: Display;
  readonly results: Results;
  /** True on a terminal, unless `--non-interactive` is given. */
  readonly isInteractive: boolean;
  /** Fires when the command must stop. */
  readonly signal: AbortSignal;
}

/** What the settings of a command are before a client is made of them. */
export interface Surroundings<F extends GlobalFlags> extends Omit<Session<F>, 'client'> {}

/** Runs a command of the API with its settings, log and client; gives back what they hold in the end. */
export async function runSession<F extends GlobalFlags>(
  shell: Shell,
  command: Command,
  work: (session: Session<F>) => Promise<number>,
): Promise<void> {
  await runSurrounded<F>(shell, command, async (surroundings) => {
    const { flags, log, signal } = surroundings;
    const client = openClient(flags, log, signal, surroundings.display);
    try {
      return await work({ ...surroundings, client });
    } finally {
      await client.close();
    }
  });
}

/** How a command runs. */
export interface RunningOptions {
  /** Makes the values of options out of the settings file. Default: its top level. */
  readonly choose?: ((file: Settings) => Settings) | undefined;
  /** A stop is its usual end, unless it throws. Default false. */
  readonly untilStopped?: boolean | undefined;
}

/** The same without a client, for commands that find out the credentials themselves, or may need none. */
export async function runSurrounded<F extends GlobalFlags>(
  shell: Shell,
  command: Command,
  work: (surroundings: Surroundings<F>) => Promise<number>,
  { choose = (file) => file, untilStopped = false }: RunningOptions = {},
): Promise<void> {
  const action: Action = async ({ signal }) => {
    const { config } = mergeOptions<GlobalFlags>(command, {});
    const file = choose(await readSettings(config));
    const flags = mergeOptions<F>(command, file);
    const isInteractive = flags.nonInteractive !== true && process.stderr.isTTY === true;
    const display = isInteractive
      ? new LiveDisplay(process.stderr, paintFor(process.stderr))
      : plainDisplay(process.stderr);
    const log = openLog(flags, display, isInteractive);
    const results = new Results(flags.output, (text) => display.around(() => process.stdout.write(text)));
    if (isDefault(command, 'namespace', file)) log.info('no --namespace is given: canvas is used');
    try {
      return await work({ flags, log, display, results, isInteractive, signal });
    } catch (error) {
      noteEnd(log, error);
      throw error;
    } finally {
      display.close();
    }
  };
  await (untilStopped ? shell.actUntilStopped(action) : shell.act(action));
}

/** A client with the credentials of the settings. What happens to it stands in the log, and is shown. */
export function openClient(
  flags: GlobalFlags & MissingVariables,
  log: Log,
  signal: AbortSignal,
  display?: Display,
  rateLimiter?: RateLimiter,
): DapClient {
  const { clientId, clientSecret, baseUrl, scope, unsetVariables = [] } = flags;
  if (unsetVariables.length > 0 && (clientId === undefined || clientSecret === undefined)) {
    throw new CodedError('DAP_CREDENTIALS_MISSING', {
      message: `The settings file names variables that are not set: ${unsetVariables.join(', ')}.`,
      details: { missing: unsetVariables },
    });
  }
  log.addSecret(clientSecret ?? '');
  const collect = holdMemory();
  const onEvent = (event: DapEvent): void => {
    // What was downloaded since the last event of a file lies in buffers that are dead by now.
    if (event.type === 'download') collect(COLLECT_BYTES);
    if (display !== undefined) showEvent(display, event);
    const { level, message, subject } = describeEvent(event);
    log.write(level, message, subject);
  };
  return new DapClient({
    clientId,
    clientSecret,
    baseUrl,
    scope,
    signal,
    onEvent,
    registerSecret: log.addSecret,
    rateLimiter,
  });
}

/** Variables that the settings file names and the environment lacks. */
export interface MissingVariables {
  readonly unsetVariables?: readonly string[];
}

function openLog(flags: GlobalFlags, display: Display, isInteractive: boolean): Log {
  const { loglevel, logformat, logfile, logToConsole, clientId } = flags;
  const paint = paintFor(process.stderr);
  const show = (line: string, level: LogLevel): void => {
    if (!isInteractive) display.print(line);
    else if (level === 'warning') display.print(paint('yellow', line));
    else if (level === 'error') display.print(paint('red', line));
  };
  return new Log({
    level: loglevel,
    format: logformat,
    file: logfile,
    clientId,
    console: logToConsole ? show : undefined,
  });
}

/** The program reports the error on the console; the log file learns of it here. */
function noteEnd(log: Log, error: unknown): void {
  if (isAbort(error)) log.toFile('warning', 'interrupted');
  else log.toFile('error', isCodedError(error) ? `${error.message} [${error.code}]` : errorText(error));
}
