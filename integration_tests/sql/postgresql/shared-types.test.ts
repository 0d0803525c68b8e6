import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLab, designOf, enumOf, type Lab, loadFile, recordOf, replicaOf } from './lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_shared');
});
afterAll(async () => {
  await lab.close();
});

const designs = ['north_logs', 'south_logs'].map((table, n) =>
  designOf(replicaOf(table), { method: { type: enumOf('HTTPMethod', 'GET', 'POST', ...(n === 0 ? [] : ['PUT'])) } }),
);
const [north, south] = designs as [(typeof designs)[number], (typeof designs)[number]];

test('two tables that share an enumeration are loaded at the same time, and one is dropped while the other loads', async () => {
  await using first = await lab.database.open(north, 'test');
  await using second = await lab.database.open(south, 'test');
  const loads = await Promise.all([first.createLoad(north), second.createLoad(south)]);
  await loadFile(loads[0], north.columns, [[1, 'GET']]);
  await loads[0].commit(recordOf(north));
  // The other transaction is open: the catalogue does not show yet that it uses the type.
  await first.drop({ cascade: false });
  await loadFile(loads[1], south.columns, [[1, 'PUT']]);
  await loads[1].commit(recordOf(south));
  expect(await lab.values('SELECT method::text FROM canvas.south_logs')).toEqual(['PUT']);
  await second.drop({ cascade: false });
  expect(await lab.values(`SELECT to_regtype('canvas."HTTPMethod"')::text`)).toEqual([null]);
});

test('a table that begins to load while the only other one is dropped has its type', async () => {
  await using first = await lab.database.open(north, 'test');
  const load = await first.createLoad(north);
  await loadFile(load, north.columns, [[1, 'GET']]);
  await load.commit(recordOf(north));
  await using second = await lab.database.open(south, 'test');
  const [other] = await Promise.all([second.createLoad(south), first.drop({ cascade: false })]);
  await loadFile(other, south.columns, [[1, 'POST']]);
  await other.commit(recordOf(south));
  expect(await lab.values('SELECT method::text FROM canvas.south_logs')).toEqual(['POST']);
});
