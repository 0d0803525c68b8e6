import { z } from 'zod';
import { isJsonObject } from '../util/json.js';
import { streamDescriptor } from './descriptor.js';
import type { StreamDescriptor } from './messages.js';

/** The state of one stream as a platform hands it back. */
export interface StreamStateEntry {
  readonly descriptor: StreamDescriptor;
  /** As it stands in the file: what is wrong with it concerns this stream alone. Undefined where there is none. */
  readonly state: unknown;
}

/** What a state file says. */
export interface StateFile {
  readonly entries: readonly StreamStateEntry[];
  /** States by the bare name of their stream, from the time before STREAM messages. They know no namespaces. */
  readonly legacy: ReadonlyMap<string, unknown>;
}

/** Why a state file cannot be read, as the end of a sentence that begins with "it" or names an element. */
export interface UnreadableState {
  readonly problem: string;
}

const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

const streamEntrySchema = z.object({
  stream_descriptor: z.object({ name: z.string().min(1), namespace: absent(z.string()) }),
  stream_state: absent(z.unknown()),
});
const globalSchema = z.object({ shared_state: z.unknown(), stream_states: z.array(streamEntrySchema) });

const MAX_SHOWN = 60;

/**
 * Reads what a platform hands to `--state`: a list of messages of the types STREAM, GLOBAL without a shared state, or
 * LEGACY; the old form `{ "stream": { … } }` without messages. `[]`, `{}` and null all mean that there is none. Nothing
 * else is taken for "none": everything would be read again in silence.
 *
 * @returns what it says, or what is wrong with it. Names are quoted, values are not.
 */
export function readStateFile(value: unknown): StateFile | UnreadableState {
  if (value === null) return { entries: [], legacy: new Map() };
  if (Array.isArray(value)) return join(value.map((element, index) => readElement(element, `element ${index + 1}`)));
  if (!isJsonObject(value)) return { problem: 'it is neither a list of state messages nor an object' };
  if (isMessage(value)) {
    const own = value['type'] === 'LEGACY' ? readElement(value, 'it') : undefined;
    return own ?? { problem: 'it is a single message: a list of state messages is expected, so put it into [ ]' };
  }
  return readLegacy(value, 'it is an object without state messages, and');
}

function isMessage(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value['type'] === 'string' || (isJsonObject(value['stream']) && 'stream_descriptor' in value['stream']);
}

function join(parts: readonly (StateFile | UnreadableState)[]): StateFile | UnreadableState {
  const entries: StreamStateEntry[] = [];
  const legacy = new Map<string, unknown>();
  for (const part of parts) {
    if ('problem' in part) return part;
    entries.push(...part.entries);
    for (const [name, state] of part.legacy) legacy.set(name, state);
  }
  return { entries, legacy };
}

function readElement(element: unknown, where: string): StateFile | UnreadableState {
  if (!isJsonObject(element)) return { problem: `${where} is not an object` };
  const type = element['type'] ?? 'STREAM';
  switch (type) {
    case 'STREAM':
      return readStream(element['stream'], where);
    case 'GLOBAL':
      return readGlobal(element['global'], where);
    case 'LEGACY':
      return isJsonObject(element['data'])
        ? readLegacy(element['data'], `${where} is a LEGACY state, and`)
        : { problem: `${where} is a LEGACY state whose data are not an object` };
    case 'STATE':
      return {
        problem: `${where} is a whole line of a connector's output: only what stands in its "state" belongs there`,
      };
    default:
      return { problem: `${where} has an unknown type (${show(type)})` };
  }
}

function readStream(stream: unknown, where: string): StateFile | UnreadableState {
  const parsed = streamEntrySchema.safeParse(stream);
  if (!parsed.success)
    return { problem: `${where} is a STREAM state that names no stream in stream.stream_descriptor` };
  return { entries: [toEntry(parsed.data)], legacy: new Map() };
}

function readGlobal(global: unknown, where: string): StateFile | UnreadableState {
  const parsed = globalSchema.safeParse(global);
  if (!parsed.success) return { problem: `${where} is a GLOBAL state without the named states of its streams` };
  const { shared_state: shared, stream_states: states } = parsed.data;
  const isShared = isJsonObject(shared) ? Object.keys(shared).length > 0 : shared !== undefined && shared !== null;
  if (isShared) return { problem: `${where} is a GLOBAL state with a shared state, which another connector wrote` };
  return { entries: states.map(toEntry), legacy: new Map() };
}

function readLegacy(data: Readonly<Record<string, unknown>>, what: string): StateFile | UnreadableState {
  const wrong = Object.keys(data).find((name) => !isJsonObject(data[name]) && data[name] !== null);
  if (wrong !== undefined) return { problem: `${what} its member ${show(wrong)} is not the state of a stream` };
  return { entries: [], legacy: new Map(Object.entries(data)) };
}

function show(name: unknown): string {
  return JSON.stringify(name).slice(0, MAX_SHOWN);
}

function toEntry(entry: z.output<typeof streamEntrySchema>): StreamStateEntry {
  const { name, namespace } = entry.stream_descriptor;
  return { descriptor: streamDescriptor(name, namespace), state: entry.stream_state };
}
