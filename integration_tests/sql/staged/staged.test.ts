import { describe, expect, test } from 'vitest';
import type { ReplicationOptions } from '../../../src/sql/index.js';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from '../core/use-core-lab.js';
import { ALWAYS, begun, inRounds, leftovers, NOTHING_LEFT } from './rounds.js';

const USERS = 'canvas.users';
const DIRECT: ReplicationOptions = { schema: 'direct' };
const WITHOUT_JOB = { jobId: expect.any(String) };

describe.each(TARGETS)('a load by way of a stage, in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('of many files', () => {
    const startLab = useCoreLabs(target);

    test('goes on file by file, and gives what a direct load gives', async () => {
      const { lab } = await startLab({ tables: { [USERS]: 330 }, objectRows: 50 });
      const direct = await lab.initialize(USERS, DIRECT);
      const { result, rounds } = await inRounds(lab, (options) => lab.initialize(USERS, options));
      expect(rounds).toBe(7);
      expect(result).toEqual({ ...direct, ...WITHOUT_JOB });
      await lab.expectTruth(USERS);
      expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
    });

    test('merges changes, deletions and new columns like a direct sync', async () => {
      const { lab } = await startLab({ tables: { [USERS]: 300 }, objectRows: 50 });
      await lab.initialize(USERS, DIRECT);
      await lab.initialize(USERS);
      for (let round = 0; round < 2; round += 1) {
        const name = `note_${round}`;
        const schema = [
          { addColumn: { name, type: 'enum', values: ['good', `bad ${round}`] } },
          ...(round === 0 ? [] : [{ dropColumn: 'school_name' }]),
        ] as const;
        lab.commit(USERS, { updates: 120, deletes: 30, inserts: 60, ghosts: 5, schema });
        const direct = await lab.synchronize(USERS, DIRECT);
        const { result } = await inRounds(lab, (options) => lab.synchronize(USERS, options), 2);
        const changes = direct.changes.map((text) => text.replaceAll('direct', 'canvas'));
        expect(result).toEqual({ ...direct, ...WITHOUT_JOB, changes });
        expect(changes).toHaveLength(schema.length);
        await lab.expectTruth(USERS);
        expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
      }
    });

    test('takes a new snapshot in place of changes that the service has forgotten', async () => {
      const { lab, notes, heard } = await startLab({ tables: { [USERS]: 300 }, objectRows: 60 });
      await lab.initialize(USERS);
      lab.emulator.clock.advance(26 * 3_600_000);
      lab.emulator.reload('canvas', 'users');
      lab.commit(USERS, { updates: 40, deletes: 20, inserts: 30 });
      const { result, rounds } = await inRounds(lab, (options) => lab.synchronize(USERS, { ...heard, ...options }));
      expect(result.status).toBe('resnapshot');
      expect(rounds).toBeGreaterThan(4);
      expect(notes().join('\n')).not.toMatch(/is dropped/);
      await lab.synchronize(USERS);
      await lab.expectTruth(USERS);
    });

    test('is used from so many files on, and a stage that is there by every call', async () => {
      const { lab } = await startLab({ tables: { [USERS]: 200 }, objectRows: 50 });
      const never = { fromFiles: 5, mayLoad: () => false };
      expect(await lab.initialize(USERS, { schema: 'few', staging: never })).toMatchObject({ status: 'initialized' });
      const staged = await begun((options) => lab.initialize(USERS, options));
      expect(staged.missing).toHaveLength(4);
      expect(await lab.initialize(USERS)).toMatchObject({ status: 'initialized', upserted: 200 });
      await lab.expectTruth(USERS);
    });

    test('tells the values that were altered in all of its files', async () => {
      const { lab } = await startLab({ tables: { [USERS]: 300 }, objectRows: 60 });
      lab.emulator.faults.set({ name: 'wrongTypes', table: USERS, times: 'forever' });
      const direct = await lab.initialize(USERS, DIRECT);
      const { result } = await inRounds(lab, (options) => lab.initialize(USERS, options));
      expect(direct.counts.length).toBeGreaterThan(0);
      expect(result.counts).toEqual(direct.counts);
    });

    test('has files without a line', async () => {
      const { lab } = await startLab({ tables: { [USERS]: 100 }, objectRows: 50 });
      lab.emulator.faults.set({ name: 'emptyFile', table: USERS, times: 'forever' });
      const { result } = await inRounds(lab, (options) => lab.initialize(USERS, options));
      expect(result).toMatchObject({ status: 'initialized', upserted: 100 });
      await lab.expectTruth(USERS);
    });

    test('is stopped after any file and goes on in another process', async () => {
      const { lab } = await startLab({ tables: { [USERS]: 250 }, objectRows: 50 });
      for (let file = 1; file <= 4; file += 1) {
        const controller = new AbortController();
        const onEvent: ReplicationOptions['onEvent'] = (event) => {
          if (event.type === 'progress' && event.files === file) controller.abort();
        };
        const stopped = lab.initialize(USERS, { staging: ALWAYS, signal: controller.signal, onEvent });
        await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
      }
      const { missing } = await begun((options) => lab.initialize(USERS, options));
      expect(missing).toHaveLength(1);
      expect(await lab.initialize(USERS)).toMatchObject({ upserted: 250 });
      await lab.expectTruth(USERS);
    });
  });
});
