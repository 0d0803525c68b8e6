import { basename, dirname } from 'node:path';
import { CodedError, errorText } from '../../../errors.js';
import type { SyncMode } from '../../../protocol/catalog.js';
import { type ConfiguredStreamEntry, catalogOf } from '../../../testing/catalog-of.js';
import { streamKey } from '../../../testing/stream-key.js';
import { writeFiles } from '../../write-files.js';
import { type OfferedStream, payloadOf } from '../read-payload.js';
import { schemaText } from '../schema-text.js';
import { readConnectorOutput, type Terminal } from './terminal.js';

/** The options of `stream-cdk schema infer --configure-catalog`. */
export interface ConfigureOptions {
  /** Where to write; standard output when absent. */
  readonly file: string | undefined;
  readonly force: boolean;
  /** By default incremental. */
  readonly syncMode?: SyncMode;
  readonly streams?: readonly string[];
}

/** A configured stream with what a platform would do with its records. */
type ConfiguredEntry = Omit<ConfiguredStreamEntry, 'destination_sync_mode'> & {
  readonly destination_sync_mode: 'append' | 'append_dedup' | 'overwrite';
};

/**
 * Writes the catalog that a platform would hand to `read`, from the CATALOG message in the input.
 *
 * @throws CodedError `TOOL_INPUT` when there is none or a chosen stream is not in it; `TOOL_FILE_EXISTS`.
 */
export async function configureCatalog(options: ConfigureOptions, terminal: Terminal): Promise<void> {
  const { catalog } = await readConnectorOutput(terminal);
  const { streams } = payloadOf('The CATALOG line', catalog);
  if (streams === undefined) throw new CodedError('TOOL_INPUT', { message: 'The input has no CATALOG message.' });
  const configured = configure(streams, options);
  const text = schemaText({ streams: configured });
  if (options.file === undefined) terminal.output.write(text);
  else await writeFiles(dirname(options.file), new Map([[basename(options.file), text]]), options.force);
  for (const { stream, sync_mode, destination_sync_mode } of configured) {
    terminal.log(`${streamKey(stream)}: ${sync_mode}, ${destination_sync_mode}`);
  }
}

function configure(streams: readonly OfferedStream[], options: ConfigureOptions): ConfiguredEntry[] {
  const { syncMode = 'incremental', ...choice } = options;
  const plain = streams.map(({ stream }) => stream);
  try {
    const { streams: entries } = catalogOf({ streams: plain }, { ...choice, syncMode });
    return entries.map(withDestination);
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: errorText(error), cause: error });
  }
}

/** A stream that is read incrementally needs a cursor, which only a user could choose if the source has none. */
function withDestination(entry: ConfiguredStreamEntry): ConfiguredEntry {
  const { stream } = entry;
  const hasCursor = stream.source_defined_cursor === true || (entry.cursor_field ?? []).length > 0;
  const canRefresh = (stream.supported_sync_modes ?? []).includes('full_refresh');
  const isIncremental = entry.sync_mode === 'incremental' && (hasCursor || !canRefresh);
  const hasKey = (entry.primary_key ?? []).length > 0;
  return {
    ...entry,
    sync_mode: isIncremental ? 'incremental' : 'full_refresh',
    destination_sync_mode: isIncremental ? (hasKey ? 'append_dedup' : 'append') : 'overwrite',
  };
}
