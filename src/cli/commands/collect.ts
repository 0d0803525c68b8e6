import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { DOWNLOAD_TITLES, downloadHandle } from '../download/download-table.js';
import { readHandles } from '../download/read-handles.js';
import { runAll } from '../run-tables.js';
import { runSession } from '../session.js';
import { addGlobalOptions } from '../settings/global-options.js';
import { addDownloadOptions, type DownloadFlags } from '../settings/table-options.js';

interface CollectFlags extends DownloadFlags {
  readonly concurrency: number;
}

/** Defines `dap collect`: waits for jobs that were submitted before, and downloads their files. */
export function collectCommand(command: Command, shell: Shell): void {
  command.argument('[file]', 'handles as JSON Lines; - for standard input', '-');
  addDownloadOptions(command);
  addGlobalOptions(command);
  command.action((file: string) =>
    runSession<CollectFlags>(shell, command, async (session) => {
      let exitCode = 0;
      for (const round of await readHandles(file, session.signal)) {
        const namespace = [...round.values()][0]?.namespace ?? '';
        const code = await runAll(session, namespace, [...round.keys()], session.flags.concurrency, {
          name: 'collect',
          titles: DOWNLOAD_TITLES,
          work: async ({ table }) => {
            const handle = round.get(table);
            return handle === undefined ? undefined : await downloadHandle(session, handle);
          },
        });
        exitCode = Math.max(exitCode, code);
      }
      return exitCode;
    }),
  );
}
