import { type Command, Option } from 'commander';
import type { TableRef } from '../../dap/index.js';
import type { Shell } from '../../shell/shell.js';
import { runQueries } from '../download/run-queries.js';
import { recallSince } from '../remembered.js';
import { runSession, type Session } from '../session.js';
import { addGlobalOptions } from '../settings/global-options.js';
import { addQueryOptions, type QueryFlags, readInstant } from '../settings/table-options.js';

interface IncrementalFlags extends QueryFlags {
  readonly since: string;
  readonly until?: string;
}

const LAST = 'last';

/** Defines `dap incremental`: the files of what changed in tables since an instant. */
export function incrementalCommand(command: Command, shell: Shell): void {
  addQueryOptions(command);
  command
    .addOption(
      new Option(
        '--since <instant>',
        'changes from then on, such as 2026-03-01T08:00:00Z; or last: from where the files in the output folder end',
      )
        .argParser((text) => (text === LAST ? LAST : readInstant(text)))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--until <instant>', 'changes before then (default: all that DAP has)').argParser(readInstant),
    );
  addGlobalOptions(command);
  command.action(() =>
    runSession<IncrementalFlags>(shell, command, async (session) => {
      const { format, mode, until } = session.flags;
      return await runQueries(session, 'incremental', async (ref) => ({
        format,
        ...(mode === undefined ? {} : { mode }),
        since: await sinceOf(session, ref),
        ...(until === undefined ? {} : { until }),
      }));
    }),
  );
}

async function sinceOf({ client, flags, log }: Session<IncrementalFlags>, ref: TableRef): Promise<string> {
  if (flags.since !== LAST) return flags.since;
  const { since, isOtherKey } = await recallSince(flags.outputDirectory, ref, client.origin);
  if (isOtherKey) log.warning('the files in the output folder were downloaded with another client ID', ref);
  return since;
}
