import { CodedError } from '../../errors.js';
import { type ConfiguredCatalog, type ConfiguredStream, configuredCatalogSchema } from '../../protocol/catalog.js';
import { descriptorKey, descriptorText, streamDescriptor } from '../../protocol/descriptor.js';
import type { StreamDescriptor } from '../../protocol/messages.js';
import { readStateFile, type StreamStateEntry } from '../../protocol/state.js';
import { isJsonObject } from '../../util/json.js';
import { CATALOG_INPUT, type JsonInput, readJsonInput, STATE_INPUT } from './json-input.js';

/** States by {@link descriptorKey}, as they stand in the file. */
export type StatesByStream = ReadonlyMap<string, unknown>;

/** The descriptor of a catalog entry. */
export function descriptorOf(configured: ConfiguredStream): StreamDescriptor {
  return streamDescriptor(configured.stream.name, configured.stream.namespace);
}

/**
 * Reads the configured catalog.
 *
 * @throws CodedError `CDK_CATALOG_INVALID` naming the first place that does not follow the protocol.
 */
export async function loadCatalog(input: JsonInput): Promise<ConfiguredCatalog> {
  const parsed = configuredCatalogSchema.safeParse(await readJsonInput(input, CATALOG_INPUT));
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw invalidCatalog(
      place === '' ? 'it must be an object with a list of streams' : `${place} is missing or of a wrong type`,
    );
  }
  refuseRepeated(parsed.data);
  return parsed.data;
}

/** A stream named twice would be sent twice. */
function refuseRepeated(catalog: ConfiguredCatalog): void {
  const seen = new Set<string>();
  for (const configured of catalog.streams) {
    const descriptor = descriptorOf(configured);
    const key = descriptorKey(descriptor);
    if (seen.has(key)) throw invalidCatalog(`stream ${descriptorText(descriptor)} is in it twice`);
    seen.add(key);
  }
}

function invalidCatalog(why: string): CodedError {
  return new CodedError('CDK_CATALOG_INVALID', { message: `The configured catalog cannot be used: ${why}.` });
}

/**
 * Reads the states; none without `input`. A state that knows the bare name of its stream only belongs to the one stream
 * of that name in the catalog, whatever its namespace.
 *
 * @throws CodedError `CDK_STATE_INVALID` when the file has no known form, and when it cannot be told which streams it
 * speaks of: they would be read again from the start in silence.
 */
export async function loadStates(input: JsonInput | undefined, catalog: ConfiguredCatalog): Promise<StatesByStream> {
  const states = new Map<string, unknown>();
  if (input === undefined) return states;
  const file = readStateFile(await readJsonInput(input, STATE_INPUT));
  if ('problem' in file) throw invalidState(file.problem);
  for (const { descriptor, state } of [...legacyEntries(file.legacy, catalog), ...file.entries]) {
    const isEmpty = state == null || (isJsonObject(state) && Object.keys(state).length === 0);
    if (!isEmpty) states.set(descriptorKey(descriptor), state);
  }
  return states;
}

function legacyEntries(legacy: ReadonlyMap<string, unknown>, catalog: ConfiguredCatalog): StreamStateEntry[] {
  const descriptors = catalog.streams.map(descriptorOf);
  const entries = [...legacy].flatMap(([name, state]) => {
    const [own, ...others] = descriptors.filter((descriptor) => descriptor.name === name);
    if (others.length > 0) throw invalidState(`the catalog has several streams ${name}, and it names no namespace`);
    return own === undefined ? [] : [{ descriptor: own, state }];
  });
  if (legacy.size > 0 && entries.length === 0 && descriptors.length > 0) {
    throw invalidState('it has the old form of states by stream, but none of its members is a stream of the catalog');
  }
  return entries;
}

function invalidState(why: string): CodedError {
  return new CodedError('CDK_STATE_INVALID', {
    message: `The state cannot be used: ${why}. It must be a list of state messages, or empty.`,
  });
}
