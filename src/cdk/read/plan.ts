import { CodedError } from '../../errors.js';
import type { ConfiguredCatalog, ConfiguredStream, SyncMode } from '../../protocol/catalog.js';
import { descriptorKey, descriptorText } from '../../protocol/descriptor.js';
import type { StreamDescriptor } from '../../protocol/messages.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { isJsonObject } from '../../util/json.js';
import { descriptorOf, type StatesByStream } from '../commands/load-catalog.js';
import { indexStreams } from '../index-streams.js';
import { type AnyStream, cursorPath } from '../stream.js';
import type { StreamState } from '../stream-items.js';

/** What to do for one entry of the catalog. */
export interface PlannedStream {
  readonly descriptor: StreamDescriptor;
  /** Undefined when the source does not offer the stream any more. */
  readonly stream: AnyStream | undefined;
  readonly syncMode: SyncMode;
  readonly cursorField: readonly string[] | undefined;
  /** The key that the user chose, if the destination needs one. It counts only if the stream has no key. */
  readonly chosenKey: readonly (readonly string[])[] | undefined;
  /** Columns that the catalog selects; undefined if it does not select any. */
  readonly columns: ReadonlySet<string> | undefined;
  /** The stream's schema as the catalog has it. */
  readonly catalogSchema: JsonSchema | undefined;
  readonly state: StreamState | undefined;
  /** Why the stream cannot be read, if so. Such a stream fails alone; its state is not written again. */
  readonly refusal: { readonly error: unknown } | undefined;
}

/** States of full refreshes that are over; other connectors write them, and they mean "no state". */
const FINISHED_MARKERS = ['__ab_no_cursor_state_message', '__ab_full_refresh_sync_complete'];

/** Modes in which destinations need no key; a key in the catalog is then ignored. */
const KEYLESS_MODES = new Set(['append', 'overwrite']);

/**
 * Joins catalog, streams and states before a record is read. An error in one stream's state or catalog
 * entry becomes the refusal of that stream.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when the source offers a stream twice.
 */
export function planRead(
  catalog: ConfiguredCatalog,
  streams: readonly AnyStream[],
  states: StatesByStream,
): PlannedStream[] {
  const offered = indexStreams(streams);
  return catalog.streams.map((configured) => {
    const descriptor = descriptorOf(configured);
    const key = descriptorKey(descriptor);
    return planStream(configured, descriptor, offered.get(key), states.get(key));
  });
}

function planStream(
  configured: ConfiguredStream,
  descriptor: StreamDescriptor,
  stream: AnyStream | undefined,
  rawState: unknown,
): PlannedStream {
  const planned = {
    descriptor,
    stream,
    syncMode: configured.sync_mode,
    cursorField: undefined,
    chosenKey: KEYLESS_MODES.has(configured.destination_sync_mode ?? '') ? undefined : configured.primary_key,
    columns: selectedColumns(configured),
    catalogSchema: configured.stream.json_schema,
    state: undefined,
    refusal: undefined,
  };
  if (stream === undefined) return planned;
  try {
    // A stream that cannot read incrementally is read in full, whatever the catalog says.
    const syncMode = stream.supportsIncremental ? configured.sync_mode : 'full_refresh';
    const state = usableState(descriptor, stream, rawState);
    const cursorField = cursorInForce(configured, descriptor, stream, syncMode);
    const needsState = syncMode === 'incremental' || stream.resumesFullRefresh;
    return { ...planned, syncMode, cursorField, state: needsState ? state : undefined };
  } catch (error) {
    return { ...planned, refusal: { error } };
  }
}

function usableState(descriptor: StreamDescriptor, stream: AnyStream, state: unknown): StreamState | undefined {
  if (state === undefined) return undefined;
  if (!isJsonObject(state)) throw badState(descriptor, 'it is not a JSON object');
  const usable = state as StreamState;
  if (FINISHED_MARKERS.some((marker) => usable[marker] === true)) return undefined;
  const problem = stream.checkState(usable);
  if (problem !== undefined) throw badState(descriptor, problem);
  return usable;
}

function badState(descriptor: StreamDescriptor, problem: string): CodedError {
  return new CodedError('CDK_STATE_INVALID', {
    message: `The state of stream ${descriptorText(descriptor)} cannot be used: ${problem}. Reset the stream, or restore its last good state.`,
    details: { stream: descriptorText(descriptor) },
  });
}

/** The protocol's order: the source's own cursor, else the configured one, else the default. */
function cursorInForce(
  configured: ConfiguredStream,
  descriptor: StreamDescriptor,
  stream: AnyStream,
  syncMode: SyncMode,
): readonly string[] | undefined {
  const own = cursorPath(stream);
  if (stream.sourceDefinedCursor && own !== undefined) return own;
  const chosen = configured.cursor_field;
  if (chosen !== undefined && chosen.length > 0) return chosen;
  if (own !== undefined || syncMode === 'full_refresh') return own;
  throw new CodedError('CDK_CATALOG_INVALID', {
    message: `Stream ${descriptorText(descriptor)} is to be read incrementally, but no cursor column is chosen.`,
    details: { stream: descriptorText(descriptor) },
  });
}

/** Without columns every record would be empty: such a catalog does not select columns. */
function selectedColumns(configured: ConfiguredStream): ReadonlySet<string> | undefined {
  const properties = configured.stream.json_schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return undefined;
  const names = Object.keys(properties);
  return names.length === 0 ? undefined : new Set(names);
}
