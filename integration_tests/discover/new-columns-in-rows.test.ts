import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogOf } from '../../src/testing/catalog-of.js';
import { logsOf, recordsOf, statesOf } from '../../src/testing/messages-of-type.js';
import { Lab, stateAfter } from '../support/lab.js';

const STREAM = 'canvas.roles';
let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tables: { [STREAM]: 30 } });
});
afterAll(async () => await lab?.close());

async function rediscovered() {
  const { messages } = await lab.discover();
  return catalogOf(messages, { syncMode: 'incremental' });
}

test('columns that rows delivered before do not have are named once, with how to fill them', async () => {
  const first = await lab.read();
  const version = (run: typeof first) => statesOf(run.messages).at(-1)?.stream?.stream_state?.['schema_version'];
  lab.emulator.addColumn('canvas', 'roles', { name: 'nickname', type: 'varchar(40)' });
  lab.emulator.changeSchema('canvas', 'roles', { widenColumn: { column: 'name', type: 'text' } });
  const catalog = await rediscovered();
  lab.emulator.commit({ updates: 5, deletes: 0, inserts: 2 });
  const second = await lab.read({ catalog, state: stateAfter(first) });
  const warnings = (run: typeof first) => logsOf(run.messages, 'WARN').filter((text) => text.startsWith('Columns of'));
  expect(recordsOf(second.messages)).toHaveLength(7);
  expect(warnings(second)).toEqual([expect.stringMatching(/canvas\.roles: .*nickname.*clear the stream/)]);
  expect(Number(version(second))).toBeGreaterThan(Number(version(first)));
  const third = await lab.read({ catalog, state: stateAfter(second) });
  expect(warnings(third)).toEqual([]);
});
