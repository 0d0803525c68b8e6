import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runQueries } from '../download/run-queries.js';
import { runSession } from '../session.js';
import { addGlobalOptions } from '../settings/global-options.js';
import { addQueryOptions, type QueryFlags } from '../settings/table-options.js';

/** Defines `dap snapshot`: the files of tables as they are now. */
export function snapshotCommand(command: Command, shell: Shell): void {
  addQueryOptions(command);
  addGlobalOptions(command);
  command.action(() =>
    runSession<QueryFlags>(shell, command, async (session) => {
      const { format, mode } = session.flags;
      const query = mode === undefined ? { format } : { format, mode };
      return await runQueries(session, 'snapshot', () => query);
    }),
  );
}
