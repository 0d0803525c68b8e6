import { afterEach, describe, expect, test } from 'vitest';
import { SqlLab } from '../../sql-support/sql-lab.js';
import { TARGETS } from '../../sql-support/targets.js';

const TABLES = { 'canvas.users': 60, 'canvas_logs.web_logs': 40 } as const;

describe.each(TARGETS)('a table of $dialect held against the service', (target) => {
  let lab: SqlLab | undefined;
  afterEach(async () => await lab?.close());

  async function start(): Promise<SqlLab> {
    lab = await SqlLab.start(target, { tables: TABLES, objectRows: 25, nulCharacters: false });
    return lab;
  }

  test.skipIf(target.missing !== undefined)('is equal, and rows that it cannot have yet do not count', async () => {
    const { initialize, verify, commit, synchronize } = bound(await start());
    await initialize('canvas.users');
    expect(await verify('canvas.users')).toMatchObject({ isEqual: true, compared: 60, missing: 0, surplus: 0 });
    commit('canvas.users', { updates: 7, deletes: 2, inserts: 3 });
    lab?.emulator.clock.advance(25 * 3_600_000);
    const ahead = await verify('canvas.users');
    expect(ahead).toMatchObject({ isEqual: true, different: 0, sampleKeys: [] });
    expect(ahead.compared).toBeLessThan(60);
    await synchronize('canvas.users');
    expect(await verify('canvas.users')).toMatchObject({ isEqual: true });
  });

  test.skipIf(target.missing !== undefined)('differs, is told where, and is repaired', async () => {
    const { initialize, verify } = bound(await start());
    await initialize('canvas.users');
    const scratch = (lab as SqlLab).scratch;
    const table = scratch.nameOf('canvas', 'users');
    const ids = (await scratch.query(`select id from ${table} order by id`)).map(({ id }) => String(id));
    await scratch.query(`delete from ${table} where id = ${ids[0]}`);
    await scratch.query(`update ${table} set name = 'somebody else' where id in (${ids[1]}, ${ids[2]})`);
    await scratch.query(`update ${table} set id = 4711 where id = ${ids[3]}`);
    const found = await verify('canvas.users');
    expect(found).toMatchObject({ isEqual: false, missing: 2, surplus: 1, different: 2, byColumn: { name: 2 } });
    expect([...found.sampleKeys].sort()).toEqual([ids[0], ids[1], ids[2], ids[3], '4711'].sort());
    expect(found.repaired).toBeUndefined();
    const mended = await verify('canvas.users', { repair: true });
    expect(mended).toMatchObject({ isEqual: false, repaired: { deleted: 1 } });
    expect(await verify('canvas.users')).toMatchObject({ isEqual: true, compared: 60 });
    await lab?.expectTruth('canvas.users');
  });

  test.skipIf(target.missing !== undefined)('may have rows of a log that the service has forgotten', async () => {
    const { initialize, verify } = bound(await start());
    await initialize('canvas_logs.web_logs');
    lab?.emulator.clock.advance(45 * 86_400_000);
    lab?.commit('canvas_logs.web_logs', { inserts: 5 });
    await expect(verify('canvas_logs.web_logs')).rejects.toMatchObject({ code: 'SQL_SNAPSHOT_NEEDED' });
    await lab?.synchronize('canvas_logs.web_logs');
    expect(await verify('canvas_logs.web_logs')).toMatchObject({ isEqual: true, surplus: 0, sampleKeys: [] });
  });

  test.skipIf(target.missing !== undefined)('must be recorded', async () => {
    const { verify } = bound(await start());
    await expect(verify('canvas.users')).rejects.toMatchObject({ code: 'SQL_NOT_INITIALIZED' });
  });
});

function bound(lab: SqlLab): Pick<SqlLab, 'initialize' | 'verify' | 'commit' | 'synchronize'> {
  return {
    initialize: lab.initialize.bind(lab),
    verify: lab.verify.bind(lab),
    commit: lab.commit.bind(lab),
    synchronize: lab.synchronize.bind(lab),
  };
}
