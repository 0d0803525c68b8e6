import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { synchronizeTables } from '../database/replicate.js';
import { addPolicyOptions, addReplicaOptions, addSyncOptions, type SyncFlags } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';

/** Defines `dap syncdb`: what changed in tables, merged into a database. */
export function syncdbCommand(command: Command, shell: Shell): void {
  addReplicaOptions(command);
  addSyncOptions(command);
  addPolicyOptions(command);
  addGlobalOptions(command);
  command.action(() => runDatabase<SyncFlags>(shell, command, synchronizeTables));
}
