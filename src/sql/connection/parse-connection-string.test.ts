import { describe, expect, it } from 'vitest';
import { parseConnectionString } from './parse-connection-string.js';
import { describeAddress, resolveAddress } from './resolve-address.js';

const resolve = (connectionString: string) => resolveAddress({ connectionString });

describe('connection strings', () => {
  it.each([
    [
      'postgresql://me:secret@db.test:6543/dap',
      { dialect: 'postgresql', host: 'db.test', port: 6543, user: 'me', password: 'secret', database: 'dap' },
    ],
    ['postgres://me@db.test/dap', { dialect: 'postgresql', port: 5432, password: undefined }],
    ['mysql://me:secret@db.test/dap', { dialect: 'mysql', port: 3306 }],
    ['MariaDB://me@db.test/dap', { dialect: 'mysql', port: 3306 }],
    ['postgresql://me:%3C%3FYour%3AStrong%40Pass%2Fw0rd%3E@db.test/dap', { password: '<?Your:Strong@Pass/w0rd>' }],
    ['postgresql://me:a:b@c#d@db.test/dap', { user: 'me', password: 'a:b@c#d', host: 'db.test' }],
    [
      'postgresql://us%40er@[2001:db8::1]:5433/d%C3%A4p',
      { user: 'us@er', host: '2001:db8::1', port: 5433, database: 'däp' },
    ],
    ['postgresql://me@/dap', { host: 'localhost' }],
    ['postgresql://me@%2Fvar%2Frun%2Fpostgresql/dap', { host: '/var/run/postgresql' }],
    ['postgresql://me@h/dap?ssl=verify-full&sslrootcert=%2Fca.pem', { tlsMode: 'verify-full', sslRootCert: '/ca.pem' }],
    ['postgresql://me@h/dap?sslmode=disable', { tlsMode: 'disable' }],
    ['postgresql://me@h/dap', { tlsMode: 'prefer', applicationName: 'airbyte-source-dap' }],
    ['mysql://me@h/dap?application_name=night&connect_timeout=7', { applicationName: 'night', connectTimeoutMs: 7000 }],
    ['mysql://me@h/dap?sslcert=c.pem&sslkey=k.pem', { sslCert: 'c.pem', sslKey: 'k.pem' }],
    ['duckdb://canvas.duckdb', { dialect: 'duckdb', path: 'canvas.duckdb' }],
    ['duckdb://data/canvas.duckdb', { path: 'data/canvas.duckdb' }],
    ['duckdb:///data/my%20file.duckdb', { path: '/data/my file.duckdb' }],
  ])('are read: %s', (text, expected) => {
    expect(resolve(text)).toMatchObject(expected);
  });

  it.each([
    ['mssql://me:secret@h/dap', 'Microsoft SQL Server'],
    ['sqlite:///secret.db', 'SQLite'],
    ['oracle://me:secret@h/dap', 'Oracle Database'],
    ['toString://me:secret@h/dap', '"tostring" databases'],
  ])('of other databases are refused by name: %s', (text, name) => {
    const refusal = thrownBy(() => resolve(text));
    expect(refusal).toMatchObject({
      code: 'SQL_DIALECT_UNSUPPORTED',
      message: `Tables cannot be replicated into ${name}.`,
    });
  });

  it.each([
    ['me:secret@h/dap', 'does not begin with a kind of database'],
    ['host=h password=secret dbname=dap', 'does not begin with a kind of database'],
    ['postgresql://me:secret@h', 'the name of the database is missing'],
    ['postgresql://me:secret@h/', 'the name of the database is missing'],
    ['postgresql://h/secret', 'the user name is missing'],
    ['postgresql://me:sec/ret@h/dap', 'not percent-encoded'],
    ['postgresql://me:secret%@h/dap', 'its password holds a percent sign'],
    ['postgresql://me:secret@h:99999/dap', 'its port is not a number'],
    ['postgresql://me:secret@::1/dap', 'write [::1] for an IPv6 address'],
    ['postgresql://me:secret@h/dap/secret', 'holds a slash'],
    ['postgresql://me:secret@h/dap?ssl=secret', 'its ssl is none of disable, allow'],
    ['postgresql://me:secret@h/dap?options=secret', '"options", which is not known'],
    ['postgresql://me:secret@h/dap?ssl=require&sslmode=require', 'both ssl and sslmode'],
    ['postgresql://me:secret@h/dap?ssl=require&ssl=prefer', '"ssl" more than once'],
    ['postgresql://me:secret@h/dap?connect_timeout=secret', 'connect_timeout is not a number'],
    ['postgresql://me:secret@h/dap?sslcert=secret.pem', 'sslcert and sslkey belong together'],
    ['duckdb://', 'the file of the database is missing'],
    ['duckdb://:memory:', 'lost with the process'],
    ['duckdb:///data/Instructure_dap.duckdb', 'cannot tell a file with the name instructure_dap'],
    ['duckdb://me:secret@h/x', 'takes the path of a file'],
    ['duckdb://x.duckdb?threads=2', '"threads", which DuckDB does not have'],
  ])('that cannot be used are told so, and not quoted: %s', (text, reason) => {
    const error = thrownBy(() => resolve(text));
    expect(error).toMatchObject({ code: 'SQL_CONNECTION_STRING', message: expect.stringContaining(reason) });
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('secret');
  });

  it('are shown without the password', () => {
    expect(describeAddress(resolve('postgresql://m%40e:secret@[::1]/dap?ssl=require'))).toBe(
      'postgresql://m%40e@[::1]:5432/dap',
    );
    expect(describeAddress(resolve('duckdb:///data/x.duckdb'))).toBe('duckdb:///data/x.duckdb');
  });

  it('stand alone', () => {
    const error = thrownBy(() => resolveAddress({ connectionString: 'duckdb://x', host: 'h' }));
    expect(error.message).toContain('host is given beside a connection string');
    expect(parseConnectionString('mysql://me:p%40ss@db.test/dap?ssl=require')).toEqual({
      dialect: 'mysql',
      username: 'me',
      password: 'p@ss',
      host: 'db.test',
      database: 'dap',
      ssl: 'require',
    });
  });
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown.');
}
