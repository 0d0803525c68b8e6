import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { type VerifyFlags, verifyTables } from '../database/verify-tables.js';
import { addPolicyOptions, addReplicaOptions } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';

/** Defines `dap verify`: holds a fresh snapshot against tables of a database. */
export function verifyCommand(command: Command, shell: Shell): void {
  addReplicaOptions(command);
  command.option('--repair', 'write what differs, and delete what DAP does not have');
  addPolicyOptions(command);
  addGlobalOptions(command);
  command.action(() => runDatabase<VerifyFlags>(shell, command, verifyTables));
}
