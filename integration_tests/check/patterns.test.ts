import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lab } from '../support/lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tables: { 'canvas.roles': 1, 'canvas.master_courses_migration_results': 1 } });
});
afterAll(async () => await lab?.close());

async function statusWith(tables: readonly string[]) {
  const run = await lab.check({ tables });
  return run.messages.find(({ connectionStatus }) => connectionStatus !== undefined)?.connectionStatus;
}

test.each(['!canvas.users', 'canvas.', ''])('a pattern that can never match is refused: %j', async (pattern) => {
  const status = await statusWith(['roles', pattern]);
  expect(status).toMatchObject({ status: 'FAILED', message: expect.stringMatching(/tables/) });
});

test('a pattern of many stars is matched in no time to speak of', async () => {
  const pattern = `canvas.${'*?'.repeat(18)}b`;
  expect(await statusWith(['roles', pattern])).toMatchObject({ status: 'SUCCEEDED' });
});
