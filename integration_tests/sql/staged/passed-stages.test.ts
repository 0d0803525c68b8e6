import { describe, expect, test } from 'vitest';
import type { TableRecord } from '../../../src/sql/contract/record.js';
import type { SqlLab } from '../../sql-support/sql-lab.js';
import { TARGETS } from '../../sql-support/targets.js';
import { type CoreLab, useCoreLabs } from '../core/use-core-lab.js';
import { begun, leftovers, NOTHING_LEFT } from './rounds.js';

const USERS = 'canvas.users';
const REPLICA = { ref: { namespace: 'canvas', table: 'users' }, target: { schema: 'canvas', table: 'users' } };
const DAY_MS = 24 * 3_600_000;

/** Changes the record of the table past the replicator. */
async function changeRecord(lab: SqlLab, change: (record: TableRecord) => Partial<TableRecord>): Promise<void> {
  await lab.withDatabase(async (connection) => {
    const database = await connection.open();
    await using session = await database.open(REPLICA, 'test');
    const record = (await session.record()) as TableRecord;
    await session.saveRecord({ ...record, ...change(record), own: record.own as never });
  });
}

describe.each(TARGETS)('a stage that is of no use any more, in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('of a table', () => {
    const startLab = useCoreLabs(target);

    /** A table with a stage of changes that has some files. */
    async function withStage(): Promise<CoreLab> {
      const started = await startLab({ tables: { [USERS]: 200 }, objectRows: 30 });
      const { lab } = started;
      await lab.initialize(USERS);
      lab.commit(USERS, { updates: 90, deletes: 20, inserts: 30 });
      await begun((options) => lab.synchronize(USERS, options));
      let files = 0;
      await lab.synchronize(USERS, { staging: { fromFiles: 1, mayLoad: () => files++ < 2 } });
      return started;
    }

    async function expectBegunAnew({ lab, notes, heard }: CoreLab, reason: RegExp, options = {}): Promise<void> {
      const result = await lab.synchronize(USERS, { ...heard, ...options });
      expect(['synchronized', 'resnapshot']).toContain(result.status);
      expect(notes().filter((note) => /stage/.test(note))).toEqual([expect.stringMatching(reason)]);
      expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
    }

    test('is dropped when the bookmark was moved by another sync', async () => {
      const started = await withStage();
      const earlier = (instant: string) => new Date(Date.parse(instant) - 1000).toISOString();
      await changeRecord(started.lab, ({ timestamp }) => ({ timestamp: earlier(timestamp) }));
      await expectBegunAnew(started, /is dropped: the table has changed since it was begun/);
      await started.lab.expectTruth(USERS);
    });

    test('is dropped when the columns have changed', async () => {
      const started = await withStage();
      const { lab } = started;
      lab.commit(USERS, { updates: 60, schema: [{ dropColumn: 'school_name' }] });
      await expectBegunAnew(started, /is dropped: the columns of the table have changed/);
      await lab.synchronize(USERS);
      await lab.expectTruth(USERS);
    });

    test('is dropped when other policies were chosen', async () => {
      const started = await withStage();
      await expectBegunAnew(started, /is dropped: other policies/, { policies: { tooLong: 'null' } });
      await started.lab.expectTruth(USERS);
    });

    test('is dropped when its job has expired, and begun anew', async () => {
      const started = await withStage();
      const { lab } = started;
      lab.emulator.clock.advance(2 * DAY_MS);
      lab.commit(USERS, { updates: 50 });
      await expectBegunAnew(started, /is dropped: .*gone/, { staging: { fromFiles: 1 } });
      await lab.expectTruth(USERS);
    });

    test('is of use when its job has expired and no file is missing', async () => {
      const { lab, notes, heard } = await startLab({ tables: { [USERS]: 100 }, objectRows: 30 });
      const { stageId, missing: objectIds } = await begun((options) => lab.initialize(USERS, options));
      await lab.loadFiles(USERS, { stageId, objectIds });
      lab.emulator.clock.advance(2 * DAY_MS);
      expect(await lab.initialize(USERS, heard)).toMatchObject({ status: 'initialized', upserted: 100 });
      expect(notes()).toEqual([]);
      await lab.expectTruth(USERS);
    });

    test('is dropped when the key may be of another account', async () => {
      const started = await withStage();
      const { lab } = started;
      const { scratch } = lab;
      const stages = scratch.nameOf('instructure_dap', 'dap_stages');
      await scratch.query(`update ${stages} set plan = replace(plan, '"client":"', '"client":"0'), since = since`);
      await scratch.query(`update ${stages} set plan = replace(plan, '"jobId":"', '"jobId":"0')`);
      await scratch.query(`update ${stages} set plan = replace(plan, '"id":"', '"id":"0')`);
      await scratch.pause();
      await expectBegunAnew(started, /is dropped: its rows may be of another account/);
      await lab.expectTruth(USERS);
    });

    test('is dropped when its plan cannot be read', async () => {
      const started = await withStage();
      const { scratch } = started.lab;
      await scratch.query(`update ${scratch.nameOf('instructure_dap', 'dap_stages')} set plan = '{}'`);
      await scratch.pause();
      await expectBegunAnew(started, /is dropped: its plan cannot be read/);
      await started.lab.expectTruth(USERS);
    });

    test('goes with its table', async () => {
      const { lab } = await withStage();
      await lab.drop(USERS);
      expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
    });
  });
});
