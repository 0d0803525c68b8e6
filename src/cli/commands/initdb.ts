import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { initializeTables } from '../database/replicate.js';
import { addPolicyOptions, addReplicaOptions, type LoadFlags } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';

/** Defines `dap initdb`: tables as they are now, loaded into a database. */
export function initdbCommand(command: Command, shell: Shell): void {
  addReplicaOptions(command);
  addPolicyOptions(command);
  addGlobalOptions(command);
  command.action(() => runDatabase<LoadFlags>(shell, command, initializeTables));
}
