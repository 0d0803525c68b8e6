import type { Command } from 'commander';
import type { Shell } from '../shell/shell.js';

/** A command of the program `dap`; what defines it is loaded when it is needed. */
export interface DapCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<(command: Command, shell: Shell) => void>;
}

/** The commands of `dap`, in the order of the help. */
export const DAP_COMMANDS: readonly DapCommand[] = [
  {
    name: 'list',
    summary: 'print the names of the tables of a namespace',
    load: async () => (await import('./commands/list.js')).listCommand,
  },
  {
    name: 'schema',
    summary: 'download the JSON Schema of tables',
    load: async () => (await import('./commands/schema.js')).schemaCommand,
  },
  {
    name: 'snapshot',
    summary: 'download tables as they are now',
    load: async () => (await import('./commands/snapshot.js')).snapshotCommand,
  },
  {
    name: 'incremental',
    summary: 'download what changed in tables since an instant',
    load: async () => (await import('./commands/incremental.js')).incrementalCommand,
  },
  {
    name: 'collect',
    summary: 'download the files of queries that were submitted with --detach',
    load: async () => (await import('./commands/collect.js')).collectCommand,
  },
  {
    name: 'initdb',
    summary: 'load tables into a database, as they are now',
    load: async () => (await import('./commands/initdb.js')).initdbCommand,
  },
  {
    name: 'syncdb',
    summary: 'bring tables of a database up to date',
    load: async () => (await import('./commands/syncdb.js')).syncdbCommand,
  },
  {
    name: 'sync',
    summary: 'keep tables of a database fresh: load or synchronize them, once or by a schedule',
    load: async () => (await import('./commands/sync.js')).syncCommand,
  },
  {
    name: 'worker',
    summary: 'take the jobs that dap sync --queue gives, on as many machines as it takes',
    load: async () => (await import('./commands/worker.js')).workerCommand,
  },
  {
    name: 'dropdb',
    summary: 'remove tables from a database',
    load: async () => (await import('./commands/dropdb.js')).dropdbCommand,
  },
  {
    name: 'listdb',
    summary: 'show which tables a database has, and how old their data is',
    load: async () => (await import('./commands/listdb.js')).listdbCommand,
  },
  {
    name: 'verify',
    summary: 'compare tables of a database with DAP',
    load: async () => (await import('./commands/verify.js')).verifyCommand,
  },
  {
    name: 'init',
    summary: 'check credentials, choose tables, and write a settings file',
    load: async () => (await import('./commands/init.js')).initCommand,
  },
  {
    name: 'emulator',
    summary: 'run a DAP server on this machine, with made-up data and the credentials that it prints',
    load: async () => (await import('./emulator-command.js')).emulatorCommand,
  },
  {
    name: 'completion',
    summary: 'print a script that completes commands and options in your shell',
    load: async () => (await import('./commands/completion.js')).completionCommand,
  },
];
