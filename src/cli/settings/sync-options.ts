import { type Command, Option } from 'commander';
import { CodedError } from '../../errors.js';
import { parseDuration } from '../../util/duration.js';
import { addConnectionOption, type SyncFlags } from './database-options.js';
import type { FileSyncSettings } from './sync-settings.js';
import { addNamespaceOption, countOption, nonEmpty } from './table-options.js';

/** A timer takes no more than 24 days. */
const LONGEST_MS = 20 * 86_400_000;

/** Options of a command that works with a queue. */
export interface QueueFlags {
  readonly queue?: string;
  readonly queueName?: string;
}

/** Options of `dap sync`. */
export interface ServiceFlags extends Omit<SyncFlags, 'rebuild'>, QueueFlags, FileSyncSettings {
  readonly listen?: string;
  readonly planOnly?: boolean;
  readonly every?: string;
  readonly once?: boolean;
  readonly timeZone?: string;
  readonly jitter?: string;
  readonly budget?: string;
}

/** Adds what is kept fresh, where, and when. */
export function addServiceOptions(command: Command): void {
  addNamespaceOption(command);
  command
    .addOption(
      new Option(
        '--table <names>',
        'tables, patterns, or all, in a list; with a namespace where it is another one: "canvas.*,{catalog,canvas_logs}.*" (default: all tables of the namespace)',
      ).argParser(nonEmpty),
    )
    .option('--dry-run', 'print what would be done, and do nothing')
    .addOption(toOption());
  addConnectionOption(command);
  command
    .addOption(
      new Option(
        '--schema <name>',
        'schema of the tables in the database, such as north or north_{namespace} (default: the namespace)',
      ).argParser(nonEmpty),
    )
    .addOption(countOption('--concurrency <n>', 'tables under way at a time').default(4));
  addScheduleOptions(command);
  addQueueOptions(command);
  command.option('--plan-only', 'with --queue: leave all work to dap worker');
}

/** Adds when it is kept fresh, and who may watch. */
function addScheduleOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--every <schedule>',
        'keep running: at once, then so often (30m, 4h, 1d) or by a cron line ("0 */4 * * *")',
      )
        .argParser(nonEmpty)
        .conflicts('once'),
    )
    .option('--once', 'run once, whatever dap.yaml says; so it is without --every')
    .addOption(
      new Option('--time-zone <name>', 'time zone of the cron line (default: that of this machine)').argParser(
        nonEmpty,
      ),
    )
    .addOption(
      new Option(
        '--jitter <duration>',
        'longest random delay of a run, 0 for none (default: a tenth of the time between two runs, 5m at most)',
      ).argParser(nonEmpty),
    )
    .addOption(
      new Option('--budget <duration>', 'time that a run may take; the next run continues with the rest')
        .argParser(nonEmpty)
        .conflicts('queue'),
    )
    .addOption(
      new Option(
        '--listen <address>',
        'serve /metrics, /healthz and /readyz while it keeps running: a port of this machine, or host:port',
      )
        .env('DAP_LISTEN')
        .argParser(nonEmpty),
    );
}

/** Adds where the work is shared. */
export function addQueueOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--queue <url>',
        'share the work with dap worker on other machines: redis://host, postgres://host/name, or target for the database itself; prefer the variable',
      )
        .env('DAP_QUEUE')
        .argParser(nonEmpty),
    )
    .addOption(
      new Option(
        '--queue-name <name>',
        'name that all machines of a service have in common (default: made of database, address of DAP and client ID)',
      ).argParser(nonEmpty),
    );
}

/** The short name of `--connection-string`: what stands last counts. */
export function toOption(): Option {
  const option = new Option('--to <url>', 'the same as --connection-string');
  return Object.assign(option, { attributeName: () => 'connectionString' });
}

/**
 * Milliseconds of an option or setting.
 *
 * @throws CodedError `TOOL_INPUT` for a text that is no duration.
 */
export function durationOf(name: string, text: string, { mayBeZero = false } = {}): number {
  if (mayBeZero && /^0[smhd]?$/.test(text.trim())) return 0;
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= LONGEST_MS) return ms;
  throw new CodedError('TOOL_INPUT', {
    message: `${name} must be a duration such as 90s, 30m or 4h, at most 20d, not ${text}.`,
  });
}
