import { type Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS, type Format, instantMs, MODES, type Mode } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import type { GlobalFlags } from './global-options.js';

/** Options of a command that works on the tables of a namespace. */
export interface TableFlags extends GlobalFlags {
  readonly namespace: string;
  readonly table?: string;
  readonly concurrency: number;
  readonly dryRun?: boolean;
}

/** Options of a command that writes files. */
export interface FileFlags extends GlobalFlags {
  readonly outputDirectory: string;
}

/** Options of a command that downloads the files of jobs. */
export interface DownloadFlags extends FileFlags {
  readonly decompress?: boolean;
  readonly resume?: boolean;
}

/** Options of a command that submits queries. */
export interface QueryFlags extends TableFlags, DownloadFlags {
  readonly format: Format;
  readonly mode?: Mode;
  readonly detach?: boolean;
}

export function addNamespaceOption(command: Command): void {
  command.addOption(new Option('--namespace <name>', 'data source').argParser(nonEmpty).default('canvas'));
}

export function addTableOptions(command: Command): void {
  addNamespaceOption(command);
  command
    .addOption(
      new Option(
        '--table <names>',
        'a table, a list such as users,courses, a pattern such as "enroll*", or all; required unless dap.yaml names tables',
      ).argParser(nonEmpty),
    )
    .option('--dry-run', 'print what would be done, and do nothing');
}

export function addFileOptions(command: Command): void {
  command.addOption(
    new Option('--output-directory <folder>', 'where the files go').argParser(nonEmpty).default('downloads'),
  );
}

export function addConcurrencyOption(command: Command): void {
  command.addOption(countOption('--concurrency <n>', 'tables under way at a time').default(32));
}

export function addDownloadOptions(command: Command): void {
  addFileOptions(command);
  addConcurrencyOption(command);
  command
    .option('--decompress', 'store the files without gzip')
    .option('--resume', 'continue the downloads that an earlier run left unfinished');
}

export function addQueryOptions(command: Command): void {
  addTableOptions(command);
  command
    .addOption(new Option('--format <format>', 'format of the files').choices(FORMATS).default('jsonl'))
    .addOption(
      new Option('--mode <mode>', 'layout of nested objects in CSV and TSV (default: as DAP decides)').choices(MODES),
    );
  addDownloadOptions(command);
  command.option('--detach', 'submit the queries, print their handles for dap collect, and do not wait');
}

/**
 * The tables that a command was asked for.
 *
 * @throws CodedError `TOOL_INPUT` when none was named.
 */
export function requireTables({ table }: TableFlags): string {
  if (table !== undefined) return table;
  throw new CodedError('TOOL_INPUT', { message: 'No table is named: give --table, or tables in dap.yaml.' });
}

/** Date, time, fraction, zone. The time may end with its hours or minutes, or be absent. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/**
 * A moment in UTC as the official client sends it: at most microseconds. As there, a moment without a zone is in the
 * time of this machine, and a day begins at midnight.
 *
 * @example
 * readInstant('2026-03-01T09:00:00.1234567+01:00') // '2026-03-01T08:00:00.123456Z'
 */
export function readInstant(text: string): string {
  const [, date, hours = '00', minutes = '00', seconds = '00', fraction, zone] = MOMENT.exec(text) ?? [];
  const local = `${date}T${hours}:${minutes}:${seconds}`;
  const utcMs = instantMs(local + (zone ?? 'Z'));
  // Checked as UTC first: Date takes the 30th of February for a day in March.
  const ms = utcMs !== undefined && zone === undefined ? new Date(local).getTime() : utcMs;
  if (ms === undefined || Number.isNaN(ms)) {
    throw new InvalidArgumentError('It must be a moment such as 2026-03-01T08:00:00Z.');
  }
  const whole = new Date(ms).toISOString().slice(0, 19);
  return fraction === undefined ? `${whole}Z` : `${whole}.${fraction.slice(0, 6)}Z`;
}

/** An option that takes a whole number from 1 on. */
export function countOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(count);
}

export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

function count(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
}
