import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/sql/contract/database.js';
import type { StageRecord } from '../../../src/sql/contract/stage.js';
import { createLab, design, ID, type Lab, NAME, record, USERS } from './mysql-lab.js';
import {
  addFile,
  bytesOf,
  cellsOf,
  type JobFile,
  keeper,
  ledgerAndRows,
  newStage,
  openStage,
  stageTables,
  take,
  until,
} from './stage-lab.js';

let lab: Lab;
beforeEach(async () => {
  lab = await createLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const PLAN = design([ID, NAME]);
const CELLS = cellsOf(PLAN.columns);

/** A file of so many rows, whose keys begin with a number of its own. */
function fileOf(first: number, rows = 3): JobFile {
  return { cells: CELLS, rows: Array.from({ length: rows }, (_, index) => `${first * 100_000 + index}\tname`) };
}

/** A stage that is made, and not locked any more. */
async function makeStage(database: Database, files: number): Promise<StageRecord> {
  await using session = await database.open(USERS, 'test');
  const stage = newStage(PLAN.columns, files);
  await keeper(session).createStage(stage);
  return stage;
}

/** The transaction that waits for a line of the ledger. */
async function waitingTransaction(): Promise<string | undefined> {
  const rows = await lab.query(
    `SELECT t.trx_id AS id FROM information_schema.INNODB_TRX t
     JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
     WHERE p.DB = ? AND t.trx_state = 'LOCK WAIT'`,
    [lab.name],
  );
  return rows.length === 0 ? undefined : String(rows[0]?.['id']);
}

/** Rows of the table after the stage was loaded. */
async function loadStage(database: Database, stage: StageRecord): Promise<number> {
  await using session = await database.open(USERS, 'test');
  const load = await session.createLoad(PLAN);
  await take(load, stage);
  const { rows } = await load.commit(record());
  await keeper(session).dropStage();
  expect(await stageTables(lab)).toEqual([]);
  return rows;
}

test('files go into the stage at the same time, row by row, and nobody waits', async () => {
  const database = await lab.open({}, { lockWaitSeconds: 1 });
  const stage = await makeStage(database, 3);
  const sessions = [
    await openStage(database, stage),
    await openStage(database, stage),
    await openStage(database, stage),
  ];
  for (const [place, session] of sessions.entries()) expect(await session.beginFile(`part-${place}`, CELLS)).toBe(true);
  // More than the buffers hold: each LOAD DATA is under way while the others write.
  for (let turn = 0; turn < 4; turn += 1) {
    for (const [place, session] of sessions.entries()) {
      const { rows } = fileOf(place * 10 + turn, 60_000);
      await session.write(bytesOf(rows), rows.length);
    }
  }
  for (const session of sessions.toReversed()) await session.endFile(240_000, '{}');
  for (const session of sessions) await session.release();
  const { ledger, rows } = await ledgerAndRows(lab);
  expect(ledger).toHaveLength(3);
  expect(rows).toEqual(ledger);
  expect(await loadStage(database, stage)).toBe(720_000);
});

test('by INSERTs, files go into the stage at the same time as well', async () => {
  const database = await lab.open({}, { lockWaitSeconds: 1, useLocalInfile: false });
  const stage = await makeStage(database, 2);
  await using first = await openStage(database, stage);
  await using second = await openStage(database, stage);
  await first.beginFile('part-0', CELLS);
  await second.beginFile('part-1', CELLS);
  for (let turn = 0; turn < 3; turn += 1) {
    for (const [place, session] of [first, second].entries()) {
      const { rows } = fileOf(place * 10 + turn, 40_000);
      await session.write(bytesOf(rows), rows.length);
    }
  }
  await second.endFile(120_000, '{}');
  await first.endFile(120_000, '{}');
  expect(await loadStage(database, stage)).toBe(240_000);
});

test('a second session waits for the same file, through time-outs of the server, and then finds it there', async () => {
  const database = await lab.open();
  const patient = await lab.open({}, { lockWaitSeconds: 1 });
  const stage = await makeStage(database, 1);
  await using first = await openStage(database, stage);
  await using second = await openStage(patient, stage);
  await first.beginFile('part-0', CELLS);
  const { rows } = fileOf(1);
  await first.write(bytesOf(rows), rows.length);
  const answer = second.beginFile('part-0', CELLS);
  const waits = await until(waitingTransaction);
  await until(async () => {
    const now = await waitingTransaction();
    return now === undefined || now === waits ? undefined : now;
  });
  await first.endFile(rows.length, '{"counts":[1]}');
  expect(await answer).toBe(false);
  expect(await second.files()).toEqual([{ objectId: 'part-0', rows: 3, facts: '{"counts":[1]}' }]);
  await second.undoFile();
  expect(await loadStage(database, stage)).toBe(3);
});

test('of many sessions that wait for a file which its first one undoes, one begins it, and the others find it there', async () => {
  const database = await lab.open();
  const stage = await makeStage(database, 1);
  await using first = await openStage(database, stage);
  const sessions = await Promise.all(Array.from({ length: 5 }, () => openStage(database, stage)));
  await first.beginFile('part-0', CELLS);
  const answers = sessions.map((session) => addFile(session, 'part-0', fileOf(1)));
  await until(waitingTransaction);
  await first.undoFile();
  expect((await Promise.all(answers)).filter((added) => added)).toHaveLength(1);
  for (const session of sessions) await session.release();
  const { ledger, rows } = await ledgerAndRows(lab);
  expect(ledger).toEqual([`${stage.id}/0: 3`]);
  expect(rows).toEqual(ledger);
});

test('a session that is released while it waits for a file ends', async () => {
  const database = await lab.open();
  const patient = await lab.open({}, { lockWaitSeconds: 1 });
  const stage = await makeStage(database, 1);
  await using first = await openStage(database, stage);
  const second = await openStage(patient, stage);
  await first.beginFile('part-0', CELLS);
  const failure = expect(second.beginFile('part-0', CELLS)).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
  await until(waitingTransaction);
  await second.release();
  await failure;
  await first.endFile(0, '{}');
  expect((await first.files()).map(({ rows }) => rows)).toEqual([0]);
});

test.each([
  ['before its first row', 0],
  ['among its rows', 1],
  ['before its end', 2],
])('a connection that is killed in a file, %s, leaves neither rows nor a line of it', async (_, turns) => {
  const database = await lab.open();
  const stage = await makeStage(database, 2);
  await using other = await openStage(database, stage);
  await addFile(other, 'part-0', fileOf(0));
  const before = await lab.query('SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ?', [lab.name]);
  const session = await openStage(database, stage);
  const after = await lab.query('SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ?', [lab.name]);
  const own = after.map(({ id }) => id).filter((id) => !before.some((one) => one['id'] === id));
  expect(own).toHaveLength(1);
  await session.beginFile('part-1', CELLS);
  const { rows } = fileOf(1, 90_000);
  for (let turn = 0; turn < turns; turn += 1) await session.write(bytesOf(rows), rows.length);
  await lab.query(`KILL ${own[0]}`);
  const rest = async (): Promise<void> => {
    await session.write(bytesOf(rows), rows.length);
    await session.endFile(rows.length * (turns + 1), '{}');
  };
  await expect(rest()).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
  await session.undoFile();
  await session.release();
  // The server undoes it at its own pace: the same file waits until then.
  expect(await addFile(other, 'part-1', fileOf(1))).toBe(true);
  const found = await ledgerAndRows(lab);
  expect(found.ledger).toEqual([`${stage.id}/0: 3`, `${stage.id}/1: 3`]);
  expect(found.rows).toEqual(found.ledger);
  expect(await loadStage(database, stage)).toBe(6);
});

test('a stage can be dropped while a file goes into it; who adds to it is told, and nothing stays', async () => {
  const database = await lab.open();
  const hasty = await lab.open({}, { lockWaitSeconds: 1 });
  const stage = await makeStage(database, 2);
  await using adding = await openStage(database, stage);
  await adding.beginFile('part-0', CELLS);
  const { rows } = fileOf(0);
  await adding.write(bytesOf(rows), rows.length);
  await using session = await hasty.open(USERS, 'test');
  await keeper(session).dropStage();
  expect(await keeper(session).stage()).toBeUndefined();
  expect(await database.openStage(stage)).toBeUndefined();
  await adding.endFile(rows.length, '{}');
  await expect(adding.beginFile('part-1', CELLS)).rejects.toMatchObject({
    code: 'SQL_STATEMENT',
    failureType: 'transient_error',
    message: expect.stringContaining('the stage is gone'),
  });
  expect(await stageTables(lab)).toHaveLength(1);
  await keeper(session).dropStage();
  expect(await stageTables(lab)).toEqual([]);
  expect(await lab.query('SELECT * FROM instructure_dap__dap_stage_files')).toEqual([]);
});

test('a session whose stage is dropped before the first row of a file is told', async () => {
  const database = await lab.open({}, { lockWaitSeconds: 1 });
  const stage = await makeStage(database, 1);
  await using adding = await openStage(database, stage);
  await adding.beginFile('part-0', CELLS);
  await lab.query(`DROP TABLE instructure_dap__dap_stage_${stage.id}`);
  // The server may say so after it was sent the rows.
  const added = async () => {
    await adding.write(bytesOf(['1\tone']), 1);
    await adding.endFile(1, '{}');
  };
  await expect(added()).rejects.toMatchObject({
    code: 'SQL_STATEMENT',
    message: expect.stringContaining('the stage is gone'),
  });
  await adding.undoFile();
  expect(await adding.files()).toEqual([]);
});

test('a stage that nobody has recorded is dropped by the next process, but not while its table is worked on', async () => {
  const database = await lab.open();
  const live = await makeStage(database, 1);
  const [left, held] = [newStage(PLAN.columns, 1), newStage(PLAN.columns, 1)];
  const others = { ref: { namespace: 'canvas', table: 'courses' }, target: { schema: 'canvas', table: 'courses' } };
  await using session = await database.open(others, 'test');
  await keeper(session).createStage({ ...held, ...others });
  await lab.query(`CREATE TABLE instructure_dap__dap_stage_${left.id} LIKE instructure_dap__dap_stage_${live.id}`);
  await lab.query('DELETE FROM instructure_dap__dap_stages WHERE stage_id = ?', [held.id]);
  await lab.query("INSERT INTO instructure_dap__dap_stage_files VALUES (?, 0, 'part-0', 5, '{}')", [left.id]);
  await lab.open();
  const nameOf = ({ id }: StageRecord): string => `instructure_dap__dap_stage_${id}`;
  expect((await stageTables(lab)).sort()).toEqual([nameOf(live), nameOf(held)].sort());
  expect(await lab.query('SELECT * FROM instructure_dap__dap_stage_files')).toEqual([]);
  await session.release();
  await lab.open();
  expect(await stageTables(lab)).toEqual([nameOf(live)]);
  const opened = await database.openStage(live);
  expect(opened?.stage).toEqual(live);
  await opened?.session.release();
  expect((await database.list()).map(({ target }) => target.table)).toEqual([]);
});

test('a user who may not drop tables can use the database in spite of a leftover', async () => {
  const database = await lab.open();
  const live = await makeStage(database, 1);
  await lab.query('DELETE FROM instructure_dap__dap_stages');
  const user = `u_${lab.name}`.slice(0, 30);
  await lab.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw'`);
  try {
    await lab.query(`GRANT SELECT ON \`${lab.name}\`.* TO '${user}'@'%'`);
    const reader = await lab.open({ user, password: 'pw' });
    expect(await reader.list()).toEqual([]);
    expect(await stageTables(lab)).toEqual([`instructure_dap__dap_stage_${live.id}`]);
  } finally {
    await lab.query(`DROP USER '${user}'@'%'`);
  }
});
