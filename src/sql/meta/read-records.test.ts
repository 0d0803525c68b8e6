import { describe, expect, it } from 'vitest';
import type { RunSql } from '../contract/meta.js';
import { createMetaTables } from './meta-tables.js';

const USERS = { ref: { namespace: 'canvas', table: 'users' }, target: { schema: 'canvas', table: 'users' } };

/** The answers of a server to the two queries for a record. */
function server(version: string, own: Readonly<Record<string, unknown>> | undefined): RunSql {
  const names = { source_namespace: 'canvas', source_table: 'users', target_schema: 'canvas', target_table: 'users' };
  const row = {
    ...names,
    id: '1',
    schema_version: '2',
    schema_description: '{}',
    instant: '2026-03-01T08:00:01.000000Z',
  };
  return async (sql) => {
    if (sql.includes('dap_replicas')) return own === undefined ? [] : [{ ...names, synced: null, ...own }];
    return [{ ...row, server: version }];
  };
}

describe('a time that another client has written into whole seconds', () => {
  const meta = createMetaTables('mysql');
  const facts = JSON.stringify({ origin: { url: 'u', client: 'c' }, columns: ['id'], writtenBy: '1' });

  it('may have been rounded up by MySQL: a second comes off', async () => {
    expect((await meta.record(server('8.0.36', undefined), USERS))?.timestamp).toBe('2026-03-01T08:00:00Z');
  });

  it('was cut by MariaDB', async () => {
    const run = server('10.11.19-MariaDB-log', undefined);
    expect((await meta.record(run, USERS))?.timestamp).toBe('2026-03-01T08:00:01Z');
  });

  it('is known exactly where we wrote it', async () => {
    const run = server('8.0.36', { exact_timestamp: '2026-03-01T08:00:01.75Z', facts });
    expect(await meta.record(run, USERS)).toMatchObject({
      timestamp: '2026-03-01T08:00:01.75Z',
      own: { columns: ['id'] },
    });
  });

  it('counts where the other client has moved on, and what we knew does not', async () => {
    const run = server('8.0.36', { exact_timestamp: '2026-02-01T00:00:00.5Z', facts });
    const record = await meta.record(run, USERS);
    expect(record?.timestamp).toBe('2026-03-01T08:00:00Z');
    expect(record).not.toHaveProperty('own');
  });

  it('is exact even if our facts cannot be read', async () => {
    const run = server('8.0.36', { exact_timestamp: '2026-03-01T08:00:01.75Z', facts: '{"from":"the future' });
    const record = await meta.record(run, USERS);
    expect(record?.timestamp).toBe('2026-03-01T08:00:01.75Z');
    expect(record).not.toHaveProperty('own');
  });
});
