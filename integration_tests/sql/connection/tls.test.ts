import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseConnection } from '../../../src/sql/index.js';
import { postgresqlPrograms, startTlsPostgresql, type TlsPostgresql } from './tls-postgresql.js';

const PROGRAMS = postgresqlPrograms();

describe.skipIf(PROGRAMS === undefined)('a connection to a PostgreSQL with a certificate of its own', () => {
  let server: TlsPostgresql;
  beforeAll(async () => {
    server = await startTlsPostgresql(PROGRAMS ?? '');
  });
  afterAll(async () => await server?.stop());

  /** Whether the connections of `application` use TLS, as the server sees it. */
  async function usesTls(application: string): Promise<readonly boolean[]> {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' });
    await client.connect();
    const { rows } = await client.query(
      'select s.ssl from pg_stat_ssl s join pg_stat_activity a using (pid) where a.application_name = $1',
      [application],
    );
    await client.end();
    return rows.map(({ ssl }) => ssl);
  }

  async function connect(query: string, host = '127.0.0.1'): Promise<readonly boolean[]> {
    const application = `tls test ${query.slice(0, 20)}`;
    await using connection = new DatabaseConnection(
      `postgresql://postgres@${host}:${server.port}/postgres?${query}&application_name=${encodeURIComponent(application)}`,
    );
    await connection.open();
    return await usesTls(application);
  }

  const root = () => `sslrootcert=${encodeURIComponent(server.certificate)}`;

  test.each([
    ['ssl=disable', false],
    ['ssl=prefer', true],
    ['ssl=allow', true],
    ['sslmode=require', true],
  ])('is encrypted as it is asked for: %s', async (query, expected) => {
    const seen = await connect(query);
    expect(new Set(seen)).toEqual(new Set([expected]));
  });

  test('is refused when the certificate is to be trusted and is not', async () => {
    for (const mode of ['verify-ca', 'verify-full']) {
      await expect(connect(`ssl=${mode}`)).rejects.toMatchObject({
        code: 'SQL_CONNECTION',
        message: expect.stringMatching(/self.signed certificate/),
      });
    }
  });

  test('is trusted with its root certificate, for its own name only', async () => {
    expect(new Set(await connect(`ssl=verify-full&${root()}`))).toEqual(new Set([true]));
    expect(new Set(await connect(`ssl=verify-ca&${root()}`, '127.0.0.2'))).toEqual(new Set([true]));
    await expect(connect(`ssl=verify-full&${root()}`, '127.0.0.2')).rejects.toMatchObject({
      code: 'SQL_CONNECTION',
      message: expect.stringContaining("127.0.0.2 is not in the cert's list"),
    });
  });
});

describe('a connection that cannot be made', () => {
  test('says where to, and not the password', async () => {
    const connection = new DatabaseConnection('postgresql://me:topsecret@127.0.0.1:9/dap');
    const error: Error = await connection.open().then(
      () => new Error('It was made.'),
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'SQL_CONNECTION', message: expect.stringContaining('127.0.0.1') });
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('topsecret');
    expect(connection.display).toBe('postgresql://me@127.0.0.1:9/dap');
    await connection.close();
  });
});
