import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runDatabase } from '../database/database-session.js';
import { addChangeOptions, addConnectionOption, addPolicyOptions } from '../settings/database-options.js';
import { addGlobalOptions } from '../settings/global-options.js';
import { addQueueOptions, toOption } from '../settings/sync-options.js';
import { countOption } from '../settings/table-options.js';
import { serveWorker, type WorkerFlags } from '../sync/serve-worker.js';

/** Defines `dap worker`: takes the jobs that `dap sync --queue` gives. */
export function workerCommand(command: Command, shell: Shell): void {
  addQueueOptions(command);
  command.addOption(toOption());
  addConnectionOption(command);
  command
    .addOption(countOption('--concurrency <n>', 'tables under way at a time').default(2))
    .addOption(countOption('--file-concurrency <n>', 'jobs for files of large tables at a time').default(2));
  addChangeOptions(command);
  addPolicyOptions(command);
  addGlobalOptions(command);
  command.action(() => runDatabase<WorkerFlags>(shell, command, serveWorker, { untilStopped: true }));
}
