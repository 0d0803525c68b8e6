import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { type ListFlags, listTables } from '../database/list-tables.js';
import { addListOptions } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';

/** Defines `dap listdb`: the tables of a namespace, and what the database has of them. */
export function listdbCommand(command: Command, shell: Shell): void {
  addListOptions(command);
  addGlobalOptions(command);
  command.action(() => runDatabase<ListFlags>(shell, command, listTables, { readOnly: true }));
}
