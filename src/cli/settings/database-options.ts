import { type Command, Option } from 'commander';
import type { RemovedColumns, ReplicationOptions, ValuePolicies } from '../../sql/index.js';
import type { GlobalFlags } from './global-options.js';
import { addNamespaceOption, addTableOptions, countOption, nonEmpty, type TableFlags } from './table-options.js';

/** Options of every command that works with a database. */
export interface DatabaseFlags extends GlobalFlags {
  readonly namespace: string;
  readonly connectionString?: string;
  readonly schema?: string;
}

/** Options of a command that works on replicated tables. */
export interface ReplicaFlags extends DatabaseFlags, TableFlags {}

/** Options of a command that loads rows. */
export interface LoadFlags extends ReplicaFlags, ValuePolicies {}

/** Options of `dap syncdb`. */
export interface SyncFlags extends LoadFlags {
  readonly resnapshot: boolean;
  readonly resnapshotStrategy: 'diff' | 'truncate';
  readonly removedColumns: RemovedColumns;
  readonly rebuild?: boolean;
}

const POLICY_GROUP = 'Values that the database cannot hold:';

/** Flag, choices (the default first), and what it is about, by policy. */
export const POLICY_OPTIONS: Readonly<Record<keyof ValuePolicies, readonly [string, readonly string[], string]>> = {
  nonFinite: ['--non-finite', ['null', 'fail'], 'NaN and infinities'],
  nul: ['--nul', ['remove', 'null', 'fail'], 'the character NUL in a text'],
  outOfRange: ['--out-of-range', ['null', 'fail'], 'instants and dates outside the years of the database'],
  tooLong: ['--too-long', ['cut', 'null', 'fail'], 'texts longer than the column'],
  unknownEnum: ['--unknown-enum', ['unspecified', 'null', 'fail'], 'values that the enumeration of the column lacks'],
  wrongType: ['--wrong-type', ['null', 'fail'], "values of another type than the column's"],
  oversized: ['--oversized', ['keep', 'null'], 'the marker __dap_oversized_truncated__ in place of a text'],
};

/** Choices of `--removed-columns` and `--resnapshot-strategy`, the default first. */
export const REMOVED_COLUMNS = ['drop', 'keep', 'fail'] as const;
export const RESNAPSHOT_STRATEGIES = ['diff', 'truncate'] as const;

/** Adds where the tables lie. */
export function addDatabaseOptions(command: Command): void {
  addConnectionOption(command);
  command.addOption(
    new Option('--schema <name>', 'schema of the tables in the database (default: the namespace)').argParser(nonEmpty),
  );
}

/** Adds which database it is. */
export function addConnectionOption(command: Command): void {
  command.addOption(
    new Option(
      '--connection-string <url>',
      'database, such as postgresql://user@host/name (default: duckdb://canvas.duckdb); prefer the variable: other users of this machine see command lines',
    ).env('DAP_CONNECTION_STRING'),
  );
}

/** Adds the options of a command that works on several replicated tables. */
export function addReplicaOptions(command: Command): void {
  addTableOptions(command);
  addDatabaseOptions(command);
  command.addOption(countOption('--concurrency <n>', 'tables under way at a time').default(4));
}

/** Adds the options of `listdb`. */
export function addListOptions(command: Command): void {
  addNamespaceOption(command);
  addDatabaseOptions(command);
  command
    .option('--omit-not-replicated', 'leave out tables that are not in the database; needs no credentials')
    .option('--omit-record-count', 'do not count the rows');
}

/** Adds what happens to values that the database cannot hold. */
export function addPolicyOptions(command: Command): void {
  for (const [flag, choices, about] of Object.values(POLICY_OPTIONS)) {
    const option = new Option(`${flag} <policy>`, about).choices([...choices]).default(choices[0]);
    command.addOption(option.helpGroup(POLICY_GROUP));
  }
}

/** Adds the options of `syncdb` alone. */
export function addSyncOptions(command: Command): void {
  addChangeOptions(command);
  command.option('--rebuild', 'give the tables the column types of fresh ones, by a new snapshot');
}

/** Adds how tables follow what changed. */
export function addChangeOptions(command: Command): void {
  command
    .addOption(
      new Option('--removed-columns <policy>', 'what happens to columns that DAP has removed')
        .choices(REMOVED_COLUMNS)
        .default(REMOVED_COLUMNS[0]),
    )
    .option('--no-resnapshot', 'fail where only a new snapshot can bring a table up to date')
    .addOption(
      new Option('--resnapshot-strategy <strategy>', 'how a new snapshot replaces the rows')
        .choices(RESNAPSHOT_STRATEGIES)
        .default(RESNAPSHOT_STRATEGIES[0]),
    );
}

/** The options of the library that the flags stand for. */
export function replicationOptions(flags: DatabaseFlags & Partial<SyncFlags>): ReplicationOptions {
  const { schema, resnapshot, resnapshotStrategy, removedColumns } = flags;
  const names = Object.keys(POLICY_OPTIONS) as readonly (keyof ValuePolicies)[];
  const policies = Object.fromEntries(names.filter((name) => flags[name]).map((name) => [name, flags[name]]));
  return { schema, resnapshot, resnapshotStrategy, removedColumns, policies };
}
