import type { SyncMode } from '../protocol/catalog.js';
import type { ReceivedMessage, ReceivedStream } from './received-message.js';
import { streamKey } from './stream-key.js';

/** What a platform lets its user choose. */
export interface CatalogChoice {
  /** Streams that do not support it are read by the mode they have. */
  readonly syncMode: SyncMode;
  /** Streams by name or `namespace.name`, in this order; all when absent. */
  readonly streams?: readonly string[];
  /** Columns to select in every stream that has them; all when absent. */
  readonly columns?: readonly string[];
}

/** One entry of a {@link ConfiguredCatalogFile}. */
export interface ConfiguredStreamEntry {
  readonly stream: ReceivedStream;
  readonly sync_mode: SyncMode;
  readonly destination_sync_mode: 'append' | 'overwrite';
  readonly cursor_field?: readonly string[];
  readonly primary_key?: readonly (readonly string[])[];
}

/** A configured catalog as it is handed to `read --catalog`. */
export interface ConfiguredCatalogFile {
  readonly streams: readonly ConfiguredStreamEntry[];
}

/**
 * Makes the configured catalog that a platform would hand to `read`.
 *
 * @param discovered - the answer of `discover`: the message, its payload, or all messages of the command
 * @throws Error when a stream chosen is not in the catalog.
 * @example
 * catalogOf(run.messages, { syncMode: 'incremental', streams: ['canvas.users'] })
 */
export function catalogOf(
  discovered: { readonly streams: readonly ReceivedStream[] } | ReceivedMessage | readonly ReceivedMessage[],
  choice: CatalogChoice,
): ConfiguredCatalogFile {
  const offered = streamsIn(discovered);
  const chosen = choice.streams === undefined ? offered : choice.streams.map((name) => find(offered, name));
  return { streams: chosen.map((stream) => configure(stream, choice)) };
}

function streamsIn(
  discovered: { readonly streams: readonly ReceivedStream[] } | ReceivedMessage | readonly ReceivedMessage[],
): readonly ReceivedStream[] {
  if ('streams' in discovered) return discovered.streams;
  const messages = 'type' in discovered ? [discovered] : discovered;
  const catalog = messages.find((message) => message.catalog !== undefined)?.catalog;
  if (catalog === undefined) throw new Error('There is no CATALOG message.');
  return catalog.streams;
}

function find(offered: readonly ReceivedStream[], name: string): ReceivedStream {
  const found = offered.find((stream) => streamKey(stream) === name) ?? offered.find((stream) => stream.name === name);
  if (found !== undefined) return found;
  throw new Error(`The catalog has no stream ${name}; it has ${offered.map(streamKey).join(', ')}.`);
}

function configure(stream: ReceivedStream, choice: CatalogChoice): ConfiguredStreamEntry {
  const supported = stream.supported_sync_modes ?? [];
  const syncMode = supported.includes(choice.syncMode)
    ? choice.syncMode
    : ((supported[0] ?? 'full_refresh') as SyncMode);
  return {
    stream: choice.columns === undefined ? stream : withColumns(stream, new Set(choice.columns)),
    sync_mode: syncMode,
    destination_sync_mode: 'append',
    ...(stream.default_cursor_field ? { cursor_field: stream.default_cursor_field } : {}),
    ...(stream.source_defined_primary_key ? { primary_key: stream.source_defined_primary_key } : {}),
  };
}

function withColumns(stream: ReceivedStream, columns: ReadonlySet<string>): ReceivedStream {
  const properties = Object.entries((stream.json_schema['properties'] ?? {}) as Record<string, unknown>);
  const kept = Object.fromEntries(properties.filter(([name]) => columns.has(name)));
  return { ...stream, json_schema: { ...stream.json_schema, properties: kept } };
}
