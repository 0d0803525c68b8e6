import { cursorPath } from '../assertions/cursor/cursor-path.js';
import { type ConfiguredCatalogFile, type ConfiguredStreamEntry, catalogOf } from '../catalog-of.js';
import type { ReceivedStream } from '../received-message.js';

/**
 * The catalog of a first read: every stream, incrementally if possible. A stream whose cursor its user has to
 * choose is read in full, since nobody has chosen one.
 */
export function firstCatalog(streams: readonly ReceivedStream[]): ConfiguredCatalogFile {
  const entries = catalogOf({ streams }, { syncMode: 'incremental' }).streams;
  return { streams: entries.map((entry) => (needsChoice(entry) ? (inFull(entry) ?? entry) : entry)) };
}

function needsChoice(entry: ConfiguredStreamEntry): boolean {
  const isUnknown = cursorPath(entry) === undefined && entry.stream.source_defined_cursor !== true;
  return entry.sync_mode === 'incremental' && isUnknown;
}

/** The streams that can be read in full, so configured. */
export function fullCatalog({ streams }: ConfiguredCatalogFile): ConfiguredCatalogFile {
  return { streams: streams.map(inFull).filter((entry) => entry !== undefined) };
}

function inFull(entry: ConfiguredStreamEntry): ConfiguredStreamEntry | undefined {
  const modes = entry.stream.supported_sync_modes ?? [];
  return modes.length === 0 || modes.includes('full_refresh') ? { ...entry, sync_mode: 'full_refresh' } : undefined;
}

/** The streams that are read incrementally. */
export function incrementalCatalog({ streams }: ConfiguredCatalogFile): ConfiguredCatalogFile {
  return { streams: streams.filter((entry) => entry.sync_mode === 'incremental') };
}

/** The streams that go on from a state: all that are read incrementally, and others that say so. */
export function resumableCatalog({ streams }: ConfiguredCatalogFile): ConfiguredCatalogFile {
  const canResume = (entry: ConfiguredStreamEntry) =>
    entry.sync_mode === 'incremental' || entry.stream.is_resumable === true;
  return { streams: streams.filter(canResume) };
}

/** A catalog that no source can read, as Airbyte's own tests send it. */
export const IMPOSSIBLE_CATALOG = {
  streams: [
    {
      stream: {
        name: '__AIRBYTE__stream_that_does_not_exist',
        json_schema: { type: 'object', properties: { f1: { type: 'string' } } },
        supported_sync_modes: ['full_refresh'],
      },
      sync_mode: 'INVALID',
      destination_sync_mode: 'INVALID',
    },
  ],
};

/** A catalog as some platforms write it: absent members as null, and members that are not of the protocol. */
export function verboseCatalog({ streams }: ConfiguredCatalogFile): { readonly streams: readonly object[] } {
  const nulls = { generation_id: null, minimum_generation_id: null, sync_id: null, destination_object_name: null };
  return {
    streams: streams.map(({ stream, ...entry }) => ({
      cursor_field: null,
      primary_key: null,
      include_files: null,
      ...nulls,
      ...entry,
      stream: { ...NULL_STREAM, ...stream, member_of_a_newer_platform: true },
      member_of_a_newer_platform: {},
    })),
  };
}

const NULL_STREAM = {
  namespace: null,
  source_defined_cursor: null,
  default_cursor_field: null,
  source_defined_primary_key: null,
  is_resumable: null,
  is_file_based: null,
};
