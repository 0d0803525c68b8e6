import { CodedError } from '../../errors.js';
import { type ConfiguredCatalog, type ConfiguredStream, configuredCatalogSchema } from '../../protocol/catalog.js';
import { descriptorKey, descriptorText, streamDescriptor } from '../../protocol/descriptor.js';
import type { StreamDescriptor } from '../../protocol/messages.js';
import { readStateFile } from '../../protocol/state.js';
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
 * Reads the states; none without `input`.
 *
 * @throws CodedError `CDK_STATE_INVALID` when the file is not a list of state messages.
 */
export async function loadStates(input: JsonInput | undefined): Promise<StatesByStream> {
  const states = new Map<string, unknown>();
  if (input === undefined) return states;
  const entries = readStateFile(await readJsonInput(input, STATE_INPUT));
  if (entries === undefined) {
    throw new CodedError('CDK_STATE_INVALID', {
      message: 'The state cannot be used: it must be a list of STREAM state messages, or empty.',
    });
  }
  for (const { descriptor, state } of entries) {
    const isEmpty = state === undefined || (isJsonObject(state) && Object.keys(state).length === 0);
    if (!isEmpty) states.set(descriptorKey(descriptor), state);
  }
  return states;
}
