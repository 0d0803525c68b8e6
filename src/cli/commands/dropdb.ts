import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { type DropFlags, dropTables } from '../database/drop-tables.js';
import { addDatabaseOptions } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';
import { addTableOptions } from '../settings/table-options.js';

/** Defines `dap dropdb`: removes tables from a database. */
export function dropdbCommand(command: Command, shell: Shell): void {
  addTableOptions(command);
  addDatabaseOptions(command);
  command.option('--cascade', 'drop the views that depend on the tables as well');
  addGlobalOptions(command);
  command.action(() => runDatabase<DropFlags>(shell, command, dropTables));
}
