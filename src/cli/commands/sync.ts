import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { addChangeOptions, addPolicyOptions } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';
import { addServiceOptions, type ServiceFlags } from '../settings/sync-options.js';
import { keepFresh } from '../sync/keep-fresh.js';

/** Defines `dap sync`: tables of a database that are kept fresh. */
export function syncCommand(command: Command, shell: Shell): void {
  addServiceOptions(command);
  addChangeOptions(command);
  addPolicyOptions(command);
  addGlobalOptions(command);
  command.action(() => runDatabase<ServiceFlags>(shell, command, keepFresh, { untilStopped: true }));
}
