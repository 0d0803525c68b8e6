import type { TableQuery, TableRef } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import { runTables } from '../run-tables.js';
import type { Session } from '../session.js';
import type { QueryFlags } from '../settings/table-options.js';
import { DOWNLOAD_TITLES, downloadQuery } from './download-table.js';

/**
 * Runs a query on each of the tables that the options name, and downloads what it gives; with `--detach` only submits
 * it and prints its handle.
 *
 * @param queryFor - the query for a table.
 * @returns the exit code.
 */
export async function runQueries(
  session: Session<QueryFlags>,
  name: string,
  queryFor: (ref: TableRef) => TableQuery | Promise<TableQuery>,
): Promise<number> {
  const { client, display, flags, results, signal } = session;
  const { outputDirectory } = flags;
  if (flags.decompress === true && flags.format === 'parquet') {
    const message = '--decompress does not go with --format parquet: Parquet files are compressed inside.';
    throw new CodedError('TOOL_INPUT', { message });
  }
  return await runTables(session, {
    name,
    titles: flags.detach === true ? [] : DOWNLOAD_TITLES,
    plan: async (ref) => {
      const query = await queryFor(ref);
      const target = flags.detach === true ? 'a handle' : outputDirectory;
      const parts = Object.entries(query).map(([key, value]) => `${key} ${value}`);
      return { value: { query, outputDirectory }, text: `${name}, ${parts.join(', ')}, to ${target}` };
    },
    work: async (ref) => {
      const query = await queryFor(ref);
      display.update(`${ref.namespace}.${ref.table}`, { phase: 'submitting' });
      if (flags.detach !== true) return await downloadQuery(session, ref, query);
      results.json(await client.submit(ref, query, { signal }));
      return undefined;
    },
  });
}
