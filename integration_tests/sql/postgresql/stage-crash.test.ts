import { Client } from 'pg';
import { expect, test } from 'vitest';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { postgresqlPrograms, startTlsPostgresql } from '../connection/tls-postgresql.js';
import { designOf, recordOf, replicaOf, TEXT } from './lab.js';
import { cellsOf, keeperOf, openStage, stageFile, stageOf, takeStage } from './stage-kit.js';

const programs = postgresqlPrograms();

test.skipIf(programs === undefined)(
  'a crash of the server empties stage and ledger, and the stage goes on',
  async () => {
    if (programs === undefined) return;
    const server = await startTlsPostgresql(programs);
    try {
      const place = { host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' };
      const settings = { ...place, applicationName: 'dap' };
      const open = () => openPostgresql(settings, { meta: createMetaTables('postgresql') });
      const replica = replicaOf('crashed');
      const design = designOf(replica, { name: { type: TEXT } });
      const stage = stageOf(replica, design.columns, 2);
      const cells = cellsOf(design.columns);

      const first = await open();
      await first.prepare();
      const holder = await first.open(replica, 'test');
      await keeperOf(holder).createStage(stage);
      const adding = await openStage(first, stage);
      await stageFile(adding, 'file-0', cells, [[1, 'a']]);
      const client = new Client(place);
      client.on('error', () => undefined); // It goes with the server.
      await client.connect();
      await client.query('CHECKPOINT');
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      // One process of the server dies: it ends all others, and begins again from its log.
      process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
      const answer = () =>
        adding.files().then(
          () => 'an answer',
          (error: unknown) => (error as { code?: unknown }).code,
        );
      await expect.poll(answer, { timeout: 60_000 }).toBe('SQL_CONNECTION');
      await first.close();
      await client.end();

      const second = await untilOpen(open);
      await using session = await second.open(replica, 'test');
      expect(await keeperOf(session).stage()).toEqual(stage);
      expect(await keeperOf(session).ledger(stage)).toEqual([]);
      await using again = await openStage(second, stage);
      for (const id of stage.objectIds) expect(await stageFile(again, id, cells, [[1, id]])).toBe(true);
      const load = await session.createLoad(design);
      await takeStage(load, stage);
      expect(await load.commit(recordOf(replica))).toEqual({ rows: 1, duplicates: 1 });
      await session.release();
      await again.release();
      await second.close();
    } finally {
      await server.stop();
    }
  },
);

async function untilOpen<T>(open: () => Promise<T>): Promise<T> {
  let opened: T | undefined;
  await expect
    .poll(
      async () => {
        opened = await open().catch(() => undefined);
        return opened;
      },
      { timeout: 60_000 },
    )
    .toBeDefined();
  return opened as T;
}
