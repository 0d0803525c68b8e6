import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogOf, runCommandInProcess, stateFrom, statesOf } from '../../testing/index.js';
import { Source } from '../source.js';
import { IncrementalStream } from '../stream.js';

const SLICES = 1_500;
const BRANCHES = 8;
/** What the states of a stream may take where its records are small; then the last one, which is always written. */
const FREE_BYTES = 1024 * 1024;

type State = Record<string, Record<string, number>>;
interface Row {
  id: number;
}

/** Its state has a member in each branch for each slice that was read. */
class Branches extends IncrementalStream<Row, { number: number }, State> {
  override readonly primaryKey = 'id';
  override readonly cursorField = 'id';

  override async getJsonSchema() {
    return { type: 'object', properties: { id: { type: 'integer' } } };
  }

  override *streamSlices() {
    for (let number = 0; number < SLICES; number += 1) yield { number };
  }

  override *readRecords(_context: unknown, { number }: { number: number }) {
    yield { id: number };
  }

  override getUpdatedState(current: State = {}, { id }: Row): State {
    for (let branch = 0; branch < BRANCHES; branch += 1) {
      current[`branch-${branch}`] ??= {};
      Object.assign(current[`branch-${branch}`] ?? {}, { [`slice-${id}`]: id });
    }
    return current;
  }
}

class BranchSource extends Source {
  override readonly configSchema = z.object({});
  override async check() {}
  override async streams() {
    return [new Branches()];
  }
}

test('the states of many slices with many branches take little output, and the last one is whole', async () => {
  const source = new BranchSource();
  const { messages: discovered } = await runCommandInProcess(source, { command: 'discover' });
  const catalog = catalogOf(discovered, { syncMode: 'incremental' });
  const { lines, messages } = await runCommandInProcess(source, { command: 'read', catalog });
  const sizes = lines.filter((line) => line.startsWith('{"type":"STATE"')).map((line) => Buffer.byteLength(line));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // Every state would take a hundred times as much. A slow machine may write one more each 30 seconds.
  expect(sizes.length).toBeGreaterThan(10);
  expect(total).toBeLessThan(FREE_BYTES + 4 * (sizes.at(-1) ?? 0));
  const [last] = stateFrom(messages);
  expect(Object.keys(last?.stream?.stream_state ?? {})).toHaveLength(BRANCHES);
  expect(Object.keys(last?.stream?.stream_state?.['branch-7'] as object)).toHaveLength(SLICES);
  expect(statesOf(messages).reduce((sum, { sourceStats }) => sum + (sourceStats?.recordCount ?? 0), 0)).toBe(SLICES);
});
