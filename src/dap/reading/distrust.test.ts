import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, startService } from '../fake-service.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

const SOUND = Buffer.from('first\nsecond\nthird\n');
const DAMAGED = Buffer.from('first\nsec?nd\nthird\n');

/** Takes lines as a consumer does that knows a bad line when it sees one. */
async function takeSoundLines(): Promise<string[]> {
  const taken: string[] = [];
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) {
    if (event.type !== 'chunk') continue;
    let offset = event.startOffset;
    for (const line of event.bytes.toString().split('\n').slice(0, -1)) {
      if (line.includes('?')) {
        event.distrust(offset, 'a line is not sound');
        break;
      }
      taken.push(line);
      offset += line.length + 1;
    }
  }
  return taken;
}

test('a distrusted line is fetched again and follows the ones before it, none twice', async () => {
  service = await startService();
  service.blobs.set('part-0', gzipSync(DAMAGED));
  const taking = takeSoundLines();
  while (service.server.seen.filter(({ path }) => path.startsWith('/blob/')).length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  service.blobs.set('part-0', gzipSync(SOUND));
  expect(await taking).toEqual(['first', 'second', 'third']);
});

test('a line that stays unsound ends the object with an error that does not quote it', async () => {
  service = await startService();
  service.blobs.set('part-0', gzipSync(DAMAGED));
  const failure = await takeSoundLines().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'DAP_OBJECT_CORRUPT', message: expect.stringContaining('not sound') });
  expect(String(failure)).not.toContain('sec?nd');
  expect(service.server.seen.filter(({ path }) => path.startsWith('/blob/'))).toHaveLength(3);
});
