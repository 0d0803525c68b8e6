import type { JsonSchema } from '../../../schema/json-schema.js';
import { takeDataNames } from './data-names.js';
import { MessageReader } from './read-messages.js';
import { schemaOfRecords } from './schema-of-node.js';

/** A RECORD line whose data is the JSON text `data`. */
export function recordLine(data: string, stream = 'users'): string {
  return `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"emitted_at":1,"data":${data}}}`;
}

/** Reads lines in chunks of `chunkBytes`. */
export async function readOutputLines(lines: readonly string[], chunkBytes = 65_536): Promise<MessageReader> {
  const reader = new MessageReader();
  await reader.read(chunksOf(Buffer.from(lines.join('\n')), chunkBytes), () => {});
  return reader;
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The schema of one stream's records, each a JSON text. */
export async function schemaOf(records: readonly string[], chunkBytes?: number): Promise<JsonSchema> {
  const { streams } = await readOutputLines(
    records.map((data) => recordLine(data)),
    chunkBytes,
  );
  const [stream] = streams.values();
  if (stream === undefined) throw new Error('no record was read');
  takeDataNames(stream.root, new Set());
  return schemaOfRecords(stream.root, new Set());
}
