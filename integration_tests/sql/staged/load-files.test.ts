import { describe, expect, test } from 'vitest';
import type { ReplicationEvent } from '../../../src/sql/index.js';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from '../core/use-core-lab.js';
import { ALWAYS, begun, fetched, leftovers, NOTHING_LEFT } from './rounds.js';

const USERS = 'canvas.users';
const TABLES = { tables: { [USERS]: 400 }, objectRows: 50 };

describe.each(TARGETS)('files for the stage of another process, in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('of a table', () => {
    const startLab = useCoreLabs(target);

    test('are loaded by several at a time, and merged without a further download', async () => {
      const { lab } = await startLab(TABLES);
      const { stageId, missing } = await begun((options) => lab.initialize(USERS, options));
      const events: ReplicationEvent[] = [];
      const loads = [0, 1, 2].map((part) => {
        const objectIds = missing.filter((_, index) => index % 3 === part);
        return lab.loadFiles(USERS, { stageId, objectIds, onEvent: (event) => events.push(event) });
      });
      const results = await Promise.all(loads);
      expect(results).toEqual([3, 3, 2].map((loaded) => ({ loaded, isGone: false })));
      expect(events).toContainEqual({ namespace: 'canvas', table: 'users', type: 'phase', phase: 'loading' });
      expect(events).toContainEqual(expect.objectContaining({ type: 'progress', rows: 100, files: 2, ofFiles: 8 }));
      const seen = lab.emulator.requests().length;
      expect(await lab.initialize(USERS)).toMatchObject({ status: 'initialized', upserted: 400 });
      expect(fetched(lab, seen)).toEqual([]);
      await lab.expectTruth(USERS);
    });

    test('are never added twice, whoever wants the same ones at the same time', async () => {
      const { lab } = await startLab(TABLES);
      const { stageId, missing: objectIds } = await begun((options) => lab.initialize(USERS, options));
      const all = await Promise.all([
        lab.loadFiles(USERS, { stageId, objectIds }),
        lab.loadFiles(USERS, { stageId, objectIds: [...objectIds].reverse() }),
        lab.loadFiles(USERS, { stageId, objectIds }),
        lab.initialize(USERS, { staging: ALWAYS }),
      ]);
      const [first, second, third, result] = all;
      expect([first.loaded, second.loaded, third.loaded].reduce((sum, loaded) => sum + loaded)).toBeLessThanOrEqual(8);
      expect(result).toMatchObject({ status: 'initialized', upserted: 400, duplicates: 0 });
      await lab.expectTruth(USERS);
      expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
    });

    test('are left out when they are there, and nothing is fetched', async () => {
      const { lab } = await startLab(TABLES);
      const { stageId, missing: objectIds } = await begun((options) => lab.initialize(USERS, options));
      const some = objectIds.slice(0, 3);
      expect(await lab.loadFiles(USERS, { stageId, objectIds: some })).toEqual({ loaded: 3, isGone: false });
      const seen = lab.emulator.requests().length;
      expect(await lab.loadFiles(USERS, { stageId, objectIds: some })).toEqual({ loaded: 0, isGone: false });
      expect(lab.emulator.requests().slice(seen)).toEqual([]);
    });

    test('find that the stage is gone, or its job, and say so quietly', async () => {
      const { lab } = await startLab(TABLES);
      const { stageId, missing: objectIds } = await begun((options) => lab.initialize(USERS, options));
      await lab.loadFiles(USERS, { stageId, objectIds: objectIds.slice(0, 2) });
      lab.emulator.clock.advance(48 * 3_600_000);
      expect(await lab.loadFiles(USERS, { stageId, objectIds })).toEqual({ loaded: 0, isGone: true });
      expect(await lab.initialize(USERS)).toMatchObject({ status: 'initialized', upserted: 400 });
      expect(await lab.loadFiles(USERS, { stageId, objectIds })).toEqual({ loaded: 0, isGone: true });
      expect(await lab.loadFiles(USERS, { stageId: '0'.repeat(32), objectIds })).toEqual({ loaded: 0, isGone: true });
      await lab.expectTruth(USERS);
    });

    test('must be files of the stage', async () => {
      const { lab } = await startLab(TABLES);
      const { stageId } = await begun((options) => lab.initialize(USERS, options));
      await expect(lab.loadFiles(USERS, { stageId, objectIds: ['other'] })).rejects.toMatchObject({
        code: 'SQL_STATEMENT',
        message: expect.stringMatching(/canvas\.users: the file other is not of the job/),
      });
    });

    test('are loaded although the stage is dropped and begun anew meanwhile', async () => {
      const { lab } = await startLab(TABLES);
      const { stageId, missing: objectIds } = await begun((options) => lab.initialize(USERS, options));
      const policies = { tooLong: 'null' } as const;
      const [helped, result] = await Promise.all([
        lab.loadFiles(USERS, { stageId, objectIds }),
        lab.initialize(USERS, { policies, staging: ALWAYS }),
      ]);
      expect(helped.loaded).toBeLessThanOrEqual(8);
      expect(result).toMatchObject({ status: 'initialized', upserted: 400 });
      await lab.expectTruth(USERS);
    });
  });
});
