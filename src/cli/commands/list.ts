import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runSession } from '../session.js';
import { addGlobalOptions, type GlobalFlags } from '../settings/global-options.js';
import { addNamespaceOption } from '../settings/table-options.js';

interface ListFlags extends GlobalFlags {
  readonly namespace: string;
}

/** Defines `dap list`: the names of the tables of a namespace, one a line, in the server's order. */
export function listCommand(command: Command, shell: Shell): void {
  addNamespaceOption(command);
  addGlobalOptions(command);
  command.action(() =>
    runSession<ListFlags>(shell, command, async ({ client, flags: { namespace }, results, signal }) => {
      const tables = await client.getTables(namespace, { signal });
      for (const table of tables) results.add({ namespace, table }, table);
      return 0;
    }),
  );
}
