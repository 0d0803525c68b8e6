import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, startService } from '../fake-service.test-helper.js';
import type { ReadTableOptions } from './read-table.js';
import type { TableEvent } from './table-event.js';

/** Lines that gzip cannot shrink much, so that a cut in the file falls somewhere among them. */
export function lines(count: number, mark = 'a'): Buffer {
  const texts = Array.from(
    { length: count },
    (_, i) => `{"n":"${mark}${i}","x":"${randomBytes(60).toString('hex')}"}\n`,
  );
  return Buffer.from(texts.join(''));
}
/** What a whole read gave: its bytes, its events, and a line for each event that is no chunk. */
export interface Collected {
  readonly bytes: Buffer;
  readonly log: readonly string[];
  readonly events: readonly TableEvent[];
}

/** Reads the table of the fake service to its end. */
export async function collect(service: FakeService, options: ReadTableOptions = {}): Promise<Collected> {
  const events: TableEvent[] = [];
  for await (const event of service.client.readTable(REF, { format: 'jsonl' }, options)) events.push(event);
  const chunks = events.flatMap((event) => (event.type === 'chunk' ? [event.bytes] : []));
  const log = events.flatMap((event) => {
    if (event.type === 'chunk') return [];
    if (event.type === 'job') return [event.restart === undefined ? 'job' : `job again: ${event.restart.reason.code}`];
    if (event.type === 'end') return ['end'];
    return [`${event.type} ${event.objectId}`];
  });
  return { bytes: Buffer.concat(chunks), log, events };
}

/** A service whose only file holds `content`, and the file. */
export async function startWithBlob(content: Buffer): Promise<{ service: FakeService; stored: Buffer }> {
  const service = await startService();
  const stored = gzipSync(content);
  service.blobs.set('part-0', stored);
  return { service, stored };
}
