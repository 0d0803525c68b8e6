import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLab, designOf, enumOf, type Lab, recordOf, replicaOf, TEXT } from './lab.js';
import { cellsOf, openStage, stageFile, stageFiles, stageOf } from './stage-kit.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_stages');
});
afterAll(async () => {
  await lab.close();
});

test('rows of a stage become a table, in the order of the files of the job', async () => {
  const replica = replicaOf('ordered');
  const design = designOf(replica, { name: { type: TEXT }, state: { type: enumOf('ordered__state', 'a', 'b') } });
  await using session = await lab.database.open(replica, 'test');
  const stage = stageOf(replica, design.columns, 3);
  await session.createStage?.(stage);
  expect(await session.stage?.()).toEqual(stage);
  await stageFiles(lab.database, stage, cellsOf(design.columns), [
    [
      [1, 'first', 'a'],
      [2, 'only', 'b'],
    ],
    [],
    [
      [1, 'second', 'b'],
      [1, 'third', 'a'],
    ],
  ]);
  expect(await session.ledger?.(stage)).toEqual(
    [2, 0, 2].map((rows, index) => ({ objectId: `file-${index}`, rows, facts: `{"rows":${rows}}` })),
  );
  const load = await session.createLoad(design);
  await load.takeStage?.(stage);
  expect(await load.commit(recordOf(replica))).toEqual({ rows: 2, duplicates: 2 });
  expect(await lab.values('SELECT t::text FROM canvas.ordered t ORDER BY id')).toEqual(['(1,third,a)', '(2,only,b)']);
  await session.dropStage?.();
  expect(await session.stage?.()).toBeUndefined();
  expect(await lab.values(`SELECT relname FROM pg_class WHERE relname = 'dap_stage_${stage.id}'`)).toEqual([]);
  expect(await lab.values('SELECT object_id FROM instructure_dap.dap_stage_files')).toEqual([]);
});

test('of two sessions with one file the second one waits, and has nothing to do', async () => {
  const replica = replicaOf('same_file');
  const { columns } = designOf(replica, { name: { type: TEXT } });
  await using session = await lab.database.open(replica, 'test');
  const stage = stageOf(replica, columns);
  await session.createStage?.(stage);
  await using first = await openStage(lab.database, stage);
  await using second = await openStage(lab.database, stage);
  expect(await first.beginFile('file-0', cellsOf(columns))).toBe(true);
  const later = stageFile(second, 'file-0', cellsOf(columns), [[2, 'b']]);
  const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  await expect.poll(() => lab.values(waiting), { timeout: 30_000 }).toHaveLength(1);
  await first.write(Buffer.from('1\ta\n'), 1);
  await first.endFile(1, '{}');
  expect(await later).toBe(false);
  expect(await lab.values(`SELECT name FROM instructure_dap.dap_stage_${stage.id}`)).toEqual(['a']);
});
