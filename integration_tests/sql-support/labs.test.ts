import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { differences } from '../../src/tools/sql-truth/compare.js';
import type { Scratch } from '../../src/tools/sql-truth/scratch.js';
import type { Truth } from '../../src/tools/sql-truth/truth-log.js';
import { Cutter } from './cutting-socket.js';
import { TARGETS } from './targets.js';

const TRUTH: Truth = {
  columns: [
    { name: 'id', part: 'key', nullable: false, type: { kind: 'integer', bits: 64 } },
    { name: 'note', part: 'value', nullable: true, type: { kind: 'text' } },
  ],
  rows: new Map([
    ['1', { id: '1', note: '' }],
    ['9007199254740993', { id: '9007199254740993', note: null }],
  ]),
};

/** A comparison that sees nothing, and a cut that cuts nothing, would make every suite pass. */
describe.each(TARGETS)('the reader of $dialect', (target) => {
  let scratch: Scratch | undefined;
  afterEach(async () => await scratch?.close());

  test.skipIf(target.missing !== undefined)('sees every difference', async () => {
    scratch = await target.scratch();
    const table = scratch.nameOf('canvas', 'cases');
    const schema = target.dialect === 'duckdb' ? 'canvas.canvas' : 'canvas';
    if (target.dialect !== 'mysql') await scratch.query(`create schema ${schema}`);
    const found = async () => differences(TRUTH, await scratch?.read('canvas', 'cases'));
    expect(await found()).toEqual(['the table does not exist']);
    await scratch.query(`create table ${table} (id bigint primary key, note varchar(20))`);
    await scratch.query(`insert into ${table} values (1, ''), (9007199254740993, null)`);
    expect(await found()).toEqual([]);
    await scratch.query(`update ${table} set note = null where id = 1`);
    expect(await found()).toEqual(['row 1, note: NULL instead of ""']);
    await scratch.query(`update ${table} set id = 9007199254740992 where id > 1`);
    expect(await found()).toEqual([
      'row 1, note: NULL instead of ""',
      'row 9007199254740992 is too many',
      'row 9007199254740993 is missing',
    ]);
    await scratch.query(`alter table ${table} add column more int`);
    expect(await found()).toContain('column more is too many');
    expect(await scratch.objects()).toHaveLength(1);
    await scratch.reset();
    expect(await scratch.objects()).toEqual([]);
  });
});

describe.skipIf(TARGETS.every(({ dialect, missing }) => dialect !== 'postgresql' || missing !== undefined))(
  'a cut',
  () => {
    const target = TARGETS.find(({ dialect }) => dialect === 'postgresql');

    /** Rows after an insertion in a transaction of its own, whose k-th write is cut. */
    async function rowsAfter(
      at: number,
      place: 'before' | 'after',
    ): Promise<{ rows: number; failed: boolean; writes: number }> {
      if (target === undefined) throw new Error('There is no PostgreSQL.');
      const scratch = await target.scratch();
      try {
        await scratch.query('create table t (id int)');
        const cutter = new Cutter(at, place);
        const client = new pg.Client({ connectionString: scratch.url, stream: () => cutter.connect() });
        client.on('error', () => undefined);
        const work = async (): Promise<void> => {
          await client.connect();
          for (const sql of ['begin', 'insert into t values (1)', 'commit']) await client.query(sql);
          await client.end();
        };
        const failed = await work().then(
          () => false,
          () => true,
        );
        await delay(50);
        const counted = await scratch.query('select count(*) as n from t');
        return { rows: Number(counted[0]?.['n']), failed, writes: cutter.writes };
      } finally {
        await scratch.close();
      }
    }

    test('before a commit undoes it, after a commit loses only the answer', async () => {
      const { rows, failed, writes } = await rowsAfter(0, 'before');
      expect({ rows, failed }).toEqual({ rows: 1, failed: false });
      // The last write says goodbye.
      const commit = writes - 1;
      expect(await rowsAfter(commit, 'before')).toMatchObject({ rows: 0, failed: true });
      expect(await rowsAfter(commit, 'after')).toMatchObject({ rows: 1, failed: true });
      expect(await rowsAfter(commit - 1, 'after')).toMatchObject({ rows: 0, failed: true });
    });
  },
);
