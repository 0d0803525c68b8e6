import { z } from 'zod';
import { streamDescriptor } from './descriptor.js';
import type { StreamDescriptor } from './messages.js';

/** The state of one stream as a platform hands it back. */
export interface StreamStateEntry {
  readonly descriptor: StreamDescriptor;
  /** As it stands in the file: what is wrong with it concerns this stream alone. Undefined where there is none. */
  readonly state: unknown;
}

const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

const streamEntrySchema = z.object({
  stream_descriptor: z.object({ name: z.string().min(1), namespace: absent(z.string()) }),
  stream_state: absent(z.unknown()),
});

const emptyObject = z.record(z.string(), z.never());

/** Elements of the list that `--state` names. `type` may be absent if `stream` is there. */
const stateElementSchema = z.union([
  z.object({ type: absent(z.literal('STREAM')), stream: streamEntrySchema }),
  z.object({
    type: z.literal('GLOBAL'),
    global: z.object({ shared_state: absent(emptyObject), stream_states: z.array(streamEntrySchema) }),
  }),
]);

const stateFileSchema = z.union([z.array(stateElementSchema), emptyObject, z.null()]);

/**
 * Reads what a platform hands to `--state`: a list of STREAM messages or one GLOBAL without shared state;
 * `[]`, `{}` and null all mean that there is none. The old form without messages is refused rather than
 * dropped: dropping it would read everything again in silence.
 *
 * @returns the entries, or undefined when the value has another shape.
 */
export function readStateFile(value: unknown): StreamStateEntry[] | undefined {
  const parsed = stateFileSchema.safeParse(value);
  if (!parsed.success) return undefined;
  if (!Array.isArray(parsed.data)) return [];
  return parsed.data.flatMap((element) =>
    'stream' in element ? [toEntry(element.stream)] : element.global.stream_states.map(toEntry),
  );
}

function toEntry(entry: z.output<typeof streamEntrySchema>): StreamStateEntry {
  const { name, namespace } = entry.stream_descriptor;
  return { descriptor: streamDescriptor(name, namespace), state: entry.stream_state };
}
