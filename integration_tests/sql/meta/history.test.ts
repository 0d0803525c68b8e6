import { describe, expect, it } from 'vitest';
import type { HistoryLine } from '../../../src/sql/contract/history.js';
import type { DialectName } from '../../../src/sql/contract/names.js';
import { createHistory } from '../../../src/sql/meta/history.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { emptyDatabase } from './servers.js';

const DIALECTS = ['postgresql', 'mysql', 'duckdb'] as const satisfies readonly DialectName[];

function line(minute: number, change: Partial<HistoryLine> = {}): HistoryLine {
  const endedAt = `2026-03-01T08:${String(minute).padStart(2, '0')}:00.250Z`;
  return {
    ref: { namespace: 'canvas', table: 'users' },
    schema: 'canvas',
    run: 'run-1',
    action: 'synchronize',
    status: 'synchronized',
    startedAt: '2026-03-01T09:00:00+01:00',
    endedAt,
    upserted: 2 ** 40,
    deleted: 1,
    entry: JSON.stringify({ minute, text: `it's a "quoted" \\ text 😀` }),
    ...change,
  };
}

describe.each(DIALECTS)('the history: %s', (dialect) => {
  const start = async () => {
    const database = await emptyDatabase(dialect);
    await createMetaTables(dialect).create(database.run);
    const history = createHistory(dialect, async (work) => await work(database.run));
    const minutes = async (filter: Parameters<typeof history.entries>[0] = { limit: 100 }) =>
      (await history.entries(filter)).map((text) => JSON.parse(text).minute);
    return { database, history, minutes };
  };

  it('is made with its first line, and gives back what was written, the newest first', async () => {
    const { database, history, minutes } = await start();
    await using _ = database;
    expect(await minutes()).toEqual([]);
    await history.prune({ endedBefore: '2026-03-01T08:00:00Z', keep: 1 });
    for (const minute of [2, 3, 1]) await history.append(line(minute));
    expect(await minutes()).toEqual([3, 2, 1]);
    expect(await minutes({ limit: 2 })).toEqual([3, 2]);
    expect((await history.entries({ limit: 1 }))[0]).toBe(line(3).entry);
    const name = dialect === 'mysql' ? 'instructure_dap__dap_history' : 'instructure_dap.dap_history';
    const [row] = await database.run(`select rows_written, run_id, status from ${name}`);
    expect([Number(row?.['rows_written']), row?.['run_id'], row?.['status']]).toEqual([
      2 ** 40,
      'run-1',
      'synchronized',
    ]);
  });

  it('finds the lines of one table at one place', async () => {
    const { database, history, minutes } = await start();
    await using _ = database;
    await history.append(line(1));
    await history.append(line(2, { schema: 'north' }));
    await history.append(line(3, { ref: { namespace: 'canvas', table: 'Users' } }));
    const users = { namespace: 'canvas', table: 'users' };
    expect(await minutes({ table: { ...users, schema: 'canvas' }, limit: 9 })).toEqual([1]);
    expect(await minutes({ table: { ...users, schema: 'north' }, limit: 9 })).toEqual([2]);
  });

  it('is bounded by age and by number', async () => {
    const { database, history, minutes } = await start();
    await using _ = database;
    for (let minute = 0; minute < 8; minute += 1) await history.append(line(minute));
    await history.prune({ endedBefore: '2026-03-01T08:02:00.250Z', keep: 100 });
    expect(await minutes()).toEqual([7, 6, 5, 4, 3, 2]);
    await history.prune({ endedBefore: '2026-03-01T08:00:00Z', keep: 2 });
    expect(await minutes()).toEqual([7, 6]);
  });

  it('may be begun by several processes at a time', async () => {
    const { database, minutes } = await start();
    await using _ = database;
    // DuckDB has one process, whose connections conflict only at the making of the table.
    const count = dialect === 'duckdb' ? 1 : 6;
    const others = await Promise.all(Array.from({ length: count }, async () => await database.connect()));
    await Promise.all(
      others.map(async ({ run }, at) => {
        await createHistory(dialect, async (work) => await work(run)).append(line(at));
      }),
    );
    expect((await minutes()).length).toBe(count);
    for (const other of others) await other.close();
  });
});
