import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { runTables } from '../run-tables.js';
import { runSession } from '../session.js';
import { addGlobalOptions } from '../settings/global-options.js';
import {
  addConcurrencyOption,
  addFileOptions,
  addTableOptions,
  type FileFlags,
  type TableFlags,
} from '../settings/table-options.js';

interface SchemaFlags extends TableFlags, FileFlags {}

/** Defines `dap schema`: the JSON Schema of each table, as a file. */
export function schemaCommand(command: Command, shell: Shell): void {
  addTableOptions(command);
  addFileOptions(command);
  addConcurrencyOption(command);
  addGlobalOptions(command);
  command.action(() =>
    runSession<SchemaFlags>(shell, command, async (session) => {
      const { client, flags, signal } = session;
      return await runTables(session, {
        name: 'schema',
        titles: ['version', 'file'],
        plan: async () => ({
          value: { outputDirectory: flags.outputDirectory },
          text: `schema to ${flags.outputDirectory}`,
        }),
        work: async ({ namespace, table }) => {
          const { path, version } = await client.downloadTableSchema(namespace, table, flags.outputDirectory, {
            signal,
          });
          return { value: { version, file: path }, cells: [String(version), path] };
        },
      });
    }),
  );
}
